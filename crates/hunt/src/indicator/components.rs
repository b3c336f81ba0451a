//! Names of files that are no single word: with spaces, brackets or letters beyond ASCII, or without a dot.
//!
//! They are looked for between the signs that no name of Windows may hold. So `"C:\My Tools\evil tool.exe" -x` holds `evil tool.exe`;
//! without its quotes nobody can tell where the name ends.

use super::{
    candidate::What,
    endings::last_label,
    hash::Salt,
    letters::{PARTS, class, end_of, start_of},
    names::is_plain,
    scan::Scanner,
};
use statement::observable::{MAX_FILE_NAME, file_name};

impl Scanner<'_> {
    /// All components of paths, and whatever else stands between such signs.
    pub(super) fn components(&mut self) {
        let mut from = 0;
        while from < self.text.len() {
            let end = end_of(self.bytes(), from, |byte| !parts(byte));
            if !matches!(self.bytes().get(end), Some(b'/' | b'\\')) {
                self.component(from, end);
            }
            from = end + 1;
        }
    }

    /// The component that ends with this word, if its ending is one of such names.
    #[inline]
    pub(super) fn component_of(&mut self, word: usize, end: usize) {
        let ending = last_label(self.bytes().get(word..end).unwrap_or_default());
        if !self.set.odd_endings.may_have(self.hasher(), ending) {
            return;
        }
        let stop = end_of(self.bytes(), end, around);
        match self.bytes().get(stop) {
            Some(b'/' | b'\\') => {}
            Some(&byte) if !parts(byte) => {}
            _ => self.component(start_of(self.bytes(), end, |byte| !parts(byte)), stop),
        }
    }

    fn component(&mut self, from: usize, end: usize) {
        let Some(text) = self.text.get(from..end) else { return };
        let name = trimmed(text);
        let ending = last_label(name.as_bytes());
        if ending.is_ascii() && !self.set.odd_endings.may_have(self.hasher(), ending) {
            return;
        }
        if name.is_empty() || name.len() > 2 * MAX_FILE_NAME || is_plain(name) {
            return;
        }
        let front = text.bytes().take_while(|&byte| around(byte)).count();
        let mut scratch = String::new();
        if let Some(form) = file_name(name, &mut scratch) {
            let number = self.hasher().text(Salt::FileName, form.text.as_bytes());
            self.push(What::FileName, number, from + front, from + front + name.len());
        }
    }
}

/// A component without the spaces and single quotes around it.
pub(super) fn trimmed(component: &str) -> &str {
    component.trim_matches(|letter: char| letter.is_ascii() && around(letter as u8))
}

fn around(byte: u8) -> bool {
    matches!(byte, b' ' | b'\'' | b'`')
}

/// What no name holds.
#[inline]
pub(super) fn parts(byte: u8) -> bool {
    class(byte) & PARTS != 0
}
