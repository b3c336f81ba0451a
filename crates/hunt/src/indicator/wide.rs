//! Words with letters beyond ASCII: names in the DNS in Unicode, and addresses in text that puts no spaces around them.

use super::{
    endings::last_label,
    letters::{LETTER, UNDERSCORE, behind_escape, class, end_of, is_name, start_of},
    scan::Scanner,
};
use statement::observable::MAX_DOMAIN;

/// Dots of other scripts that part labels (UTS 46).
const DOTS: [char; 3] = ['\u{3002}', '\u{FF0E}', '\u{FF61}'];

impl Scanner<'_> {
    /// All words that hold a character beyond ASCII.
    pub(super) fn wide(&mut self) {
        let mut from = 0;
        while let Some(found) =
            self.bytes().get(from..).and_then(|rest| rest.iter().position(|byte| !byte.is_ascii()))
        {
            let (start, end) =
                (start_of(self.bytes(), from + found, is_name), end_of(self.bytes(), from + found, is_name));
            self.wide_word(start, end);
            from = end;
        }
    }

    /// The pieces of a word that have only letters and digits besides what names have in ASCII.
    fn wide_word(&mut self, start: usize, end: usize) {
        let Some(word) = self.text.get(start..end) else { return };
        let mut from = start;
        for piece in word.split(parts) {
            if piece.is_ascii() {
                let classes = piece.bytes().fold(0, |classes, byte| classes | class(byte));
                self.word(from, from + piece.len(), classes);
            } else {
                self.wide_piece(from, piece);
            }
            let next = from + piece.len();
            from =
                next + self.text.get(next..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        }
    }

    fn wide_piece(&mut self, start: usize, piece: &str) {
        let behind = behind_escape(self.bytes(), start);
        let (start, piece) = (behind, piece.get(behind - start..).unwrap_or_default());
        self.numbers_among(start, piece);
        let around = |letter: char| matches!(letter, '.' | '-');
        let name = piece.trim_matches(around);
        if self.wants.names() && name.len() <= 4 * MAX_DOMAIN && self.may_end_so(name) {
            let first = start + (piece.len() - piece.trim_start_matches(around).len());
            self.encoded(first, first + name.len());
        }
    }

    /// Addresses that stand between characters beyond ASCII.
    fn numbers_among(&mut self, start: usize, piece: &str) {
        let mut from = start;
        for part in piece.split(|letter: char| !letter.is_ascii()) {
            let numbers = part.bytes().all(|byte| class(byte) & (LETTER | UNDERSCORE) == 0);
            if !part.is_empty() && numbers {
                self.numbers(from, from + part.len());
            }
            let next = from + part.len();
            from =
                next + self.text.get(next..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        }
    }

    /// Whether a name ends like an indicator, as far as that can be told cheaply.
    fn may_end_so(&self, name: &str) -> bool {
        let name = name.trim_end_matches(DOTS);
        let dot = name.char_indices().rfind(|(_, letter)| *letter == '.' || DOTS.contains(letter));
        let Some((place, dot)) = dot else { return false };
        let label = name.get(place + dot.len_utf8()..).unwrap_or_default();
        !label.is_ascii() || self.set.domain_endings.may_have(self.hasher(), last_label(label.as_bytes()))
    }
}

/// What parts words beyond ASCII: all that is no letter, digit, dot of another script, or mark that belongs to a letter.
fn parts(letter: char) -> bool {
    let belongs = letter.is_ascii()
        || letter.is_alphanumeric()
        || DOTS.contains(&letter)
        || matches!(letter, '\u{300}'..='\u{36F}' | '\u{200C}' | '\u{200D}' | '\u{B7}');
    !belongs
}
