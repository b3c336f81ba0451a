//! One event through one partition.

use super::{
    check::{Check, Text, fields_compare},
    field_index::{Action, FieldIndex, PredicateId},
    partition::{Asked, Partition, Question, Slot},
    program::{Answers, QuestionId},
    recall::{Recall, Recalled, Shelfmark},
};
use event::{Event, PathId, Value};

/// Stands between values that are searched together; no UTF-8 text holds it, so no literal reaches over it.
const BETWEEN: u8 = 0xFF;

/// What is known of the event at hand, in memory that is reused: an entry counts only if it carries the event's stamp.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// The number of the class, never given twice to one thread.
    class: u32,
    stamp: u32,
    predicates: Vec<u32>,
    candidates: Vec<u32>,
    /// By place in the partition's rules.
    is_candidate: Vec<u32>,
    questions: Vec<(u32, bool)>,
    /// The slots that the event fills, with the field that does.
    filled: Vec<(Slot, u32)>,
}

/// What a thread has once, for all its classes.
#[derive(Debug, Default)]
pub(crate) struct Tools {
    pub(crate) text: Text,
    recall: Recall,
    holds: Vec<PredicateId>,
    /// The values that are searched together.
    joined: Vec<u8>,
}

impl Search {
    /// The state for a class with this partition.
    pub(crate) fn new(class: u32, partition: &Partition) -> Self {
        Search {
            class,
            predicates: vec![0; partition.watchers.len()],
            is_candidate: vec![0; partition.rules.len()],
            questions: vec![(0, false); partition.questions.len()],
            ..Search::default()
        }
    }

    /// Calls `hit` with each rule (its place in the ruleset, ascending) that the event meets. `slots_of` tells which slots a
    /// field fills.
    pub(crate) fn run<'s>(
        &mut self,
        partition: &Partition,
        event: &Event<'_>,
        slots_of: impl Fn(PathId) -> &'s [Slot],
        tools: &mut Tools,
        mut hit: impl FnMut(u32),
    ) {
        self.begin(partition);
        tools.joined.clear();
        for (number, field) in (0..).zip(event.fields) {
            let slots = slots_of(field.path);
            if slots.is_empty() && partition.keywords.is_empty() {
                continue;
            }
            self.fill(partition, slots, number);
            self.look_at(partition, slots, &field.value, tools);
        }
        self.look_at_joined(partition, tools);
        self.candidates.sort_unstable();
        let candidates = std::mem::take(&mut self.candidates);
        for &place in &candidates {
            let Some(entry) = partition.rules.get(place as usize) else { continue };
            let mut answers = Known { search: self, partition, event, text: &mut tools.text };
            if partition.program.holds(entry.condition, &mut answers) {
                hit(entry.rule);
            }
        }
        self.candidates = candidates;
    }

    fn begin(&mut self, partition: &Partition) {
        self.stamp = self.stamp.checked_add(1).unwrap_or_else(|| {
            self.predicates.fill(0);
            self.is_candidate.fill(0);
            self.questions.fill((0, false));
            1
        });
        self.filled.clear();
        self.candidates.clear();
        self.candidates.extend_from_slice(&partition.always);
    }

    fn fill(&mut self, partition: &Partition, slots: &[Slot], field: u32) {
        for &slot in slots {
            self.filled.push((slot, field));
            if let Some(presence) = partition.fields.get(slot as usize).and_then(|field| field.presence) {
                self.hold(partition, presence);
            }
        }
    }

    fn look_at(&mut self, partition: &Partition, slots: &[Slot], value: &Value<'_>, tools: &mut Tools) {
        let mut looked = false;
        for &slot in slots {
            if let Some(field) = partition.fields.get(slot as usize).filter(|field| !field.index.is_empty()) {
                self.look_in(partition, &field.index, slot, value, tools);
                looked = true;
            }
        }
        if !looked && !partition.keywords.is_empty() {
            self.look_for_keywords(partition, value, tools);
        }
    }

    /// Looks for keywords in a value that no other index has looked at, or puts it aside for one look at all such values.
    fn look_for_keywords(&mut self, partition: &Partition, value: &Value<'_>, tools: &mut Tools) {
        if partition.keywords.misses(value) {
            return;
        }
        if !partition.keywords_joined {
            // Most of these values are short and new: remembering them costs more than it saves.
            return self.look_afresh(partition, &partition.keywords, value, tools);
        }
        if let Some(mut words) = tools.text.read(value) {
            tools.joined.extend_from_slice(words.searched());
            tools.joined.push(BETWEEN);
        }
    }

    fn look_at_joined(&mut self, partition: &Partition, tools: &Tools) {
        if !partition.keywords_joined {
            return;
        }
        partition.keywords.search(&tools.joined, |action| {
            if let Action::Hold(predicate) = action {
                self.hold(partition, predicate);
            }
        });
    }

    /// Holds every predicate that the value makes hold through the index of a slot.
    fn look_in(
        &mut self,
        partition: &Partition,
        index: &FieldIndex,
        slot: Slot,
        value: &Value<'_>,
        tools: &mut Tools,
    ) {
        if index.misses(value) {
            return;
        }
        let mark = Shelfmark { class: self.class, slot };
        match value.as_text().map(|text| tools.recall.look_up(mark, text.as_bytes())) {
            Some(Recalled::Known(holds)) => {
                holds.iter().for_each(|&predicate| self.hold(partition, predicate))
            }
            Some(Recalled::New(holds)) => {
                search_index(partition, index, value, &mut tools.text, holds);
                holds.sort_unstable();
                holds.dedup();
                holds.iter().for_each(|&predicate| self.hold(partition, predicate));
            }
            Some(Recalled::TooLong) | None => self.look_afresh(partition, index, value, tools),
        }
    }

    /// As `look_in`, without a look at what is remembered.
    fn look_afresh(
        &mut self,
        partition: &Partition,
        index: &FieldIndex,
        value: &Value<'_>,
        tools: &mut Tools,
    ) {
        tools.holds.clear();
        search_index(partition, index, value, &mut tools.text, &mut tools.holds);
        tools.holds.iter().for_each(|&predicate| self.hold(partition, predicate));
    }

    fn holds(&self, predicate: PredicateId) -> bool {
        self.predicates.get(predicate as usize) == Some(&self.stamp)
    }

    #[inline]
    fn hold(&mut self, partition: &Partition, predicate: PredicateId) {
        match self.predicates.get_mut(predicate as usize) {
            Some(stamp) if *stamp != self.stamp => *stamp = self.stamp,
            _ => return,
        }
        for &place in partition.watchers.get(predicate as usize).into_iter().flatten() {
            if let Some(stamp) =
                self.is_candidate.get_mut(place as usize).filter(|stamp| **stamp != self.stamp)
            {
                *stamp = self.stamp;
                self.candidates.push(place);
            }
        }
    }
}

