//! Rows of tables: where their cells are, and what the head says of each column.

use super::{
    section::{Topic, kinds, topic},
    setting::Said,
};
use crate::label::Label;
use std::{ops::Range, rc::Rc};

/// How many cells of a row are told apart. What is behind them belongs to the last.
const MAX_CELLS: usize = 64;

/// The head of a column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) topic: Option<Said<Topic>>,
    pub(super) label: Option<Said<Label>>,
}

/// The table that the lines are rows of.
#[derive(Debug, Default)]
pub(super) struct Table {
    columns: Vec<Column>,
}

/// The cells of a line, if it is a row: between bars, between tabs, or between runs of spaces where it is in a table already.
pub(super) fn cells(line: &str, in_table: bool) -> Option<Vec<Range<usize>>> {
    let inner = line.trim();
    if inner.starts_with('|') || in_table && inner.contains('|') || inner.contains(" | ") {
        return Some(split(line, |letter| letter == '|'));
    }
    if inner.contains('\t') {
        return Some(split(line, |letter| letter == '\t'));
    }
    None
}

fn split(line: &str, parts: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let start = line.len() - line.trim_start().len();
    let end = line.trim_end().len();
    let mut cells = Vec::new();
    let mut from = start;
    // A bar in a value is escaped in Markdown.
    let mut before = ' ';
    for (place, letter) in line.char_indices() {
        if place >= start && place < end && parts(letter) && before != '\\' && cells.len() < MAX_CELLS {
            // What stands before the first bar of a row is no cell.
            if place > start {
                cells.push(from..place);
            }
            from = place + letter.len_utf8();
        }
        before = letter;
    }
    if from < end {
        cells.push(from..end);
    }
    cells
}

/// Whether a row only parts the head from the rest: `|---|:--:|`.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains("--") && line.bytes().all(|byte| b"|-: +=\t".contains(&byte))
}

impl Table {
    /// A table whose head is this row. A head that holds values is none, and then nothing is known of the columns.
    pub(super) fn with_head(line: &str, cells: &[Range<usize>], has_values: bool) -> Self {
        if has_values {
            return Self::default();
        }
        Self {
            columns: cells.iter().map(|cell| column(line.get(cell.clone()).unwrap_or_default())).collect(),
        }
    }

    pub(super) fn column(&self, number: usize) -> Option<&Column> {
        self.columns.get(number)
    }
}

fn column(head: &str) -> Column {
    let words: Rc<str> = head.trim().trim_matches(['*', '`', '"', '_']).into();
    let label = kinds(&words);
    let what = match (&label, &*words.to_lowercase()) {
        (Some(Label::Kinds(_)), _) => Some(Topic::Indicators),
        (_, "value" | "values" | "data" | "item" | "entry") => Some(Topic::Indicators),
        (_, "description" | "comment" | "comments" | "notes" | "note" | "context" | "details") => None,
        (_, lower) if lower.contains("link") || lower.contains("report") || lower.contains("vendor") => {
            Some(Topic::References)
        }
        _ => topic(&words).filter(|topic| *topic != Topic::Other),
    };
    Column {
        topic: what.map(|what| Said { what, words: words.clone() }),
        label: label.map(|what| Said { what, words }),
    }
}

/// What the cells of a row say of the others: one of them may be a word for the kind of the value beside it.
pub(super) fn label_of_row(line: &str, cells: &[Range<usize>]) -> Option<(usize, Said<Label>)> {
    cells.iter().take(4).enumerate().find_map(|(number, cell)| {
        let words = line.get(cell.clone())?.trim().trim_matches(['*', '`', ':', '_']);
        let what = (words.len() <= 40).then(|| kinds(words)).flatten()?;
        // A cell that holds a value holds no word for one.
        let is_word =
            !words.contains(['.', '@', '[', '/']) && !words.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_word.then(|| (number, Said { what, words: words.into() }))
    })
}
