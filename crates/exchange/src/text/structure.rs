//! Where each line stands: under which heading, in which column of a table, in which list.
//!
//! One pass over the lines with a look at the next one. It guesses: plain text has no marks for what is a heading.

use super::{
    readable::Zone,
    section::{MAX_HEADING, Topic, kinds, topic},
    setting::{Piece, Said, Setting},
    table::{Column, Table, cells, is_rule, label_of_row},
    token::has_value,
};
use crate::label::Label;
use std::rc::Rc;

/// How many words a line may have and still be a heading or lead into a list.
const MAX_LEAD_WORDS: usize = 25;

/// How many words a line has that is a paragraph of its own, which ends what a line before a list began.
const PROSE_WORDS: usize = 8;

/// A heading above.
#[derive(Clone, Debug)]
struct Heading {
    level: usize,
    topic: Option<Said<Topic>>,
    label: Option<Said<Label>>,
}

/// What was read of the structure so far.
#[derive(Debug, Default)]
pub(super) struct Structure {
    headings: Vec<Heading>,
    /// A line that ends with a colon, and what it says of the list behind it.
    lead: Option<Heading>,
    /// Whether an empty line stood behind that.
    is_apart: bool,
    table: Option<Table>,
    was_blank: bool,
    zone: Option<Zone>,
}

impl Structure {
    /// The pieces of a line, and where they stand. `next` is the line behind it.
    pub(super) fn pieces(&mut self, line: &str, next: &str, zone: Zone) -> Vec<Piece> {
        if self.zone.replace(zone) != Some(zone) {
            (self.lead, self.table) = (None, None);
        }
        let bare = unquoted(line);
        if bare.is_empty() {
            (self.table, self.was_blank, self.is_apart) = (None, true, self.lead.is_some());
            return Vec::new();
        }
        let pieces = self.row(line, next, zone).unwrap_or_else(|| {
            self.table = None;
            self.read(bare, unquoted(next));
            vec![Piece { start: 0, end: line.len(), setting: self.setting(zone, None, None), is_cell: false }]
        });
        self.was_blank = false;
        pieces
    }

    /// The cells of a line that is a row.
    fn row(&mut self, line: &str, next: &str, zone: Zone) -> Option<Vec<Piece>> {
        let cells = cells(line, self.table.is_some() || is_rule(next))?;
        if is_rule(line) {
            return Some(Vec::new());
        }
        let is_head = self.table.is_none();
        let table = self.table.take().unwrap_or_else(|| Table::with_head(line, &cells, has_value(line)));
        let said = label_of_row(line, &cells).filter(|_| !is_head || cells.len() > 1);
        let pieces = cells.into_iter().enumerate().map(|(number, cell)| {
            let column = table.column(number).filter(|_| !is_head);
            let label = said.as_ref().filter(|(of, _)| *of != number).map(|(_, said)| said.clone());
            Piece {
                start: cell.start,
                end: cell.end,
                setting: self.setting(zone, column, label),
                is_cell: true,
            }
        });
        let pieces = pieces.collect();
        self.table = Some(table);
        Some(pieces)
    }

    /// Takes a line that is no row: it may be a heading, lead into a list, or end one.
    fn read(&mut self, line: &str, next: &str) {
        if let Some((level, words)) = heading(line, next, self.was_blank) {
            return self.head(level, words);
        }
        let words = line.split_whitespace().take(MAX_LEAD_WORDS + 1).count();
        if line.ends_with([':', '\u{ff1a}']) && words <= MAX_LEAD_WORDS {
            self.lead = Some(Heading {
                level: 0,
                topic: said(line, lead_topic(line)),
                label: said(line, kinds_of(line)),
            });
            self.is_apart = false;
        } else if self.is_apart && words >= PROSE_WORDS && !is_item(line) {
            self.lead = None;
        }
    }

