//! `detente summary hosts`: which machines recorded what and when, where records are missing, and which logs were cleared.

use super::{Gather, Place, SummaryArgs, beyond};
use crate::{
    command::reading::many,
    output::{
        escape::terminal,
        grouped,
        table::{Cell, Column, Format, Row, Table, colour},
    },
};
use anstyle::{AnsiColor, Style};
use clap::Args;
use event::Time;
use hunt::Look;
use respond::{Cleared, Coverage, Join, Kind, Ledger, Span, cleared, recorder};
use std::process::ExitCode;

/// How many logs of machines are kept. A large domain has some thousand machines of some hundred logs.
const MAX_LOGS: usize = 100_000;

/// How many clearings are shown one by one.
const MAX_CLEARED: usize = 100;

const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// Arguments of `detente summary hosts`.
#[derive(Debug, Args)]
pub struct HostsArgs {
    /// A time without records that is pointed out: 90m, 24h, 3d
    #[arg(long, value_name = "SPAN", default_value = "24h", value_parser = span)]
    gap: i64,

    #[command(flatten)]
    summary: SummaryArgs,
}

/// What is known of one log of one machine.
#[derive(Default)]
struct Log {
    span: Span,
    coverage: Coverage,
    cleared: u64,
}

/// A clearing, and where it is told.
struct Clearing {
    time: Option<Time>,
    host: String,
    cleared: Cleared,
    file: String,
    record: u64,
}

/// Logs by machine and name.
struct Hosts {
    logs: Ledger<(String, String), Log>,
    clearings: Vec<Clearing>,
    more_clearings: u64,
}

impl Default for Hosts {
    fn default() -> Self {
        Hosts { logs: Ledger::new(MAX_LOGS), clearings: Vec::new(), more_clearings: 0 }
    }
}

impl Join for Log {
    fn join(&mut self, other: Log) {
        self.span.join(other.span);
        self.coverage.join(other.coverage);
        self.cleared += other.cleared;
    }
}

impl Join for Hosts {
    fn join(&mut self, other: Hosts) {
        self.logs.join(other.logs);
        self.more_clearings += other.more_clearings;
        other.clearings.into_iter().for_each(|clearing| self.clearing(clearing));
    }
}

impl Hosts {
    fn clearing(&mut self, clearing: Clearing) {
        match self.clearings.len() < MAX_CLEARED {
            true => self.clearings.push(clearing),
            false => self.more_clearings += 1,
        }
    }
}

impl Gather for Hosts {
    fn take(&mut self, look: &Look<'_, '_>, place: Place<'_>) {
        let (host, kind, time) = (recorder(look), Kind::of(look), look.time());
        if let Some(cleared) = cleared(look, &kind.log) {
            let log = if cleared.log.is_empty() { kind.log.clone() } else { cleared.log.clone() };
            self.logs.meet((host.clone(), log), |log| log.cleared += 1);
            let (file, record) = (place.file.to_owned(), place.position.record);
            self.clearing(Clearing { time, host: host.clone(), cleared, file, record });
        }
        // A sensor's streams are logs of their own.
        let name = match look.class().product.as_deref() {
            Some("zeek" | "suricata") => format!("{} {}", kind.log, kind.id),
            _ => kind.log,
        };
        self.logs.meet((host, name), |log| {
            log.span.meet(time);
            time.into_iter().for_each(|time| log.coverage.meet(time));
        });
    }
}

/// Runs `detente summary hosts`.
///
/// # Errors
/// As [`super::run`].
pub fn run(args: &HostsArgs) -> anyhow::Result<ExitCode> {
    let (hosts, read): (Hosts, _) = args.summary.gather()?;
    let mut after = beyond(&args.summary, hosts.logs.beyond(), MAX_LOGS, "logs");
    after.push(in_all(&hosts, args.gap));
    args.summary.write(&table(&hosts, args.gap), &warnings(&hosts, args.summary.format), &after)?;
    Ok(read.exit_code())
}

