//! The groups of one correlation: who is in which window, when a window ends, and what is dropped where there is too much.

use super::{
    loss::{Losses, Lost},
    model::Correlation,
    plan::{Feed, number},
    window::{Counted, Entry, Events, Window},
};
use crate::engine::fold;
use hashbrown::HashMap;
use std::{collections::BTreeMap, sync::Arc};

/// How many groups a correlation has at a time. Each costs some hundred bytes, and a stranger can make as many as there are
/// names to log on with.
pub const MAX_GROUPS: usize = 100_000;

/// How many events, and so how many different values, one window holds.
pub const MAX_WINDOW_EVENTS: usize = 100_000;

/// About what a group costs besides its key and its entries.
const GROUP_BYTES: usize = 512;

/// One correlation at work.
#[derive(Debug)]
pub(super) struct Groups {
    correlation: Arc<Correlation>,
    groups: HashMap<Key, Group>,
    /// The groups, those first whose window ends first: where the demand is lasting, by their last event, otherwise by their first.
    order: BTreeMap<u64, Key>,
    /// How often a group was moved to the end of the order.
    moves: u64,
    /// The event that was taken last, and its group: it may meet several rules and still is one event.
    taken: Option<(u64, Key)>,
    bytes: usize,
    pub(super) losses: Losses,
}

/// The folded values of a group, each with its length before it.
type Key = Arc<[u8]>;

#[derive(Debug)]
struct Group {
    window: Window,
    /// Its place in the order.
    place: u64,
    /// When its window began, in nanoseconds.
    start: i64,
    /// The values that make the group, as its first event spells them.
    values: Vec<String>,
}

/// Something that a correlation may take: an event that met a rule, or a finding of another correlation.
#[derive(Debug)]
pub(super) struct Arrival<'a> {
    /// When, in nanoseconds since the epoch.
    pub(super) at: i64,
    /// The number of the event.
    pub(super) event: u64,
    /// Whether it is an event, not a finding.
    pub(super) is_event: bool,
    pub(super) events: &'a Events,
    /// Host and user.
    pub(super) people: [Option<&'a str>; 2],
    /// The values that are wanted of its rule or correlation.
    pub(super) values: &'a [Option<String>],
}

/// A window that meets its correlation.
#[derive(Debug)]
pub(super) struct Met {
    /// When that was known, in nanoseconds since the epoch.
    pub(super) at: i64,
    /// The measure.
    pub(super) value: f64,
    /// The values of the group.
    pub(super) group: Vec<String>,
    pub(super) events: Events,
    /// Host, user, and the values that are handed on, where the events agree.
    pub(super) agreed: Vec<Option<String>>,
}

impl Groups {
    pub(super) fn new(correlation: Correlation) -> Self {
        Groups {
            correlation: Arc::new(correlation),
            groups: HashMap::new(),
            order: BTreeMap::new(),
            moves: 0,
            taken: None,
            bytes: 0,
            losses: Losses::default(),
        }
    }

    /// About how much memory all windows take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The last nanosecond of the window that ends first, where windows have to end before they are judged.
    pub(super) fn next_end(&self) -> Option<i64> {
        let (_, first) = self.order.first_key_value().filter(|_| !self.correlation.is_lasting())?;
        self.groups.get(first).map(|group| self.end(group.start))
    }

    /// Takes an event or finding, which comes no earlier than those before it. It may meet the correlation at once.
    pub(super) fn take(&mut self, feed: &Feed, arrival: &Arrival<'_>) -> Option<Met> {
        let group = wanted(arrival, &feed.group);
        let Some(group) = group else { return self.lose(Lost::NoGroup, arrival) };
        let Some(value) = self.counted(feed, arrival) else { return self.lose(Lost::NoValue, arrival) };
        let key = key(&group);
        if arrival.is_event && self.is_taken(arrival.event, &key) {
            return None;
        }
        if self.correlation.is_lasting() {
            self.forget_before(arrival.at);
        }
        self.enter(&key, &group, arrival.at);
        self.push(&key, entry(feed, arrival, value));
        let met = self.correlation.is_lasting().then(|| self.judged(&key)).flatten();
        // A finding comes once; one of the event itself may come between two rules that the event meets.
        if arrival.is_event && (met.is_some() || !self.correlation.measure.is_temporal()) {
            self.taken = Some((arrival.event, key));
        }
        met.map(|met| Met { at: arrival.at, ..met })
    }

    /// Ends the window that ends first, and says whether it meets the correlation.
    pub(super) fn close_first(&mut self) -> Option<Met> {
        let (_, key) = self.order.first_key_value()?;
        let key = key.clone();
        let at = self.groups.get(&key).map(|group| self.end(group.start));
        let met = self.judged(&key);
        self.remove(&key);
        met.map(|met| Met { at: at.unwrap_or(met.at), ..met })
    }

