//! A progress bar with rate and time left, on a terminal and only there.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};
use telemetry::Progress;

/// Bytes read of bytes there are. Without a terminal it draws nothing.
pub struct Bar {
    bar: ProgressBar,
}

/// Entries done of entries there are. Without a terminal it draws nothing.
pub struct Steps(ProgressBar);

impl Steps {
    /// A bar for something that is counted.
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, target());
        bar.set_style(style("{bar:30} {percent}% of {human_len} entries, {per_sec}, {eta} left"));
        Steps(bar)
    }

    /// Shows how far it is.
    pub fn show(&self, done: u64, all: u64) {
        self.0.set_length(all);
        self.0.set_position(done);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// How long something may take before a bar is worth looking at.
const PATIENCE: Duration = Duration::from_secs(2);

/// A bar for something that is mostly over before anybody would look at one. Without a terminal it draws nothing.
pub struct LateBar {
    begun: Instant,
    what: &'static str,
    all: u64,
    bar: Option<ProgressBar>,
}

impl LateBar {
    /// Bytes that are read of so many; 0 where nobody knows.
    pub fn bytes(all: u64) -> Self {
        let what = match all {
            0 => "{spinner} {binary_bytes} read, {binary_bytes_per_sec}",
            _ => "{bar:30} {percent}% of {binary_total_bytes}, {binary_bytes_per_sec}, {eta} left",
        };
        LateBar { begun: Instant::now(), what, all, bar: None }
    }

    /// Statements that are said.
    pub fn statements(all: u64) -> Self {
        let what = "{bar:30} {human_pos} of {human_len} statements, {eta} left";
        LateBar { begun: Instant::now(), what, all, bar: None }
    }

    /// Shows how far it is, if it has taken a while.
    pub fn show(&mut self, done: u64) {
        if self.bar.is_none() && self.begun.elapsed() < PATIENCE {
            return;
        }
        let (what, all) = (self.what, self.all);
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(Some(all), target());
            bar.set_style(style(what));
            bar
        });
        bar.set_position(done);
    }
}

impl Drop for LateBar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn target() -> ProgressDrawTarget {
    match std::io::stderr().is_terminal() {
        true => ProgressDrawTarget::stderr_with_hz(4),
        false => ProgressDrawTarget::hidden(),
    }
}

impl Bar {
    /// A bar for the inputs of a sweep.
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, target());
        bar.set_style(style("{spinner} {binary_bytes} read, {binary_bytes_per_sec} {msg}"));
        bar.enable_steady_tick(Duration::from_millis(250));
        Bar { bar }
    }

    /// Shows how far the sweep is.
    pub fn show(&self, progress: &Progress, records: u64) {
        if self.bar.is_hidden() {
            return;
        }
        if progress.total() > 0 && self.bar.length() != Some(progress.total()) {
            self.bar.set_length(progress.total());
            self.bar.set_style(style(
                "{bar:30} {percent}% of {binary_total_bytes}, {binary_bytes_per_sec}, {eta} left {msg}",
            ));
        }
        self.bar.set_position(progress.read());
        self.bar.set_message(format!("({records} records)"));
    }

    /// Writes a line above the bar, to standard error.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    /// Shows that something is being done of which nobody knows how long it takes.
    pub fn wait(&self, what: &'static str) {
        self.bar.set_style(style("{spinner} {msg}"));
        self.bar.set_message(what);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates are constants")
}
