//! Where one message ends and the next begins, in a stream of octets.
//!
//! RFC 6587: `LENGTH SP MESSAGE` (3.4.1, and RFC 5425), or a message and a line end behind it (3.4.2). Which of the two is told for each message by
//! how it starts: a message starts with `<`, a length with a digit that is not 0.

/// The longest length, in digits, that is read.
const MAX_DIGITS: usize = 8;

/// What has come of a message so far.
#[derive(Debug)]
pub(super) struct Framing {
    max: usize,
    rest: Vec<u8>,
    state: State,
}

#[derive(Debug, PartialEq)]
enum State {
    /// Between two messages.
    Start,
    /// In a length.
    Length,
    /// In a message of which so many octets are to come.
    Counted(usize),
    /// In a message that a line end ends.
    Line,
}

impl Framing {
    /// A stream of which no message is longer than `max`; what is behind that of a longer one is left out.
    pub(super) fn new(max: usize) -> Self {
        Framing { max, rest: Vec::new(), state: State::Start }
    }

    /// Takes octets, and hands out each message that is whole.
    pub(super) fn take(&mut self, mut bytes: &[u8], mut each: impl FnMut(&[u8])) {
        while let Some((&first, after)) = bytes.split_first() {
            match self.state {
                State::Start => match first {
                    b'1'..=b'9' => self.state = State::Length,
                    b'\n' | b'\r' | b' ' | 0 => bytes = after,
                    _ => self.state = State::Line,
                },
                State::Length => {
                    bytes = after;
                    self.length(first);
                }
                State::Counted(left) => {
                    let (now, later) = bytes.split_at(left.min(bytes.len()));
                    self.keep(now);
                    (bytes, self.state) = (later, State::Counted(left - now.len()));
                    if self.state == State::Counted(0) {
                        self.finish(&mut each);
                    }
                }
                State::Line => {
                    let end = bytes.iter().position(|byte| matches!(byte, b'\n' | 0));
                    let (now, later) = bytes.split_at(end.unwrap_or(bytes.len()));
                    self.keep(now);
                    bytes = later.get(1..).unwrap_or_default();
                    if end.is_some() {
                        self.finish(&mut each);
                    }
                }
            }
        }
    }

    /// The stream has ended: what came of a last message is one.
    pub(super) fn end(&mut self, mut each: impl FnMut(&[u8])) {
        self.finish(&mut each);
    }

    fn length(&mut self, byte: u8) {
        match byte {
            b'0'..=b'9' if self.rest.len() < MAX_DIGITS => self.rest.push(byte),
            b' ' => {
                let digits = std::mem::take(&mut self.rest);
                let length = str::from_utf8(&digits).ok().and_then(|digits| digits.parse().ok());
                self.state = length.map_or(State::Line, State::Counted);
            }
            // No length after all: a message that starts with a number.
            b'\n' => self.rest.clear(),
            _ => {
                self.rest.push(byte);
                self.state = State::Line;
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = self.max.saturating_sub(self.rest.len());
        self.rest.extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
    }

    fn finish(&mut self, each: &mut impl FnMut(&[u8])) {
        if !self.rest.is_empty() {
            each(&self.rest);
        }
        self.rest.clear();
        self.state = State::Start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(stream: &str, step: usize) -> Vec<String> {
        let (mut framing, mut found) = (Framing::new(20), Vec::new());
        let mut take = |message: &[u8]| found.push(String::from_utf8_lossy(message).into_owned());
        stream.as_bytes().chunks(step).for_each(|bytes| framing.take(bytes, &mut take));
        framing.end(&mut take);
        found
    }

    #[test]
    fn messages_are_told_apart_however_they_come() {
        for (stream, messages) in [
            ("<1>a\n<2>b\n", vec!["<1>a", "<2>b"]),
            ("4 <1>a5 <2>bb", vec!["<1>a", "<2>bb"]),
            ("6 <1>a\nb<2>c\n3 <3>", vec!["<1>a\nb", "<2>c", "<3>"]),
            ("<1>a\0<2>b\r\n", vec!["<1>a", "<2>b\r"]),
            ("2026 is a year\n<1>a\n", vec!["is a year\n<1>a\n"]),
            ("\n\n<1>a", vec!["<1>a"]),
            ("<1>01234567890123456789\n<2>b\n", vec!["<1>01234567890123456", "<2>b"]),
            ("30 <1>012345678901234567890123456<2>b\n", vec!["<1>01234567890123456", "<2>b"]),
            ("123456789 x\n<2>b\n", vec!["123456789 x", "<2>b"]),
            ("9 <1>a", vec!["<1>a"]),
            ("", vec![]),
        ] {
            for step in [1, 2, 7, 100] {
                assert_eq!(framed(stream, step), messages, "{stream:?} by {step}");
            }
        }
    }
}
