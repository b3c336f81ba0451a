//! Server-sent events (WHATWG HTML section 9.2), as far as a node sends them: `id`, `event` and one line of `data`.

use anyhow::{Context, bail};
use std::io::{BufRead, Read};

/// How long a line may be: a change is a few hundred bytes.
const MAX_LINE: u64 = 256 << 10;

/// Something that changed.
#[derive(Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id, to go on behind it.
    pub id: Option<String>,
    /// What, in JSON.
    pub data: String,
}

/// What comes.
pub struct Stream(Box<dyn BufRead>);

impl Stream {
    pub fn new(from: Box<dyn BufRead>) -> Self {
        Stream(from)
    }

    /// The next event. Comments only say that the node is still there.
    pub fn next(&mut self) -> anyhow::Result<Event> {
        let (mut id, mut data) = (None, String::new());
        loop {
            let line = self.line()?;
            match line.split_once(':') {
                None if line.is_empty() && !data.is_empty() => return Ok(Event { id, data }),
                Some(("id", value)) => id = Some(value.trim().to_owned()).filter(|id| is_plain(id)),
                Some(("data", value)) => value.strip_prefix(' ').unwrap_or(value).clone_into(&mut data),
                _ => {}
            }
        }
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut bytes = Vec::new();
        self.0.by_ref().take(MAX_LINE).read_until(b'\n', &mut bytes)?;
        if bytes.pop() != Some(b'\n') {
            bail!("it said no more");
        }
        let line = String::from_utf8(bytes).context("it sent what is no text")?;
        Ok(line.trim_end_matches('\r').to_owned())
    }
}

/// An id goes back in a header.
fn is_plain(id: &str) -> bool {
    id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &'static str) -> Vec<Event> {
        let mut stream = Stream::new(Box::new(text.as_bytes()));
        std::iter::from_fn(|| stream.next().ok()).collect()
    }

    #[test]
    fn events_are_read_and_comments_passed_over() {
        let event = |id: Option<&str>, data: &str| Event { id: id.map(str::to_owned), data: data.to_owned() };
        assert_eq!(
            all(
                ": following\n\nid: 7-1\ndata: {\"a\":1}\n\n: still here\n\nid: 7-2\r\nevent: missed\r\ndata: x\r\n\r\ndata: cut"
            ),
            [event(Some("7-1"), "{\"a\":1}"), event(Some("7-2"), "x")]
        );
        assert_eq!(all("id: a\u{1}b\ndata: x\n\n"), [event(None, "x")]);
        assert_eq!(all("data: no end"), []);
    }
}
