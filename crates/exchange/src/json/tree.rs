//! A JSON value as a tree over its bytes, read more strictly than most do.
//!
//! Where two readers could take one text for two things (THREATS: two parsers disagree), it is refused: a name that stands twice in an
//! object, half of a surrogate pair, bytes that are no UTF-8, anything behind the value. Numbers stay the digits that they are, for
//! 64 bits do not hold all of them. The grammar is that of RFC 8259, nothing more.

use super::text::{Text, hex};
use std::borrow::Cow;
use thiserror::Error;

/// How deep values may nest. Those of STIX and MISP lie less than ten deep; each level takes a little of the stack.
pub const MAX_NESTING: usize = 100;

/// Up to how many names are compared each with each: that is quicker than sorting them.
const FEW: usize = 24;

/// Why bytes are no JSON value that all readers agree on.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotJson {
    /// The bytes are no text.
    #[error("not UTF-8")]
    Utf8,
    /// The grammar of JSON ends here.
    #[error("not JSON: {0} at byte {1}")]
    Syntax(&'static str, usize),
    /// Too many values within one another.
    #[error("more than {MAX_NESTING} values within one another")]
    Deep,
    /// A name stands twice in one object, and readers differ on which holds.
    #[error("the name {0:?} stands twice in one object")]
    Twice(String),
    /// Half of a pair of escapes, which is no letter.
    #[error("half a surrogate pair at byte {0}")]
    Surrogate(usize),
    /// A number that no double comes near.
    #[error("the number {0} is larger than a double can be")]
    Number(String),
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Json<'t> {
    /// `null`
    Null,
    /// `true` or `false`
    Truth(bool),
    /// A number, as it stands.
    Number(&'t str),
    /// A text.
    Text(Text<'t>),
    /// An array.
    Array(Vec<Json<'t>>),
    /// An object.
    Object(Members<'t>),
}

/// The members of an object, in the order in which they stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members<'t>(Vec<(Text<'t>, Json<'t>)>);

impl<'t> Members<'t> {
    /// The value of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Json<'t>> {
        self.0.iter().find(|(text, _)| text.is(name)).map(|(_, value)| value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Text<'t>, Json<'t>)> {
        self.0.iter()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A name that stands twice, if one does.
    fn twice(&self) -> Option<String> {
        if self.0.len() <= FEW {
            let pairs = self.0.iter().enumerate();
            let mut doubled = pairs.filter(|(place, (name, _))| {
                self.0.iter().take(*place).any(|(earlier, _)| earlier.equals(*name))
            });
            return doubled.next().map(|(_, (name, _))| name.plain().into_owned());
        }
        let mut names: Vec<Cow<'_, str>> = self.0.iter().map(|(name, _)| name.plain()).collect();
        names.sort_unstable();
        let doubled = names.windows(2).find(|pair| pair.first() == pair.last());
        doubled.and_then(<[_]>::first).map(|name| name.clone().into_owned())
    }
}

impl<'t> Json<'t> {
    /// Reads the bytes, all of them, as one value.
    pub(crate) fn read(bytes: &'t [u8]) -> Result<Self, NotJson> {
        let text = str::from_utf8(bytes).map_err(|_| NotJson::Utf8)?;
        let mut reader = Reader { text, at: 0, depth: 0 };
        let value = reader.value()?;
        reader.space();
        match reader.next() {
            None => Ok(value),
            Some(_) => Err(reader.fault("something stands behind the value")),
        }
    }

    /// The members, if it is an object.
    pub(crate) fn members(&self) -> Option<&Members<'t>> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    /// The elements, if it is an array.
    pub(crate) fn elements(&self) -> Option<&[Json<'t>]> {
        if let Self::Array(elements) = self { Some(elements) } else { None }
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<Text<'t>> {
        if let Self::Text(text) = self { Some(*text) } else { None }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn fault(&self, what: &'static str) -> NotJson {
        NotJson::Syntax(what, self.at)
    }

    /// Passes over what JSON takes for space, which is less than others do.
    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.next() {
            self.at += 1;
        }
    }

    fn take(&mut self, wanted: u8) -> bool {
        let is_next = self.next() == Some(wanted);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self) -> Result<Json<'t>, NotJson> {
        self.space();
        match self.next() {
            Some(b'"') => Ok(Json::Text(self.string()?)),
            Some(b'{') => self.deeper(Self::object),
            Some(b'[') => self.deeper(Self::array),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.word(),
            None => Err(self.fault("a value is missing")),
        }
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Result<Json<'t>, NotJson>) -> Result<Json<'t>, NotJson> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(NotJson::Deep);
        }
        self.at += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Json<'t>, NotJson> {
        let mut members = Members::default();
        self.space();
        if self.take(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            if self.next() != Some(b'"') {
                return Err(self.fault("the name of a member is missing"));
            }
            let name = self.string()?;
            self.space();
            if !self.take(b':') {
                return Err(self.fault("a colon is missing"));
            }
            members.0.push((name, self.value()?));
            self.space();
            if self.take(b'}') {
                break;
            }
            if !self.take(b',') {
                return Err(self.fault("a comma or } is missing"));
            }
        }
        members.twice().map_or(Ok(Json::Object(members)), |name| Err(NotJson::Twice(name)))
    }

    fn array(&mut self) -> Result<Json<'t>, NotJson> {
        let mut elements = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Json::Array(elements));
        }
        loop {
            elements.push(self.value()?);
            self.space();
            if self.take(b']') {
                return Ok(Json::Array(elements));
            }
            if !self.take(b',') {
                return Err(self.fault("a comma or ] is missing"));
            }
        }
    }

    fn string(&mut self) -> Result<Text<'t>, NotJson> {
        self.at += 1;
        let start = self.at;
        let mut is_escaped = false;
        loop {
            match self.next() {
                Some(b'"') => break,
                Some(b'\\') => {
                    is_escaped = true;
                    self.escape()?;
                }
                Some(0..0x20) => return Err(self.fault("a control character stands in a text")),
                Some(_) => self.at += 1,
                None => return Err(self.fault("a text does not end")),
            }
        }
        let inside = self.text.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Ok(Text::new(inside, is_escaped))
    }

    /// Passes over an escape, and over the second half of a pair with it.
    fn escape(&mut self) -> Result<(), NotJson> {
        self.at += 1;
        match self.next() {
            Some(b'u') => {}
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 1;
                return Ok(());
            }
            _ => return Err(self.fault("an escape that JSON has not")),
        }
        let start = self.at - 1;
        match self.unit()? {
            0xD800..0xDC00 if self.take(b'\\') && self.next() == Some(b'u') => match self.unit()? {
                0xDC00..0xE000 => Ok(()),
                _ => Err(NotJson::Surrogate(start)),
            },
            0xD800..0xE000 => Err(NotJson::Surrogate(start)),
            _ => Ok(()),
        }
    }

    /// The four digits behind a `u`.
    fn unit(&mut self) -> Result<u32, NotJson> {
        let digits = self.text.get(self.at + 1..).and_then(hex);
        let digits = digits.ok_or_else(|| self.fault("an escape without four digits"))?;
        self.at += 5;
        Ok(digits)
    }

    fn number(&mut self) -> Result<Json<'t>, NotJson> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(Json::Number(self.text.get(start..self.at).unwrap_or_default()))
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.next() {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(self.fault("a digit is missing")) }
    }

    fn word(&mut self) -> Result<Json<'t>, NotJson> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let words = [("null", Json::Null), ("true", Json::Truth(true)), ("false", Json::Truth(false))];
        let found = words.into_iter().find(|(word, _)| rest.starts_with(word));
        let (word, value) = found.ok_or_else(|| self.fault("no value starts so"))?;
        self.at += word.len();
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What every reader takes, taken; and where `serde_json`, which is another reader, agrees.
    #[test]
    fn what_is_json_is_read() {
        for text in [
            "null",
            " true ",
            "-0",
            "0.5e-7",
            "12345678901234567890123456789",
            "1e999",
            r#""a\u00e9\ud83d\ude00\/""#,
            "[]",
            "[1, [ ]]",
            "{}",
            r#"{"a" : {"b":[1,2,{"c":null}]}}"#,
            "\"\u{7f}\u{2028}\"",
        ] {
            assert!(Json::read(text.as_bytes()).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_readers_could_differ_on_is_refused() {
        for (text, why) in [
            ("", "not JSON: a value is missing at byte 0"),
            ("01", "not JSON: something stands behind the value at byte 1"),
            ("1.", "not JSON: a digit is missing at byte 2"),
            ("+1", "not JSON: no value starts so at byte 0"),
            ("NaN", "not JSON: no value starts so at byte 0"),
            ("[1,]", "not JSON: no value starts so at byte 3"),
            ("{\"a\":1,}", "not JSON: the name of a member is missing at byte 7"),
            ("{a:1}", "not JSON: the name of a member is missing at byte 1"),
            ("\"a\nb\"", "not JSON: a control character stands in a text at byte 2"),
            (r#""\x""#, "not JSON: an escape that JSON has not at byte 2"),
            (r#""\u12g4""#, "not JSON: an escape without four digits at byte 2"),
            (r#""\ud800""#, "half a surrogate pair at byte 1"),
            (r#""\ud800\u0041""#, "half a surrogate pair at byte 1"),
            (r#""\udc00""#, "half a surrogate pair at byte 1"),
            (r#"{"a":1,"a":1}"#, r#"the name "a" stands twice in one object"#),
            (r#"[{"b":{"a":1,"\u0061":2}}]"#, r#"the name "a" stands twice in one object"#),
            ("\u{a0}1", "not JSON: no value starts so at byte 0"),
            ("1 2", "not JSON: something stands behind the value at byte 2"),
        ] {
            assert_eq!(
                Json::read(text.as_bytes()).err().map(|fault| fault.to_string()).as_deref(),
                Some(why),
                "{text}"
            );
        }
        assert_eq!(Json::read(b"\"\xff\"").err(), Some(NotJson::Utf8));
    }

    /// Among many names, too, one that stands twice is found.
    #[test]
    fn names_are_looked_at_however_many_they_are() {
        let many = |last: &str| {
            let names: Vec<String> = (0..100).map(|number| format!("\"{number}\":0")).collect();
            format!("{{{},\"{last}\":0}}", names.join(","))
        };
        assert!(Json::read(many("100").as_bytes()).is_ok());
        assert_eq!(Json::read(many("5\\u0030").as_bytes()).err(), Some(NotJson::Twice("50".into())));
    }

    #[test]
    fn what_is_deep_is_refused_before_the_stack_ends() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(Json::read(deep(MAX_NESTING).as_bytes()).is_ok());
        for levels in [MAX_NESTING + 1, 1_000_000] {
            assert_eq!(Json::read(deep(levels).as_bytes()).err(), Some(NotJson::Deep));
        }
    }

    #[test]
    fn escapes_are_undone() {
        for (text, plain) in [
            (r#""a\n\t\"\\\/\b\f\r""#, "a\n\t\"\\/\u{8}\u{c}\r"),
            (r#""\u00e9\ud83d\ude00x\u0000""#, "é😀x\0"),
            ("\"plain\"", "plain"),
        ] {
            let value = Json::read(text.as_bytes()).expect("it is JSON");
            assert_eq!(value.text().expect("a text").plain(), plain);
        }
    }
}
