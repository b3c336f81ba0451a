//! The parts of a multipart (RFC 2046, 5.1.1).

/// The longest boundary, in bytes. The standard has 70; some programs write more.
pub(super) const MAX_BOUNDARY: usize = 250;

/// The parts between lines that are two hyphens and the boundary, with nothing behind but white space, or two hyphens at the end of the
/// last. What stands before the first and behind the last is no part. A multipart that nothing ends ends with the text.
pub(super) fn parts<'b>(body: &'b [u8], boundary: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
    let mut lines = Delimiters { body, boundary, next: 0 };
    let mut start = lines.next().and_then(|line| (!line.is_last).then_some(line.end));
    std::iter::from_fn(move || {
        let from = start?;
        let next = lines.next();
        let to = next.as_ref().map_or(body.len(), |line| line.start);
        start = next.and_then(|line| (!line.is_last).then_some(line.end));
        let part = body.get(from..to.max(from)).unwrap_or_default();
        // The line end before a delimiter is of the delimiter.
        let part = part.strip_suffix(b"\n").filter(|_| to < body.len()).unwrap_or(part);
        Some(part.strip_suffix(b"\r").unwrap_or(part))
    })
}

/// A line that parts.
struct Delimiter {
    start: usize,
    /// The first byte of the next line.
    end: usize,
    is_last: bool,
}

struct Delimiters<'b> {
    body: &'b [u8],
    boundary: &'b [u8],
    next: usize,
}

impl Iterator for Delimiters<'_> {
    type Item = Delimiter;

    fn next(&mut self) -> Option<Delimiter> {
        while self.next < self.body.len() {
            let start = self.next;
            let rest = self.body.get(start..)?;
            let end = memchr::memchr(b'\n', rest).map_or(self.body.len(), |end| start + end + 1);
            self.next = end;
            let line = self.body.get(start..end)?;
            let Some(behind) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(self.boundary))
            else {
                continue;
            };
            let tail = behind.trim_ascii_end();
            if tail.is_empty() || tail == b"--" {
                return Some(Delimiter { start, end, is_last: !tail.is_empty() });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_lie_between_whole_lines() {
        let told = |body: &str, boundary: &str| {
            parts(body.as_bytes(), boundary.as_bytes())
                .map(|part| String::from_utf8_lossy(part).into_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told("before\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\nbehind", "b"),
            ["\r\none", "\r\ntwo"]
        );
        assert_eq!(told("--b\n\none\n--bb\nstill one\n --b\n", "b"), ["\none\n--bb\nstill one\n --b\n"]);
        assert_eq!(told("--b  \none\n--b--x\n--b--", "b"), ["one\n--b--x"]);
        assert!(told("no --b here\n", "b").is_empty());
        assert_eq!(told("--b\n--b\n--b--\n", "b"), ["", ""]);
    }
}
