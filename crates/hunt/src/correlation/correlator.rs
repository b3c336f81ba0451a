//! The pass over all hits in the order of time.

use super::{
    groups::{Arrival, Groups, Met},
    hit::Hit,
    loss::{Loss, Losses, Lost},
    model::{Correlation, Node},
    window::{Events, Place},
};
use crate::{About, Cause, Class, Correlated, Finding, Origin, Part, Ruleset};
use event::{Format, Time, Value};
use hashbrown::HashMap;
use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, LazyLock},
};

/// How many bytes all windows of all correlations take together, about.
const MAX_BYTES: usize = 256 << 20;

/// The inputs by the number that hits give, each with how it is written.
pub type Files = [(Arc<str>, Format)];

/// Runs all correlations of a ruleset over hits.
///
/// Hits are given in the order of their [keys](Hit::key), across all inputs: windows move on with the time of the hits and never back.
pub struct Correlator<'r> {
    ruleset: &'r Ruleset,
    files: Vec<(Arc<str>, Format)>,
    groups: Vec<Groups>,
    /// The end of the window that ends first, for each correlation whose windows have to end.
    ends: BTreeSet<(i64, usize)>,
    bytes: usize,
    /// Rules' hits that have no time.
    untimed: HashMap<u32, Losses>,
}

/// A finding on its way to those who refer to it.
type Made = (usize, Met);

impl<'r> Correlator<'r> {
    /// A correlator for all correlations of a ruleset; `files` are the inputs that the hits name.
    pub fn new(ruleset: &'r Ruleset, files: &Files) -> Self {
        let groups = ruleset.correlations().list().iter().cloned().map(Groups::new).collect();
        Correlator {
            ruleset,
            files: files.to_vec(),
            groups,
            ends: BTreeSet::new(),
            bytes: 0,
            untimed: HashMap::new(),
        }
    }

    /// Takes a hit and calls `found` with each finding that is complete.
    pub fn take(&mut self, hit: &Hit, mut found: impl FnMut(&Finding<'_>)) {
        let Some(time) = hit.time else { return self.untimed(hit.rule, 1) };
        self.close_until(time.nanos(), &mut found);
        let last = Place { rule: hit.rule, time, file: hit.file, position: hit.position };
        let events = Events { first: time, last, count: 1, named: Arc::new([]) };
        let arrival = Arrival {
            at: time.nanos(),
            event: hit.event,
            is_event: true,
            events: &events,
            people: [hit.host.as_deref(), hit.user.as_deref()],
            values: &hit.values,
        };
        let made = self.feed(Node::Rule(hit.rule as usize), &arrival);
        self.pass_on(made, &mut found);
    }

    /// Names another input, for the hits that follow: gives its number.
    pub fn file(&mut self, name: Arc<str>, format: Format) -> u32 {
        self.files.push((name, format));
        u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX)
    }

