//! The field names that rules use, each with a small number.

use crate::{Expr, Matcher, Rule, Subject};
use hashbrown::HashMap;
use std::sync::Arc;

/// The number of a field name in a ruleset's [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NameId(u32);

impl NameId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Every field name that occurs in a ruleset.
#[derive(Debug, Default)]
pub(crate) struct Names {
    numbers: HashMap<Arc<str>, NameId>,
    texts: Vec<Arc<str>>,
}

impl Names {
    pub(crate) fn of_rules(rules: &[Rule]) -> Self {
        let mut names = Names::default();
        rules.iter().for_each(|rule| names.enter_all(&rule.condition));
        names
    }

    pub(crate) fn get(&self, name: &str) -> Option<NameId> {
        self.numbers.get(name).copied()
    }

    pub(crate) fn text(&self, name: NameId) -> Option<&Arc<str>> {
        self.texts.get(name.index())
    }

    /// Adds every name of a condition.
    pub(crate) fn enter_all(&mut self, expr: &Expr) {
        match expr {
            Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| self.enter_all(part)),
            Expr::Not(part) => self.enter_all(part),
            Expr::Test(test) => {
                if let Subject::Field(name) = &test.subject {
                    self.enter(name);
                }
                if let Matcher::Field(comparison) = &test.matcher {
                    self.enter(&comparison.other);
                }
            }
        }
    }

    /// Adds a name.
    pub(crate) fn enter(&mut self, name: &Arc<str>) {
        if !self.numbers.contains_key(name) {
            let number =
                u32::try_from(self.texts.len()).expect("rules fit in memory, so their names fit in u32");
            self.numbers.insert(name.clone(), NameId(number));
            self.texts.push(name.clone());
        }
    }
}
