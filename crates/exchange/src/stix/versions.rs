//! The versions of objects (STIX 2.1, 3.6): all are kept, the one modified last is the one that holds, and revoked is final.

use super::{fingerprint::fingerprint, object::Object, timestamp::Timestamp, types::Class};
use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{DefaultHasher, Hash, Hasher},
};

/// How many objects are remembered. With 16 bytes for each version and 16 for each id this is about 70 MiB.
pub const MAX_REMEMBERED: usize = 1_800_000;

/// The highest bit of a remembered time: the object is revoked.
const REVOKED: u64 = 1 << 63;

/// What was there, as far as it takes to know objects again.
#[derive(Debug, Default)]
pub struct Versions {
    /// By id and version, what it says.
    said: HashMap<u64, u64>,
    /// By id, the time of the last version that is not after a revoked one, in microseconds.
    last: HashMap<u64, u64>,
    is_full: bool,
}

/// What an object is among those that were there before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// A new object, or a new version of one.
    New,
    /// A version after the one that is revoked, or a revoked one before another: that should not be.
    AfterRevoked,
    /// The same object in the same version.
    Again,
    /// The same observable, and it says other things beside what its id follows from.
    Differs,
    /// Another object with the same id and version.
    Conflict,
    /// Too many objects were there before: nobody knows.
    Unknown,
}

/// Whether a version is the one that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// It does.
    Yes,
    /// A later one does.
    Superseded,
    /// The object is revoked.
    Revoked,
}

impl Versions {
    /// Nothing was there yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether so many objects were there that not all could be remembered.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Notes an object, and says what it is among the others.
    pub fn note(&mut self, object: &Object<'_>) -> Noted {
        let (version, print) = (hash((object.id().as_str(), version(object))), fingerprint(object));
        self.is_full |= self.said.len() >= MAX_REMEMBERED;
        match self.said.entry(version) {
            Entry::Occupied(said) if *said.get() == print => Noted::Again,
            Entry::Occupied(_) if is_observable(object) => Noted::Differs,
            Entry::Occupied(_) => Noted::Conflict,
            Entry::Vacant(_) if self.is_full => Noted::Unknown,
            Entry::Vacant(place) => {
                place.insert(print);
                self.note_time(object)
            }
        }
    }

    fn note_time(&mut self, object: &Object<'_>) -> Noted {
        let Some(modified) = object.common().modified else { return Noted::New };
        let (now, revoked) = (micros(modified), object.common().revoked);
        let mark = if revoked { now | REVOKED } else { now };
        let last = match self.last.entry(hash(object.id().as_str())) {
            Entry::Vacant(place) => {
                place.insert(mark);
                return Noted::New;
            }
            Entry::Occupied(last) => last.into_mut(),
        };
        let is_after = *last & REVOKED != 0 && now > *last & !REVOKED;
        let is_before = revoked && now < *last & !REVOKED;
        match () {
            // Once revoked, for ever; of two revocations the earlier counts.
            () if is_after => {}
            () if revoked => *last = mark.min(*last | REVOKED),
            () if *last & REVOKED == 0 => *last = now.max(*last),
            () => {}
        }
        if is_after || is_before { Noted::AfterRevoked } else { Noted::New }
    }

    /// Whether this version of an object holds among all that were noted.
    pub fn holds(&self, object: &Object<'_>) -> Holds {
        let Some(modified) = object.common().modified else { return Holds::Yes };
        match self.last.get(&hash(object.id().as_str())) {
            Some(last) if last & REVOKED != 0 => Holds::Revoked,
            Some(last) if micros(modified) < *last => Holds::Superseded,
            _ if object.common().revoked => Holds::Revoked,
            _ => Holds::Yes,
        }
    }
}

fn is_observable(object: &Object<'_>) -> bool {
    object.known().is_some_and(|known| known.class == Class::Observable)
}

/// What tells the versions of an object apart. A marking has none: it never changes.
fn version<'t>(object: &Object<'t>) -> Option<Timestamp<'t>> {
    object.common().modified
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Microseconds since the year 0, in a calendar whose months all have 31 days: for comparing. It ends below 2^59.
fn micros(time: Timestamp<'_>) -> u64 {
    let [year, month, day, hour, minute, second] = time.second().parts().map(u64::from);
    let days = (year * 12 + month) * 31 + day;
    (((days * 24 + hour) * 60 + minute) * 61 + second) * 1_000_000 + time.micros()
}
