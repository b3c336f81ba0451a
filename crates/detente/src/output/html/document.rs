//! The page, from top to bottom. What the script adds is comfort: without it the numbers, the picture and the first rows are there.

use super::{
    Row, bars,
    counts::{ByLevel, Counts},
    data,
    totals::Totals,
};
use crate::output::{
    attack::TACTICS,
    escape::terminal,
    grouped,
    page::{self, Head, escape},
};
use event::Time;
use hunt::Level;
use std::io::{self, Write};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");
const FORM: &str = include_str!("form.html");

/// How many lines a list of hosts, users or rules has.
const MAX_LINES: usize = 12;

/// How many rows stand in the page itself; the script has a page of as many.
const FIRST_ROWS: usize = 100;

/// The columns of the table: what the script sorts by, and what people read.
const COLUMNS: [(&str, &str); 7] = [
    ("time", "Time (UTC)"),
    ("level", "Level"),
    ("rule", "What found it"),
    ("host", "Host"),
    ("user", "User"),
    ("met", "What was met"),
    ("file", "Where"),
];

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
    when(out, totals)?;
    lists(out, totals)?;
    table(out, totals, rows, by_time)?;
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

fn when(out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
    let bars = totals.timeline.bars();
    let (Some(first), Some(last)) = (bars.bars.first(), bars.bars.last()) else { return Ok(()) };
    let highest = bars.bars.iter().map(|bar| bars::total(&bar.findings)).max().unwrap_or(0);
    write!(
        out,
        "<h2>When</h2>\n<p class=\"soft\">Each bar is {}; the highest has {}.{}</p>\n<div class=\"plot\">{}</div>\n\
         <p class=\"axis soft\"><span>{}</span><span>{}</span></p>\n",
        bars::length(bars.width),
        grouped(highest),
        outside(bars.before, bars.after),
        bars::timeline(&bars),
        bars::second(first.start),
        bars::second(last.start + bars.width)
    )?;
    out.write_all(b"<p class=\"legend soft\">")?;
    for (level, _) in bars::worst_first(&totals.levels) {
        write!(out, "<span class=\"swatch {level}\">{level}</span>")?;
    }
    out.write_all(b"</p>\n<details><summary>The same in numbers</summary>\n<div class=\"wide\"><table><thead><tr><th>from</th>")?;
    for level in Level::ALL.iter().rev() {
        write!(out, "<th class=\"n\">{level}</th>")?;
    }
    out.write_all(b"</tr></thead><tbody>\n")?;
    for bar in &bars.bars {
        write!(out, "<tr><th scope=\"row\">{}</th>", bars::second(bar.start))?;
        bar.findings
            .iter()
            .rev()
            .try_for_each(|count| write!(out, "<td class=\"n\">{}</td>", grouped(*count)))?;
        out.write_all(b"</tr>\n")?;
    }
    out.write_all(b"</tbody></table></div></details>\n")
}

fn outside(before: u64, after: u64) -> String {
    if before + after == 0 {
        return String::new();
    }
    format!(" Not drawn, because they are far off: {} before, {} after.", grouped(before), grouped(after))
}

/// A line of a list: what the script can filter by, what people read, and the numbers.
struct Line<'l> {
    value: String,
    text: String,
    findings: &'l ByLevel,
}

fn lists(out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
    if totals.all() > 0 {
        out.write_all(b"<p class=\"soft\">Below, the gravest come first: by their critical findings, then by their high ones, and so on.</p>\n")?;
    }
    out.write_all(b"<div class=\"lists\">\n")?;
    let causes = totals.causes.top(MAX_LINES).into_iter().map(|(cause, findings)| Line {
        value: format!("{}\n{}", terminal(&cause.about.title), terminal(&cause.about.id)),
        text: match cause.kind {
            "sigma" => cause.about.title.clone(),
            kind => format!("{} ({kind})", cause.about.title),
        },
        findings,
    });
    let causes: Vec<_> = causes.collect();
    list(out, "rule", "What found it", &causes, rest(&totals.causes, causes.len()))?;
    list(out, "host", "Hosts", &texts(&totals.hosts), rest(&totals.hosts, MAX_LINES))?;
    list(out, "user", "Users", &texts(&totals.users), rest(&totals.users, MAX_LINES))?;
    let tactics = totals.tactics.iter().filter_map(|(place, findings)| {
        let caption = TACTICS.get(*place)?.caption;
        Some(Line { value: caption.to_owned(), text: caption.to_owned(), findings })
    });
    let tactics: Vec<_> = tactics.collect();
    list(out, "tactic", "ATT&CK tactics", &tactics, String::new())?;
    list(
        out,
        "technique",
        "ATT&CK techniques",
        &texts(&totals.techniques),
        rest(&totals.techniques, MAX_LINES),
    )?;
    out.write_all(b"</div>\n")
}

