//! Rules and mappings together: what a hunt knows before it sees an event.

use super::{
    check::{Check, Text},
    compile::Compiler,
    memory::Memory,
    names::Names,
    partition::Partition,
    plain::Plain,
    specialise::{Special, specialise},
};
use crate::{Class, Mappings, Rule, Subject, Test};
use event::Value;
use hashbrown::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Rules ready to hunt with, shared by all threads. Partitions are compiled when the first event of their class comes.
#[derive(Debug)]
pub struct Ruleset {
    rules: Vec<Rule>,
    mappings: Mappings,
    pub(super) names: Names,
    plain: Vec<OnceLock<Plain>>,
    /// What has been compiled of matchers, for all partitions.
    memory: Memory,
    /// By the key that the hunter makes for a class.
    partitions: Mutex<HashMap<Vec<u8>, Shared>>,
}

/// A partition that one thread compiles and all use.
type Shared = Arc<OnceLock<Arc<Partition>>>;

/// A field whose one value is the same for all events of a class, known by the name that rules use.
pub(super) type Fixed<'v> = (&'v str, Value<'v>);

/// How many partitions are kept for other threads to find. Past it each thread compiles its own.
const MAX_SHARED: usize = 4096;

impl Ruleset {
    /// Puts rules and mappings together.
    pub fn new(rules: Vec<Rule>, mappings: Mappings) -> Self {
        let names = Names::of_rules(&rules);
        let plain = rules.iter().map(|_| OnceLock::new()).collect();
        Ruleset { rules, mappings, names, plain, memory: Memory::default(), partitions: Mutex::default() }
    }

    /// The rules, in the order in which findings of one event come.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The mappings in force.
    pub fn mappings(&self) -> &Mappings {
        &self.mappings
    }

    pub(super) fn plain(&self, rule: u32) -> Option<&Plain> {
        let (cell, rule) = self.plain.get(rule as usize).zip(self.rules.get(rule as usize))?;
        Some(cell.get_or_init(|| Plain::new(&rule.condition, &self.names)))
    }

    /// The partition for events of `class`, in all of which the `fixed` fields have their values.
    pub(super) fn partition(&self, key: &[u8], class: &Class, fixed: &[Fixed<'_>]) -> Arc<Partition> {
        let compile = || Arc::new(self.compile(class, fixed));
        // The lock is held to find the place only; who comes second waits for the first at that place.
        match self.place_of(key) {
            Some(shared) => shared.get_or_init(compile).clone(),
            None => compile(),
        }
    }

    fn place_of(&self, key: &[u8]) -> Option<Shared> {
        let mut partitions = self.partitions.lock().unwrap_or_else(PoisonError::into_inner);
        if partitions.len() >= MAX_SHARED && !partitions.contains_key(key) {
            return None;
        }
        Some(partitions.entry_ref(key).or_default().clone())
    }

    fn compile(&self, class: &Class, fixed: &[Fixed<'_>]) -> Partition {
        let mut compiler = Compiler::new(&self.names, &self.memory);
        for (number, rule) in (0..).zip(&self.rules) {
            if !class.is(&rule.logsource) {
                continue;
            }
            match specialise(&rule.condition, &|test| decide(test, fixed)) {
                Special::Decided(false) => {}
                Special::Decided(true) => compiler.add(number, &crate::Expr::All(Vec::new())),
                Special::Open(condition) => compiler.add(number, &condition),
            }
        }
        compiler.finish()
    }
}

/// The answer to a test that only reads a fixed field.
fn decide(test: &Test, fixed: &[Fixed<'_>]) -> Option<bool> {
    let Subject::Field(name) = &test.subject else { return None };
    let (_, value) = fixed.iter().find(|(fixed, _)| *fixed == &**name)?;
    match Check::new(&test.matcher) {
        Check::Null => Some(value.is_null()),
        Check::Exists => Some(true),
        Check::Field(_) => None,
        check => Some(Text::default().read(value).is_some_and(|(plain, folded)| check.text(plain, folded))),
    }
}