/// A line for each log that was cleared.
fn warnings(hosts: &Hosts, format: Format) -> Vec<String> {
    let style = match format == Format::Text && colour() {
        true => AnsiColor::BrightRed.on_default().bold(),
        false => Style::new(),
    };
    let mut lines: Vec<String> = hosts.clearings.iter().map(|clearing| clearing.line(style)).collect();
    if hosts.more_clearings > 0 {
        lines.push(format!("and {} more logs cleared", grouped(hosts.more_clearings)));
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

impl Clearing {
    fn line(&self, style: Style) -> String {
        let time = self.time.map_or_else(|| "at an unknown time".to_owned(), |time| time.to_string());
        let log = if self.cleared.log.is_empty() { "a log" } else { &self.cleared.log };
        let by = match self.cleared.account.as_str() {
            "" => String::new(),
            account => format!(" by {}", terminal(account)),
        };
        let (host, log, file) = (terminal(&self.host), terminal(log), terminal(&self.file));
        format!("{style}LOG CLEARED{style:#}  {time}  {host}  {log}{by}  (record {} of {file})", self.record)
    }
}

fn table(hosts: &Hosts, most: i64) -> Table {
    let columns = [
        ("host", "HOST"),
        ("log", "LOG"),
        ("records", "RECORDS"),
        ("first", "FIRST"),
        ("last", "LAST"),
        ("", "LONGEST GAP"),
        ("gap_seconds", ""),
        ("gap_from", "GAP FROM"),
        ("gap_to", "GAP TO"),
        ("cleared", ""),
        ("", "NOTE"),
    ];
    Table {
        columns: columns.into_iter().map(|(key, title)| Column { key, title }).collect(),
        rows: hosts.logs.rows().map(|((host, log), of)| row(host, log, of, most)).collect(),
    }
}

fn row(host: &str, name: &str, log: &Log, most: i64) -> Row {
    let gap = log.coverage.longest_gap();
    let seconds = gap.map_or(0, |gap| gap.nanos() / NANOS_PER_SECOND);
    let long = gap.is_some_and(|gap| gap.nanos() >= most);
    // Small gaps are how logs are; where they were needs to be known of long ones only.
    let (from, to) = (gap.filter(|_| long).map(|gap| gap.from), gap.filter(|_| long).map(|gap| gap.to));
    let mut notes = Vec::new();
    if log.cleared > 0 {
        notes.push("CLEARED".to_owned());
    }
    if long {
        notes.push("GAP".to_owned());
    }
    if log.span.count > 0 && log.span.first.is_none() {
        notes.push("no times".to_owned());
    }
    let style = match (log.cleared > 0, long) {
        (true, _) => AnsiColor::BrightRed.on_default(),
        (false, true) => AnsiColor::Yellow.on_default(),
        (false, false) => Style::new(),
    };
    let unknown =
        |text: &str, otherwise: &str| Cell::Text(if text.is_empty() { otherwise } else { text }.to_owned());
    Row {
        cells: vec![
            unknown(host, "(not said)"),
            unknown(name, "no known log source"),
            Cell::Count(log.span.count),
            Cell::Time(log.span.first),
            Cell::Time(log.span.last),
            Cell::Text(if gap.is_some() { duration(seconds) } else { String::new() }),
            Cell::Count(seconds.max(0) as u64),
            Cell::Time(from),
            Cell::Time(to),
            Cell::Count(log.cleared),
            Cell::Text(notes.join(", ")),
        ],
        style,
    }
}

fn in_all(hosts: &Hosts, most: i64) -> String {
    let mut names: Vec<&str> = hosts.logs.rows().map(|((host, _), _)| host.as_str()).collect();
    names.retain(|name| !name.is_empty());
    names.dedup();
    let records: u64 = hosts.logs.rows().map(|(_, log)| log.span.count).sum();
    let long = |log: &Log| log.coverage.longest_gap().is_some_and(|gap| gap.nanos() >= most);
    let gaps = hosts.logs.rows().filter(|(_, log)| long(log)).count() as u64;
    format!(
        "{} in {} of {}; {} with a gap of {} or more; {} cleared",
        many(records, "record"),
        many(hosts.logs.len() as u64, "log"),
        many(names.len() as u64, "host"),
        many(gaps, "log"),
        duration(most / NANOS_PER_SECOND),
        grouped(hosts.clearings.len() as u64 + hosts.more_clearings)
    )
}

/// A span of time in its two largest units.
fn duration(seconds: i64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}s"),
        (0, 0, _) => format!("{minutes}m {}s", seconds % 60),
        (0, _, _) => format!("{hours}h {minutes}m"),
        _ => format!("{days}d {hours}h"),
    }
}

/// Nanoseconds of a span such as `90m`.
fn span(text: &str) -> Result<i64, String> {
    let wrong = || "not a span of time: write it like 90m, 24h or 3d".to_owned();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds = match text.get(digits.len()..).unwrap_or_default() {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return Err(wrong()),
    };
    let number: i64 = digits.parse().map_err(|_| wrong())?;
    let nanos = number.checked_mul(seconds).and_then(|seconds| seconds.checked_mul(NANOS_PER_SECOND));
    nanos.filter(|nanos| *nanos > 0).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_shown() {
        for (text, seconds) in
            [("90s", 90), ("90m", 5_400), ("24h", 86_400), ("3d", 259_200), ("1w", 604_800)]
        {
            assert_eq!(span(text), Ok(seconds * NANOS_PER_SECOND), "{text}");
        }
        for text in ["", "h", "3", "-3h", "0h", "3y", "99999999999d"] {
            assert!(span(text).is_err(), "{text}");
        }
        for (seconds, shown) in [(5, "5s"), (65, "1m 5s"), (3_700, "1h 1m"), (90_000, "1d 1h")] {
            assert_eq!(duration(seconds), shown);
        }
    }
}
