//! A text of a JSON text, as it stands: decoded only where somebody asks.

use std::borrow::Cow;

/// What stands between two quotes, known to be well formed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'t> {
    inside: &'t str,
    is_escaped: bool,
}

impl<'t> Text<'t> {
    /// `inside` has been read by [`super::tree`], which knows whether a backslash stands in it.
    pub(super) fn new(inside: &'t str, is_escaped: bool) -> Self {
        Self { inside, is_escaped }
    }

    /// The text itself.
    pub(crate) fn plain(self) -> Cow<'t, str> {
        if self.is_escaped { Cow::Owned(unescaped(self.inside)) } else { Cow::Borrowed(self.inside) }
    }

    /// The text where nothing in it is escaped: names of types, ids and times never need to be.
    pub(crate) fn verbatim(self) -> Option<&'t str> {
        (!self.is_escaped).then_some(self.inside)
    }

    /// Whether it is this text.
    pub(crate) fn is(self, text: &str) -> bool {
        if self.is_escaped { unescaped(self.inside) == text } else { self.inside == text }
    }

    /// Whether both are one text.
    pub(super) fn equals(self, other: Text<'_>) -> bool {
        match self.is_escaped || other.is_escaped {
            true => self.plain() == other.plain(),
            false => self.inside == other.inside,
        }
    }
}

/// Undoes escapes (RFC 8259, 7). The text is known to be well formed: what is not would come out as U+FFFD.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let mut letters = after.chars();
        match letters.next() {
            Some('u') => {
                let (letter, end) = unit(letters.as_str());
                plain.push(letter);
                rest = end;
                continue;
            }
            Some('b') => plain.push('\u{8}'),
            Some('f') => plain.push('\u{c}'),
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some(letter) => plain.push(letter),
            None => {}
        }
        rest = letters.as_str();
    }
    plain.push_str(rest);
    plain
}

/// The letter that starts with these four digits, perhaps with those of a second `\u`, and what follows it.
fn unit(text: &str) -> (char, &str) {
    let first = hex(text).unwrap_or_default();
    let rest = text.get(4..).unwrap_or_default();
    if let Some(letter) = char::from_u32(first) {
        return (letter, rest);
    }
    let low = rest.strip_prefix("\\u").and_then(hex).unwrap_or_default();
    let letter = 0x1_0000 + ((first & 0x3FF) << 10) + (low & 0x3FF);
    (char::from_u32(letter).unwrap_or(char::REPLACEMENT_CHARACTER), rest.get(6..).unwrap_or_default())
}

/// The number that four hexadecimal digits are.
pub(super) fn hex(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}
