//! Where something stands in a text.

use saphyr_parser::Marker;

/// A range of bytes in a text, and the line and column where it starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
    /// The line of the first byte, from 1.
    pub line: usize,
    /// The column of the first byte in characters, from 1.
    pub column: usize,
}

impl Span {
    /// The part of this span that begins `from` bytes behind its start and is `length` bytes long,
    /// or the whole span where that would leave it. The part has to be on the span's first line.
    pub(crate) fn part(self, text: &str, from: usize, length: usize) -> Self {
        let (start, end) = (self.start + from, self.start + from + length);
        match text.get(self.start..start) {
            Some(before) if end <= self.end => {
                Span { start, end, column: self.column + before.chars().count(), ..self }
            }
            _ => self,
        }
    }
}

/// Turns the parser's places, which count characters, into bytes.
///
/// Places come nearly in order, so a cursor that walks from the last one to the next makes the
/// work linear; in texts of ASCII alone nothing has to be walked.
pub(super) struct Cursor<'t> {
    text: &'t str,
    ascii: bool,
    characters: usize,
    bytes: usize,
    /// What is added to lines, where the text is a later part of a file.
    lines_before: usize,
    /// What is added to offsets.
    bytes_before: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, bytes_before: usize, lines_before: usize) -> Self {
        Cursor { text, ascii: text.is_ascii(), characters: 0, bytes: 0, lines_before, bytes_before }
    }

    /// The span between two places.
    pub(super) fn span(&mut self, start: Marker, end: Marker) -> Span {
        let (from, to) = (self.offset(start.index()), self.offset(end.index()));
        Span {
            start: self.bytes_before + from,
            end: self.bytes_before + to.max(from),
            line: self.lines_before + start.line(),
            column: start.col() + 1,
        }
    }

    /// The span of a quoted scalar up to its closing quote; the parser's reaches over the blanks and the comment behind it.
    pub(super) fn quoted(&self, span: Span) -> Span {
        let from = span.start.saturating_sub(self.bytes_before);
        let to = span.end.saturating_sub(self.bytes_before);
        let length = self.text.get(from..to).and_then(quoted_length);
        Span { end: length.map_or(span.end, |length| span.start + length), ..span }
    }

    fn offset(&mut self, characters: usize) -> usize {
        if self.ascii {
            return characters.min(self.text.len());
        }
        self.walk(characters);
        self.bytes
    }

    fn walk(&mut self, to: usize) {
        let (before, after) = self.text.split_at_checked(self.bytes).unwrap_or((self.text, ""));
        if to >= self.characters {
            let step: usize = after.chars().take(to - self.characters).map(char::len_utf8).sum();
            self.bytes += step;
        } else {
            let step: usize = before.chars().rev().take(self.characters - to).map(char::len_utf8).sum();
            self.bytes -= step;
        }
        self.characters = to;
    }
}

/// How long the quoted scalar is that a text begins with, quotes included.
fn quoted_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((offset, character)) = characters.next() {
        match character {
            '\\' if quote == '"' => drop(characters.next()),
            // A doubled single quote stands for one.
            '\'' if quote == '\'' && characters.next_if(|(_, next)| *next == '\'').is_some() => {}
            _ if character == quote => return Some(offset + 1),
            _ => {}
        }
    }
    None
}
