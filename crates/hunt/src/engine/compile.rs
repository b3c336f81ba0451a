//! Conditions to a [`Partition`].

use super::{
    field_index::{Action, FieldIndexBuilder, PredicateId},
    memory::Memory,
    names::{NameId, Names},
    partition::{Asked, Entry, Field, Partition, Question, Slot},
    program::{Node, NodeId},
    trigger::Triggers,
};
use crate::{Expr, Matcher, Subject, Test};
use hashbrown::HashMap;

/// Compiles one rule after another into a partition.
pub(crate) struct Compiler<'n> {
    names: &'n Names,
    memory: &'n Memory,
    partition: Partition,
    builders: Vec<FieldIndexBuilder>,
    keywords: FieldIndexBuilder,
    predicates: HashMap<(Subject, Vec<Matcher>), PredicateId>,
    questions: HashMap<Test, u32>,
    /// By predicate: a guess at how often it holds.
    frequencies: Vec<f64>,
}

/// A compiled part of a condition, and the predicates one of which holds whenever the part does.
struct Part {
    node: NodeId,
    witness: Option<Witness>,
    /// Cheap parts of a list are asked first.
    cost: Cost,
}

/// A set of predicates one of which must hold, and a guess at how often one does.
#[derive(Clone)]
struct Witness {
    any_of: Vec<PredicateId>,
    frequency: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cost {
    Bit,
    Tree,
    Question,
}

/// That a field is there says little: a witness of last resort.
const PRESENCE_FREQUENCY: f64 = 0.9;

impl<'n> Compiler<'n> {
    pub(crate) fn new(names: &'n Names, memory: &'n Memory) -> Self {
        Compiler {
            names,
            memory,
            partition: Partition::default(),
            builders: Vec::new(),
            keywords: FieldIndexBuilder::default(),
            predicates: HashMap::new(),
            questions: HashMap::new(),
            frequencies: Vec::new(),
        }
    }

    /// Adds the condition of the rule that stands at `rule` in its ruleset.
    pub(crate) fn add(&mut self, rule: u32, condition: &Expr) {
        let part = self.part(condition);
        let place = self.partition.rules.len() as u32;
        self.partition.rules.push(Entry { rule, condition: part.node });
        match part.witness {
            Some(witness) => witness.any_of.iter().for_each(|&predicate| self.watch(predicate, place)),
            None => self.partition.always.push(place),
        }
    }

    pub(crate) fn finish(mut self) -> Partition {
        for (field, mut builder) in self.partition.fields.iter_mut().zip(self.builders) {
            builder.include(&self.keywords);
            field.index = builder.build();
        }
        self.partition.keywords = self.keywords.build();
        self.partition.keywords_joined = self.partition.keywords.is_joinable();
        self.partition
    }

    fn watch(&mut self, predicate: PredicateId, place: u32) {
        let watchers = self.partition.watchers.get_mut(predicate as usize);
        if let Some(watchers) = watchers.filter(|watchers| watchers.last() != Some(&place)) {
            watchers.push(place);
        }
    }

    fn part(&mut self, expr: &Expr) -> Part {
        match expr {
            Expr::All(parts) => self.all(parts),
            Expr::Any(parts) => self.any(parts),
            Expr::Not(part) => {
                let part = self.part(part);
                let node = self.partition.program.add(Node::Not(part.node));
                Part { node, witness: None, cost: part.cost }
            }
            Expr::Test(test) => self.group(&test.subject, std::slice::from_ref(&test.matcher)),
        }
    }

    /// Its witness is that part's which holds least often.
    fn all(&mut self, parts: &[Expr]) -> Part {
        let parts: Vec<Part> = parts.iter().map(|part| self.part(part)).collect();
        let witnesses = parts.iter().filter_map(|part| part.witness.as_ref());
        let witness = witnesses.min_by(|a, b| a.frequency.total_cmp(&b.frequency)).cloned();
        self.list(parts, witness, |first, len| Node::All { first, len })
    }

