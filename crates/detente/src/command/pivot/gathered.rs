//! Values by what they are, and how they are written as a list of indicators.

use crate::{
    command::reading::many,
    output::{escape::terminal, grouped},
};
use event::{Event, Paths};
use hunt::Look;
use respond::{Join, Ledger, Span, What, around, ordinary};
use statement::observable::Kind;
use std::{
    collections::BTreeSet,
    io::{self, Write},
};

/// How many different values are kept. More than some thousand are nothing that a person goes through.
const MAX_VALUES: usize = 100_000;

/// How many titles of rules are kept for each value, and shown.
const MAX_TITLES: usize = 3;

/// How many characters of a title are shown.
const MAX_TITLE: usize = 60;

/// The values around findings.
pub struct Gathered {
    values: Ledger<(What, String), Seen>,
    /// Events with findings, and when.
    events: Span,
    findings: u64,
}

/// Where a value was seen.
#[derive(Default)]
struct Seen {
    span: Span,
    titles: BTreeSet<String>,
    more_titles: bool,
}

impl Default for Gathered {
    fn default() -> Self {
        Gathered { values: Ledger::new(MAX_VALUES), events: Span::default(), findings: 0 }
    }
}

impl Join for Gathered {
    fn join(&mut self, other: Gathered) {
        self.values.join(other.values);
        self.events.join(other.events);
        self.findings += other.findings;
    }
}

impl Join for Seen {
    fn join(&mut self, other: Seen) {
        self.span.join(other.span);
        self.more_titles |= other.more_titles;
        other.titles.into_iter().for_each(|title| self.title(title));
    }
}

impl Seen {
    fn title(&mut self, title: String) {
        if self.titles.len() < MAX_TITLES || self.titles.contains(&title) {
            self.titles.insert(title);
        } else {
            self.more_titles = true;
        }
    }
}

impl Gathered {
    /// Takes the values of an event in which the rules with these titles were met.
    pub fn take(&mut self, look: &Look<'_, '_>, paths: &Paths, event: &Event<'_>, titles: &[String]) {
        self.events.meet(look.time());
        self.findings += titles.len() as u64;
        for key in around(look, paths, event) {
            self.values.meet(key, |seen| {
                seen.span.meet(look.time());
                titles.iter().for_each(|title| seen.title(title.clone()));
            });
        }
    }

    /// Writes first what can be hunted for, by type, then the rest as comments.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "# Values around {} in {}, by detente pivot. Read it before you hunt with it.",
            many(self.findings, "finding"),
            many(self.events.count, "record")
        )?;
        let rows: Vec<_> =
            self.values.rows().map(|(key, seen)| (key, seen, refused(key.0, &key.1))).collect();
        let mut last = None;
        for ((what, value), seen, _) in rows.iter().filter(|(_, _, refused)| refused.is_none()) {
            if last.replace(*what) != Some(*what) {
                writeln!(out, "\n# {what}")?;
            }
            writeln!(out, "{} # {what}, {}", indicator(*what, value), seen.words())?;
        }
        let mut last = None;
        for ((what, value), seen, reason) in rows.iter().filter(|(_, _, refused)| refused.is_some()) {
            if last.replace(*what) != Some(*what) {
                writeln!(out, "\n# {what}, no indicators:")?;
            }
            let reason = reason
                .filter(|_| !matches!(what, What::Host))
                .map_or(String::new(), |reason| format!(", {reason}"));
            writeln!(out, "# {}{reason}, {}", terminal(value), seen.words())?;
        }
        if self.values.beyond() > 0 {
            let (beyond, most) = (grouped(self.values.beyond()), grouped(MAX_VALUES as u64));
            writeln!(
                out,
                "\n# and {beyond} times further values: no more than {most} different ones are kept"
            )?;
        }
        Ok(())
    }
}

impl Seen {
    /// How often, when, in which findings.
    fn words(&self) -> String {
        let times = if self.span.count == 1 {
            "once".to_owned()
        } else {
            format!("{} times", grouped(self.span.count))
        };
        let when = match (self.span.first, self.span.last) {
            (Some(first), Some(last)) if first == last => format!(", {first}"),
            (Some(first), Some(last)) => format!(", {first} to {last}"),
            _ => String::new(),
        };
        let titles: Vec<String> = self.titles.iter().map(|title| shown(title)).collect();
        let more = if self.more_titles { ", and others" } else { "" };
        format!("{times}{when}: {}{more}", titles.join("; "))
    }
}

fn shown(title: &str) -> String {
    terminal(title).chars().take(MAX_TITLE).collect()
}

/// Why a value is not written as an indicator, if it is not.
fn refused(what: What, value: &str) -> Option<&'static str> {
    // What a line cannot say: where a comment starts, or what a terminal would obey.
    let unwritable = value.contains('#') || terminal(value) != *value;
    ordinary(what, value).or(unwritable.then_some("cannot be written in a line"))
}

/// The value as a list of indicators has it: with a word before what has no shape of its own.
fn indicator(what: What, value: &str) -> String {
    match what {
        What::Observable(Kind::Url) => format!("http://{value}"),
        What::Observable(Kind::Domain) => format!("domain: {value}"),
        What::Observable(Kind::FileName) => format!("filename: {value}"),
        What::Observable(Kind::UserAgent) => format!("user-agent: {value}"),
        _ => value.to_owned(),
    }
}
