//! The node that runs in a home, spoken with by its socket: `/api/v1` as its owner, with nothing between.

use anyhow::{Context, bail};
use home::Home;
use serde_json::Value;
use std::{
    io::{ErrorKind, Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long an answer is read at most, in bytes: a page of a thousand statements has less, a body may have this much.
const MAX_ANSWER: u64 = 1 << 30;

/// How long the head of an answer may be, in bytes.
const MAX_HEAD: usize = 64 << 10;

/// How long an answer is waited for. A node gives up earlier.
const PATIENCE: Duration = Duration::from_secs(90);

/// A running node.
#[derive(Clone, Debug)]
pub struct Local {
    socket: PathBuf,
    /// A line of the head of each request, if somebody else than the owner of the home asks.
    token: String,
}

impl Local {
    /// The node of a home, if one runs.
    ///
    /// # Errors
    /// A socket that this user may not use.
    pub fn of(home: &Home) -> anyhow::Result<Option<Self>> {
        let socket = home.path().join(node::SOCKET);
        match UnixStream::connect(&socket) {
            Ok(_) => Ok(Some(Local { socket, token: String::new() })),
            // None was ever there, or one was killed and left it behind.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {
                Ok(None)
            }
            Err(error) => {
                Err(error).with_context(|| format!("cannot reach the node by {}", socket.display()))
            }
        }
    }

    /// Refuses to do something by hand where a node runs, which does it itself.
    ///
    /// # Errors
    /// A node runs: `instead` says what to do.
    pub fn refuse(home: &Home, instead: &str) -> anyhow::Result<()> {
        match Local::of(home)? {
            None => Ok(()),
            Some(_) => bail!("a node runs in this home and has its logs to itself: {instead}"),
        }
    }

    /// Asks as the operator whose token this is, and no more as the owner of the home.
    ///
    /// # Errors
    /// A text that cannot be a token.
    pub fn by(self, token: &str) -> anyhow::Result<Self> {
        match token.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(Local { token: format!("Authorization: Bearer {token}\r\n"), ..self }),
            false => bail!("that is no token"),
        }
    }

    /// Where it listens.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Asks with JSON, or with nothing, for JSON.
    ///
    /// # Errors
    /// A node that does not answer; what it says is wrong.
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        let body = body.map(Value::to_string);
        let answer = self.send(method, path, "application/json", body.unwrap_or_default().as_bytes())?;
        match answer.is_empty() {
            true => Ok(Value::Null),
            false => serde_json::from_slice(&answer).context("the node's answer is no JSON"),
        }
    }

    /// Sends bytes of some type, and gives the bytes of the answer.
    ///
    /// # Errors
    /// As [`Local::ask`].
    pub fn send(&self, method: &str, path: &str, media_type: &str, body: &[u8]) -> anyhow::Result<Vec<u8>> {
        let lost = "the node did not answer";
        let mut stream = UnixStream::connect(&self.socket).context(lost)?;
        stream.set_read_timeout(Some(PATIENCE)).context(lost)?;
        stream.set_write_timeout(Some(PATIENCE)).context(lost)?;
        // HTTP/1.0, so that the answer comes in one piece and ends with the connection.
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: localhost\r\n{}Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
            self.token,
            body.len()
        );
        // A node that refuses may do so before it has read everything: its answer says why.
        drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)));
        let mut answer = Vec::new();
        let read = stream.take(MAX_ANSWER).read_to_end(&mut answer);
        if answer.is_empty() {
            read.context(lost)?;
            bail!(lost);
        }
        good(answer)
    }
}

/// The body of a good answer.
fn good(answer: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    let end = answer.windows(4).take(MAX_HEAD).position(|window| window == b"\r\n\r\n");
    let end = end.context("the node's answer has no end of its head")?;
    let (head, body) = (answer.get(..end).unwrap_or_default(), answer.get(end + 4..).unwrap_or_default());
    let head = String::from_utf8_lossy(head);
    let status = head.split(' ').nth(1).context("the node's answer has no status")?;
    match status.starts_with('2') {
        true => Ok(body.to_vec()),
        false => Err(problem(status, body)),
    }
}

/// What problem details say (RFC 9457).
pub fn problem(status: &str, body: &[u8]) -> anyhow::Error {
    let details: Option<Value> = serde_json::from_slice(body).ok();
    let detail = details.as_ref().and_then(|details| details.get("detail")?.as_str());
    match detail {
        Some(detail) => anyhow::anyhow!("{detail}"),
        None => anyhow::anyhow!("the node answered {status}"),
    }
}
