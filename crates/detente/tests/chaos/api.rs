//! Asking a node as its owner does: by the socket in its home.

use serde_json::Value;
use std::{
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer that came whole.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// The way to one node.
#[derive(Clone)]
pub struct Api(PathBuf);

impl Api {
    pub fn of(home: &Path) -> Self {
        Api(home.join("node.socket"))
    }

    pub fn get(&self, path: &str) -> io::Result<Answer> {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"))
    }

    /// What a node that runs answers.
    pub fn json(&self, path: &str) -> Option<Value> {
        let answer = self.get(path).ok().filter(|answer| answer.status == 200)?;
        serde_json::from_slice(&answer.body).ok()
    }

    pub fn say(&self, statement: &Value) -> io::Result<Answer> {
        let body = statement.to_string();
        let head = "POST /api/v1/statements HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json";
        self.ask(&format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
    }

    fn ask(&self, request: &str) -> io::Result<Answer> {
        let mut stream = UnixStream::connect(&self.0)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request.as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        read(&bytes).ok_or_else(|| io::Error::other("the answer did not come whole"))
    }
}

fn read(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?.to_lowercase();
    let body = bytes[end + 4..].to_vec();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    (length.parse() == Ok(body.len())).then_some(Answer { status, body })
}