    /// Its witness is all its parts' together. Tests of one field become one predicate.
    fn any(&mut self, parts: &[Expr]) -> Part {
        let mut groups: Vec<(&Subject, Vec<Matcher>)> = Vec::new();
        let mut compiled = Vec::new();
        for part in parts {
            match part {
                Expr::Test(test) if Triggers::has(&test.matcher) => join_group(&mut groups, test),
                part => compiled.push(self.part(part)),
            }
        }
        compiled.extend(groups.into_iter().map(|(subject, matchers)| self.group(subject, &matchers)));
        let witness =
            compiled.iter().map(|part| part.witness.clone()).collect::<Option<Vec<_>>>().map(|witnesses| {
                let frequency = witnesses.iter().map(|witness| witness.frequency).sum();
                Witness {
                    any_of: witnesses.into_iter().flat_map(|witness| witness.any_of).collect(),
                    frequency,
                }
            });
        self.list(compiled, witness, |first, len| Node::Any { first, len })
    }

    fn list(&mut self, mut parts: Vec<Part>, witness: Option<Witness>, make: fn(u32, u32) -> Node) -> Part {
        parts.sort_by_key(|part| part.cost);
        match parts.as_slice() {
            [only] => Part { node: only.node, witness, cost: only.cost },
            parts => {
                let nodes: Vec<NodeId> = parts.iter().map(|part| part.node).collect();
                let node = self.partition.program.add_list(&nodes, make);
                let cost =
                    parts.iter().map(|part| part.cost).max().map_or(Cost::Tree, |cost| cost.max(Cost::Tree));
                Part { node, witness, cost }
            }
        }
    }

    /// Tests of one subject one of which must hold: a predicate where literals answer them, else a question.
    fn group(&mut self, subject: &Subject, matchers: &[Matcher]) -> Part {
        match matchers {
            [Matcher::Exists] => self.exists(subject),
            [regex @ Matcher::Regex(_)] => self.regex(subject, regex),
            matchers if matchers.iter().all(Triggers::has) => self.predicate(subject, matchers),
            [matcher] => self.question(Test { subject: subject.clone(), matcher: matcher.clone() }),
            _ => unreachable!("only matchers with triggers are grouped"),
        }
    }

    fn predicate(&mut self, subject: &Subject, matchers: &[Matcher]) -> Part {
        let key = (subject.clone(), matchers.to_vec());
        let predicate = match self.predicates.get(&key) {
            Some(&predicate) => predicate,
            None => {
                let triggers: Vec<Triggers> = matchers.iter().filter_map(Triggers::of).collect();
                let frequency = triggers.iter().map(Triggers::frequency).sum::<f64>().min(1.0);
                let predicate = self.new_predicate(frequency);
                self.index(predicate, subject, &key.1, triggers);
                self.predicates.insert(key, predicate);
                predicate
            }
        };
        self.bit(predicate)
    }

    fn index(
        &mut self,
        predicate: PredicateId,
        subject: &Subject,
        matchers: &[Matcher],
        triggers: Vec<Triggers>,
    ) {
        for (matcher, triggers) in matchers.iter().zip(triggers) {
            let action = if triggers.exact {
                Action::Hold(predicate)
            } else {
                self.partition.checks.push(self.memory.check(matcher));
                Action::Ask(self.partition.checks.len() as u32 - 1, predicate)
            };
            for trigger in triggers.any_of {
                self.builder(subject).add(trigger, action);
            }
        }
    }

    fn builder(&mut self, subject: &Subject) -> &mut FieldIndexBuilder {
        let slot = match subject {
            Subject::Field(name) => self.slot(name),
            Subject::Keyword => return &mut self.keywords,
        };
        self.builders.get_mut(slot as usize).expect("slots and builders are made together")
    }