/// What a list does not show.
fn rest<K: Ord + Clone>(counts: &Counts<K>, shown: usize) -> String {
    let hidden = counts.different().saturating_sub(shown) as u64;
    match (hidden, counts.over()) {
        (0, _) => String::new(),
        (hidden, 0) => format!("and {} more", grouped(hidden)),
        (hidden, over) => format!(
            "and {} more, and {} findings of others, too many to be counted apart",
            grouped(hidden),
            grouped(over)
        ),
    }
}

fn texts(counts: &Counts<String>) -> Vec<Line<'_>> {
    let line = |(text, findings): (&String, _)| Line { value: terminal(text), text: text.clone(), findings };
    counts.top(MAX_LINES).into_iter().map(|(text, findings)| line((text, findings))).collect()
}

fn list(out: &mut dyn Write, filter: &str, title: &str, lines: &[Line<'_>], rest: String) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let most = lines.iter().map(|line| bars::total(line.findings)).max().unwrap_or(0);
    write!(
        out,
        "<section><h2>{}</h2>\n<table class=\"list\" data-filter=\"{filter}\"><tbody>\n",
        escape(title)
    )?;
    for line in lines {
        writeln!(
            out,
            "<tr><th scope=\"row\" data-value=\"{}\">{}</th><td class=\"n\">{}</td><td class=\"bar\">{}</td></tr>",
            attribute(&line.value),
            escape(&line.text),
            grouped(bars::total(line.findings)),
            bars::line(line.findings, most)
        )?;
    }
    out.write_all(b"</tbody></table>\n")?;
    if !rest.is_empty() {
        writeln!(out, "<p class=\"soft\">{rest}</p>")?;
    }
    out.write_all(b"</section>\n")
}

fn table(out: &mut dyn Write, totals: &Totals, rows: &[Row], by_time: bool) -> io::Result<()> {
    out.write_all(b"<h2 id=\"findings\">Findings</h2>\n")?;
    if (rows.len() as u64) < totals.all() {
        writeln!(
            out,
            "<p class=\"mark\">The table holds the gravest {} of {} findings. The numbers above count all; --format jsonl or csv has all.</p>",
            grouped(rows.len() as u64),
            grouped(totals.all())
        )?;
    }
    let folder = data::folder(rows);
    if !folder.is_empty() {
        writeln!(out, "<p class=\"soft\">All files lie below {}</p>", escape(folder))?;
    }
    out.write_all(FORM.as_bytes())?;
    let first = rows.len().min(FIRST_ROWS);
    writeln!(
        out,
        "<p id=\"status\" class=\"soft\" role=\"status\">{} of {} findings; the others need a browser that runs scripts.</p>",
        grouped(first as u64),
        grouped(rows.len() as u64)
    )?;
    out.write_all(b"<table id=\"table\"><thead><tr>")?;
    let sorted = if by_time { ("time", "ascending") } else { ("level", "descending") };
    for (key, caption) in COLUMNS {
        let sort = if key == sorted.0 { format!(" aria-sort=\"{}\"", sorted.1) } else { String::new() };
        write!(out, "<th scope=\"col\" data-key=\"{key}\"{sort}>{caption}</th>")?;
    }
    out.write_all(b"</tr></thead><tbody id=\"rows\">\n")?;
    rows.iter().take(FIRST_ROWS).try_for_each(|row| write_row(out, row, folder))?;
    out.write_all(b"</tbody></table>\n<nav id=\"pager\" aria-label=\"Pages of findings\" hidden></nav>\n")
}

fn write_row(out: &mut dyn Write, row: &Row, folder: &str) -> io::Result<()> {
    let time = row.time.map(moment).unwrap_or_else(|| "unknown".to_owned());
    let level = row.about.level;
    let cells = [
        ("time", escape(&time)),
        ("level", format!("<span class=\"swatch {level}\">{level}</span>")),
        ("rule", escape(&row.about.title)),
        ("host", escape(&row.host)),
        ("user", escape(&row.user)),
        ("met", escape(&row.matched)),
        ("file", format!("{} #{}", escape(row.file.strip_prefix(folder).unwrap_or(&row.file)), row.record)),
    ];
    out.write_all(b"<tr>")?;
    for ((class, cell), (_, caption)) in cells.iter().zip(COLUMNS) {
        write!(out, "<td class=\"{class}\" data-label=\"{caption}\">{cell}</td>")?;
    }
    out.write_all(b"</tr>\n")
}

/// A time to the millisecond, as the script shows it.
fn moment(time: Time) -> String {
    let millis = Time::from_nanos(time.nanos().div_euclid(1_000_000).saturating_mul(1_000_000));
    millis.to_string().replace('T', " ").trim_end_matches('Z').to_owned()
}

/// The value of an attribute: what is hostile is shown as its code before, line ends are kept.
fn attribute(value: &str) -> String {
    value.split('\n').map(escape).collect::<Vec<_>>().join("\n")
}

fn lines(text: &str) -> String {
    text.lines().map(|line| escape(line) + "\n").collect()
}
