//! All literals that rules look for in one field, and what finding one means.

use super::{affixes::Affixes, check::Check, substrings::Substrings, trigger::Trigger};
use crate::Place;
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
    pub(crate) fn needs_more_than(&self, bytes: usize) -> bool {
        bytes < self.shortest
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
            affixes: self.affixes,
            affix_actions: self.affix_actions,
            substrings: Substrings::new(self.literals),
            substring_actions: self.substring_actions,
        }
    }
}

/// A check that an [`Action::Ask`] names.
pub(crate) type Checks = Vec<Arc<Check>>;
