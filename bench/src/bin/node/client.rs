//! A client of `/api/v1` that keeps its connection: the socket in the home, by which its owner comes in without a token.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    os::unix::net::UnixStream,
    path::Path,
};

/// A connection.
pub struct Client(BufReader<UnixStream>);

impl Client {
    /// The node of a home, which must run.
    pub fn of(home: &Path) -> Result<Self> {
        Ok(Client(BufReader::new(UnixStream::connect(home.join("node.socket"))?)))
    }

    /// The status and the JSON of an answer.
    pub fn get(&mut self, path: &str) -> Result<(u16, Value)> {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"))
    }

    /// Says something, and gives its id.
    pub fn say(&mut self, statement: &Value) -> Result<String> {
        let (body, head) = (statement.to_string(), "POST /api/v1/statements HTTP/1.1\r\nhost: localhost");
        let length = body.len();
        let request =
            format!("{head}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
        match self.ask(&request)? {
            (201, answer) => Ok(answer["id"].as_str().context("an answer without an id")?.to_owned()),
            (status, answer) => bail!("{status}: {answer}"),
        }
    }

    fn ask(&mut self, request: &str) -> Result<(u16, Value)> {
        self.0.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length, mut line) = (None, 0, String::new());
        loop {
            line.clear();
            if self.0.read_line(&mut line)? == 0 {
                bail!("the node has closed the connection");
            }
            let text = line.trim_end().to_ascii_lowercase();
            if text.is_empty() {
                break;
            }
            if let Some(value) = text.strip_prefix("content-length: ") {
                length = value.parse()?;
            }
            if status.is_none() {
                status = Some(text.split(' ').nth(1).context("no status")?.parse()?);
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok((status.context("no status")?, serde_json::from_slice(&body)?))
    }
}
