//! What found most, and on which hosts, by which users: a list each, the gravest first.

use super::{
    bars,
    counts::{ByLevel, Counts},
    totals::Totals,
};
use crate::output::{attack::TACTICS, escape::terminal, grouped, page::escape};
use std::io::{self, Write};

/// How many lines a list of hosts, users or rules has.
const MAX_LINES: usize = 12;

/// A line of a list: what the script can filter by, what people read, and the numbers.
struct Line<'l> {
    value: String,
    text: String,
    findings: &'l ByLevel,
}

/// Writes all lists.
pub fn write(out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
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

/// The value of an attribute: what is hostile is shown as its code before, line ends are kept.
fn attribute(value: &str) -> String {
    value.split('\n').map(escape).collect::<Vec<_>>().join("\n")
}
