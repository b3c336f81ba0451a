//! Noting and committing.

use super::{Frozen, Index, Journals, locked, write};
use crate::{
    Day, Error, Noted, hosts,
    journal::{Journal, MAX_BATCH},
    key,
    table::Table,
};
use statement::observable::Kind;
use std::{
    mem,
    sync::{Arc, MutexGuard, RwLock, atomic::Ordering::Relaxed},
};

/// How long the journals get before what is in them is written to a file.
const MAX_JOURNALS: u64 = 64 << 20;

/// What whoever notes has at hand.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) table: Arc<RwLock<Table>>,
    key: Vec<u8>,
    batch: Vec<u8>,
    today: u16,
    horizon: u16,
    full: bool,
}

/// Observations of one batch, one after another. While it lives nobody else notes or commits; questions do not wait for it.
#[derive(Debug)]
pub struct Notes<'i> {
    index: &'i Index,
    desk: MutexGuard<'i, Desk>,
}

impl Desk {
    pub(super) fn at(table: Arc<RwLock<Table>>) -> Self {
        Desk { table, key: Vec::new(), batch: Vec::new(), today: 0, horizon: 0, full: false }
    }
}

impl Notes<'_> {
    /// Notes that a value was seen. `value` is in canonical form, `seconds` is the time of the event since 1970-01-01T00:00:00Z; one after today counts
    /// as today, for clocks run ahead. Hosts are told apart by their names without regard to case.
    ///
    /// # Errors
    /// Where memory is full and what is in it cannot be written: then nothing was noted, and the same can be tried again.
    pub fn note(
        &mut self,
        kind: Kind,
        value: &str,
        seconds: i64,
        host: Option<&str>,
    ) -> Result<Noted, Error> {
        let desk = &mut *self.desk;
        if key::pack(kind, value, &mut desk.key).is_none() {
            return Ok(Noted::NoValue);
        }
        let day = match Day::of(seconds) {
            Some(day) => day.number().min(desk.today),
            None if seconds < 0 => return Ok(Noted::TooOld),
            None => desk.today,
        };
        if day < desk.horizon {
            return Ok(Noted::TooOld);
        }
        let mut table = write(&desk.table);
        if desk.full && !table.has(&desk.key) {
            self.index.refused.fetch_add(1, Relaxed);
            return Ok(Noted::Full);
        }
        if !table.note(&desk.key, day, host.map(hosts::number)) {
            return Ok(Noted::Known);
        }
        let memory = table.memory();
        drop(table);
        if memory >= self.index.table_limit() {
            self.index.make_room(desk, memory)?;
        }
        Ok(Noted::New)
    }
}

impl Index {
    /// Begins a batch of observations. It must be dropped before the same thread commits.
    pub fn notes(&self) -> Notes<'_> {
        let mut desk = locked(&self.desk);
        let state = self.state();
        (desk.today, desk.horizon, desk.full) = (state.today, state.horizon, state.full);
        drop(state);
        Notes { index: self, desk }
    }

    /// Brings what was noted to the disk. When this returns, no loss of power takes it.
    ///
    /// # Errors
    /// Those of the disk: what was noted stays in memory, and the next commit tries again. Positions must not be stored before it succeeded.
    pub fn commit(&self) -> Result<(), Error> {
        let desk = &mut *locked(&self.desk);
        self.write_journal(desk)?;
        let journals = locked(&self.journals);
        let length = journals.kept_bytes + journals.current.as_ref().map_or(0, Journal::length);
        drop(journals);
        if length >= MAX_JOURNALS {
            // What is committed is committed: that it cannot be moved yet is for the next one who tends to say.
            drop(self.freeze(desk));
        }
        Ok(())
    }

    /// Makes the table smaller by beginning another, or bears with one that is twice as large as it should be.
    fn make_room(&self, desk: &mut Desk, memory: u64) -> Result<(), Error> {
        let made = self.write_journal(desk).and_then(|()| self.freeze(desk));
        if memory < 2 * self.table_limit() { Ok(()) } else { made }
    }

    /// Brings what changed in the table to the journal, and that to the disk.
    fn write_journal(&self, desk: &mut Desk) -> Result<(), Error> {
        let mut journals = locked(&self.journals);
        let mut taken = Vec::new();
        let written = self.write_batches(desk, &mut journals, &mut taken);
        if written.is_err() {
            write(&desk.table).mark_changed(&taken);
            journals.give_up();
        }
        written
    }

    fn write_batches(
        &self,
        desk: &mut Desk,
        journals: &mut Journals,
        taken: &mut Vec<u32>,
    ) -> Result<(), Error> {
        loop {
            desk.batch.clear();
            let places = write(&desk.table).take_changed(&mut desk.batch, MAX_BATCH);
            if places.is_empty() {
                break;
            }
            taken.extend(places);
            let journal = match &mut journals.current {
                Some(journal) => journal,
                None => journals.current.insert(Journal::begin(&self.new_path("journal"))?),
            };
            journal.append(&desk.batch)?;
        }
        match &journals.current {
            Some(journal) if !taken.is_empty() => journal.sync(),
            _ => Ok(()),
        }
    }

    /// Lets another table take the place of this one, all of which is in journals, and which is written to a file later; or now, where the one
    /// before it is not written yet.
    fn freeze(&self, desk: &mut Desk) -> Result<(), Error> {
        self.thaw()?;
        let mut journals = locked(&self.journals);
        let fresh = Arc::<RwLock<Table>>::default();
        let mut state = self.state_mut();
        let table = mem::replace(&mut state.table, fresh.clone());
        state.frozen = Some(Frozen { table, journals: journals.take() });
        desk.table = fresh;
        Ok(())
    }
}

impl Journals {
    /// Writes no more to the current one.
    fn give_up(&mut self) {
        if let Some((path, length)) = self.current.take().and_then(Journal::cut) {
            self.kept.push(path);
            self.kept_bytes += length;
        }
    }

    /// All of them; there are none then.
    fn take(&mut self) -> Vec<std::path::PathBuf> {
        let current = self.current.take().map(|journal| journal.path().to_owned());
        self.kept_bytes = 0;
        self.kept.drain(..).chain(current).collect()
    }
}
