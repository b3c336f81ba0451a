//! A record read in one pass, from its text straight to fields.
//!
//! There is no tree and no tape between: telemetry repeats its keys in one order, so a key is mostly compared with the one that
//! is expected there, and a value without escapes is a piece of the record itself. To the fields it takes three quarters
//! of the time in which `simd-json` makes its tape, which then would have to be walked.
//!
//! What is accepted is RFC 8259 with numbers of 64 bits. All else is [`Stop::Unusual`] and left to the slow way.

use super::{
    flatten::{Flatten, Limit, MAX_DEPTH},
    number, plain,
};
use crate::{PathId, Value};
use bumpalo::Bump;

/// Bytes that are set aside for a text from its first escape on: most paths fit, and a longer text gets more.
const ROOM: usize = 64;

/// Why a record is not read to its end.
pub(super) enum Stop {
    /// It is not for this reader: the slow way reads it, or says what is wrong with it.
    Unusual,
    /// It is beyond a limit.
    Beyond(Limit),
}

impl From<Limit> for Stop {
    fn from(limit: Limit) -> Self {
        Stop::Beyond(limit)
    }
}

/// Hands the scalars of a record, or of an object that is the value of the field `root`, to `into`. Text that has escapes stays
/// in `bump`.
pub(super) fn read<'a>(
    record: &'a [u8],
    root: PathId,
    bump: &'a Bump,
    into: Flatten<'_, '_, 'a>,
) -> Result<(), Stop> {
    let text = std::str::from_utf8(record).map_err(|_| Stop::Unusual)?;
    let mut reader = Reader { text, at: 0, bump, into };
    reader.expect(b'{')?;
    reader.object(root, MAX_DEPTH)?;
    match reader.token() {
        None => Ok(()),
        Some(_) => Err(Stop::Unusual),
    }
}

struct Reader<'p, 'f, 'a> {
    text: &'a str,
    at: usize,
    bump: &'a Bump,
    into: Flatten<'p, 'f, 'a>,
}

impl<'a> Reader<'_, '_, 'a> {
    /// The members of an object, from behind its bracket.
    fn object(&mut self, path: PathId, depth: usize) -> Result<(), Stop> {
        if self.token() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.expect(b'"')?;
            let child = self.key(path)?;
            self.value(child, depth)?;
            if !self.goes_on(b'}')? {
                return Ok(());
            }
        }
    }

    /// The elements of a list, from behind its bracket.
    fn list(&mut self, path: PathId, depth: usize) -> Result<(), Stop> {
        if self.token() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value(path, depth)?;
            if !self.goes_on(b']')? {
                return Ok(());
            }
        }
    }

    /// Whether another member follows, behind a comma, or else the end.
    #[inline]
    fn goes_on(&mut self, end: u8) -> Result<bool, Stop> {
        let token = self.token();
        self.at += 1;
        match token {
            Some(b',') => Ok(true),
            Some(byte) if byte == end => Ok(false),
            _ => Err(Stop::Unusual),
        }
    }

    fn value(&mut self, path: PathId, depth: usize) -> Result<(), Stop> {
        let value = match self.token() {
            Some(b'"') => {
                self.at += 1;
                Value::Text(self.string()?)
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'{') => {
                self.at += 1;
                return self.object(path, depth.checked_sub(1).ok_or(Limit::Depth)?);
            }
            Some(b'[') => {
                self.at += 1;
                return self.list(path, depth.checked_sub(1).ok_or(Limit::Depth)?);
            }
            Some(_) => self.word()?,
            None => return Err(Stop::Unusual),
        };
        Ok(self.into.push(path, value)?)
    }

    /// The path of a member, from behind the first quote of its key to behind its colon.
    #[inline]
    fn key(&mut self, parent: PathId) -> Result<PathId, Stop> {
        if let Some((path, length)) = self.into.expected(parent, self.rest()) {
            self.at += length;
            return Ok(path);
        }
        let key = self.string()?;
        self.expect(b':')?;
        Ok(self.into.enter(parent, key)?)
    }

    /// A string from behind its first quote.
    #[inline]
    fn string(&mut self) -> Result<&'a str, Stop> {
        let piece = self.piece()?;
        match self.next() {
            Some(b'"') => Ok(piece),
            Some(b'\\') => self.escaped(piece),
            _ => Err(Stop::Unusual),
        }
    }

    /// What stands before the next quote or backslash.
    #[inline]
    fn piece(&mut self) -> Result<&'a str, Stop> {
        let start = self.at;
        self.at += plain::length(self.rest());
        self.text.get(start..self.at).ok_or(Stop::Unusual)
    }

    /// A string from behind its first backslash, and what stood before that.
    fn escaped(&mut self, start: &str) -> Result<&'a str, Stop> {
        let mut pieces = bumpalo::collections::String::with_capacity_in(start.len() + ROOM, self.bump);
        pieces.push_str(start);
        loop {
            let char = self.escape()?;
            pieces.push(char);
            let piece = self.piece()?;
            pieces.push_str(piece);
            match self.next() {
                Some(b'"') => return Ok(pieces.into_bump_str()),
                Some(b'\\') => {}
                _ => return Err(Stop::Unusual),
            }
        }
    }

    /// The character that an escape stands for, from behind its backslash.
    #[inline]
    fn escape(&mut self) -> Result<char, Stop> {
        Ok(match self.next() {
            Some(sign @ (b'"' | b'\\' | b'/')) => char::from(sign),
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => return self.code_point(),
            _ => return Err(Stop::Unusual),
        })
    }

    /// The character of a `\u` escape, of a pair of them where two make one.
    fn code_point(&mut self) -> Result<char, Stop> {
        let first = self.unit()?;
        if !(0xD800..0xDC00).contains(&first) {
            // No character has the number of a half, which so is left to the slow way.
            return char::from_u32(first).ok_or(Stop::Unusual);
        }
        if !self.rest().starts_with(b"\\u") {
            return Err(Stop::Unusual);
        }
        self.at += 2;
        let second = self.unit()?;
        let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400).ok_or(Stop::Unusual)?;
        char::from_u32(0x10000 + ((first - 0xD800) << 10 | low)).ok_or(Stop::Unusual)
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, Stop> {
        let digits = self.rest().get(..4).ok_or(Stop::Unusual)?;
        self.at += 4;
        digits.iter().try_fold(0, |unit, &digit| {
            let digit = char::from(digit).to_digit(16).ok_or(Stop::Unusual)?;
            Ok(unit << 4 | digit)
        })
    }

    fn number(&mut self) -> Result<Value<'a>, Stop> {
        let (value, length) = number::read(self.rest()).ok_or(Stop::Unusual)?;
        self.at += length;
        Ok(value)
    }

    /// `true`, `false` or `null`.
    fn word(&mut self) -> Result<Value<'a>, Stop> {
        let words: [(&[u8], Value<'a>); 3] =
            [(b"null", Value::Null), (b"true", Value::Bool(true)), (b"false", Value::Bool(false))];
        let (word, value) =
            words.into_iter().find(|(word, _)| self.rest().starts_with(word)).ok_or(Stop::Unusual)?;
        self.at += word.len();
        Ok(value)
    }

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        byte
    }

    /// Passes over white space and this byte behind it.
    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        let token = self.token();
        self.at += 1;
        if token == Some(byte) { Ok(()) } else { Err(Stop::Unusual) }
    }

    /// The next byte that is no white space, which is passed over.
    #[inline]
    fn token(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}