    fn head(&mut self, level: usize, words: &str) {
        self.lead = None;
        while self.headings.last().is_some_and(|above| above.level >= level) {
            self.headings.pop();
        }
        let inherited = self.headings.last().and_then(|above| above.topic.clone());
        // Under references even `Domains` are the author's; a heading that says nothing goes on with what is above it.
        let topic = match (said(words, topic(words)), inherited) {
            (None, inherited) => inherited,
            (own, _) => own,
        };
        self.headings.push(Heading { level, topic, label: said(words, kinds_of(words)) });
    }

    fn setting(&self, zone: Zone, column: Option<&Column>, row: Option<Said<Label>>) -> Setting {
        let above = self.headings.last();
        let lead = self.lead.as_ref();
        let topic = lead.and_then(|lead| lead.topic.clone()).or_else(|| above?.topic.clone());
        let column_label = column.and_then(|column| column.label.clone());
        let list_label = || lead.and_then(|lead| lead.label.clone()).or_else(|| above?.label.clone());
        Setting {
            zone,
            topic,
            column: column.and_then(|column| column.topic.clone()),
            label: row.or(column_label).or_else(list_label),
        }
    }
}

fn said<T>(words: &str, what: Option<T>) -> Option<Said<T>> {
    let words = words.trim_matches(['*', '_', ':', ' ', '-', '=', '"']);
    what.map(|what| Said { what, words: Rc::from(words) })
}

/// The kinds that a short heading names. A long one uses such words in other senses.
fn kinds_of(words: &str) -> Option<Label> {
    (words.split_whitespace().count() <= 5).then(|| kinds(words)).flatten()
}

/// What a line before a list says: besides the words of headings, that something bad follows.
fn lead_topic(line: &str) -> Option<Topic> {
    let lower = line.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let bad = [
        "malicious",
        "attacker",
        "threat actor",
        "observed",
        "phishing",
        "block",
        "hunt for",
        "search for",
        "look for",
    ];
    topic(line).filter(|topic| *topic != Topic::Other).or_else(|| has(&bad).then_some(Topic::Indicators))
}

/// The line without marks of quotation.
pub(super) fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t']).trim_end()
}

fn is_item(line: &str) -> bool {
    line.starts_with(['-', '*', '\u{2022}', '+', '\u{b7}', '\u{2013}'])
        || line.starts_with(|first: char| first.is_ascii_digit())
}

/// Levels of headings that plain text has no signs for.
const UNDERLINED: usize = 2;
const BOLD: usize = 5;
const GUESSED: usize = 4;

/// The level of a heading and its words, if the line is one.
fn heading<'l>(line: &'l str, next: &str, was_blank: bool) -> Option<(usize, &'l str)> {
    if line.len() > MAX_HEADING {
        return None;
    }
    for sign in ['#', '='] {
        let words = line.trim_start_matches(sign);
        let level = line.len() - words.len();
        if (1..=6).contains(&level) && words.starts_with(' ') {
            return Some((level, words.trim_end_matches([sign, ' ']).trim()));
        }
    }
    if has_value(line) {
        return None;
    }
    let is_line =
        |text: &str| text.len() >= 3 && text.bytes().all(|byte| byte == b'=' || byte == b'-' || byte == b'~');
    if is_line(next) && !is_line(line) {
        return Some((UNDERLINED, line));
    }
    let bold = ["**", "__"]
        .into_iter()
        .find_map(|sign| line.strip_prefix(sign)?.trim_end_matches(':').strip_suffix(sign));
    if let Some(words) = bold.filter(|words| !words.contains("**")) {
        return Some((BOLD, words));
    }
    let words = line.split_whitespace().take(10).count();
    let is_short = words <= 9 && !line.ends_with(['.', ',', ';', '!', '?', ':', '\u{ff1a}', '\u{3002}']);
    let is_loud = line.chars().any(char::is_uppercase) && !line.chars().any(char::is_lowercase);
    let is_guess =
        is_short && was_blank && !is_item_sign(line) && (is_loud || next.is_empty() || topic(line).is_some());
    (is_guess && (is_loud || topic(line).is_some())).then_some((GUESSED, line))
}

/// A sign of an item, which a numbered heading has not.
fn is_item_sign(line: &str) -> bool {
    line.starts_with(['-', '*', '\u{2022}', '+', '\u{b7}'])
}
