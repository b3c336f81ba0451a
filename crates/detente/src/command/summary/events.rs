//! `detente summary events`: which kinds of events there are.

use super::{Gather, Place, SummaryArgs, beyond};
use crate::{
    command::reading::many,
    output::table::{Cell, Column, Row, Table},
};
use anstyle::Style;
use clap::Args;
use hunt::Look;
use respond::{Join, Kind, Ledger, Span};
use std::{cmp::Reverse, process::ExitCode};

/// How many kinds are kept. Windows has some thousand; a stranger can invent any number.
const MAX_KINDS: usize = 50_000;

/// Arguments of `detente summary events`.
#[derive(Debug, Args)]
pub struct EventsArgs {
    #[command(flatten)]
    summary: SummaryArgs,
}

/// Events by kind.
struct Events(Ledger<Kind, Span>);

impl Default for Events {
    fn default() -> Self {
        Events(Ledger::new(MAX_KINDS))
    }
}

impl Join for Events {
    fn join(&mut self, other: Self) {
        self.0.join(other.0);
    }
}

impl Gather for Events {
    fn take(&mut self, look: &Look<'_, '_>, _: Place<'_>) {
        self.0.meet(Kind::of(look), |span| span.meet(look.time()));
    }
}

/// Runs `detente summary events`.
///
/// # Errors
/// As [`super::run`].
pub fn run(args: &EventsArgs) -> anyhow::Result<ExitCode> {
    let (events, read): (Events, _) = args.summary.gather()?;
    let total: u64 = events.0.rows().map(|(_, span)| span.count).sum::<u64>() + events.0.beyond();
    let mut after = beyond(&args.summary, events.0.beyond(), MAX_KINDS, "kinds");
    after.push(format!("{} of {}", many(total, "record"), many(events.0.len() as u64, "kind")));
    args.summary.write(&table(&events, total), &[], &after)?;
    Ok(read.exit_code())
}

fn table(events: &Events, total: u64) -> Table {
    let columns = [
        ("count", "COUNT"),
        ("share", "SHARE"),
        ("log", "LOG"),
        ("id", "ID"),
        ("provider", ""),
        ("name", "NAME"),
        ("", "PROVIDER"),
        ("first", "FIRST"),
        ("last", "LAST"),
    ];
    let mut rows: Vec<(&Kind, &Span)> = events.0.rows().collect();
    rows.sort_by_key(|(kind, span)| (Reverse(span.count), *kind));
    Table {
        columns: columns.into_iter().map(|(key, title)| Column { key, title }).collect(),
        rows: rows.into_iter().map(|(kind, span)| row(kind, span, total)).collect(),
    }
}

fn row(kind: &Kind, span: &Span, total: u64) -> Row {
    let text = |text: &str| Cell::Text(text.to_owned());
    let name = kind.name().unwrap_or_default();
    // Where the id has a name, who gave it is no news.
    let provider = if name.is_empty() { &kind.provider } else { "" };
    let log = if kind.log.is_empty() { "no known log source" } else { &kind.log };
    Row {
        cells: vec![
            Cell::Count(span.count),
            Cell::Share(span.count as f64 / total.max(1) as f64),
            text(log),
            text(&kind.id),
            text(&kind.provider),
            text(name),
            text(provider),
            Cell::Time(span.first),
            Cell::Time(span.last),
        ],
        style: Style::new(),
    }
}