    /// Gives up the group that has been without an event for longest; `false` where there is none.
    pub(super) fn give_up(&mut self, why: Lost) -> bool {
        let Some((_, key)) = self.order.first_key_value() else { return false };
        let key = key.clone();
        let lost = self.remove(&key).map_or(0, |group| group.window.count());
        self.losses.add(why, lost);
        true
    }

    fn lose(&mut self, why: Lost, arrival: &Arrival<'_>) -> Option<Met> {
        self.losses.add(why, arrival.events.count);
        None
    }

    fn end(&self, start: i64) -> i64 {
        start.saturating_add_unsigned(self.correlation.timespan)
    }

    fn is_taken(&self, event: u64, key: &Key) -> bool {
        self.taken.as_ref().is_some_and(|(taken, group)| *taken == event && group == key)
    }

    fn counted(&self, feed: &Feed, arrival: &Arrival<'_>) -> Option<Counted> {
        if feed.counted.is_empty() {
            return Some(Counted::Presence);
        }
        let values = wanted(arrival, &feed.counted)?;
        if !self.correlation.measure.is_numeric() {
            return Some(Counted::Text(key(&values)));
        }
        values.first().and_then(|value| number(value)).map(Counted::Number)
    }

    /// Forgets the groups whose last event is too long ago to matter to one at `at`.
    fn forget_before(&mut self, at: i64) {
        let from = at.saturating_sub_unsigned(self.correlation.timespan);
        while let Some((_, key)) = self.order.first_key_value() {
            let key = key.clone();
            let last = self.groups.get(&key).and_then(|group| group.window.last());
            if last.is_some_and(|last| last.at >= from) {
                break;
            }
            self.remove(&key);
        }
    }

    /// Makes sure that there is a group, at its place in the order.
    fn enter(&mut self, key: &Key, values: &[&str], at: i64) {
        self.moves += 1;
        let place = self.moves;
        if let Some(group) = self.groups.get_mut(key) {
            if self.correlation.is_lasting() {
                self.order.remove(&group.place);
                group.place = place;
                self.order.insert(place, key.clone());
            }
            return;
        }
        if self.groups.len() >= MAX_GROUPS {
            self.give_up(Lost::GroupsFull);
        }
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let group = Group { window: Window::new(&self.correlation), place, start: at, values };
        self.bytes += group.bytes(key);
        self.order.insert(place, key.clone());
        self.groups.insert(key.clone(), group);
    }

    fn push(&mut self, key: &Key, entry: Entry) {
        let Some(group) = self.groups.get_mut(key) else { return };
        let before = group.bytes(key);
        if self.correlation.is_lasting() {
            group.window.forget_before(entry.at.saturating_sub_unsigned(self.correlation.timespan));
        }
        if group.window.len() >= MAX_WINDOW_EVENTS {
            self.losses.add(Lost::WindowFull, group.window.forget_oldest());
        }
        group.window.push(entry);
        self.bytes = self.bytes + group.bytes(key) - before;
    }

    /// The finding of a group whose window meets the correlation. The group then begins anew.
    fn judged(&mut self, key: &Key) -> Option<Met> {
        let group = self.groups.get(key)?;
        let value = group.window.measured(&self.correlation)?;
        let events = group.window.events()?;
        let agreed = group.window.agreed();
        let group = self.remove(key)?;
        Some(Met { at: events.last.time.nanos(), value, group: group.values, events, agreed })
    }

    fn remove(&mut self, key: &Key) -> Option<Group> {
        let group = self.groups.remove(key)?;
        self.order.remove(&group.place);
        self.bytes = self.bytes.saturating_sub(group.bytes(key));
        Some(group)
    }
}

impl Group {
    fn bytes(&self, key: &Key) -> usize {
        GROUP_BYTES + 2 * key.len() + self.window.bytes()
    }
}

/// The values at these places, if all are there.
fn wanted<'a>(arrival: &Arrival<'a>, places: &[usize]) -> Option<Vec<&'a str>> {
    places.iter().map(|place| arrival.values.get(*place)?.as_deref()).collect()
}

/// Texts that differ only in case have one key, and no two lists of others do.
fn key(values: &[&str]) -> Key {
    let mut key = Vec::new();
    for value in values {
        let folded = fold(value);
        key.extend((folded.len() as u32).to_le_bytes());
        key.extend(folded.as_bytes());
    }
    key.into()
}

fn entry(feed: &Feed, arrival: &Arrival<'_>, value: Counted) -> Entry {
    let handed_on =
        feed.carried.iter().map(|place| arrival.values.get(*place).and_then(|value| value.as_deref()));
    let carried = arrival.people.into_iter().chain(handed_on).map(|value| value.map(Box::from)).collect();
    Entry { at: arrival.at, input: feed.input, value, events: arrival.events.clone(), carried }
}
