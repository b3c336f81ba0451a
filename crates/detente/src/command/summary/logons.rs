//! `detente summary logons`: who logged on, or tried to.

use super::{Gather, Place, SummaryArgs, beyond};
use crate::{
    command::reading::many,
    output::{
        grouped,
        table::{Cell, Column, Format, Row, Table},
    },
};
use anstyle::{AnsiColor, Style};
use clap::Args;
use hunt::{Look, Outcome};
use respond::{Join, Ledger, Span, is_own_account, logon};
use std::{cmp::Reverse, collections::BTreeMap, process::ExitCode};

/// How many different ways of logging on (who, from where, how, to what) are kept. Somebody who guesses names makes as many
/// as guesses.
const MAX_WAYS: usize = 100_000;

/// How many reasons of failure are kept for each.
const MAX_REASONS: usize = 16;

/// Arguments of `detente summary logons`.
#[derive(Debug, Args)]
pub struct LogonsArgs {
    /// Show the logons of Windows' own accounts and of machine accounts too, which the text leaves out unless they failed
    #[arg(short, long)]
    all: bool,

    /// Only logons that failed
    #[arg(long)]
    failed: bool,

    #[command(flatten)]
    summary: SummaryArgs,
}

/// Who, from where, how, to what.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    to: String,
    account: String,
    from: String,
    how: String,
    by: String,
}

/// How often it went how, and when.
#[derive(Default)]
struct Account {
    span: Span,
    succeeded: u64,
    failed: u64,
    other: u64,
    reasons: BTreeMap<String, u64>,
}

struct Logons(Ledger<Way, Account>);

impl Default for Logons {
    fn default() -> Self {
        Logons(Ledger::new(MAX_WAYS))
    }
}

impl Join for Account {
    fn join(&mut self, other: Account) {
        self.span.join(other.span);
        self.succeeded += other.succeeded;
        self.failed += other.failed;
        self.other += other.other;
        other.reasons.into_iter().for_each(|(reason, count)| self.reason(reason, count));
    }
}

impl Account {
    /// Counts reasons of failure; those beyond the limit under one name.
    fn reason(&mut self, reason: String, count: u64) {
        let known = self.reasons.contains_key(&reason) || self.reasons.len() < MAX_REASONS;
        let reason = if known { reason } else { "other reasons".to_owned() };
        *self.reasons.entry(reason).or_default() += count;
    }
}

impl Join for Logons {
    fn join(&mut self, other: Logons) {
        self.0.join(other.0);
    }
}

impl Gather for Logons {
    fn take(&mut self, look: &Look<'_, '_>, _: Place<'_>) {
        let Some(logon) = logon(look) else { return };
        let way =
            Way { to: logon.to, account: logon.account, from: logon.from, how: logon.how, by: logon.by };
        self.0.meet(way, |account| {
            account.span.meet(look.time());
            match logon.outcome {
                Outcome::Success => account.succeeded += 1,
                Outcome::Other => account.other += 1,
                Outcome::Failure => {
                    account.failed += 1;
                    let reason = if logon.why.is_empty() { "no reason told".to_owned() } else { logon.why };
                    account.reason(reason, 1);
                }
            }
        });
    }
}

/// Runs `detente summary logons`.
///
/// # Errors
/// As [`super::run`].
pub fn run(args: &LogonsArgs) -> anyhow::Result<ExitCode> {
    let (logons, read): (Logons, _) = args.summary.gather()?;
    let mut rows: Vec<(&Way, &Account)> =
        logons.0.rows().filter(|(_, account)| !args.failed || account.failed > 0).collect();
    rows.sort_by_key(|(way, account)| {
        (Reverse(account.failed), Reverse(account.succeeded), Reverse(account.other), *way)
    });
    let mut after = beyond(&args.summary, logons.0.beyond(), MAX_WAYS, "logons");
    if args.summary.format == Format::Text && !args.all {
        after.extend(leave_out(&mut rows));
    }
    after.push(in_all(&logons));
    args.summary.write(&table(&rows), &[], &after)?;
    Ok(read.exit_code())
}

/// Takes out what Windows does by itself, and says how much that was.
fn leave_out(rows: &mut Vec<(&Way, &Account)>) -> Option<String> {
    let (all, before) = (rows.len(), rows.iter().map(|(_, account)| account.span.count).sum::<u64>());
    rows.retain(|(way, account)| account.failed > 0 || !is_own_account(&way.account));
    let after: u64 = rows.iter().map(|(_, account)| account.span.count).sum();
    let hidden = (all - rows.len()) as u64;
    (hidden > 0).then(|| {
        format!(
            "left out: {} ({}) of Windows' own accounts and of machine accounts; --all shows them",
            many(hidden, "row"),
            many(before - after, "record")
        )
    })
}

fn in_all(logons: &Logons) -> String {
    let mut sums = [0_u64; 3];
    for (_, account) in logons.0.rows() {
        let counts = [account.succeeded, account.failed, account.other];
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    let [succeeded, failed, other] = sums;
    format!(
        "{}, {} failed, {} of credentials and sessions",
        many(succeeded, "logon"),
        grouped(failed),
        many(other, "other event")
    )
}

fn table(rows: &[(&Way, &Account)]) -> Table {
    let columns = [
        ("failed", "FAILED"),
        ("succeeded", "OK"),
        ("other", "OTHER"),
        ("account", "ACCOUNT"),
        ("from", "FROM"),
        ("to", "TO"),
        ("how", "HOW"),
        ("by", "BY"),
        ("first", "FIRST"),
        ("last", "LAST"),
        ("why", "WHY IT FAILED"),
    ];
    Table {
        columns: columns.into_iter().map(|(key, title)| Column { key, title }).collect(),
        rows: rows.iter().map(|(way, account)| row(way, account)).collect(),
    }
}

fn row(way: &Way, account: &Account) -> Row {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut reasons: Vec<(String, u64)> =
        account.reasons.iter().map(|(reason, count)| (reason.clone(), *count)).collect();
    reasons.sort_by_key(|(_, count)| Reverse(*count));
    let style = match (account.failed > 0, account.succeeded > 0) {
        // Failures before a success are how a guessed password looks.
        (true, true) => AnsiColor::BrightRed.on_default(),
        (true, false) => AnsiColor::Yellow.on_default(),
        _ => Style::new(),
    };
    Row {
        cells: vec![
            Cell::Count(account.failed),
            Cell::Count(account.succeeded),
            Cell::Count(account.other),
            text(&way.account),
            text(&way.from),
            text(&way.to),
            text(&way.how),
            text(&way.by),
            Cell::Time(account.span.first),
            Cell::Time(account.span.last),
            Cell::Counts(reasons),
        ],
        style,
    }
}
