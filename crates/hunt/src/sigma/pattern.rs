//! Wildcards and escapes in Sigma's text values: rules specification 2.1, "Escape Character".

use crate::rule::Piece;

/// Reads a value into pieces. `*` and `?` are wildcards; a backslash takes the meaning from a wildcard or
/// a backslash that follows it, and is itself before anything else.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '*' => pieces.push(Piece::Any),
            '?' => pieces.push(Piece::One),
            '\\' => {
                pieces.character(characters.next_if(|next| matches!(next, '*' | '?' | '\\')).unwrap_or('\\'))
            }
            _ => pieces.character(character),
        }
    }
    pieces.done()
}

/// Collects pieces so that no two literals and no two `*` stand side by side.
#[derive(Default)]
pub(super) struct Pieces(Vec<Piece>);

impl Pieces {
    pub(super) fn push(&mut self, piece: Piece) {
        match (self.0.last_mut(), piece) {
            (Some(Piece::Any), Piece::Any) => {}
            (_, Piece::Literal(text)) if text.is_empty() => {}
            (Some(Piece::Literal(before)), Piece::Literal(text)) => before.push_str(&text),
            (_, piece) => self.0.push(piece),
        }
    }

    pub(super) fn character(&mut self, character: char) {
        match self.0.last_mut() {
            Some(Piece::Literal(before)) => before.push(character),
            _ => self.0.push(Piece::Literal(character.into())),
        }
    }

    pub(super) fn extend(&mut self, pieces: impl IntoIterator<Item = Piece>) {
        pieces.into_iter().for_each(|piece| self.push(piece));
    }

    pub(super) fn done(self) -> Vec<Piece> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Piece {
        Piece::Literal(text.to_owned())
    }

    /// The specification's own list.
    #[test]
    fn escapes() {
        for (text, expected) in [
            (r"a\b", vec![literal(r"a\b")]),
            (r"a\\b", vec![literal(r"a\b")]),
            (r"\*", vec![literal("*")]),
            (r"\?x", vec![literal("?x")]),
            (r"\\*", vec![literal(r"\"), Piece::Any]),
            (r"\\\*", vec![literal(r"\*")]),
            (r"\\\x", vec![literal(r"\\x")]),
            (r"\\\\", vec![literal(r"\\")]),
            (r"\\\\*", vec![literal(r"\\"), Piece::Any]),
            (r"x\", vec![literal(r"x\")]),
            ("**a*", vec![Piece::Any, literal("a"), Piece::Any]),
            ("??", vec![Piece::One, Piece::One]),
            ("", vec![]),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        /// A text whose backslashes and wildcards are all escaped means itself.
        #[test]
        fn escaped_text_means_itself(text in "[a*?\\\\é]{0,20}") {
            let escaped: String = text.chars().flat_map(|c| {
                let escape = matches!(c, '*' | '?' | '\\').then_some('\\');
                escape.into_iter().chain([c])
            }).collect();
            let expected = if text.is_empty() { vec![] } else { vec![literal(&text)] };
            proptest::prop_assert_eq!(pieces(&escaped), expected);
        }

        #[test]
        fn neighbours_are_merged(text in "[a*?\\\\]{0,20}") {
            for pair in pieces(&text).windows(2) {
                let merged = !matches!(pair, [Piece::Any, Piece::Any] | [Piece::Literal(_), Piece::Literal(_)]);
                proptest::prop_assert!(merged);
            }
        }
    }
}