    /// Ends the windows that lie before a time: no hit of before it will come.
    pub fn close_before(&mut self, time: Time, mut found: impl FnMut(&Finding<'_>)) {
        self.close_until(time.nanos(), &mut found);
    }

    /// Counts so many hits of a rule that have no time and so take no part.
    pub fn untimed(&mut self, rule: u32, events: u64) {
        self.untimed.entry(rule).or_default().add(Lost::NoTime, events);
    }

    /// Ends all windows that are still open, as there are no more events, and says what was lost: first for rules, then for
    /// correlations, in their order.
    pub fn finish(mut self, mut found: impl FnMut(&Finding<'_>)) -> Vec<Loss> {
        self.close_while(|_| true, &mut found);
        let mut untimed: Vec<(u32, Losses)> = self.untimed.into_iter().collect();
        untimed.sort_by_key(|(rule, _)| *rule);
        let rules = self.ruleset.rules();
        let of_rules = untimed.iter().filter_map(|(rule, losses)| Some((rules.get(*rule as usize)?, losses)));
        let of_rules = of_rules.flat_map(|(rule, losses)| losses.of(&rule.about));
        let correlations = self.ruleset.correlations().list().iter().zip(&self.groups);
        of_rules.chain(correlations.flat_map(|(one, groups)| groups.losses.of(&one.about))).collect()
    }

    /// Ends the windows that lie before a time.
    fn close_until(&mut self, at: i64, found: &mut impl FnMut(&Finding<'_>)) {
        self.close_while(|end| end < at, found);
    }

    /// Ends windows in the order of their ends, as those that follow from findings may open others.
    fn close_while(&mut self, ends: impl Fn(i64) -> bool, found: &mut impl FnMut(&Finding<'_>)) {
        while let Some((end, place)) = self.ends.first().copied().filter(|(end, _)| ends(*end)) {
            // So that this ends even if the correlation had nothing to close.
            self.ends.remove(&(end, place));
            let met = self.change(place, Groups::close_first);
            self.pass_on(met.map(|met| (place, met)).into_iter().collect(), found);
        }
    }

    /// Gives an arrival to all correlations that refer to where it is from.
    fn feed(&mut self, node: Node, arrival: &Arrival<'_>) -> Vec<Made> {
        let ruleset = self.ruleset;
        let mut made = Vec::new();
        for feed in ruleset.plan().feeds(node) {
            let met = self.change(feed.to, |groups| groups.take(feed, arrival));
            made.extend(met.map(|met| (feed.to, met)));
        }
        made
    }

    /// Tells findings, and gives them to those who refer to them, until nothing follows.
    fn pass_on(&mut self, made: Vec<Made>, found: &mut impl FnMut(&Finding<'_>)) {
        let mut waiting = VecDeque::from(made);
        while let Some((place, met)) = waiting.pop_front() {
            let Some(correlation) = self.ruleset.correlations().list().get(place) else { continue };
            if correlation.reported {
                self.tell(place, correlation, &met, found);
            }
            waiting.extend(self.hand_on(place, correlation, &met));
        }
    }

    /// Makes a finding an arrival of its own.
    fn hand_on(&mut self, place: usize, correlation: &Correlation, met: &Met) -> Vec<Made> {
        let node = Node::Correlation(place);
        let mut carried = met.agreed.iter().skip(2);
        let wanted = self.ruleset.plan().wanted(node).iter().map(|name| {
            let agreed = carried.next().cloned().flatten();
            let grouped = correlation.group_by.iter().position(|by| by == name);
            grouped.and_then(|at| met.group.get(at).cloned()).or(agreed)
        });
        let values: Vec<Option<String>> = wanted.collect();
        let person = |at: usize| met.agreed.get(at).and_then(|value| value.as_deref());
        let arrival = Arrival {
            at: met.at,
            event: 0,
            is_event: false,
            events: &met.events,
            people: [person(0), person(1)],
            values: &values,
        };
        self.feed(node, &arrival)
    }

    /// Lets a correlation work, and keeps the books.
    fn change<T>(&mut self, place: usize, work: impl FnOnce(&mut Groups) -> Option<T>) -> Option<T> {
        let outcome = self.book(place, work);
        while self.bytes > MAX_BYTES {
            let by_size = self.groups.iter().map(Groups::bytes).enumerate().max_by_key(|(_, bytes)| *bytes);
            let Some((largest, _)) = by_size else { break };
            if self.book(largest, |groups| groups.give_up(Lost::MemoryFull).then_some(())).is_none() {
                break;
            }
        }
        outcome
    }

    /// Keeps the memory and the next end of a correlation up to date over some work of it.
    fn book<T>(&mut self, place: usize, work: impl FnOnce(&mut Groups) -> Option<T>) -> Option<T> {
        let groups = self.groups.get_mut(place)?;
        let (bytes, end) = (groups.bytes(), groups.next_end());
        let outcome = work(groups);
        self.bytes = self.bytes + groups.bytes() - bytes;
        if let Some(end) = end {
            self.ends.remove(&(end, place));
        }
        self.ends.extend(groups.next_end().map(|end| (end, place)));
        outcome
    }

    fn tell(&self, place: usize, correlation: &Correlation, met: &Met, found: &mut impl FnMut(&Finding<'_>)) {
        static NO_CLASS: LazyLock<Class> = LazyLock::new(Class::default);
        let named = if met.events.named.is_empty() {
            std::slice::from_ref(&met.events.last)
        } else {
            &met.events.named
        };
        let parts: Vec<Part> = named.iter().filter_map(|event| self.part(event)).collect();
        let Some(last) = self.part(&met.events.last) else { return };
        let text = |at: usize| met.agreed.get(at).and_then(|value| value.as_deref()).map(Value::Text);
        let group = correlation.group_by.iter().zip(&met.group);
        let matched: Vec<(&str, Value<'_>)> =
            group.map(|(name, value)| (&**name, Value::Text(value.as_str()))).collect();
        found(&Finding {
            about: &correlation.about,
            place: self.ruleset.rules().len() + place,
            cause: Cause::Correlation(Correlated {
                kind: correlation.measure.as_str(),
                value: met.value,
                first: met.events.first,
                events: &parts,
                count: met.events.count,
            }),
            origin: Origin { file: &last.file, format: last.format, position: last.position },
            class: &NO_CLASS,
            time: Some(last.time),
            host: text(0),
            user: text(1),
            matched: &matched,
        });
    }

    fn part(&self, event: &Place) -> Option<Part> {
        let (file, format) = self.files.get(event.file as usize)?;
        let rule: &Arc<About> = &self.ruleset.rules().get(event.rule as usize)?.about;
        let time: Time = event.time;
        Some(Part { rule: rule.clone(), time, file: file.clone(), format: *format, position: event.position })
    }
}
