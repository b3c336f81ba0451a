//! Rules and mappings together: what a hunt knows before it sees an event.

use super::{
    check::{Check, Text},
    compile::Compiler,
    fold::fold,
    memory::Memory,
    names::Names,
    partition::Partition,
    plain::Plain,
    shelf::Shelf,
    specialise::{Special, specialise},
};
use crate::{
    Class, Expr, Indicators, Mappings, Rule, Subject, Test,
    correlation::{Correlations, Node, Plan},
};
use event::Value;
use std::sync::{Arc, OnceLock};

/// Rules ready to hunt with, shared by all threads. Partitions are compiled when the first event of their kind comes.
#[derive(Debug)]
pub struct Ruleset {
    rules: Vec<Rule>,
    mappings: Mappings,
    correlations: Correlations,
    /// What correlations want of which rule.
    plan: Plan,
    /// By rule: whether it only serves correlations.
    silent: Vec<bool>,
    pub(super) names: Names,
    plain: Vec<OnceLock<Plain>>,
    /// What has been compiled of matchers, for all partitions.
    memory: Memory,
    /// By the log sources of a class.
    scopes: Shelf<Scope>,
    /// By the log sources and the values that the rules of the scope would ask for.
    partitions: Shelf<Partition>,
    /// Where there is nothing to look for, no event pays for it.
    indicators: Option<Arc<Indicators>>,
}

/// The rules that are for some log sources.
#[derive(Debug)]
struct Scope {
    /// Their places in the ruleset.
    rules: Vec<u32>,
    /// The fields that they test.
    fields: Names,
}

/// A field whose one value is the same for all events of a class, known by the name that rules use.
pub(super) type Fixed<'v> = (&'v str, Value<'v>);

impl Ruleset {
    /// Puts rules and mappings together.
    pub fn new(rules: Vec<Rule>, mappings: Mappings) -> Self {
        let names = Names::of_rules(&rules);
        let plain = rules.iter().map(|_| OnceLock::new()).collect();
        let memory = Memory::default();
        Ruleset {
            rules,
            mappings,
            correlations: Correlations::default(),
            plan: Plan::default(),
            silent: Vec::new(),
            names,
            plain,
            memory,
            scopes: Shelf::default(),
            partitions: Shelf::default(),
            indicators: None,
        }
    }

    /// With further field names that the caller will ask for, besides those of the rules: see [`Look::values`](super::Look::values).
    pub fn asking<'n>(mut self, fields: impl IntoIterator<Item = &'n Arc<str>>) -> Self {
        fields.into_iter().for_each(|field| self.names.enter(field));
        self
    }

    /// The same with correlations of its rules. The rules at the places in `silent` only serve them and are not reported.
    pub fn correlating(mut self, correlations: Correlations, silent: &[usize]) -> Self {
        self.plan = Plan::new(&correlations);
        self.plan.names().for_each(|name| self.names.enter(name));
        self.correlations = correlations;
        self.silent = (0..self.rules.len()).map(|_| false).collect();
        for place in silent {
            self.silent.iter_mut().skip(*place).take(1).for_each(|silent| *silent = true);
        }
        self
    }

    /// The same, and indicators that are looked for in every event beside the rules.
    #[must_use]
    pub fn with_indicators(self, indicators: Indicators) -> Self {
        let indicators = Some(indicators).filter(|indicators| !indicators.is_empty()).map(Arc::new);
        Ruleset { indicators, ..self }
    }

    /// The indicators, if there are any.
    pub fn indicators(&self) -> Option<&Arc<Indicators>> {
        self.indicators.as_ref()
    }

    /// The rules, in the order in which findings of one event come.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The mappings in force.
    pub fn mappings(&self) -> &Mappings {
        &self.mappings
    }

    /// The correlations of the rules.
    pub fn correlations(&self) -> &Correlations {
        &self.correlations
    }

    /// The fields that correlations want of a rule: what the [values](crate::correlation::Hit::values) of its hits are.
    pub fn wanted(&self, rule: u32) -> &[Arc<str>] {
        self.plan.wanted(Node::Rule(rule as usize))
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether a rule only serves correlations.
    pub(super) fn is_silent(&self, rule: u32) -> bool {
        self.silent.get(rule as usize).copied().unwrap_or_default()
    }

    /// Whether a correlation refers to a rule.
    pub(super) fn is_correlated(&self, rule: u32) -> bool {
        !self.plan.feeds(Node::Rule(rule as usize)).is_empty()
    }

    pub(super) fn plain(&self, rule: u32) -> Option<&Plain> {
        let (cell, rule) = self.plain.get(rule as usize).zip(self.rules.get(rule as usize))?;
        Some(cell.get_or_init(|| Plain::new(&rule.condition, &self.names)))
    }

    /// The partition for events of `class`, in all of which the `fixed` fields have their values.
    pub(super) fn partition(&self, class: &Class, fixed: &[Fixed<'_>]) -> Arc<Partition> {
        let mut key =
            format!("{:?} {:?} {:?} {:?}", class.product, class.products, class.categories, class.services);
        let scope = self.scopes.get(&key, || self.scope(class));
        let mut asked: Vec<Fixed<'_>> =
            fixed.iter().filter(|(name, _)| scope.fields.get(name).is_some()).copied().collect();
        asked.sort_by_key(|(name, _)| *name);
        for (name, value) in &asked {
            key.push_str(&format!(" {name} {:?}", fold(&value.to_string())));
        }
        self.partitions.get(&key, || self.compile(&scope, &asked))
    }

    fn scope(&self, class: &Class) -> Scope {
        let mut scope = Scope { rules: Vec::new(), fields: Names::default() };
        for (number, rule) in (0..).zip(&self.rules).filter(|(_, rule)| class.is(&rule.logsource)) {
            scope.rules.push(number);
            scope.fields.enter_all(&rule.condition);
        }
        scope
    }

    fn compile(&self, scope: &Scope, fixed: &[Fixed<'_>]) -> Partition {
        let mut compiler = Compiler::new(&self.names, &self.memory);
        for &number in &scope.rules {
            let Some(rule) = self.rules.get(number as usize) else { continue };
            match specialise(&rule.condition, &|test| decide(test, fixed)) {
                Special::Decided(false) => {}
                Special::Decided(true) => compiler.add(number, &Expr::All(Vec::new())),
                Special::Open(condition) => compiler.add(number, &condition),
            }
        }
        compiler.finish()
    }
}

/// The answer to a test that only reads a fixed field. A partition is shared by values that differ in case only, so a test that
/// tells case is left open.
fn decide(test: &Test, fixed: &[Fixed<'_>]) -> Option<bool> {
    let Subject::Field(name) = &test.subject else { return None };
    let (_, value) = fixed.iter().find(|(fixed, _)| *fixed == &**name)?;
    match Check::new(&test.matcher) {
        Check::Null => Some(value.is_null()),
        Check::Exists => Some(true),
        Check::Text(glob) if !glob.cased => {
            Some(Text::default().read(value).is_some_and(|mut words| glob.matches(words.folded())))
        }
        _ => None,
    }
}
