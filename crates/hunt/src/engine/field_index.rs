//! All literals that rules look for in one field, and what finding one means.

use super::{affixes::Affixes, check::Check, substrings::Substrings, trigger::Trigger};
use crate::Place;
use event::Value;
use hashbrown::HashMap;
use std::sync::Arc;

/// The number of a predicate within a partition.
pub(crate) type PredicateId = u32;

/// The number of a check within a partition.
pub(crate) type CheckId = u32;

/// What follows from a literal that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// The predicate holds.
    Hold(PredicateId),
    /// The predicate holds if the check says so.
    Ask(CheckId, PredicateId),
}

/// One pass over a value tells all.
#[derive(Debug, Default)]
pub(crate) struct FieldIndex {
    /// The length of the shortest literal; in shorter texts nothing is found.
    shortest: usize,
    /// Whether a literal may be found in a value that is no text.
    in_numbers: bool,
    affixes: Affixes,
    affix_actions: Vec<Vec<Action>>,
    substrings: Substrings,
    substring_actions: Vec<Vec<Action>>,
}

impl FieldIndex {
    pub(crate) fn is_empty(&self) -> bool {
        self.affix_actions.is_empty() && self.substrings.is_empty()
    }

    /// Whether a text of so many bytes is too short for anything to be found in it.
    #[inline]
    fn needs_more_than(&self, bytes: usize) -> bool {
        bytes < self.shortest
    }

    /// Whether nothing can be found in a value: most literals are longer than most values, or no part of any number.
    #[inline]
    pub(crate) fn misses(&self, value: &Value<'_>) -> bool {
        match value {
            Value::Text(text) => self.needs_more_than(text.len()),
            _ => !self.in_numbers,
        }
    }

    /// Whether nothing depends on where a literal stands or on what stands around it, so that texts may be searched joined.
    pub(crate) fn is_joinable(&self) -> bool {
        self.affix_actions.is_empty()
            && self.substring_actions.iter().flatten().all(|action| matches!(action, Action::Hold(_)))
    }

    /// Calls `found` with everything that follows from a text, which is ASCII, or folded. What follows twice may be told twice.
    #[inline]
    pub(crate) fn search(&self, text: &[u8], mut found: impl FnMut(Action)) {
        if self.needs_more_than(text.len()) {
            return;
        }
        let tell = |actions: &Vec<Vec<Action>>, number: u32, found: &mut dyn FnMut(Action)| {
            actions.get(number as usize).into_iter().flatten().for_each(|&action| found(action));
        };
        self.affixes.search(text, |number| tell(&self.affix_actions, number, &mut found));
        self.substrings.search(text, &mut |number| tell(&self.substring_actions, number, &mut found));
    }
}

/// Gathers literals, each once, and then makes the [`FieldIndex`].
#[derive(Debug, Default)]
pub(crate) struct FieldIndexBuilder {
    numbers: HashMap<Trigger, u32>,
    affix_actions: Vec<Vec<Action>>,
    literals: Vec<Box<[u8]>>,
    substring_actions: Vec<Vec<Action>>,
    affixes: Affixes,
    /// Everything that was added, for [`FieldIndexBuilder::include`].
    added: Vec<(Trigger, Action)>,
}

impl FieldIndexBuilder {
    pub(crate) fn add(&mut self, trigger: Trigger, action: Action) {
        self.added.push((trigger.clone(), action));
        let anywhere = trigger.place == Place::Anywhere;
        let number = match self.numbers.get(&trigger) {
            Some(&number) => number,
            None => self.enter(trigger),
        };
        let actions = if anywhere { &mut self.substring_actions } else { &mut self.affix_actions };
        if let Some(actions) = actions.get_mut(number as usize).filter(|actions| !actions.contains(&action)) {
            actions.push(action);
        }
    }

    /// Adds all that another has, unless there is nothing here: then a text is searched once for both.
    pub(crate) fn include(&mut self, other: &FieldIndexBuilder) {
        if !self.added.is_empty() {
            other.added.iter().for_each(|(trigger, action)| self.add(trigger.clone(), *action));
        }
    }

    fn enter(&mut self, trigger: Trigger) -> u32 {
        let actions = match trigger.place {
            Place::Anywhere => &mut self.substring_actions,
            _ => &mut self.affix_actions,
        };
        let number = u32::try_from(actions.len()).expect("rules fit in memory, so their literals fit in u32");
        actions.push(Vec::new());
        match trigger.place {
            Place::Whole => self.affixes.add_whole(&trigger.literal, number),
            Place::Start => self.affixes.add_start(&trigger.literal, number),
            Place::End => self.affixes.add_end(&trigger.literal, number),
            Place::Anywhere => self.literals.push(trigger.literal.clone()),
        }
        self.numbers.insert(trigger, number);
        number
    }

    pub(crate) fn build(self) -> FieldIndex {
        let shortest = self.added.iter().map(|(trigger, _)| trigger.literal.len()).min();
        FieldIndex {
            shortest: shortest.unwrap_or(0),
            in_numbers: self.added.iter().any(|(trigger, _)| is_part_of_number(&trigger.literal)),
            affixes: self.affixes,
            affix_actions: self.affix_actions,
            substrings: Substrings::new(self.literals),
            substring_actions: self.substring_actions,
        }
    }
}

/// Whether a folded literal may stand in the text of a number or of a truth value.
fn is_part_of_number(literal: &[u8]) -> bool {
    literal.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-')) || is_part_of_word(literal)
}

/// The words that values are written as which are neither text nor digits.
fn is_part_of_word(literal: &[u8]) -> bool {
    let stands = |word: &str| memchr::memmem::find(word.as_bytes(), literal).is_some();
    ["true", "false", "nan", "-inf"].into_iter().any(stands)
}

/// A check that an [`Action::Ask`] names.
pub(crate) type Checks = Vec<Arc<Check>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_only_searched_for_what_may_stand_in_them() {
        for (literal, found) in [
            ("", true),
            ("4624", true),
            ("-1", true),
            ("0.5", true),
            ("als", true),
            ("truth", false),
            ("0x1", false),
            ("mimi", false),
        ] {
            let mut builder = FieldIndexBuilder::default();
            let trigger = Trigger { place: Place::Anywhere, literal: literal.as_bytes().into() };
            if !literal.is_empty() {
                builder.add(trigger, Action::Hold(0));
                let index = builder.build();
                assert_eq!(index.misses(&Value::Int(4624)), !found, "{literal}");
            }
            assert_eq!(is_part_of_number(literal.as_bytes()), found, "{literal}");
        }
    }
}