/// Adds the predicates that a value makes hold, some perhaps more than once.
fn search_index(
    partition: &Partition,
    index: &FieldIndex,
    value: &Value<'_>,
    text: &mut Text,
    holds: &mut Vec<PredicateId>,
) {
    let Some(mut words) = text.read(value) else { return };
    let first = holds.len();
    let mut asked = Vec::new();
    index.search(words.searched(), |action| match action {
        Action::Hold(predicate) => holds.push(predicate),
        Action::Ask(check, predicate) => asked.push((check, predicate)),
    });
    asked.sort_unstable();
    asked.dedup();
    for (check, predicate) in asked {
        let holds_already = holds.get(first..).is_some_and(|holds| holds.contains(&predicate));
        let check = partition.checks.get(check as usize);
        if !holds_already && check.is_some_and(|check| check.text(&mut words)) {
            holds.push(predicate);
        }
    }
}

/// What a condition can ask.
struct Known<'k, 'e> {
    search: &'k mut Search,
    partition: &'k Partition,
    event: &'k Event<'e>,
    text: &'k mut Text,
}

impl Answers for Known<'_, '_> {
    fn predicate(&mut self, predicate: PredicateId) -> bool {
        self.search.holds(predicate)
    }

    fn question(&mut self, question: QuestionId) -> bool {
        let number = question as usize;
        match self.search.questions.get(number) {
            Some(&(stamp, answer)) if stamp == self.search.stamp => answer,
            _ => {
                let answer =
                    self.partition.questions.get(number).is_some_and(|question| self.answer(question));
                if let Some(memory) = self.search.questions.get_mut(number) {
                    *memory = (self.search.stamp, answer);
                }
                answer
            }
        }
    }
}

impl Known<'_, '_> {
    fn answer(&mut self, question: &Question) -> bool {
        match (&*question.check, question.subject) {
            (Check::Null, Asked::Slot(slot)) => {
                values(self.search, self.event, slot).all(|value| value.is_null())
            }
            (Check::Null, Asked::Every) => false,
            (Check::Field(how), Asked::Slot(slot)) => question.other.is_some_and(|other| {
                values(self.search, self.event, slot).any(|value| {
                    values(self.search, self.event, other).any(|other| {
                        let mut left = Text::default();
                        let mut right = Text::default();
                        left.read(value)
                            .zip(right.read(other))
                            .is_some_and(|(left, right)| fields_compare(how, left.plain, right.plain))
                    })
                })
            }),
            (check, Asked::Slot(slot)) => {
                let text = &mut *self.text;
                values(self.search, self.event, slot).any(|value| passes(check, value, text))
            }
            (check, Asked::Every) => {
                let text = &mut *self.text;
                self.event.fields.iter().any(|field| passes(check, &field.value, text))
            }
        }
    }
}

fn passes(check: &Check, value: &Value<'_>, text: &mut Text) -> bool {
    text.read(value).is_some_and(|mut words| check.text(&mut words))
}

fn values<'v, 'e>(
    search: &'v Search,
    event: &'v Event<'e>,
    slot: Slot,
) -> impl Iterator<Item = &'v Value<'e>> {
    let filled = search.filled.iter().filter(move |(filled, _)| *filled == slot);
    filled.filter_map(|(_, field)| event.fields.get(*field as usize)).map(|field| &field.value)
}
