//! How tables are written down: rows, cells, quotes, the sign between cells.
//!
//! Source: RFC 4180, section 2, and what spreadsheets and PowerShell do besides: semicolons and tabs, `sep=;` and `#TYPE` lines
//! before the header. As there, a quote means something only where a cell starts.

use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// How many rows are looked at to tell a table.
const ROWS: usize = 100;

/// How long the name of a column may be, in a text that is to be told a table.
const MAX_NAME: usize = 128;

/// Where a row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// After so many bytes, its line end counted.
    Ends(usize),
    /// Nothing is missing but the line end.
    Last,
    /// A quote is open at the end of the text.
    Open,
}

/// Where the row ends that starts here.
pub(crate) fn row(text: &[u8], delimiter: u8) -> Row {
    let mut at = 0;
    loop {
        if text.get(at) == Some(&b'"') {
            match quote_end(text, at + 1) {
                Some(end) => at = end + 1,
                None => return Row::Open,
            }
        }
        let Some(found) = text.get(at..).and_then(|rest| memchr2(delimiter, b'\n', rest)) else {
            return Row::Last;
        };
        at += found + 1;
        if text.get(at - 1) == Some(&b'\n') {
            return Row::Ends(at);
        }
    }
}

/// Where the quote is that ends a cell: one that is not written twice.
fn quote_end(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let found = at + memchr(b'"', text.get(at..)?)?;
        if text.get(found + 1) != Some(&b'"') {
            return Some(found);
        }
        at = found + 2;
    }
}

/// The cells of one row, without its line end.
pub(crate) struct Cells<'a> {
    rest: Option<&'a str>,
    delimiter: u8,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(row: &'a str, delimiter: u8) -> Self {
        let row = row.strip_suffix('\n').unwrap_or(row);
        Cells { rest: Some(row.strip_suffix('\r').unwrap_or(row)), delimiter }
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = Cow<'a, str>;

    fn next(&mut self) -> Option<Cow<'a, str>> {
        let rest = self.rest.take()?;
        let quoted = rest.strip_prefix('"').and_then(|inside| {
            let end = quote_end(inside.as_bytes(), 0)?;
            Some((inside.get(..end)?, inside.get(end + 1..)?))
        });
        let (inside, after) = quoted.unwrap_or(("", rest));
        let end = memchr(self.delimiter, after.as_bytes());
        self.rest = end.and_then(|end| after.get(end + 1..));
        let plain = end.map_or(Some(after), |end| after.get(..end))?;
        Some(match (inside.contains('"'), plain) {
            (false, "") => Cow::Borrowed(inside),
            (false, plain) if quoted.is_none() => Cow::Borrowed(plain),
            // What stands behind the quote that ends a cell is kept.
            (_, plain) => Cow::Owned(inside.replace("\"\"", "\"") + plain),
        })
    }
}

/// How many bytes of lines stand before the header row.
pub(crate) fn prelude(text: &[u8]) -> usize {
    let mut len = 0;
    while let Some(end) = text.get(len..).and_then(|rest| memchr(b'\n', rest)) {
        let line = text.get(len..len + end).unwrap_or_default().trim_ascii();
        if !line.is_empty() && !line.starts_with(b"#TYPE ") && !line.starts_with(b"sep=") {
            break;
        }
        len += end + 1;
    }
    len
}

/// The sign between the cells of a header: that of tabs, semicolons and commas which stands there most often.
pub(crate) fn delimiter(header: &[u8]) -> u8 {
    let (mut counts, mut in_quotes) = ([0_usize; 3], false);
    for byte in header {
        in_quotes ^= *byte == b'"';
        let signs = counts.iter_mut().zip(DELIMITERS);
        signs.filter(|(_, sign)| sign == byte && !in_quotes).for_each(|(count, _)| *count += 1);
    }
    // Of equals the first counts.
    DELIMITERS.into_iter().zip(counts).rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| sign)
}

const DELIMITERS: [u8; 3] = [b'\t', b';', b','];

