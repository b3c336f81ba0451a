//! The work that is not urgent: writing the frozen table, merging, forgetting.

use super::{Index, State, locked, read};
use crate::{
    Day, Error,
    crash::point,
    disk,
    job::{self, Job, TableWalk, Terms, Written},
    layers::Layers,
    run::RunFile,
    table::Table,
};
use std::sync::{Arc, atomic::Ordering::Relaxed};

/// So many of the last days are not forgotten for want of room: else a flood of values within an hour would make the index forget everything. Rather no
/// new values are taken until there is room.
const KEPT_DAYS: u16 = 7;

/// What [`Index::tend`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tended {
    /// Whether there is more to do, so that it should be called again soon.
    pub more: bool,
    /// How many values were forgotten in this step.
    pub forgotten: u64,
    /// The days before this one are forgotten.
    pub horizon: Day,
    /// Whether it was decided in this step to forget days before their time, because the files are too large.
    pub early: bool,
    /// Whether the files are too large and hold the values of the last days alone: until there is room, no new values are taken.
    pub full: bool,
}

impl Index {
    /// Does a step of the work that is not urgent, about a second of it: writes what is in memory to a file, merges files, forgets. It holds up neither
    /// notes nor questions. To be called by one thread, once a minute or so, and again at once where it says that there is more. `today` is the day by the
    /// clock of the caller; one that is before an earlier one counts for nothing, and one that
    /// is far ahead forgets everything: give no clock that is not trusted.
    ///
    /// # Errors
    /// Those of the disk: nothing is lost, and it can be tried again later.
    pub fn tend(&self, today: Day) -> Result<Tended, Error> {
        let mut job = locked(&self.job);
        self.set_today(today);
        let mut tended = Tended::default();
        if self.state().frozen.is_some() {
            tended.forgotten = self.thaw()?;
        } else {
            self.take_up_filter()?;
            if job.is_none() {
                *job = self.plan(&mut tended)?;
            }
            if let Some(mut current) = job.take() {
                // One that failed is planned anew.
                let written = self.step(&mut current)?;
                tended.forgotten = written.forgotten;
                *job = Some(current).filter(|_| !written.done);
            }
        }
        tended.more = job.is_some() || self.state().frozen.is_some() || self.is_due();
        let state = self.state();
        (tended.horizon, tended.full) = (Day::from_number(state.horizon), state.full);
        Ok(tended)
    }

    /// Writes the frozen table to files, if there is one. Gives the number of values that are forgotten.
    pub(super) fn thaw(&self) -> Result<u64, Error> {
        let _freezer = locked(&self.freezer);
        let state = State::clone(&self.state());
        let Some(frozen) = &state.frozen else { return Ok(0) };
        let (mut files, mut forgotten) = (Vec::new(), 0);
        let written = self.write_table(&state, &read(&frozen.table), &mut files, &mut forgotten);
        if let Err(error) = written {
            // They take room, and the next ones will have the same in them.
            files.iter().for_each(|file| drop(disk::remove(file.path())));
            return Err(error);
        }
        self.publish(&[], &files, true);
        self.crash("seen.file.published")?;
        // If we crash here, the journals are replayed once more.
        frozen.journals.iter().try_for_each(|path| disk::remove(path))?;
        self.crash("seen.file.removed")?;
        self.forgotten.fetch_add(forgotten, Relaxed);
        Ok(forgotten)
    }

    fn write_table(
        &self,
        state: &State,
        table: &Table,
        files: &mut Vec<Arc<RunFile>>,
        forgotten: &mut u64,
    ) -> Result<(), Error> {
        let sequence = self.next.fetch_add(1, Relaxed);
        let terms = Terms { horizon: state.horizon, length: self.file_length(), sequence };
        let mut walk = TableWalk::of(table);
        loop {
            let written = job::write(&mut walk, &self.new_path("run"), terms)?;
            *forgotten += written.forgotten;
            files.extend(self.opened(&written)?);
            if written.done {
                return Ok(());
            }
        }
    }

    /// Writes the next file of a job, and removes those of which everything is in files that were written.
    fn step(&self, job: &mut Job) -> Result<Written, Error> {
        let horizon = self.state().horizon;
        let written = job.step(&self.new_path("run"), horizon, self.file_length())?;
        let new = self.opened(&written)?;
        let gone = job.take_consumed(written.done);
        self.publish(&gone, &new, false);
        self.crash("seen.file.published")?;
        // If we crash here, their content is there twice, and merged again.
        gone.iter().try_for_each(|file| disk::remove(file.path()))?;
        self.crash("seen.file.removed")?;
        self.forgotten.fetch_add(written.forgotten, Relaxed);
        Ok(written)
    }

    /// Opens a file again that had no filter, if there is memory for one now.
    fn take_up_filter(&self) -> Result<(), Error> {
        let state = State::clone(&self.state());
        let Some(file) = state.layers.files().find(|file| file.may_have_filter()) else { return Ok(()) };
        let again = RunFile::open(file.path(), &self.budget, &self.damage)?;
        self.publish(std::slice::from_ref(file), &[Arc::new(again)], false);
        Ok(())
    }

