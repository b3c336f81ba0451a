//! The page, from top to bottom. What the script adds is comfort: without it the numbers, the picture and the first rows are there.

use super::{Row, data, lists, table, totals::Totals, when};
use crate::output::{
    grouped,
    page::{self, Head, escape},
};
use event::Time;
use hunt::Level;
use std::io::{self, Write};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");
/// Writes the page.
///
/// # Errors
/// Those of `out`.
pub fn write(
    out: &mut dyn Write,
    totals: &Totals,
    rows: &[Row],
    by_time: bool,
    reading: &str,
) -> io::Result<()> {
    let head = Head { title: "Findings of a hunt", style: STYLE, script: SCRIPT };
    out.write_all(page::open(&head).as_bytes())?;
    write!(out, "<main>\n<h1>Findings of a hunt</h1>\n<p class=\"soft\">{}</p>\n", period(totals))?;
    tiles(out, totals)?;
    when::write(out, totals)?;
    lists::write(out, totals)?;
    table::write(out, totals, rows, by_time)?;
    write!(out, "<h2>What was read</h2>\n<pre>{}</pre>\n", lines(reading))?;
    write!(
        out,
        "</main>\n<footer class=\"soft\">detente {}. A finding is no proof, and silence is no all-clear: rules see what was recorded, \
         and what they know to look for.</footer>\n",
        env!("CARGO_PKG_VERSION")
    )?;
    data::write(out, rows, by_time)?;
    out.write_all(page::close(SCRIPT).as_bytes())
}

fn period(totals: &Totals) -> String {
    let timeless = match totals.timeless {
        0 => String::new(),
        count => format!(" {} of no known time.", grouped(count)),
    };
    match (totals.first, totals.last) {
        (Some(first), Some(last)) => format!("{} to {} (UTC).{timeless}", moment(first), moment(last)),
        _ if totals.all() == 0 => "Nothing was found.".to_owned(),
        _ => timeless.trim_start().to_owned(),
    }
}

fn tiles(out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
    out.write_all(b"<dl class=\"tiles\">\n")?;
    tile(out, "findings", totals.all(), "")?;
    for level in Level::ALL.into_iter().rev() {
        tile(out, level.as_str(), totals.of(level), level.as_str())?;
    }
    let causes = |indicators: bool| {
        totals.causes.iter().filter(|(cause, _)| (cause.kind == "indicator") == indicators).count() as u64
    };
    tile(out, "rules", causes(false), "")?;
    if causes(true) > 0 {
        tile(out, "indicators", causes(true), "")?;
    }
    tile(out, "hosts", totals.hosts.different() as u64, "")?;
    tile(out, "users", totals.users.different() as u64, "")?;
    out.write_all(b"</dl>\n")
}

fn tile(out: &mut dyn Write, name: &str, count: u64, level: &str) -> io::Result<()> {
    let class = if count == 0 { "none" } else { level };
    writeln!(out, "<div class=\"tile {class}\"><dt>{name}</dt><dd>{}</dd></div>", grouped(count))
}

fn lines(text: &str) -> String {
    text.lines().map(|line| escape(line) + "\n").collect()
}

/// A time to the millisecond, as the script shows it.
pub fn moment(time: Time) -> String {
    let millis = Time::from_nanos(time.nanos().div_euclid(1_000_000).saturating_mul(1_000_000));
    millis.to_string().replace('T', " ").trim_end_matches('Z').to_owned()
}
