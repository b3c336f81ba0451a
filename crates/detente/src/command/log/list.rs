//! A log as lines for people.

use super::{json, read::Read};
use crate::output::say::{many, print, say};
use anyhow::Context;
use home::{Charters, Home, Judged, Sheets};
use statement::{Audience, MemberName, Stamp};

/// Lists the log of a member.
pub fn list(
    home: &Home,
    charters: &Charters,
    sheets: &Sheets,
    owner: &MemberName,
    as_json: bool,
) -> anyhow::Result<()> {
    let read = Read::open(home, charters, sheets, owner)?;
    let read = read.with_context(|| format!("the log of {owner} is not here"))?;
    if as_json {
        return read.each(charters, sheets, owner, |judged| print(&json::line(owner, &judged)));
    }
    let recorded = read.quotes.last().map_or(0, |quote| quote.head.checkpoint().size);
    let (size, root) = read.head.tree();
    say([title(owner, size, recorded, &root.to_string())])?;
    read.each(charters, sheets, owner, |judged| say([line(&judged)]))
}

/// The line above the others.
pub fn title(owner: &MemberName, size: u64, recorded: u64, root: &str) -> String {
    format!(
        "The log of {owner}: {}, the first {recorded} on record; root {root}",
        many(size, "entry", "entries")
    )
}

/// An entry in a line.
pub fn line(judged: &Judged) -> String {
    let since = judged.recorded.map_or("-".to_owned(), time);
    let void = judged.void.as_ref().map_or(String::new(), |void| format!("  VOID: {void}"));
    let Some(entry) = &judged.entry else {
        return format!("{:>6}  no statement{void}", judged.index);
    };
    let common = &entry.header().common;
    let to = match &common.audience {
        Audience::Unit => String::new(),
        audience @ Audience::Members(_) => format!("  to {audience}"),
    };
    let kind = entry.header().content.kind();
    format!(
        "{:>6}  {}  {kind:<10}  made {}  on record {since}  {}{to}{void}",
        judged.index,
        entry.id(),
        common.made,
        common.marking
    )
}

/// Seconds since 1970 as people read them.
pub fn time(seconds: u64) -> String {
    let stamp = i64::try_from(seconds).ok().and_then(|seconds| Stamp::from_seconds(seconds).ok());
    stamp.map_or_else(|| seconds.to_string(), |stamp| stamp.to_string())
}
