//! The report: one page with the numbers, a picture of when, and a table that can be sorted and searched.
//!
//! The numbers count all findings. The table holds the gravest [`MAX_ROWS`]: a browser opens as many in a second or two, and
//! whoever has more reads another format with a program.

mod bars;
mod counts;
mod data;
mod document;
mod kept;
mod lists;
mod table;
mod timeline;
mod totals;
mod when;

use crate::output::matched;
use event::Time;
use hunt::{About, Finding};
use kept::Kept;
use std::{io, io::Write, sync::Arc};
use totals::Totals;

/// How many findings the table holds.
pub const MAX_ROWS: usize = 100_000;

/// How many characters of a text a row holds. A single script block would fill the page.
const MAX_TEXT: usize = 400;

/// Findings gathered for the report. Those of consecutive stretches of input can be joined.
#[derive(Default)]
pub struct Report {
    totals: Totals,
    rows: Kept,
}

/// One finding as the table shows it.
struct Row {
    time: Option<Time>,
    about: Arc<About>,
    place: usize,
    kind: &'static str,
    host: String,
    user: String,
    file: Arc<str>,
    record: u64,
    matched: String,
}

impl Report {
    /// Takes a finding.
    pub fn add(&mut self, finding: &Finding<'_>) {
        let row = Row::of(finding);
        self.totals.add(&row);
        self.rows.add(row);
    }

    /// Takes the findings of the stretch of input that follows.
    pub fn join(&mut self, next: Report) {
        self.totals.join(next.totals);
        self.rows.join(next.rows);
    }

    /// How many findings are in the numbers and not in the table.
    pub fn untold(&self) -> u64 {
        self.totals.all() - self.rows.len() as u64
    }

    /// Writes the page. `by_time`: the table begins in the order of time, else with the gravest. `reading` says in lines what was read.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(self, out: &mut dyn Write, by_time: bool, reading: &str) -> io::Result<()> {
        document::write(out, &self.totals, &self.rows.into_rows(by_time), by_time, reading)
    }
}

impl Row {
    fn of(finding: &Finding<'_>) -> Self {
        let text = |value: Option<event::Value<'_>>| {
            value.map(|value| matched::cut(&value.to_string(), MAX_TEXT)).unwrap_or_default()
        };
        Row {
            time: finding.time,
            about: finding.about.clone(),
            place: finding.place,
            kind: finding.kind(),
            host: text(finding.host),
            user: text(finding.user),
            file: finding.origin.file.clone(),
            record: finding.origin.position.record,
            matched: matched::cut(&matched::line(finding), MAX_TEXT),
        }
    }
}
