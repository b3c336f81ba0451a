//! What is known of a value.

use crate::Day;
use statement::observable::Kind;

/// On which days a value was seen, and on how many hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The days, ascending. Never empty.
    pub days: Vec<Day>,
    /// On how many hosts.
    pub hosts: Hosts,
}

/// How many hosts a value was seen on. Observations that named no host count for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// Just so many.
    Exactly(u32),
    /// So many more or less: of more than [`crate::MAX_HOSTS`] hosts an estimate is kept. One time in three it is off by
    /// more than a sixth.
    About(u32),
}

impl Seen {
    /// The first day of those that are remembered.
    pub fn first(&self) -> Day {
        self.days.first().copied().unwrap_or_default()
    }

    /// The last day.
    pub fn last(&self) -> Day {
        self.days.last().copied().unwrap_or_default()
    }
}

/// The answer about one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// What is known of it; `None` if it was not seen, or is forgotten.
    pub seen: Option<Seen>,
    /// How many blocks of the files could not be read that may have said something of it. If there are any, the answer may lack days and hosts,
    /// and `None` is no `no`.
    pub gaps: u64,
}

/// A value that meets an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// What it is.
    pub kind: Kind,
    /// In canonical form.
    pub value: String,
    /// When and where.
    pub seen: Seen,
}

/// What meets one indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meeting {
    /// The values, ordered by kind, and names by their last label first.
    pub values: Vec<Met>,
    /// Whether there are more than were asked for.
    pub more: bool,
    /// As in [`Looked`].
    pub gaps: u64,
}

/// What became of an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// The memory holds it already: this value, on this day, on this host.
    Known,
    /// It is new to what is held in memory, and will be on the disk with the next commit.
    New,
    /// It is older than anything that is remembered.
    TooOld,
    /// It is no value of its kind in canonical form, or a network, which no event has.
    NoValue,
    /// The files are as large as they may be, with values of the last days alone: no value is taken that memory does not hold.
    Full,
}
