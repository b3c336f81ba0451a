//! Asking for all that meets indicators.

use super::{Index, State, read};
use crate::{
    Error, Meeting, Met, Wanted, key,
    merge::{Merge, Source},
    record::Record,
    run::Walk,
    table::Table,
    wanted::Sorted,
};
use statement::observable::Indicator;
use std::{ops::ControlFlow, sync::RwLock};

/// So many values of a table are looked at before whoever notes may go on.
const TURN: usize = 1_024;

impl Index {
    /// The values that meet an indicator, no more than `limit`: those in which the hunt would find it.
    ///
    /// | indicator | meets |
    /// |---|---|
    /// | address | itself, and URLs on it |
    /// | network | the addresses in it, and URLs on them |
    /// | domain | itself, URLs on it, e-mail addresses at it; unless it is exact, all that for the names below it too |
    /// | URL | itself; unless it is exact, the URLs below it as [`statement::observable::url_and_prefixes`] says |
    /// | others | themselves |
    pub fn meet(&self, indicator: &Indicator, limit: usize) -> Meeting {
        let mut wanted = Wanted::default();
        wanted.add(indicator);
        let mut meeting = Meeting::default();
        meeting.gaps = self.each_met(&wanted, limit.saturating_add(1), |_, met| {
            meeting.more = meeting.values.len() == limit;
            if meeting.more {
                return ControlFlow::Break(());
            }
            meeting.values.push(met.clone());
            ControlFlow::Continue(())
        });
        meeting
    }

    /// Calls `each` with every value that meets one of the indicators, and the number of that indicator, but for each indicator with no more than
    /// `limit` values. It is one pass over the index, or over the parts of it that the indicators are in; values come in the order of their kinds, names
    /// by their last label first. Gives the number of blocks that could not be read, as in [`crate::Looked`].
    pub fn meet_all(&self, wanted: &Wanted, limit: usize, mut each: impl FnMut(u32, &Met)) -> u64 {
        self.each_met(wanted, limit, |number, met| {
            each(number, met);
            ControlFlow::Continue(())
        })
    }

    fn each_met(
        &self,
        wanted: &Wanted,
        limit: usize,
        mut each: impl FnMut(u32, &Met) -> ControlFlow<()>,
    ) -> u64 {
        let sorted = wanted.sorted();
        let state = State::clone(&self.state());
        let mut gaps = 0;
        let mut sources = vec![Matches::Table(gather(&state.table, &sorted))];
        sources.extend(state.frozen.iter().map(|frozen| Matches::Table(gather(&frozen.table, &sorted))));
        for layer in state.layers.iter() {
            match Walk::new(layer.clone()) {
                Ok(walk) => sources.push(Matches::Layer(Box::new(Layered::of(walk, &sorted)))),
                Err(_) => gaps += 1,
            }
        }
        let mut merge = Merge::of(sources);
        let told = vec![0; sorted.len()];
        let mut telling = Telling { sorted: &sorted, told, limit, horizon: state.horizon, each: &mut each };
        let mut behind = 0;
        // Layers are forgiving: what the disk refuses is a gap.
        while merge.step().unwrap_or(false) {
            behind = sorted.behind(behind, merge.key());
            if telling.tell(behind, merge.key(), merge.record()).is_break() {
                break;
            }
        }
        gaps + merge.sources().iter().map(Matches::gaps).sum::<u64>()
    }
}

/// Who is told what.
struct Telling<'s, F> {
    sorted: &'s Sorted<'s>,
    /// How many values each group was told of.
    told: Vec<u32>,
    limit: usize,
    horizon: u16,
    each: &'s mut F,
}

impl<F: FnMut(u32, &Met) -> ControlFlow<()>> Telling<'_, F> {
    /// Tells of one key to all whom it meets. `behind` is the first group that begins behind it.
    fn tell(&mut self, behind: usize, key: &[u8], record: &[u8]) -> ControlFlow<()> {
        let mut met = None;
        for group in self.sorted.around(behind, key) {
            let told = self.told.get_mut(group).filter(|told| (**told as usize) < self.limit);
            let Some(told) = told else { continue };
            if met.is_none() {
                met = self::met(key, record, self.horizon);
            }
            let Some(met) = &met else { break };
            if self.sorted.meets(group, &met.value) {
                *told += 1;
                self.sorted.indicators(group).try_for_each(|indicator| (self.each)(indicator, met))?;
            }
        }
        ControlFlow::Continue(())
    }
}