    fn crash(&self, name: &'static str) -> Result<(), Error> {
        point(name).map_err(Error::io("tend", &self.folder))
    }

    fn opened(&self, written: &Written) -> Result<Vec<Arc<RunFile>>, Error> {
        let open = |path| RunFile::open(path, &self.budget, &self.damage).map(Arc::new);
        let opened: Result<Vec<_>, _> = written.file.iter().map(|path| open(path)).collect();
        if opened.is_err() {
            written.file.iter().for_each(|path| drop(disk::remove(path)));
        }
        opened
    }

    /// Lets questions see the new files in place of others, or of the frozen table.
    fn publish(&self, gone: &[Arc<RunFile>], new: &[Arc<RunFile>], thawed: bool) {
        let mut state = self.state_mut();
        state.layers = Arc::new(state.layers.with(gone, new));
        if thawed {
            state.frozen = None;
        }
        self.set_full(&mut state);
    }

    pub(super) fn set_today(&self, today: Day) {
        let mut state = self.state_mut();
        state.today = state.today.max(today.number());
        state.horizon = state.horizon.max(self.age_horizon(state.today));
        self.set_full(&mut state);
    }

    /// There is no room where the files are too large and nothing may be forgotten any more, and where nobody merges and forgets.
    fn set_full(&self, state: &mut State) {
        let bytes = state.layers.bytes();
        let last = state.today.saturating_sub(KEPT_DAYS - 1);
        let stuck = state.horizon >= last
            && !self.is_forgetful(&state.layers, state.horizon)
            && state.layers.overlapping().is_none();
        state.full = bytes > self.limits.bytes && stuck
            || bytes > self.limits.bytes.saturating_add(self.limits.bytes / 4);
    }

    fn is_due(&self) -> bool {
        let state = State::clone(&self.state());
        self.due(&state).is_some()
            || self.is_too_large(&state) && self.earlier_horizon(&state) > state.horizon
    }

    /// What should be merged or written anew, if anything.
    fn due(&self, state: &State) -> Option<Vec<Vec<Arc<RunFile>>>> {
        let too_large = self.is_too_large(state);
        let merged = || if too_large { state.layers.overlapping() } else { state.layers.due() };
        let slack = if too_large { 0 } else { self.limits.age_days / 16 + 1 };
        let old = || state.layers.files().find(|file| is_outdated(file, state.horizon, slack));
        merged().or_else(|| old().map(|file| vec![vec![file.clone()]]))
    }

    fn plan(&self, tended: &mut Tended) -> Result<Option<Job>, Error> {
        let state = State::clone(&self.state());
        if let Some(layers) = self.due(&state) {
            // A file alone is written anew in its own place.
            let alone =
                layers.iter().flatten().next().filter(|_| layers.iter().map(Vec::len).sum::<usize>() == 1);
            let sequence = alone.map(|file| file.contents.sequence);
            let sequence = sequence.unwrap_or_else(|| self.next.fetch_add(1, Relaxed));
            return Job::begin(layers, sequence).map(Some);
        }
        if self.is_too_large(&state) {
            let horizon = self.earlier_horizon(&state);
            tended.early = horizon > state.horizon;
            let mut state = self.state_mut();
            state.horizon = state.horizon.max(horizon);
            self.set_full(&mut state);
        }
        Ok(None)
    }

    fn is_too_large(&self, state: &State) -> bool {
        state.layers.bytes() > self.limits.bytes
    }

    fn is_forgetful(&self, layers: &Layers, horizon: u16) -> bool {
        layers.files().any(|file| is_outdated(file, horizon, 0))
    }

    /// The day before which must be forgotten so that the files take an eighth less than they may, as far as that may be.
    fn earlier_horizon(&self, state: &State) -> u16 {
        let last = state.today.saturating_sub(KEPT_DAYS - 1);
        let target = self.limits.bytes - self.limits.bytes / 8;
        let left = |horizon: u16| -> u64 {
            let left = |file: &Arc<RunFile>| {
                let values = file.contents.values.max(1);
                (u128::from(file.bytes())
                    * u128::from(values - file.contents.seen_before(horizon).min(values))
                    / u128::from(values)) as u64
            };
            state.layers.files().map(left).sum()
        };
        (state.horizon..last).find(|horizon| left(*horizon) <= target).unwrap_or(last).max(state.horizon)
    }
}

/// Whether a file holds what is forgotten: a good part of its values, or days that are forgotten for longer than the slack.
fn is_outdated(file: &RunFile, horizon: u16, slack: u16) -> bool {
    let contents = &file.contents;
    let gone = contents.seen_before(horizon);
    contents.horizon < horizon
        && (contents.oldest < horizon.saturating_sub(slack) || gone > 0 && gone >= contents.values / 8)
}
