//! Text with wildcards, matched against a whole value.

use super::fold::fold;
use crate::{Pattern, Piece};

/// A [`Pattern`] cut at its `*`s. Between two `*`s the leftmost place that fits is as good as any, so matching never goes back:
/// its cost is at most the text's length times the pattern's.
#[derive(Debug)]
pub(crate) struct Glob {
    segments: Vec<Segment>,
    /// Whether the pattern starts (ends) with `*`, so that the first (last) segment may stand anywhere.
    open_start: bool,
    open_end: bool,
    /// Whether the text is compared as it is; else it must come folded.
    pub(crate) cased: bool,
}

/// What stands between two `*`s. Never empty.
#[derive(Debug)]
struct Segment(Vec<Unit>);

#[derive(Debug)]
enum Unit {
    Literal(Box<[u8]>),
    /// `?`
    One,
}

impl Glob {
    pub(crate) fn new(pattern: &Pattern) -> Self {
        let segments = pattern.pieces.split(|piece| *piece == Piece::Any);
        let segments =
            segments.filter(|pieces| !pieces.is_empty()).map(|pieces| Segment::new(pieces, pattern.cased));
        Glob {
            segments: segments.collect(),
            open_start: pattern.pieces.first() == Some(&Piece::Any),
            open_end: pattern.pieces.last() == Some(&Piece::Any),
            cased: pattern.cased,
        }
    }

    /// Whether the whole of `text` fits. It must be folded unless the pattern is cased.
    pub(crate) fn matches(&self, text: &[u8]) -> bool {
        let mut segments = self.segments.as_slice();
        let mut rest = text;
        if !self.open_start
            && let Some((first, others)) = segments.split_first()
        {
            let Some(length) = first.length_at(rest) else { return false };
            (segments, rest) = (others, rest.get(length..).unwrap_or_default());
            if others.is_empty() && !self.open_end {
                return rest.is_empty();
            }
        }
        let last = if self.open_end { None } else { segments.split_last() };
        let between = last.map_or(segments, |(_, between)| between);
        for segment in between {
            let Some(end) = segment.find(rest) else { return false };
            rest = rest.get(end..).unwrap_or_default();
        }
        match last {
            Some((last, _)) => last.ends(rest),
            // Without any segment the pattern is empty or `*`.
            None => self.open_end || rest.is_empty(),
        }
    }
}

impl Segment {
    fn new(pieces: &[Piece], cased: bool) -> Self {
        let unit = |piece: &Piece| match piece {
            Piece::Literal(text) if cased => Some(Unit::Literal(text.as_bytes().into())),
            Piece::Literal(text) => Some(Unit::Literal(fold(text).into_bytes().into())),
            Piece::One => Some(Unit::One),
            Piece::Any => None,
        };
        Segment(pieces.iter().filter_map(unit).collect())
    }

    /// How many bytes of `text` the segment takes at its start, if it fits there.
    fn length_at(&self, text: &[u8]) -> Option<usize> {
        let mut rest = text;
        for unit in &self.0 {
            rest = match unit {
                Unit::Literal(literal) => rest.strip_prefix(&**literal)?,
                Unit::One => rest.get(first_char(rest)?..)?,
            };
        }
        Some(text.len() - rest.len())
    }

    /// Where the leftmost fit ends.
    fn find(&self, text: &[u8]) -> Option<usize> {
        let mut from = 0;
        loop {
            let rest = text.get(from..)?;
            if let Some(Unit::Literal(literal)) = self.0.first() {
                from += memchr::memmem::find(rest, literal)?;
            }
            if let Some(length) = self.length_at(text.get(from..)?) {
                return Some(from + length);
            }
            from += first_char(text.get(from..)?)?;
        }
    }

    /// Whether the segment fits at the end of `text`.
    fn ends(&self, text: &[u8]) -> bool {
        let mut rest = text;
        for unit in self.0.iter().rev() {
            let before = match unit {
                Unit::Literal(literal) => rest.strip_suffix(&**literal),
                Unit::One => last_char(rest).and_then(|length| rest.get(..rest.len() - length)),
            };
            let Some(before) = before else { return false };
            rest = before;
        }
        true
    }
}

/// Bytes of the first character of UTF-8 text.
fn first_char(text: &[u8]) -> Option<usize> {
    let continuation = text.iter().skip(1).take_while(|&&byte| is_continuation(byte)).count();
    (!text.is_empty()).then_some(1 + continuation)
}

/// Bytes of the last character of UTF-8 text.
fn last_char(text: &[u8]) -> Option<usize> {
    text.iter().rposition(|&byte| !is_continuation(byte)).map(|at| text.len() - at)
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(pattern: &str, cased: bool) -> Glob {
        let mut pieces: Vec<Piece> = Vec::new();
        for c in pattern.chars() {
            match (c, pieces.last_mut()) {
                ('*', _) => pieces.push(Piece::Any),
                ('?', _) => pieces.push(Piece::One),
                (c, Some(Piece::Literal(text))) => text.push(c),
                (c, _) => pieces.push(Piece::Literal(c.into())),
            }
        }
        Glob::new(&Pattern { pieces, cased })
    }

    #[test]
    fn wildcards() {
        let cases = [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "abc", true),
            ("?", "", false),
            ("?", "é", true),
            ("??", "é", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*\\cmd.exe", "c:\\windows\\cmd.exe", true),
            ("*\\cmd.exe", "\\cmd.exe.bak", false),
            ("c:\\users\\*\\appdata\\*.exe", "c:\\users\\eve\\appdata\\x\\y.exe", true),
            ("c:\\users\\*\\appdata\\*.exe", "c:\\users\\appdata\\y.exe", false),
            ("ab*ba", "aba", false),
            ("ab*ba", "abba", true),
            ("*a?*b", "aab", true),
            ("*a?*b", "ab", false),
            ("*ab?", "abcabd", true),
            ("a*b*c", "abcbc", true),
        ];
        for (pattern, text, fits) in cases {
            assert_eq!(glob(pattern, false).matches(text.as_bytes()), fits, "{pattern} in {text}");
        }
    }

    #[test]
    fn many_wildcards_do_not_go_back() {
        let pattern = "*a".repeat(500) + "b";
        assert!(!glob(&pattern, false).matches("a".repeat(100_000).as_bytes()));
    }
}
