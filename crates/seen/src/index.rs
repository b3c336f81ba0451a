//! The index, as a plain map in memory.

use crate::{Day, Error, Hosts, Limits, Looked, Meeting, Met, Noted, Seen};
use statement::observable::{Cidr, Indicator, Kind, Observable, url_and_prefixes, url_host};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Up to so many hosts of a value are counted exactly.
pub const MAX_HOSTS: usize = 31;

/// How many bytes of files may be there twice while they are merged.
pub const MERGING: u64 = 256 << 20;

type Map = BTreeMap<(Kind, String), (BTreeSet<Day>, BTreeSet<String>)>;

/// What this member has seen. See the [crate](crate) for who calls what.
#[derive(Debug)]
pub struct Index {
    map: Mutex<Map>,
}

/// Observations of one batch, one after another. While it lives nobody else notes, and questions wait: keep it for a batch of events, not longer.
#[derive(Debug)]
pub struct Notes<'i> {
    map: MutexGuard<'i, Map>,
}

/// What [`Index::tend`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tended {
    /// Whether there is more to do, so that it should be called again soon.
    pub more: bool,
    /// How many values were forgotten in this step.
    pub forgotten: u64,
    /// The days before this one are forgotten.
    pub horizon: Day,
    /// Whether days were forgotten before their time in this step, because the files were too large.
    pub early: bool,
}

/// How the index stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// How many values there are at most: one that stands in several files counts for each.
    pub values: u64,
    /// Bytes of files.
    pub bytes: u64,
    /// Bytes of memory, about.
    pub memory: u64,
    /// Files of values.
    pub files: u64,
    /// How many files at most have to be asked for one value.
    pub depth: u64,
    /// The days before this one are forgotten.
    pub horizon: Day,
    /// How many values were forgotten since it was opened.
    pub forgotten: u64,
    /// How many observations were not taken, since it was opened, because the index was full.
    pub refused: u64,
    /// How many pieces of files were found damaged since it was opened, those that opening found included: blocks, whole files, records of the journal.
    pub damaged: u64,
    /// What was found damaged last, in words.
    pub damage: Option<String>,
}

/// Indicators made ready to be met all at once.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    indicators: Vec<Indicator>,
}

impl Wanted {
    /// Takes an indicator; gives the number that it has in the answers: 0, 1, 2 and so on.
    pub fn add(&mut self, indicator: &Indicator) -> u32 {
        self.indicators.push(indicator.clone());
        (self.indicators.len() - 1) as u32
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.indicators.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.indicators.is_empty()
    }
}

impl Index {
    /// Opens the index in a folder, which is made if it is not there, and takes up what a crash left. `today` is the day by the clock of the caller.
    ///
    /// Damage costs what is damaged, and is told in [`Index::stats`].
    ///
    /// # Errors
    /// A folder that another process uses; those of the disk.
    pub fn open(_folder: &Path, _limits: Limits, _today: Day) -> Result<Self, Error> {
        Ok(Index { map: Mutex::default() })
    }

