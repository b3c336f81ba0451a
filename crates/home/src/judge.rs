//! What an entry counts for: a witness cosigns every entry, and these rules, the same for all, say which are void.

use crate::{Charters, Quote, Sheets};
use log::Timestamp;
use note::KeyId;
use statement::{Charter, CharterId, Digest, Entry, MemberName, Role, Stamp};
use std::collections::{HashMap, HashSet};

/// Judges the entries of one log, in their order.
#[derive(Debug)]
pub struct Judge<'h> {
    charters: &'h Charters,
    sheets: &'h Sheets,
    owner: &'h MemberName,
    quotes: &'h [Quote],
    texts: HashSet<Digest>,
    /// How many statements, and how many bytes of bodies, stand on record so far, by epoch.
    said: HashMap<u64, (u64, u64)>,
}

/// An entry, and what is to be said of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its number in the log.
    pub index: u64,
    /// The statement, if it is one.
    pub entry: Option<Entry>,
    /// Since when it is on record.
    pub recorded: Option<Timestamp>,
    /// Why it does not count; nothing where it does.
    pub void: Option<String>,
}

impl<'h> Judge<'h> {
    /// The judge of a member's log with these quotes in it.
    pub fn new(
        charters: &'h Charters,
        sheets: &'h Sheets,
        owner: &'h MemberName,
        quotes: &'h [Quote],
    ) -> Self {
        Judge { charters, sheets, owner, quotes, texts: HashSet::new(), said: HashMap::new() }
    }

    /// Judges the next entry.
    pub fn judge(&mut self, index: u64, bytes: &[u8]) -> Judged {
        let recorded = self.quotes.iter().find(|quote| index < quote.head.checkpoint().size);
        let recorded = recorded.map(|quote| quote.time);
        let entry = match Entry::parse(bytes) {
            Ok(entry) => entry,
            Err(error) => return Judged { index, entry: None, recorded, void: Some(error.to_string()) },
        };
        let common = &entry.header().common;
        let void = authentic(self.charters, self.sheets, self.owner, index, &entry, false)
            .and_then(|()| timely(self.charters, &common.charter, common.made, recorded))
            .and_then(|()| self.within_quota(&entry, recorded))
            .and_then(|()| match self.texts.insert(entry.text_digest()) {
                true => Ok(()),
                false => Err(SAID_TWICE.to_owned()),
            });
        Judged { index, entry: Some(entry), recorded, void: void.err() }
    }

    /// Counts a statement against what its member may say in the epoch of its record time.
    fn within_quota(&mut self, entry: &Entry, recorded: Option<Timestamp>) -> Result<(), String> {
        let common = &entry.header().common;
        let (Some(recorded), Some(charter)) = (recorded, self.charters.by_id(&common.charter)) else {
            return Ok(());
        };
        let (statements, bytes) = self.said.entry(recorded / EPOCH).or_default();
        *statements += 1;
        *bytes = bytes.saturating_add(common.body.as_ref().map_or(0, |body| body.bytes));
        over_quota(charter, *statements, *bytes).map_or(Ok(()), Err)
    }
}

/// Why the second of two entries with one text does not count.
pub const SAID_TWICE: &str = "the same text stands in the log before it";

/// Why the last of so many statements, with so many bytes of bodies, of one member in one epoch does not count; nothing where it does.
pub fn over_quota(charter: &Charter, statements: u64, bytes: u64) -> Option<String> {
    let within = statements <= u64::from(charter.quota.statements) && bytes <= charter.quota.bytes;
    (!within).then(|| "it is more than its author may say in a day".to_owned())
}

/// How long an epoch is: a UTC day of record time.
const EPOCH: u64 = 86_400;

/// Checks that a statement is by the owner of the log that it stands in, as a member of this unit, with a key that was good there. `is_checked`:
/// its signature was found good before, on the same bytes, and is not checked again.
///
/// # Errors
/// A sentence that says why not.
pub fn authentic(
    charters: &Charters,
    sheets: &Sheets,
    owner: &MemberName,
    index: u64,
    entry: &Entry,
    is_checked: bool,
) -> Result<(), String> {
    let common = &entry.header().common;
    if charters.unit().ok() != Some(common.unit) {
        return Err("it was said in another unit".to_owned());
    }
    if common.member != *owner {
        return Err(format!("it is by {} and stands in the log of {owner}", common.member));
    }
    let Some(charter) = charters.by_id(&common.charter) else {
        return Err("it was said under a charter that is not known here".to_owned());
    };
    if charter.seat(owner).is_none() {
        return Err(format!("{owner} is no member under charter {}", charter.number));
    }
    let id = entry.note().signatures().first().map_or(KeyId([0; 4]), |signature| signature.id);
    let Some(key) = sheets.key(owner, Role::Statement, id) else {
        return Err("it is signed by a key that is in no key sheet of its author known here".to_owned());
    };
    if !is_checked {
        entry.verify(key).map_err(|error| error.to_string())?;
    }
    match sheets.void(owner, key) {
        Some((from, sheet)) if index >= from => {
            Err(format!("key sheet {sheet} voids its key from entry {from} on: it counts as stolen"))
        }
        _ => Ok(()),
    }
}

/// Checks a statement, made under a charter, against its record time, if it has one: no other clock counts.
///
/// # Errors
/// A sentence that says why it is void.
pub fn timely(
    charters: &Charters,
    under: &CharterId,
    made: Stamp,
    recorded: Option<Timestamp>,
) -> Result<(), String> {
    let Some(recorded) = recorded.and_then(|time| i64::try_from(time).ok()) else { return Ok(()) };
    let Some(charter) = charters.in_force(recorded) else {
        return Err("no charter was in force at its record time".to_owned());
    };
    if charter.id != *under {
        return Err(format!(
            "charter {} was in force at its record time, and it names another",
            charter.number
        ));
    }
    let apart = made.seconds().abs_diff(recorded);
    match apart <= u64::from(charter.times.tolerance) {
        true => Ok(()),
        false => {
            Err(format!("it was made {apart} seconds from its record time, more than its charter allows"))
        }
    }
}
