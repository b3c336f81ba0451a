//! Where the objects of a JSON text start and end, whatever stands around them.

use super::between::{Between, between};
use memchr::{memchr, memchr3};
use std::ops::Range;

/// How many blanks may stand before an object that a search resumes at.
pub(super) const MAX_INDENT: usize = 1 << 10;

/// Walks over a text that may arrive in pieces, and finds its outermost objects, or the records in those that only wrap
/// records. The signs of arrays between them are passed over; what else stands there is told, but is no object.
#[derive(Clone, Default)]
pub(crate) struct Scanner {
    /// Whether wrappers are looked into.
    unwraps: bool,
    /// Whether nothing follows the text.
    ended: bool,
    /// How far the text has been looked at.
    at: usize,
    /// Where the open object starts.
    start: usize,
    /// How many objects are open.
    depth: u64,
    in_string: bool,
    /// The open object or list is the value of a member beside a wrapper's records: it is passed over.
    passing: bool,
    /// The name of such a member has been passed, and its value comes next.
    at_value: bool,
    /// Set after a broken object: how far it stood from the start of its line.
    broken: Option<usize>,
}

/// What the scanner has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A whole object, or one that is broken.
    Object(Range<usize>),
    /// Something that is no object, where objects stand.
    Other(Range<usize>),
}

impl Found {
    pub(crate) fn range(&self) -> Range<usize> {
        let (Found::Object(range) | Found::Other(range)) = self;
        range.clone()
    }
}

impl Scanner {
    /// One that looks into wrappers.
    pub(crate) fn unwrapping() -> Self {
        Scanner { unwraps: true, ..Scanner::default() }
    }

    /// One that looks for the next object behind a broken one, which stood so far from the start of its line.
    pub(super) fn broken(indent: usize) -> Self {
        Scanner { unwraps: true, broken: Some(indent.min(MAX_INDENT)), ..Scanner::default() }
    }

    /// How far the object that was given out last stood from the start of its line, if it is broken.
    pub(super) fn indent_of_broken(&self) -> Option<usize> {
        self.broken
    }

    /// Says that nothing follows the text.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// The next whole object, or none before more text has come. One with a line end inside a string, which
    /// JSON forbids, is cut off there, lest a lost quote swallow all that follows; nothing comes after it
    /// before [`Scanner::resume`].
    pub(crate) fn next(&mut self, text: &[u8]) -> Option<Found> {
        while self.broken.is_none() {
            let rest = text.get(self.at..)?;
            let end = match (self.depth, self.in_string) {
                (0, _) => self.open(rest),
                (_, true) => self.string(text, rest),
                (_, false) if self.passing => self.member(rest),
                (_, false) => self.object(rest),
            };
            match end {
                Step::More => {}
                Step::Starved => return None,
                Step::End if std::mem::take(&mut self.passing) => {}
                Step::End => return Some(Found::Object(self.start..self.at)),
                Step::Other => return Some(Found::Other(self.start..self.at)),
            }
        }
        None
    }

    /// Goes on between two objects.
    fn open(&mut self, rest: &[u8]) -> Step {
        self.start = self.at;
        if std::mem::take(&mut self.at_value) {
            return self.value(rest);
        }
        match between(rest, self.ended, self.unwraps) {
            Between::Starved => return Step::Starved,
            Between::Object => (self.at, self.depth) = (self.at + 1, 1),
            Between::Pass(len) => self.at += len,
            Between::Member(len) => (self.at, self.at_value) = (self.at + len, true),
            Between::Other(len) => {
                self.at += len;
                return Step::Other;
            }
        }
        Step::More
    }

    /// Passes over the value of a member beside a wrapper's records, of which one that holds others is passed by and by.
    fn value(&mut self, rest: &[u8]) -> Step {
        match rest
            .iter()
            .position(|byte| !byte.is_ascii_whitespace())
            .and_then(|at| Some((at, rest.get(at)?)))
        {
            Some((at, b'{' | b'[')) => {
                (self.at, self.depth, self.passing) = (self.at + at + 1, 1, true);
                Step::More
            }
            Some((at, _)) => match between(rest.get(at..).unwrap_or_default(), self.ended, false) {
                Between::Starved => self.starved_at_value(),
                Between::Other(len) | Between::Pass(len) | Between::Member(len) => {
                    self.at += at + len;
                    Step::More
                }
                Between::Object => Step::More,
            },
            None => self.starved_at_value(),
        }
    }

    fn starved_at_value(&mut self) -> Step {
        self.at_value = true;
        Step::Starved
    }