/// What is told of a key, unless it is forgotten.
fn met(key: &[u8], mut record: &[u8], horizon: u16) -> Option<Met> {
    let seen = Record::take(&mut record)?.since(horizon)?.seen();
    let (kind, value) = key::unpack(key)?;
    Some(Met { kind, value, seen })
}

/// What of a table is wanted, in the order of keys.
fn gather(table: &RwLock<Table>, sorted: &Sorted<'_>) -> Gathered {
    let (mut entries, mut from) = (Vec::new(), 0);
    // What is noted from now on need not be found.
    let count = read(table).len();
    while from < count {
        let table = read(table);
        for place in from..count.min(from + TURN) {
            let wanted = |key: &[u8]| sorted.around(sorted.before(key), key).next().is_some();
            let Some(key) = table.key_of(place).filter(|key| wanted(key)) else { continue };
            let Some((_, record)) = table.entry(place) else { continue };
            let mut bytes = Vec::new();
            record.push(&mut bytes);
            entries.push((key.to_vec(), bytes));
        }
        from += TURN;
    }
    entries.sort_unstable();
    Gathered { entries, next: 0 }
}

/// Where what is wanted comes from.
enum Matches<'s> {
    Table(Gathered),
    Layer(Box<Layered<'s>>),
}

/// Entries in the order of keys.
struct Gathered {
    entries: Vec<(Vec<u8>, Vec<u8>)>,
    next: usize,
}

/// What of a layer is wanted.
struct Layered<'s> {
    walk: Walk,
    sorted: &'s Sorted<'s>,
    /// The first group that begins behind the key.
    behind: usize,
    begun: bool,
    target: Vec<u8>,
}

impl<'s> Layered<'s> {
    fn of(mut walk: Walk, sorted: &'s Sorted<'s>) -> Self {
        walk.forgiving = true;
        Layered { walk, sorted, behind: 0, begun: false, target: Vec::new() }
    }

    fn step(&mut self) -> Result<bool, Error> {
        let mut there = if self.begun { self.walk.step()? } else { self.seek()? };
        self.begun = true;
        while there {
            self.behind = self.sorted.behind(self.behind, self.walk.key());
            if self.sorted.around(self.behind, self.walk.key()).next().is_some() {
                return Ok(true);
            }
            there = self.seek()?;
        }
        Ok(false)
    }

    /// Goes to where the next group begins that may have a key here.
    fn seek(&mut self) -> Result<bool, Error> {
        while let Some(only) = self.sorted.first_key(self.behind, &mut self.target) {
            if !only || self.walk.may_have(&self.target) {
                return self.walk.seek(&self.target);
            }
            self.behind += 1;
        }
        Ok(false)
    }
}

impl Matches<'_> {
    fn gaps(&self) -> u64 {
        match self {
            Matches::Table(_) => 0,
            Matches::Layer(layered) => layered.walk.gaps,
        }
    }
}

impl Source for Matches<'_> {
    fn step(&mut self) -> Result<bool, Error> {
        match self {
            Matches::Table(gathered) => {
                gathered.next += 1;
                Ok(gathered.next <= gathered.entries.len())
            }
            Matches::Layer(layered) => layered.step(),
        }
    }

    fn key(&self) -> &[u8] {
        match self {
            Matches::Table(gathered) => gathered.at().0,
            Matches::Layer(layered) => layered.walk.key(),
        }
    }

    fn record(&self) -> &[u8] {
        match self {
            Matches::Table(gathered) => gathered.at().1,
            Matches::Layer(layered) => layered.walk.record(),
        }
    }
}

impl Gathered {
    fn at(&self) -> (&[u8], &[u8]) {
        let entry = self.next.checked_sub(1).and_then(|at| self.entries.get(at));
        entry.map_or((&[], &[]), |(key, record)| (key, record))
    }
}
