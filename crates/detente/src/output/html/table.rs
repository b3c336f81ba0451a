//! The table: its first rows stand in the page, the others the script draws from the data.

use super::{Row, data, document::moment, totals::Totals};
use crate::output::{grouped, page::escape};
use std::io::{self, Write};

/// What narrows the table; the script shows it.
const FORM: &str = include_str!("form.html");

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

/// Writes the section of the table.
pub fn write(out: &mut dyn Write, totals: &Totals, rows: &[Row], by_time: bool) -> io::Result<()> {
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
    // On a telephone the table is laid out as cards, which would take its meaning away but for the roles.
    out.write_all(b"<table id=\"table\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">")?;
    let sorted = if by_time { ("time", "ascending") } else { ("level", "descending") };
    for (key, caption) in COLUMNS {
        let sort = if key == sorted.0 { format!(" aria-sort=\"{}\"", sorted.1) } else { String::new() };
        write!(out, "<th scope=\"col\" role=\"columnheader\" data-key=\"{key}\"{sort}>{caption}</th>")?;
    }
    out.write_all(b"</tr></thead><tbody id=\"rows\" role=\"rowgroup\">\n")?;
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
    out.write_all(b"<tr role=\"row\">")?;
    for ((class, cell), (_, caption)) in cells.iter().zip(COLUMNS) {
        write!(out, "<td role=\"cell\" class=\"{class}\" data-label=\"{caption}\">{cell}</td>")?;
    }
    out.write_all(b"</tr>\n")
}