    /// Begins a batch of observations.
    pub fn notes(&self) -> Notes<'_> {
        Notes { map: self.map() }
    }

    /// Brings what was noted to the disk. When this returns, no loss of power takes it.
    ///
    /// # Errors
    /// Those of the disk: what was noted stays in memory, and the next commit tries again. Positions must not be stored before it succeeded.
    pub fn commit(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Does a step of the work that is not urgent, about a second of it at most: writes what is in memory to a file, merges files, forgets.
    /// It holds up neither notes nor questions. To be called from one thread, once a minute or so, and again at once where it says that there is more.
    ///
    /// # Errors
    /// Those of the disk: nothing is lost, and it can be tried again later.
    pub fn tend(&self, _today: Day) -> Result<Tended, Error> {
        Ok(Tended::default())
    }

    /// What is known of one value.
    pub fn look(&self, observable: &Observable) -> Looked {
        let map = self.map();
        let found = map.get(&(observable.kind(), observable.value().to_owned()));
        Looked { seen: found.map(seen), gaps: 0 }
    }

    /// The values that meet an indicator, no more than `limit`: those in which the hunt would find it.
    ///
    /// | indicator | meets |
    /// |---|---|
    /// | address | itself, and URLs on it |
    /// | network | the addresses in it, and URLs on them |
    /// | domain | itself, URLs on it, e-mail addresses at it; unless it is exact, all that for the names below it |
    /// | URL | itself; unless it is exact, the URLs below it as [`url_and_prefixes`] says |
    /// | others | themselves |
    pub fn meet(&self, indicator: &Indicator, limit: usize) -> Meeting {
        let map = self.map();
        let met = map.iter().filter(|((kind, value), _)| meets(indicator, *kind, value));
        let met =
            met.map(|((kind, value), found)| Met { kind: *kind, value: value.clone(), seen: seen(found) });
        let mut values: Vec<_> = met.take(limit + 1).collect();
        let more = values.len() > limit;
        values.truncate(limit);
        Meeting { values, more, gaps: 0 }
    }

    /// Calls `each` with every value that meets one of the indicators, and the number of that indicator, but for each indicator with no more than
    /// `limit` values. One pass over the index, whatever their number. Gives the number of blocks that could not be read.
    pub fn meet_all(&self, wanted: &Wanted, limit: usize, mut each: impl FnMut(u32, &Met)) -> u64 {
        for (number, indicator) in (0..).zip(&wanted.indicators) {
            self.meet(indicator, limit).values.iter().for_each(|met| each(number, met));
        }
        0
    }

    /// How it stands.
    pub fn stats(&self) -> Stats {
        Stats { values: self.map().len() as u64, ..Stats::default() }
    }

    fn map(&self) -> MutexGuard<'_, Map> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Notes<'_> {
    /// Notes that a value was seen. `value` is in canonical form, `seconds` is the time of the event since 1970-01-01T00:00:00Z; one that lies in the
    /// future counts as today. Hosts are told apart by their name without regard to case.
    ///
    /// # Errors
    /// Where memory is full and what is in it cannot be written: then nothing was noted.
    pub fn note(
        &mut self,
        kind: Kind,
        value: &str,
        seconds: i64,
        host: Option<&str>,
    ) -> Result<Noted, Error> {
        let Some(day) = Day::of(seconds) else { return Ok(Noted::TooOld) };
        let (days, hosts) = self.map.entry((kind, value.to_owned())).or_default();
        let new = days.insert(day) | host.is_some_and(|host| hosts.insert(host.to_ascii_lowercase()));
        Ok(if new { Noted::New } else { Noted::Known })
    }
}

fn seen((days, hosts): &(BTreeSet<Day>, BTreeSet<String>)) -> Seen {
    Seen { days: days.iter().copied().collect(), hosts: Hosts::Exactly(hosts.len() as u32) }
}

fn meets(indicator: &Indicator, kind: Kind, value: &str) -> bool {
    let wanted = indicator.observable.value();
    let below = |name: &str| {
        name == wanted
            || !indicator.exact && name.strip_suffix(wanted).is_some_and(|front| front.ends_with('.'))
    };
    let host = || match kind {
        Kind::Url => url_host(value),
        Kind::Email => value.split_once('@').map_or("", |(_, domain)| domain),
        _ => value,
    };
    match (indicator.observable.kind(), kind) {
        (Kind::Ipv4 | Kind::Ipv6, Kind::Ipv4 | Kind::Ipv6 | Kind::Url) => host() == wanted,
        (Kind::Cidr, Kind::Ipv4 | Kind::Ipv6 | Kind::Url) => {
            let address = host().parse::<IpAddr>();
            Cidr::read(wanted).is_ok_and(|(cidr, _)| address.is_ok_and(|address| cidr.contains(address)))
        }
        (Kind::Domain, Kind::Domain | Kind::Url | Kind::Email) => below(host()),
        (Kind::Url, Kind::Url) => {
            value == wanted || !indicator.exact && url_and_prefixes(value).any(|prefix| prefix == wanted)
        }
        (wanted_kind, kind) => wanted_kind == kind && wanted == value,
    }
}
