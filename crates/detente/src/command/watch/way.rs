//! The way to a node: its socket in the home, or a URL and a token.

use super::stream::Stream;
use crate::local::Local;
use anyhow::{Context, anyhow, bail};
use home::Home;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{IpAddr, TcpStream},
    os::unix::net::UnixStream,
    path::PathBuf,
    time::Duration,
};

/// The variable that has the token.
const TOKEN: &str = "DETENTE_TOKEN";

/// For how long nothing may come: a node sends a comment every 15 seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the head of an answer, and what a refusal says, may be.
const MAX_HEAD: u64 = 64 << 10;

/// The way.
pub enum Way {
    /// The socket of a home, whose owner needs no token.
    Socket(PathBuf),
    /// Host and port, and a token.
    Network(String, String),
}

/// Why there is nothing to follow.
pub enum Broken {
    /// The node does not answer, or not now.
    Gone(anyhow::Error),
    /// It will say no the next time too.
    Refused(anyhow::Error),
}

impl Broken {
    pub fn into_error(self) -> anyhow::Error {
        match self {
            Broken::Gone(error) | Broken::Refused(error) => error,
        }
    }
}

impl Way {
    /// To the node of a home.
    pub fn home(home: &Home) -> anyhow::Result<Self> {
        let node = Local::of(home)?;
        let node =
            node.context("no node runs in this home: `detente serve` runs it, and --url names another")?;
        Ok(Way::Socket(node.socket().to_owned()))
    }

    /// To the node at a URL. A token goes to this machine alone, since it goes as it is: over a network, forward the port with ssh.
    pub fn to(url: &str) -> anyhow::Result<Self> {
        let Some(rest) = url.strip_prefix("http://") else {
            bail!(
                "--url is http://HOST:PORT on this machine; to reach another, forward its port: ssh -L 7414:127.0.0.1:7414 HOST"
            );
        };
        let authority = rest.trim_end_matches('/');
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
        if port.parse::<u16>().is_err() || !is_this_machine(host) {
            bail!(
                "{url} is not this machine: the token would go over the network unencrypted. Forward the port with ssh"
            );
        }
        let token = std::env::var(TOKEN).with_context(|| format!("{TOKEN} has no token"))?;
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            bail!("what {TOKEN} has is no token");
        }
        Ok(Way::Network(format!("{host}:{port}"), token))
    }

    /// Begins to follow, behind the event that was seen last.
    pub fn follow(&self, last: Option<&str>) -> Result<Stream, Broken> {
        let gone = |error: std::io::Error| Broken::Gone(anyhow!(error).context("the node does not answer"));
        let (mut write, read): (Box<dyn Write>, Box<dyn Read>) = match self {
            Way::Socket(path) => {
                let stream = UnixStream::connect(path).map_err(gone)?;
                stream.set_read_timeout(Some(PATIENCE)).map_err(gone)?;
                (Box::new(stream.try_clone().map_err(gone)?), Box::new(stream))
            }
            Way::Network(address, _) => {
                let stream = TcpStream::connect(address).map_err(gone)?;
                stream.set_read_timeout(Some(PATIENCE)).map_err(gone)?;
                (Box::new(stream.try_clone().map_err(gone)?), Box::new(stream))
            }
        };
        write.write_all(self.request(last).as_bytes()).map_err(gone)?;
        let mut read = BufReader::new(read);
        head(&mut read)?;
        Ok(Stream::new(Box::new(read)))
    }

    /// HTTP/1.0, so that what comes is not cut into chunks.
    fn request(&self, last: Option<&str>) -> String {
        let (host, token) = match self {
            Way::Socket(_) => ("localhost", String::new()),
            Way::Network(host, token) => (host.as_str(), format!("Authorization: Bearer {token}\r\n")),
        };
        let last = last.map(|id| format!("Last-Event-ID: {id}\r\n")).unwrap_or_default();
        format!("GET /api/v1/events HTTP/1.0\r\nHost: {host}\r\n{token}{last}\r\n")
    }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Reads the head of the answer.
fn head(read: &mut impl BufRead) -> Result<(), Broken> {
    let gone = |error: std::io::Error| Broken::Gone(anyhow!(error).context("the node does not answer"));
    let mut head = String::new();
    let mut limited = read.take(MAX_HEAD);
    while !head.ends_with("\r\n\r\n") {
        if limited.read_line(&mut head).map_err(gone)? == 0 {
            return Err(Broken::Gone(anyhow!("the node does not answer")));
        }
    }
    let status = head.split(' ').nth(1).unwrap_or_default().to_owned();
    if status == "200" {
        return Ok(());
    }
    let mut body = Vec::new();
    drop(limited.read_to_end(&mut body));
    let why = crate::local::problem(&status, &body);
    match status.as_str() {
        "429" | "503" => Err(Broken::Gone(why)),
        _ => Err(Broken::Refused(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_30_a_token_goes_to_this_machine_alone() {
        for (host, here) in [
            ("localhost", true),
            ("127.0.0.2", true),
            ("[::1]", true),
            ("192.0.2.1", false),
            ("localhost.evil.example", false),
            ("", false),
        ] {
            assert_eq!(is_this_machine(host), here, "{host}");
        }
        assert!(Way::to("https://127.0.0.1:7414").is_err());
        assert!(Way::to("http://node.example:7414").is_err());
    }
}
