//! A node.toml that explains itself: every key with its default, all commented out but for where the node listens. It is the file contrib/node.toml.

use std::net::SocketAddr;

/// The file.
const SAMPLE: &str = include_str!("../../../../contrib/node.toml");

/// The lines of it that are the first to be set.
const LISTEN: &str = "# listen = \"0.0.0.0:7411\"\n";
const ADDRESS: &str = "# address = \"alpha.example:7411\"\n";

/// The text, with where to listen for peers and what they are told to dial, if that is known.
pub fn sample(listen: Option<SocketAddr>, address: Option<&str>) -> String {
    let set = |text: String, line: &str, key: &str, value: Option<String>| match value {
        Some(value) => text.replacen(line, &format!("{key} = \"{value}\"\n"), 1),
        None => text,
    };
    let text = set(SAMPLE.to_owned(), LISTEN, "listen", listen.map(|listen| listen.to_string()));
    set(text, ADDRESS, "address", address.map(str::to_owned))
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
        let examples = ["address = ", "addresses = ", "certificate = ", "key = ", "marking = "];
        let text = sample(None, None);
        let lines =
            text.lines().filter_map(|line| if line.starts_with('[') { Some(line) } else { setting(line) });
        let all: Vec<&str> =
            lines.filter(|line| !examples.iter().any(|example| line.starts_with(example))).collect();
        let spelled = Config::parse(&all.join("\n")).expect("a configuration");
        assert_eq!(format!("{spelled:?}"), format!("{:?}", Config::default()));
        assert!(all.len() > 15, "{all:?}");
    }
    /// The keys of the configuration, with their tables, as the program itself names them.
    fn keys() -> Vec<String> {
        let shown = format!("{:#?}", Config::default());
        let mut table = String::new();
        let mut keys = Vec::new();
        for line in shown.lines() {
            let Some((name, _)) = line.trim_start().split_once(": ") else { continue };
            match line.len() - line.trim_start().len() {
                4 => name.clone_into(&mut table),
                8 => keys.push(format!("{table}.{name}")),
                _ => {}
            }
        }
        keys
    }

    #[test]
    fn every_key_stands_in_the_sample() {
        let text = sample(None, None);
        let mut table = "";
        let mut told = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[') {
                table = name.trim_end_matches(']');
            } else if let Some((key, _)) = setting(line).and_then(|line| line.split_once(" = ")) {
                told.push(format!("{table}.{key}"));
            }
        }
        assert_eq!(told, keys());
    }
}
