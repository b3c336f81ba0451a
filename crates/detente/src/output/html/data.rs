//! The rows of the table for the script: columns of numbers, and lists of the texts that they stand for, each text once.

use super::Row;
use crate::output::{
    attack,
    escape::{json_string, terminal},
    json::{Object, object},
    page,
};
use hunt::Level;
use std::{
    collections::HashMap,
    hash::Hash,
    io::{self, Write},
};

/// The largest whole number below which a script has all: 2^53 - 1. Larger ones are given as texts.
const MAX_EXACT: u64 = (1 << 53) - 1;

/// Texts, each with a number from 0 in the order in which it came first.
struct Dictionary<'r, K> {
    numbers: HashMap<K, usize>,
    /// One row for each.
    rows: Vec<&'r Row>,
}

impl<'r, K: Eq + Hash> Dictionary<'r, K> {
    fn new(rows: &'r [Row], key: impl Fn(&'r Row) -> K) -> (Self, Vec<usize>) {
        let mut own = Dictionary { numbers: HashMap::new(), rows: Vec::new() };
        let column = rows.iter().map(|row| {
            let next = own.rows.len();
            *own.numbers.entry(key(row)).or_insert_with(|| {
                own.rows.push(row);
                next
            })
        });
        let column = column.collect();
        (own, column)
    }
}

/// Writes the rows as an element that the script reads. What is hostile is shown as its code, as everywhere on the page.
pub fn write(out: &mut dyn Write, rows: &[Row], by_time: bool) -> io::Result<()> {
    out.write_all(b"<script type=\"application/json\" id=\"data\">")?;
    let mut json = Vec::new();
    object(&mut json, |data| {
        data.texts("levels", Level::ALL.map(Level::as_str));
        data.text("sort", if by_time { "time" } else { "level" });
        columns(data, rows);
    });
    out.write_all(&page::embed(&json))?;
    out.write_all(b"</script>\n")
}

fn columns(data: &mut Object<'_>, rows: &[Row]) {
    let (rules, rule) = Dictionary::new(rows, |row| row.place);
    let (hosts, host) = Dictionary::new(rows, |row| row.host.as_str());
    let (users, user) = Dictionary::new(rows, |row| row.user.as_str());
    let (files, file) = Dictionary::new(rows, |row| &*row.file);
    data.list("rules", rules.rows, |out, row| object(out, |object| write_rule(object, row)));
    let folder = folder(rows);
    texts(data, "hosts", hosts.rows.iter().map(|row| row.host.as_str()));
    texts(data, "users", users.rows.iter().map(|row| row.user.as_str()));
    texts(data, "files", files.rows.iter().map(|row| row.file.strip_prefix(folder).unwrap_or(&row.file)));
    for (name, column) in [("rule", rule), ("host", host), ("user", user), ("file", file)] {
        data.list(name, column, number);
    }
    data.list("time", rows, |out, row| match row.time {
        Some(time) => number(out, time.nanos().div_euclid(1_000_000)),
        None => out.extend_from_slice(b"null"),
    });
    data.list("record", rows, |out, row| match row.record {
        0..=MAX_EXACT => number(out, row.record),
        large => json_string(out, &large.to_string()),
    });
    texts(data, "met", rows.iter().map(|row| row.matched.as_str()));
}

/// A list of texts in which what is hostile is shown as its code.
fn texts<'r>(data: &mut Object<'_>, name: &str, texts: impl Iterator<Item = &'r str>) {
    data.list(name, texts, |out, text| json_string(out, &terminal(text)));
}

/// The folder that all files lie in, with what ends it; empty where there is none, or only one file.
pub fn folder(rows: &[Row]) -> &str {
    let Some(first) = rows.first().map(|row| &*row.file) else { return "" };
    let mut common = first.len();
    let mut several = false;
    for row in rows {
        several |= *row.file != *first;
        let same = first.bytes().zip(row.file.bytes()).take_while(|(a, b)| a == b).count();
        common = common.min(same);
    }
    let same = first.as_bytes().get(..common).unwrap_or_default();
    match same.iter().rposition(|byte| matches!(byte, b'/' | b'\\')).filter(|_| several) {
        Some(end) => first.get(..=end).unwrap_or_default(),
        None => "",
    }
}

fn write_rule(object: &mut Object<'_>, row: &Row) {
    let about = &row.about;
    object.text("title", &terminal(&about.title));
    object.text("id", &terminal(&about.id));
    object.number("level", Level::ALL.iter().position(|level| *level == about.level).unwrap_or_default());
    object.text("kind", row.kind);
    object.texts("tactics", attack::tactics(&about.tags).iter().map(|tactic| tactic.caption));
    object.list("techniques", attack::techniques(&about.tags), |out, technique| {
        json_string(out, technique.id());
    });
}

fn number(out: &mut Vec<u8>, number: impl std::fmt::Display) {
    let _ = write!(out, "{number}"); // writing to memory does not fail
}
