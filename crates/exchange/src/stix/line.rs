//! Texts of which each line is a text of its own: JSON lines.

use crate::json::Json;
use std::io::{self, BufRead, Read};

/// How many lines at the start are looked at.
const LOOKED_AT: usize = 20;

/// Whether a text that starts so has an object on every line, or on most: some may be broken.
pub(super) fn is_lines(start: &[u8]) -> bool {
    let lines = start.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let looked_at = lines.take(LOOKED_AT).map(|line| matches!(Json::read(line), Ok(Json::Object(_))));
    let is_object: Vec<bool> = looked_at.collect();
    let objects = is_object.iter().filter(|is_object| **is_object).count();
    // In a bundle or list that has each object on a line of its own, one line at most has no comma behind it, and never the first. The
    // last line that is looked at may be cut off.
    let is_certain = is_object.first() == Some(&true) || objects > 1;
    is_object.len() > 1 && is_certain && objects * 2 + 1 >= is_object.len()
}

/// The rest of a line, as a text that ends with it.
pub(super) struct Line<R> {
    input: R,
    /// How many bytes of the piece at hand are known to be of this line: they are searched for its end once.
    ours: usize,
    is_over: bool,
}

impl<R: BufRead> Line<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, ours: 0, is_over: false }
    }

    /// Passes over what is left of it; whether another line follows.
    pub(super) fn end(&mut self) -> io::Result<bool> {
        loop {
            let length = self.fill_buf()?.len();
            if length == 0 {
                return Ok(self.is_over);
            }
            self.consume(length);
        }
    }
}

impl<R: BufRead> BufRead for Line<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.is_over {
            return Ok(&[]);
        }
        let piece = self.input.fill_buf()?;
        if self.ours == 0 {
            self.ours = memchr::memchr(b'\n', piece).unwrap_or(piece.len());
        }
        if self.ours == 0 && !piece.is_empty() {
            self.input.consume(1);
            self.is_over = true;
            return Ok(&[]);
        }
        Ok(self.input.fill_buf()?.get(..self.ours).unwrap_or_default())
    }

    fn consume(&mut self, length: usize) {
        self.ours -= length.min(self.ours);
        self.input.consume(length);
    }
}

impl<R: BufRead> Read for Line<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(to)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::is_lines;

    #[test]
    fn lines_are_told_from_texts_of_many_lines() {
        for (text, expected) in [
            ("{}\n{}\n", true),
            ("{}\n\n{\"a\"", true),
            ("{\"a\"\n{}\n{}\n", true),
            ("{}\n", false),
            ("{}", false),
            ("", false),
            ("{\"a\":[\n{}\n]}\n", false),
            ("[\n{},\n{}\n]\n", false),
            ("{}\n{\n\"a\":1,\n\"b\":{}\n}\n", false),
        ] {
            assert_eq!(is_lines(text.as_bytes()), expected, "{text}");
        }
    }
}