    /// Goes on inside of an object or a list that is passed over.
    fn member(&mut self, rest: &[u8]) -> Step {
        let Some(found) = rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']'))
        else {
            self.at += rest.len();
            return Step::Starved;
        };
        self.at += found + 1;
        match rest.get(found) {
            Some(b'"') => self.in_string = true,
            Some(b'{' | b'[') => self.depth += 1,
            _ => self.depth -= 1,
        }
        if self.depth == 0 { Step::End } else { Step::More }
    }

    fn object(&mut self, rest: &[u8]) -> Step {
        let Some(found) = memchr3(b'"', b'{', b'}', rest) else {
            self.at += rest.len();
            return Step::Starved;
        };
        self.at += found + 1;
        match rest.get(found) {
            Some(b'"') => self.in_string = true,
            Some(b'{') => self.depth += 1,
            _ => self.depth -= 1,
        }
        if self.depth == 0 { Step::End } else { Step::More }
    }

    fn string(&mut self, text: &[u8], rest: &[u8]) -> Step {
        let Some(found) = memchr3(b'"', b'\\', b'\n', rest) else {
            self.at += rest.len();
            return Step::Starved;
        };
        match rest.get(found) {
            Some(b'"') => {
                self.at += found + 1;
                self.in_string = false;
                Step::More
            }
            Some(b'\\') if found + 1 == rest.len() => {
                self.at += found;
                Step::Starved
            }
            Some(b'\\') => {
                self.at += found + 2;
                Step::More
            }
            _ => {
                self.at += found;
                (self.depth, self.in_string, self.passing) = (0, false, false);
                self.broken = Some(indent(text, self.start));
                Step::End
            }
        }
    }

    /// Whether the object that was given out last is broken.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Where the object starts whose end has not come.
    pub(super) fn pending(&self) -> Option<usize> {
        (self.depth > 0 && !self.passing).then_some(self.start)
    }

    /// The same, and gives it up: nothing comes after it.
    pub(crate) fn take_pending(&mut self) -> Option<usize> {
        let start = self.pending();
        (self.depth, self.in_string, self.passing) = (0, false, false);
        start
    }

    /// How far the text has been looked at.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Gives up an object that has no end, or one that is broken, and goes on at the next one that stands
    /// on a line of its own as it did. Says whether there is one in this text.
    pub(super) fn resume(&mut self, text: &[u8]) -> bool {
        let indent = self.broken.unwrap_or_else(|| indent(text, self.start));
        let mut at = if self.broken.is_some() { self.at } else { self.start };
        let found = line_with_object(text, &mut at, indent);
        let fresh = Scanner { unwraps: self.unwraps, ended: self.ended, ..Scanner::default() };
        *self = match found {
            Some(start) => Scanner { at: start, ..fresh },
            None => Scanner { at, broken: Some(indent), ..fresh },
        };
        found.is_some()
    }

    /// Says that the text has lost its first `len` bytes.
    pub(super) fn cut(&mut self, len: usize) {
        self.at = self.at.saturating_sub(len);
        self.start = self.start.saturating_sub(len);
    }
}

enum Step {
    More,
    Starved,
    End,
    /// What is no object has been passed.
    Other,
}

/// How far an object stands from the start of its line, if only blanks stand before it.
fn indent(text: &[u8], start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default();
    before.iter().rev().take(MAX_INDENT).take_while(|&&byte| is_blank(byte)).count()
}

/// The next object that starts a line, with `indent` blanks before it. Leaves `at` at the last line that
/// might be it, if only more of it were there.
fn line_with_object(text: &[u8], at: &mut usize, indent: usize) -> Option<usize> {
    while let Some(found) = memchr(b'\n', text.get(*at..)?) {
        let end = *at + found;
        let line = text.get(end + 1..)?;
        let blanks = line.iter().take(MAX_INDENT + 1).take_while(|&&byte| is_blank(byte)).count();
        match line.get(blanks) {
            Some(b'{') if blanks == indent => return Some(end + 1 + blanks),
            None => {
                *at = end;
                return None;
            }
            Some(_) => *at = end + 1,
        }
    }
    *at = text.len();
    None
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Vec<&str> {
        let (mut scanner, mut objects) = (Scanner::default(), Vec::new());
        loop {
            while let Some(found) = scanner.next(text.as_bytes()) {
                if let Found::Object(range) = found {
                    objects.extend(text.get(range));
                }
            }
            if !scanner.is_broken() || !scanner.resume(text.as_bytes()) {
                return objects;
            }
        }
    }

    #[test]
    fn objects_are_found_in_all_that_people_write() {
        let cases: [(&str, &[&str]); 9] = [
            (r#"{"a":1}"#, &[r#"{"a":1}"#]),
            (r#"[{"a":1},{"b":{"c":2}}]"#, &[r#"{"a":1}"#, r#"{"b":{"c":2}}"#]),
            ("{\n \"a\": [1,\n2]\n}\n{}", &["{\n \"a\": [1,\n2]\n}", "{}"]),
            (r#"{"a":"}{\"}"}{"b":"\\"}"#, &[r#"{"a":"}{\"}"}"#, r#"{"b":"\\"}"#]),
            (r#"junk "{} {"a":1"#, &["{}"]),
            ("", &[]),
            ("]]}}", &[]),
            ("{\"a\": \"lost}\n{\"b\":1}\n", &["{\"a\": \"lost}", "{\"b\":1}"]),
            (
                "[\n {\n  \"a\": \"lost,\n  {\"no\":1}\n },\n {\"b\":1}]",
                &["{\n  \"a\": \"lost,", "{\"b\":1}"],
            ),
        ];
        for (text, objects) in cases {
            assert_eq!(scan(text), objects, "{text}");
        }
    }

    #[test]
    fn text_in_pieces_gives_what_the_whole_gives() {
        let text = "[{\"a\":\"x\\\"{y\"}, {\"b\":{\"c\":\"\\\\\"}}]\n{\"d\":\"\"} {\"lost\n".as_bytes();
        let mut whole = Scanner::default();
        let expected: Vec<_> = std::iter::from_fn(|| whole.next(text)).collect();
        let (mut scanner, mut found) = (Scanner::default(), Vec::new());
        for len in 0..=text.len() {
            while let Some(range) = scanner.next(text.get(..len).unwrap_or_default()) {
                found.push(range);
            }
        }
        assert_eq!(found, expected);
        assert_eq!(found.len(), 4, "{found:?}");
    }
}
