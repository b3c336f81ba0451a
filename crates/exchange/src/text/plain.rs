//! Plain text and Markdown: the lines are the lines. Tables in CSV: the rows are rows.

use super::readable::{Readable, Zone};

/// Appends the lines of a text.
pub(super) fn read(text: &str, to: &mut Readable) {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    for line in text.strip_suffix(end).unwrap_or(text).split(end) {
        to.push_line(line, Zone::Article);
    }
}

/// Appends the rows of a table in CSV, with bars between cells. Quotes of cells go; a cell that spans lines is cut there, for this is read by
/// people, and a list is imported as a list.
pub(super) fn read_table(text: &str, to: &mut Readable) {
    for line in text.lines() {
        let mut row = String::from("| ");
        let mut in_quotes = false;
        for letter in line.chars() {
            match letter {
                '"' => in_quotes = !in_quotes,
                ',' | ';' | '\t' if !in_quotes => row.push_str(" | "),
                letter => row.push(letter),
            }
        }
        to.push_line(&row, Zone::Article);
    }
}
