//! Entries on their way into the cache: read, parsed, and their signatures checked, on as many threads as there are.

use crate::Known;
use home::{authentic, quorum, root_at};
use log::{Hash, Timestamp};
use logdir::Tiles;
use note::KeyId;
use statement::{Content, Entry, MemberName, Role};
use std::{fmt::Display, num::NonZero, panic::resume_unwind, thread};
use store::{Flaw, Noted, Store};

/// How many entries a thread prepares at least. Starting one costs as much as a signature or two.
const MIN_SHARED: usize = 64;

/// Entries that were read and whose signatures were checked.
pub(super) struct Read {
    pub(super) entries: Vec<Prepared>,
    /// From where on signatures were checked now that were not checked before.
    pub(super) checked_from: Option<u64>,
    pub(super) flaws: Vec<(u64, Flaw)>,
}

/// An entry on its way into the cache.
pub(super) struct Prepared {
    pub(super) noted: Noted,
    pub(super) quote: Option<Candidate>,
    /// What it shows against somebody, if it is evidence.
    pub(super) evidence: Option<Vec<u8>>,
}

impl Prepared {
    /// Bytes that are no statement.
    fn nothing(bytes: &[u8], why: impl Display) -> Self {
        Prepared { noted: Noted::nothing(bytes, why), quote: None, evidence: None }
    }
}

/// A quote that has its quorum and is of this tree.
pub(super) struct Candidate {
    pub(super) covers: u64,
    pub(super) root: Hash,
    pub(super) time: Timestamp,
}

/// Reads entries of one log.
pub(super) struct Reading<'n> {
    pub(super) store: &'n Store,
    pub(super) known: &'n Known,
    pub(super) owner: &'n MemberName,
}

impl Reading<'_> {
    pub(super) fn read(&self, tiles: &Tiles, from: u64, to: u64) -> anyhow::Result<Read> {
        let (checked, known_flaws) = self.store.keep().read("what was checked", |view| {
            Ok((view.checked(self.owner)?, view.flaws(self.owner, from)?))
        })?;
        let mut read = Read {
            entries: Vec::new(),
            checked_from: (to > checked && from <= checked).then_some(checked),
            flaws: Vec::new(),
        };
        let mut entries = Vec::new();
        home::each_entry_from(tiles, from, to, |index, bytes| {
            // A key that was not known then may be known now.
            let is_flawed = known_flaws.iter().any(|(number, _)| *number == index);
            entries.push((index, bytes.to_vec(), index < checked && !is_flawed));
            Ok(())
        })?;
        for (index, (prepared, flaw)) in (from..).zip(self.prepare_all(&entries, tiles)?) {
            read.flaws.extend(flaw.filter(|_| index >= checked).map(|flaw| (index, flaw)));
            read.entries.push(prepared);
        }
        Ok(read)
    }

    /// Prepares entries, each with its number and whether its signature was checked before, on as many threads as there are cores: signatures
    /// are most of the work of a mirror. What comes out is in the order of what went in.
    fn prepare_all(
        &self,
        entries: &[(u64, Vec<u8>, bool)],
        tiles: &Tiles,
    ) -> anyhow::Result<Vec<(Prepared, Option<Flaw>)>> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let part = |part: &[(u64, Vec<u8>, bool)]| {
            let mut nodes = tiles.again();
            let prepared = part
                .iter()
                .map(|(index, bytes, is_checked)| self.prepare(*index, bytes, *is_checked, &mut nodes));
            prepared.collect::<anyhow::Result<Vec<_>>>()
        };
        let mut parts = entries.chunks(entries.len().div_ceil(threads).max(MIN_SHARED));
        let first = parts.next().unwrap_or_default();
        thread::scope(|scope| {
            let others: Vec<_> = parts.map(|other| scope.spawn(move || part(other))).collect();
            let mut all = part(first)?;
            for other in others {
                all.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic))?);
            }
            Ok(all)
        })
    }

    fn prepare(
        &self,
        index: u64,
        bytes: &[u8],
        is_checked: bool,
        nodes: &mut Tiles,
    ) -> anyhow::Result<(Prepared, Option<Flaw>)> {
        let entry = match Entry::parse(bytes) {
            Ok(entry) => entry,
            Err(error) => return Ok((Prepared::nothing(bytes, error), None)),
        };
        let Known { charters, sheets, .. } = self.known;
        let judged = authentic(charters, sheets, self.owner, index, &entry, is_checked);
        let flaw = match &judged {
            Err(_) if !is_checked => Some(self.flaw(&entry)),
            _ => None,
        };
        let quote = match judged.is_ok() {
            true => self.quote(index, &entry, nodes)?,
            false => None,
        };
        let evidence = match &entry.header().content {
            Content::Evidence { evidence, .. } if judged.is_ok() => Some(evidence.clone()),
            _ => None,
        };
        Ok((Prepared { noted: Noted::statement(&entry, judged.err()), quote, evidence }, flaw))
    }

    fn flaw(&self, entry: &Entry) -> Flaw {
        let id = entry.note().signatures().first().map_or(KeyId([0; 4]), |signature| signature.id);
        match self.known.sheets.key(self.owner, Role::Statement, id) {
            Some(_) => Flaw::Unverified,
            None => Flaw::UnknownKey,
        }
    }

    /// The quote that an entry is, if it counts. Its time is not held against the quote before it yet.
    fn quote(&self, index: u64, entry: &Entry, nodes: &mut Tiles) -> anyhow::Result<Option<Candidate>> {
        let Content::Quote { checkpoint } = &entry.header().content else { return Ok(None) };
        let Known { charters, sheets, .. } = self.known;
        let Some((head, time)) = quorum(charters, sheets, self.owner, (index, entry), checkpoint, None)
        else {
            return Ok(None);
        };
        let (covers, root) = head.tree();
        // Of another tree than this one it would say nothing here.
        let is_of_this = covers <= index && root_at(nodes, covers)? == root;
        Ok(is_of_this.then_some(Candidate { covers, root, time }))
    }
}