/// Whether a text is a table: a row of names, and under it rows of as many cells.
pub(crate) fn is_table(text: &[u8]) -> bool {
    let text = text.get(prelude(text)..).unwrap_or_default();
    let first_line = text.get(..memchr(b'\n', text).unwrap_or(text.len())).unwrap_or_default();
    let delimiter = delimiter(first_line);
    let Row::Ends(len) = row(text, delimiter) else { return false };
    let (header, mut rest) = text.split_at_checked(len).unwrap_or_default();
    let header = String::from_utf8_lossy(header);
    let names: Vec<_> = Cells::new(&header, delimiter).collect();
    if names.len() < 2 || !names.iter().all(|name| is_name(name)) || !are_distinct(&names) {
        return false;
    }
    let (mut fit, mut all) = (0, 0);
    while all < ROWS && !rest.is_empty() {
        let len = match row(rest, delimiter) {
            Row::Ends(len) => len,
            // The text may have been cut here; a table of one row has nothing else.
            Row::Last if all == 0 => rest.len(),
            Row::Last | Row::Open => break,
        };
        let (line, after) = rest.split_at_checked(len).unwrap_or_default();
        rest = after;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let cells = Cells::new(&String::from_utf8_lossy(line), delimiter).count();
        all += 1;
        fit += usize::from(cells == names.len() || Some(cells) == with_message(&names));
    }
    // Of two columns there are many texts; more than one row has to say so.
    let enough = if names.len() == 2 { 2 } else { 1 };
    fit >= enough && fit * 4 >= all * 3
}

/// How many cells the rows have of a table that the Windows Event Viewer wrote: its message stands in a column of no name.
/// Source: Microsoft, "Event Viewer", Save All Events As, `.csv`: Level, Date and Time, Source, Event ID, Task Category.
pub(crate) fn with_message(names: &[Cow<'_, str>]) -> Option<usize> {
    const NAMES: [&str; 5] = ["Level", "Date and Time", "Source", "Event ID", "Task Category"];
    let all = names.len() == 5 && NAMES.iter().all(|name| names.iter().any(|has| has == name));
    all.then_some(names.len() + 1)
}

/// Whether a cell may be the name of a column: some words, no sentence, no value.
fn is_name(cell: &str) -> bool {
    let cell = cell.trim();
    let starts_well =
        cell.chars().next().is_some_and(|first| first.is_alphabetic() || "_@#$(".contains(first));
    starts_well
        && cell.len() <= MAX_NAME
        && !cell.contains(char::is_control)
        && !cell.ends_with(['.', '!', '?'])
        && !cell.contains("://")
        && cell.split(' ').count() <= 10
}

fn are_distinct(names: &[Cow<'_, str>]) -> bool {
    let mut sorted: Vec<_> = names.iter().map(|name| name.trim()).collect();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| matches!(pair, [one, other] if one != other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_where_their_quotes_are_closed() {
        for (text, expected) in [
            ("a,b\nc", Row::Ends(4)),
            ("\"a\nb\",c\r\nd", Row::Ends(9)),
            ("\"a\"\"\nb\",c\n", Row::Ends(10)),
            ("a 5\" disk,b\n", Row::Ends(12)),
            ("a,\"b", Row::Open),
            ("a,\"b\"", Row::Last),
            ("", Row::Last),
        ] {
            assert_eq!(row(text.as_bytes(), b','), expected, "{text}");
        }
    }

    #[test]
    fn cells_lose_their_quotes() {
        for (text, expected) in [
            ("a,b\n", vec!["a", "b"]),
            ("\"a,\"\"b\"\"\",,\"\"\r\n", vec!["a,\"b\"", "", ""]),
            ("a 5\" disk,\"b\"c", vec!["a 5\" disk", "bc"]),
            ("", vec![""]),
        ] {
            assert_eq!(Cells::new(text, b',').collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn tables_are_told_from_texts() {
        for (text, expected) in [
            ("id,name,at\n1,x,2\n", true),
            ("\"Id\";\"Name\"\r\n\"1\";\"x\"\r\n\"2\";\"y\"\r\n", true),
            ("a\tb\tc\n1\t2\t3", true),
            ("#TYPE X.Y\n\"Id\",\"Name\",\"At\"\n\"1\",\"x\n,y\",\"2\"\n", true),
            ("sep=;\nid;name;at\n1;2;3\n", true),
            ("Level,Date and Time,Source,Event ID,Task Category\nInformation,x,y,1,None,\"a\nb\"\n", true),
            ("Hello, world\nI am, here\n", false),
            ("Hello, world.\nI am, here\n", false),
            ("id,name\n1,x\n", false),
            ("id,id,name\n1,2,3\n", false),
            ("1,2,3\n4,5,6\n", false),
            ("a,b,c\n1,2\n1\n", false),
            ("a,b,c\n", false),
            ("[1,2,3,\n4,5,6]\n", false),
            ("x\ny\n", false),
        ] {
            assert_eq!(is_table(text.as_bytes()), expected, "{text}");
        }
    }
}