    /// A regular expression is dear: it is run last, where a literal that it needs stands and all else in the rule holds.
    fn regex(&mut self, subject: &Subject, regex: &Matcher) -> Part {
        let question = self.question(Test { subject: subject.clone(), matcher: regex.clone() });
        let required = self.memory.required(regex);
        if required.is_empty() {
            return question;
        }
        let literals = self.group(subject, &required);
        let witness = literals.witness.clone();
        self.list(vec![literals, question], witness, |first, len| Node::All { first, len })
    }

    fn exists(&mut self, subject: &Subject) -> Part {
        match subject {
            Subject::Field(name) => {
                let slot = self.slot(name);
                let presence = self.presence(slot);
                self.bit(presence)
            }
            Subject::Keyword => self.question(Test { subject: Subject::Keyword, matcher: Matcher::Exists }),
        }
    }

    fn question(&mut self, test: Test) -> Part {
        let asked = match &test.subject {
            Subject::Field(name) => Asked::Slot(self.slot(name)),
            Subject::Keyword => Asked::Every,
        };
        let witness = match (&asked, &test.matcher) {
            (_, Matcher::Null) | (Asked::Every, _) => None,
            (Asked::Slot(slot), _) => {
                let presence = self.presence(*slot);
                Some(Witness { any_of: vec![presence], frequency: PRESENCE_FREQUENCY })
            }
        };
        let question = match self.questions.get(&test) {
            Some(&question) => question,
            None => self.new_question(test, asked),
        };
        let node = self.partition.program.add(Node::Question(question));
        Part { node, witness, cost: Cost::Question }
    }

    fn new_question(&mut self, test: Test, subject: Asked) -> u32 {
        let other = match &test.matcher {
            Matcher::Field(comparison) => Some(self.slot(&comparison.other)),
            _ => None,
        };
        let number = self.partition.questions.len() as u32;
        self.partition.questions.push(Question { subject, check: self.memory.check(&test.matcher), other });
        self.questions.insert(test, number);
        number
    }

    fn bit(&mut self, predicate: PredicateId) -> Part {
        let node = self.partition.program.add(Node::Predicate(predicate));
        let frequency = self.frequencies.get(predicate as usize).copied().unwrap_or(1.0);
        Part { node, witness: Some(Witness { any_of: vec![predicate], frequency }), cost: Cost::Bit }
    }

    fn new_predicate(&mut self, frequency: f64) -> PredicateId {
        self.frequencies.push(frequency);
        self.partition.watchers.push(Vec::new());
        self.frequencies.len() as PredicateId - 1
    }

    fn presence(&mut self, slot: Slot) -> PredicateId {
        let known = self.partition.fields.get(slot as usize).and_then(|field| field.presence);
        known.unwrap_or_else(|| {
            let predicate = self.new_predicate(PRESENCE_FREQUENCY);
            if let Some(field) = self.partition.fields.get_mut(slot as usize) {
                field.presence = Some(predicate);
            }
            predicate
        })
    }

    fn slot(&mut self, name: &str) -> Slot {
        let name = self.names.get(name).expect("the names are those of the ruleset's rules");
        self.partition.slot(name).unwrap_or_else(|| self.new_slot(name))
    }

    fn new_slot(&mut self, name: NameId) -> Slot {
        let slot = Slot::try_from(self.partition.fields.len())
            .expect("rules fit in memory, so their names fit in u32");
        self.partition.fields.push(Field::default());
        self.builders.push(FieldIndexBuilder::default());
        let slots = &mut self.partition.slots;
        slots.resize(slots.len().max(name.index() + 1), None);
        if let Some(place) = slots.get_mut(name.index()) {
            *place = Some(slot);
        }
        slot
    }
}

fn join_group<'e>(groups: &mut Vec<(&'e Subject, Vec<Matcher>)>, test: &'e Test) {
    match groups.iter_mut().find(|(subject, _)| **subject == test.subject) {
        Some((_, matchers)) => matchers.push(test.matcher.clone()),
        None => groups.push((&test.subject, vec![test.matcher.clone()])),
    }
}
