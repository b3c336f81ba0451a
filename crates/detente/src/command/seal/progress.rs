//! A progress bar for what takes longer than two seconds, on a terminal only.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use seal::diff::Version;
use seal::{Batch, Declaration, RowSource, SealError};

/// Nothing is drawn before this: short work needs no bar.
const PATIENCE: Duration = Duration::from_secs(2);

/// A bar over a number of bytes or rows.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    /// A bar over `total` bytes.
    pub fn bytes(what: &'static str, total: u64) -> Self {
        Self::new(what, total, "{msg:>12} [{wide_bar}] {bytes} of {total_bytes}, {eta} left")
    }

    /// A bar over `total` rows.
    pub fn rows(what: &'static str, total: u64) -> Self {
        Self::new(what, total, "{msg:>12} [{wide_bar}] {human_pos} of {human_len} rows, {eta} left")
    }

    fn new(what: &'static str, total: u64, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden()).with_message(what);
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Progress { bar: bar.with_style(style), started: Instant::now() }
    }

    /// Goes on by `amount`.
    pub fn add(&self, amount: u64) {
        if self.bar.is_hidden() && self.started.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr()); // draws on terminals alone
        }
        self.bar.inc(amount);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Rows that are counted as they pass.
pub struct Watched<'p, S> {
    source: S,
    progress: &'p Progress,
}

impl<'p, S> Watched<'p, S> {
    /// Counts the rows of `source`.
    pub fn new(source: S, progress: &'p Progress) -> Self {
        Watched { source, progress }
    }
}

impl<S: RowSource> RowSource for Watched<'_, S> {
    fn next_batch(&mut self) -> Result<Batch, SealError> {
        let batch = self.source.next_batch()?;
        self.progress.add(batch.len() as u64);
        Ok(batch)
    }
}

/// A version whose rows are counted as they pass.
pub struct WatchedVersion<'a> {
    /// The version.
    pub version: &'a dyn Version,
    /// Where its rows are counted.
    pub progress: &'a Progress,
}

impl Version for WatchedVersion<'_> {
    fn name(&self) -> &str {
        self.version.name()
    }

    fn declaration(&self) -> &Declaration {
        self.version.declaration()
    }

    fn open(&self) -> Result<Box<dyn RowSource + '_>, SealError> {
        Ok(Box::new(Watched::new(self.version.open()?, self.progress)))
    }
}
