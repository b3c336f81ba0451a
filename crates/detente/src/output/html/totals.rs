//! The numbers of the report: they count every finding.

use super::{
    Row,
    counts::{ByLevel, Counts, one, sum},
    timeline::Timeline,
};
use crate::output::attack;
use event::Time;
use hunt::{About, Level};
use std::sync::Arc;

/// Numbers of findings. Those of consecutive stretches of input can be joined.
#[derive(Default)]
pub struct Totals {
    pub levels: ByLevel,
    pub first: Option<Time>,
    pub last: Option<Time>,
    pub timeless: u64,
    pub timeline: Timeline,
    pub causes: Counts<Cause>,
    pub hosts: Counts<String>,
    pub users: Counts<String>,
    /// By place among all tactics.
    pub tactics: Counts<usize>,
    pub techniques: Counts<String>,
}

/// A rule or an indicator; two with the same place are the same.
#[derive(Clone)]
pub struct Cause {
    pub place: usize,
    pub about: Arc<About>,
    pub kind: &'static str,
}

impl Totals {
    /// Counts a finding.
    pub fn add(&mut self, row: &Row) {
        let finding = one(row.about.level);
        sum(&mut self.levels, &finding);
        match row.time {
            Some(time) => {
                self.meet(Some(time), Some(time));
                self.timeline.add(time, &finding);
            }
            None => self.timeless += 1,
        }
        self.causes.add(&Cause { place: row.place, about: row.about.clone(), kind: row.kind }, &finding);
        for (counts, text) in [(&mut self.hosts, &row.host), (&mut self.users, &row.user)] {
            if !text.is_empty() {
                counts.add(text, &finding);
            }
        }
        let tags = &row.about.tags;
        attack::tactics(tags).iter().for_each(|tactic| self.tactics.add(&tactic.place, &finding));
        attack::techniques(tags).iter().for_each(|one| self.techniques.add(&one.id().to_owned(), &finding));
    }

    /// Adds the numbers of the stretch of input that follows.
    pub fn join(&mut self, next: Totals) {
        sum(&mut self.levels, &next.levels);
        self.meet(next.first, next.last);
        self.timeless += next.timeless;
        self.timeline.join(next.timeline);
        self.causes.join(next.causes);
        self.hosts.join(next.hosts);
        self.users.join(next.users);
        self.tactics.join(next.tactics);
        self.techniques.join(next.techniques);
    }

    /// How many findings there are.
    pub fn all(&self) -> u64 {
        self.levels.iter().sum()
    }

    /// How many findings of a level there are.
    pub fn of(&self, level: Level) -> u64 {
        Level::ALL.iter().zip(self.levels).find(|(each, _)| **each == level).map_or(0, |(_, count)| count)
    }

    fn meet(&mut self, first: Option<Time>, last: Option<Time>) {
        self.first = [self.first, first].into_iter().flatten().min();
        self.last = self.last.max(last);
    }
}

impl Ord for Cause {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place.cmp(&other.place)
    }
}

impl PartialOrd for Cause {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Cause {}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}
