//! What must stand in a value for a matcher to hold: the literals by which the indexes find it.

use super::fold::fold;
use crate::{Matcher, Pattern, Piece, Place};

/// A folded literal that stands at a place in every value that the matcher holds for, or one of several that do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Trigger {
    pub(crate) place: Place,
    pub(crate) literal: Box<[u8]>,
}

/// How the indexes serve a matcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Triggers {
    /// One of them stands in every value that the matcher holds for.
    pub(crate) any_of: Vec<Trigger>,
    /// Whether a trigger at its place is all that the matcher asks; else the value is checked in full.
    pub(crate) exact: bool,
}

impl Triggers {
    /// `None` where no literal is needed: such a matcher is only asked when a rule wants to know.
    pub(crate) fn of(matcher: &Matcher) -> Option<Self> {
        match matcher {
            Matcher::Text(pattern) => of_pattern(pattern),
            _ => None,
        }
    }

    /// Whether [`Triggers::of`] finds any, told faster.
    pub(crate) fn has(matcher: &Matcher) -> bool {
        let Matcher::Text(pattern) = matcher else { return false };
        let literal = |piece: &Piece| matches!(piece, Piece::Literal(text) if !text.is_empty());
        match pattern.pieces.as_slice() {
            [] | [Piece::Literal(_)] => true,
            pieces => pieces.iter().any(literal),
        }
    }

    /// A guess at how often a value holds one of the triggers, for choosing what to index a rule under.
    pub(crate) fn frequency(&self) -> f64 {
        self.any_of.iter().map(Trigger::frequency).sum()
    }
}

impl Trigger {
    fn frequency(&self) -> f64 {
        let length = self.literal.len() as f64;
        let rarity = (length + 1.0) * (length + 1.0);
        match self.place {
            Place::Anywhere => 4.0 / rarity,
            Place::Start => 2.0 / rarity,
            Place::End | Place::Whole => 1.0 / rarity,
        }
    }
}

fn of_pattern(pattern: &Pattern) -> Option<Triggers> {
    let (place, literal) = match pattern.pieces.as_slice() {
        [] => (Place::Whole, ""),
        [Piece::Literal(text)] => (Place::Whole, text.as_str()),
        [Piece::Literal(text), Piece::Any] => (Place::Start, text.as_str()),
        [Piece::Any, Piece::Literal(text)] => (Place::End, text.as_str()),
        [Piece::Any, Piece::Literal(text), Piece::Any] => (Place::Anywhere, text.as_str()),
        pieces => return longest(pieces).map(|trigger| Triggers { any_of: vec![trigger], exact: false }),
    };
    (place == Place::Whole || !literal.is_empty())
        .then(|| Triggers { any_of: vec![trigger(place, &fold(literal))], exact: !pattern.cased })
}

/// The longest literal of a pattern with several pieces.
fn longest(pieces: &[Piece]) -> Option<Trigger> {
    let last = pieces.len() - 1;
    let literals = pieces.iter().enumerate().filter_map(|(at, piece)| match piece {
        Piece::Literal(text) if !text.is_empty() => Some((at, text)),
        _ => None,
    });
    let (at, text) = literals.max_by_key(|(_, text)| text.len())?;
    let place = match at {
        0 => Place::Start,
        at if at == last => Place::End,
        _ => Place::Anywhere,
    };
    Some(trigger(place, &fold(text)))
}

fn trigger(place: Place, folded: &str) -> Trigger {
    Trigger { place, literal: folded.as_bytes().into() }
}
