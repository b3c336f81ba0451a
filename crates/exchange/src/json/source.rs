//! Cuts values out of a JSON text, without asking whether they are well formed inside.

use super::MAX_ELEMENT;
use std::io::{self, BufRead};

/// A JSON text that is being read.
pub(crate) struct Source<R> {
    input: R,
    line: u64,
    /// What was taken since somebody asked to keep it, up to a little more than [`MAX_ELEMENT`].
    kept: Option<Vec<u8>>,
}

/// A value that was cut out.
pub(crate) enum Cut<'b> {
    /// Its bytes.
    Whole(&'b [u8]),
    /// It is larger than [`MAX_ELEMENT`] and was passed over.
    TooLarge,
}

impl<R: BufRead> Source<R> {
    /// A text that starts at this line.
    pub(crate) fn new(input: R, line: u64) -> Self {
        Self { input, line, kept: None }
    }

    /// From here on keeps what is taken, byte for byte.
    pub(crate) fn keep(&mut self) {
        self.kept.get_or_insert_default().clear();
    }

    /// What was taken since [`keep`](Self::keep), which ends with that. It is longer than [`MAX_ELEMENT`] where it is not all.
    pub(crate) fn kept(&mut self) -> Vec<u8> {
        self.kept.take().unwrap_or_default()
    }

    /// Takes so many bytes of the piece that is being read.
    fn consume(&mut self, length: usize) -> io::Result<()> {
        if let Some(kept) = self.kept.as_mut().filter(|kept| kept.len() <= MAX_ELEMENT) {
            kept.extend_from_slice(self.input.fill_buf()?.get(..length).unwrap_or_default());
        }
        self.input.consume(length);
        Ok(())
    }

    /// The line that is being read, counted from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// The next byte that is no space, without taking it.
    pub(crate) fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let Some(&byte) = self.input.fill_buf()?.first() else { return Ok(None) };
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.line += u64::from(byte == b'\n');
            self.consume(1)?;
        }
    }

    /// Takes the next byte that is no space, if it is this one.
    pub(crate) fn take(&mut self, wanted: u8) -> io::Result<bool> {
        let is_next = self.peek()? == Some(wanted);
        if is_next {
            self.consume(1)?;
        }
        Ok(is_next)
    }

    /// Cuts out the next value, whatever it is. Nothing where the text ends before it does.
    pub(crate) fn value<'b>(&mut self, buffer: &'b mut Vec<u8>) -> io::Result<Option<Cut<'b>>> {
        buffer.clear();
        let Some(first) = self.peek()? else { return Ok(None) };
        let mut shape = Shape::new(first);
        let mut is_large = false;
        loop {
            let piece = self.input.fill_buf()?;
            if piece.is_empty() {
                let ends = shape.ends_with_text();
                return Ok(ends.then(|| cut(buffer, is_large)));
            }
            let end = shape.end(piece);
            let (part, _) = piece.split_at(end.unwrap_or(piece.len()));
            self.line += memchr::memchr_iter(b'\n', part).count() as u64;
            is_large |= buffer.len() + part.len() > MAX_ELEMENT;
            if !is_large {
                buffer.extend_from_slice(part);
            }
            let length = part.len();
            self.consume(length)?;
            if end.is_some() {
                return Ok(Some(cut(buffer, is_large)));
            }
        }
    }
}

fn cut(buffer: &[u8], is_large: bool) -> Cut<'_> {
    if is_large { Cut::TooLarge } else { Cut::Whole(buffer) }
}

/// How far into a value the reading is.
struct Shape {
    /// A number or a word, which ends before what parts values.
    is_word: bool,
    depth: u64,
    in_string: bool,
    is_escaped: bool,
}

impl Shape {
    fn new(first: u8) -> Self {
        let is_word = !matches!(first, b'{' | b'[' | b'"');
        Self { is_word, depth: 0, in_string: false, is_escaped: false }
    }

    /// Where in the next piece of text the value ends, if it does.
    fn end(&mut self, piece: &[u8]) -> Option<usize> {
        if self.is_word {
            return piece.iter().position(|byte| b",]}: \t\r\n\"[{".contains(byte));
        }
        piece.iter().position(|&byte| self.closes(byte)).map(|place| place + 1)
    }

    /// Whether the value ends with this byte.
    fn closes(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' if self.in_string => self.is_escaped = true,
            b'"' => {
                self.in_string = !self.in_string;
                return !self.in_string && self.depth == 0;
            }
            _ if self.in_string => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }

    fn ends_with_text(&self) -> bool {
        self.is_word
    }
}
