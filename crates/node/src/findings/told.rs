//! What others tell of a statement: who has seen it, and whose false alarm it was. A function of the record alone.

use super::preview::disk;
use crate::{Change, Node, Refusal};
use log::Timestamp;
use statement::{Content, Day, Entry, Kind, MemberName, StatementId, Verdict};
use std::collections::BTreeSet;
use store::{Direction, Filter, Found, MAX_PAGE};

/// How many sightings of one statement are looked at. A member may say this many a day; nobody needs more than its newest.
const MAX_SIGHTINGS: usize = 10_000;

/// How many statements of this member are named of which others told lately.
const MAX_LATELY: usize = 100;

/// What the unit tells of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The statement.
    pub of: StatementId,
    /// How many members besides its author have seen it.
    pub seen: usize,
    /// For how many it was a false alarm.
    pub false_alarms: usize,
    /// What they say, by name. A statement names many things, and a member may say something of each; what it has replaced is not here.
    pub by: Vec<ToldBy>,
}

/// What a member tells of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldBy {
    /// Who.
    pub member: MemberName,
    /// The statement that says so.
    pub sighting: StatementId,
    /// Seen, or a false alarm.
    pub verdict: Verdict,
    /// How often, at least.
    pub count: u64,
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
    /// Since when it is on record, if it is.
    pub recorded: Option<Timestamp>,
    /// Whether only some may read its body; then count and days in the header say little.
    pub is_sealed: bool,
}

impl Node {
    /// What members tell of a statement.
    ///
    /// # Errors
    /// Those of the disk.
    pub(crate) fn told(&self, of: &StatementId) -> Result<Told, Refusal> {
        let author = self.store.cache().read("a statement", |view| view.statement(of)).map_err(disk)?;
        let author = author.map(|found| found.member);
        let found = self.sightings(of)?;
        // A sighting that refers to an earlier one by the same member takes its place.
        let replaced: BTreeSet<(MemberName, StatementId)> = found
            .iter()
            .flat_map(|found| {
                found.noted.said.iter().flat_map(|said| &said.refs).map(|id| (found.member.clone(), *id))
            })
            .collect();
        let mut by = Vec::new();
        for found in
            found.into_iter().filter(|found| !replaced.contains(&(found.member.clone(), found.noted.id)))
        {
            by.extend(self.told_by(&found)?);
        }
        // Within a member, in the order of the record.
        by.sort_by(|one: &ToldBy, other| one.member.cmp(&other.member));
        let others = |verdict| {
            let others =
                by.iter().filter(|told| told.verdict == verdict && Some(&told.member) != author.as_ref());
            others.map(|told| &told.member).collect::<BTreeSet<_>>().len()
        };
        Ok(Told { of: *of, seen: others(Verdict::Seen), false_alarms: others(Verdict::FalseAlarm), by })
    }

    /// The statements of this member of which others told lately, those told of last first.
    ///
    /// # Errors
    /// Those of the disk.
    pub(crate) fn told_lately(&self) -> Result<Vec<StatementId>, Refusal> {
        let filter = Filter { kind: Some(Kind::Sighting), counts: Some(true), ..Filter::default() };
        let newest = self
            .store
            .cache()
            .read("sightings", |view| view.list(&filter, Direction::NewestFirst, None, MAX_PAGE));
        let page = newest.map_err(disk)?;
        let mut own: Vec<StatementId> = Vec::new();
        for found in page.found.into_iter().filter(|found| found.member != *self.member()) {
            for of in found.noted.said.map(|said| said.refs).unwrap_or_default() {
                let of_whom =
                    self.store.cache().read("a statement", |view| view.statement(&of)).map_err(disk)?;
                if !own.contains(&of) && of_whom.is_some_and(|of| of.member == *self.member()) {
                    own.push(of);
                }
                if own.len() == MAX_LATELY {
                    return Ok(own);
                }
            }
        }
        Ok(own)
    }

    /// The sightings that refer to a statement and count, in the order of the record.
    fn sightings(&self, of: &StatementId) -> Result<Vec<Found>, Refusal> {
        let filter = Filter {
            kind: Some(Kind::Sighting),
            refers_to: Some(*of),
            counts: Some(true),
            ..Filter::default()
        };
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.store.cache().read("sightings", |view| {
                view.list(&filter, Direction::OldestFirst, after.as_ref(), MAX_PAGE)
            });
            let page = page.map_err(disk)?;
            all.extend(page.found);
            after = page.next;
            if after.is_none() || all.len() >= MAX_SIGHTINGS {
                return Ok(all);
            }
        }
    }

    /// Another's sighting was noted down: if it is about a statement of this member, those who follow are told what it says.
    pub(crate) fn tell_told(&self, sighting: &StatementId) {
        let told = || -> Result<Vec<(StatementId, ToldBy)>, Refusal> {
            let look = |id: &StatementId| {
                self.store.cache().read("a sighting", |view| view.statement(id)).map_err(disk)
            };
            let Some(found) = look(sighting)?.filter(|found| found.noted.void.is_none()) else {
                return Ok(vec![]);
            };
            let (Some(told), Some(said)) = (self.told_by(&found)?, found.noted.said) else {
                return Ok(vec![]);
            };
            let mut own = Vec::new();
            for of in said.refs {
                if look(&of)?.is_some_and(|of| of.member == *self.member()) {
                    own.push((of, told.clone()));
                }
            }
            Ok(own)
        };
        match told() {
            Ok(all) => all.iter().for_each(|(of, told)| self.tell(Change::told(*of, told))),
            Err(error) => tracing::warn!(%error, "what a sighting says cannot be read"),
        }
    }

    /// What a sighting's own line says. The cache does not have it.
    pub(crate) fn told_by(&self, found: &Found) -> Result<Option<ToldBy>, Refusal> {
        let Some(tiles) = self.tiles(&found.member) else { return Ok(None) };
        let bytes = tiles.entry(found.index).map_err(|error| Refusal::Disk(error.to_string()))?;
        let Ok(entry) = Entry::parse(&bytes) else { return Ok(None) };
        let Content::Sighting { verdict, count, first, last } = entry.header().content else {
            return Ok(None);
        };
        Ok(Some(ToldBy {
            member: found.member.clone(),
            sighting: found.noted.id,
            verdict,
            count,
            first,
            last,
            recorded: found.recorded,
            is_sealed: entry.header().common.sealed.is_some(),
        }))
    }
}
