//! What names of files look like, as far as that decides where they are looked for.

use super::letters::{LETTER, UNDERSCORE, WIDE, class, is_name};

/// Which shapes of names there are among the indicators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shapes {
    /// Names that are found as words of a text, such as `setup.exe`.
    pub(super) plain: bool,
    /// Names that fill a component of a path and end like a word: `my setup.exe`.
    pub(super) spaced: bool,
    /// All others, such as `svchost`: every component of every path has to be looked at.
    pub(super) bare: bool,
}

impl Shapes {
    /// Takes note of a name.
    pub(super) fn learn(&mut self, name: &str) {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if is_plain(name) {
            self.plain = true;
        } else if !ending.is_empty() && ending.bytes().all(|byte| is_name(byte) && class(byte) != WIDE) {
            self.spaced = true;
        } else {
            self.bare = true;
        }
    }
}

/// Whether a name is one word of ASCII with a dot that is not at its end, and no number or address.
pub(super) fn is_plain(name: &str) -> bool {
    let classes =
        name.bytes().fold(0, |classes, byte| classes | if is_name(byte) { class(byte) } else { WIDE });
    let word = classes & WIDE == 0 && classes & (LETTER | UNDERSCORE) != 0;
    word && name.contains('.') && !name.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_words_with_an_ending() {
        for (name, plain) in [
            ("setup.exe", true),
            ("a-b_c.tar.gz", true),
            ("a b.exe", false),
            ("svchost", false),
            ("ä.exe", false),
            ("a.", false),
            ("1.2.3.4", false),
        ] {
            assert_eq!(is_plain(name), plain, "{name}");
        }
    }
}
