//! A node.toml that explains itself: every key with its default, all commented out but for where the node listens.

use std::net::SocketAddr;

/// What comes before the settings of the listener for peers.
const HEAD: &str = "\
# The settings of this member's node. What is commented out stands as its default; unknown keys are refused.
# `detente serve --check` says what is wrong with them. All times are in seconds, all sizes in bytes.

[peers]
# How the nodes of the other members reach this one. Open this port in the firewall, for TCP; only they get an answer.
";

const REST: &str = "\
# Where the others are dialled before their nodes have said so themselves. `detente unit join` keeps the same in the file `addresses`.
# addresses = { bravo = \"bravo.example:7411\" }

[client]
# How this member's own people and programs reach the node. The socket node.socket in the home is always there.
# listen = \"127.0.0.1:7414\"
# Anything but loopback needs all of these four: a certificate like a web server's, and the names that it is called by.
# allow_remote = false
# certificate = \"/etc/detente/node.pem\"
# key = \"/etc/detente/node.key\"
# names = []

[times]
# How often each peer is asked for the heads that it knows. Longer: a lie that is told to others is seen later.
# gossip = 5
# After how long without news the newest head is shown to the witnesses again.
# heartbeat = 60
# How often a receipt is said, where there is something new to say.
# receipt = 3600
# How often at most a quote is said. Longer: statements are on record later, and the log has fewer quotes.
# quote = 1
# How old the newest cosignature of a log may be before it counts as frozen.
# frozen = 900
# How long a body may be missing before it counts as withheld.
# withheld = 3600

[limits]
# How fast the log of another may grow here, as a multiple of what the charter lets it say.
# mirror_days = 2
# How many bytes of bodies of one member are kept.
# bodies = 17179869184

[say]
# Whether statements carry the name of the operator who says them. The others see then who works here, for ever.
# operator_names = false

[log]
# error, warn, info or debug; text or json. It goes to standard error.
# level = \"info\"
# format = \"text\"
";

/// The text, with where to listen for peers and what they are told to dial, if that is known.
pub fn sample(listen: Option<SocketAddr>, address: Option<&str>) -> String {
    let listen = match listen {
        Some(listen) => format!("listen = \"{listen}\"\n"),
        None => "# listen = \"0.0.0.0:7411\"\n".to_owned(),
    };
    let address = match address {
        Some(address) => format!("address = \"{address}\"\n"),
        None => "# What they are told to dial. Without it they have to be told by people.\n# address = \"alpha.example:7411\"\n".to_owned(),
    };
    format!("{HEAD}{listen}{address}{REST}")
}

#[cfg(test)]
mod tests {
    use super::sample;
    use crate::config::Config;

    /// A line of the sample that sets something, without the mark before it.
    fn setting(line: &str) -> Option<&str> {
        let line = line.strip_prefix("# ").unwrap_or(line);
        line.split_once(" = ")
            .filter(|(key, _)| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
            .map(|_| line)
    }

    #[test]
    fn the_sample_is_understood_and_its_defaults_are_those() {
        let listen = "127.0.0.1:7000".parse().expect("an address");
        let config =
            Config::parse(&sample(Some(listen), Some("alpha.example:7411"))).expect("a configuration");
        assert_eq!(
            (config.peers.listen, config.peers.address.as_deref()),
            (listen, Some("alpha.example:7411"))
        );
        // With every mark taken away, but for what no default is and what belongs together.
        let examples = ["address = ", "addresses = ", "certificate = ", "key = "];
        let text = sample(None, None);
        let lines =
            text.lines().filter_map(|line| if line.starts_with('[') { Some(line) } else { setting(line) });
        let all: Vec<&str> =
            lines.filter(|line| !examples.iter().any(|example| line.starts_with(example))).collect();
        let spelled = Config::parse(&all.join("\n")).expect("a configuration");
        assert_eq!(format!("{spelled:?}"), format!("{:?}", Config::default()));
        assert!(all.len() > 15, "{all:?}");
    }
}
