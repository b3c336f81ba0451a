//! Delimited tables as offices publish them: byte order marks, `\r\n`, ragged rows, commas or semicolons or tabs.
//!
//! One place for the limits that a hostile file meets. Not here: what any column means.

use csv::{ByteRecord, Reader, ReaderBuilder};

use crate::error::AuditError;

/// The longest cell. Longer ones come from a quotation mark that is never closed, which swallows the rest of the file.
const MAX_CELL: usize = 64 * 1024;

/// Rows of one table. A state has some hundred thousand batches; ten million rows are no honest table.
const MAX_ROWS: u64 = 10_000_000;

/// Cells of one row.
const MAX_COLUMNS: usize = 1_000;

/// The rows of one file, read one at a time.
pub(crate) struct Table<'a> {
    file: &'a str,
    text: &'a [u8],
    reader: Reader<&'a [u8]>,
    rows: u64,
    lines: Lines,
}

/// Counts lines up to an offset that only grows. The reader's own count stands one line back after `\r\n` and after
/// empty lines.
struct Lines {
    offset: usize,
    line: u64,
}

impl Lines {
    /// The line of the first byte at or after `offset` that is no line end.
    fn at(&mut self, text: &[u8], offset: usize) -> u64 {
        let ends = |bytes: &[u8]| {
            let next = bytes.iter().skip(1).map(Some).chain([None]);
            bytes
                .iter()
                .zip(next)
                .filter(|(byte, next)| **byte == b'\n' || **byte == b'\r' && *next != Some(&b'\n'))
                .count()
        };
        let rest = text.get(offset..).unwrap_or_default();
        let start = offset + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.line += ends(text.get(self.offset..start).unwrap_or_default()) as u64;
        self.offset = start;
        self.line
    }
}

impl<'a> Table<'a> {
    /// Looks at the byte order mark and the first line; reads nothing else yet.
    pub(crate) fn open(file: &'a str, bytes: &'a [u8]) -> Result<Self, AuditError> {
        if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            return Err(AuditError::file(file, "this is UTF-16 text; save it again as `CSV UTF-8`"));
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return Err(AuditError::file(
                file,
                "this is a workbook or a zip archive; save the sheet as `CSV UTF-8`",
            ));
        }
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .from_reader(text);
        Ok(Self { file, text, reader, rows: 0, lines: Lines { offset: 0, line: 1 } })
    }

    pub(crate) fn file(&self) -> &'a str {
        self.file
    }

    /// The next row that holds anything; spreadsheets leave rows of empty cells behind.
    pub(crate) fn next_row(&mut self) -> Option<Result<Row, AuditError>> {
        loop {
            let mut record = ByteRecord::new();
            match self.reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(AuditError::file(self.file, error.to_string()))),
            }
            let offset = record.position().map_or(0, csv::Position::byte) as usize;
            let row = Row { line: self.lines.at(self.text, offset), record };
            if row.is_blank() {
                continue;
            }
            self.rows += 1;
            return Some(self.within_limits(row));
        }
    }

    fn within_limits(&self, row: Row) -> Result<Row, AuditError> {
        if self.rows > MAX_ROWS {
            return Err(AuditError::file(self.file, format!("it has more than {MAX_ROWS} rows")));
        }
        if row.record.len() > MAX_COLUMNS {
            return Err(AuditError::row(
                self.file,
                row.line,
                format!("it has more than {MAX_COLUMNS} cells"),
            ));
        }
        if row.record.iter().any(|cell| cell.len() > MAX_CELL) {
            return Err(AuditError::row(
                self.file,
                row.line,
                "a quotation mark that opens here is never closed",
            ));
        }
        Ok(row)
    }
}

/// One row and the line on which it begins.
pub(crate) struct Row {
    pub(crate) line: u64,
    record: ByteRecord,
}

impl Row {
    pub(crate) fn len(&self) -> usize {
        self.record.len()
    }

    /// A cell without the spaces around it; empty where the row is too short.
    pub(crate) fn cell(&self, column: usize) -> Result<&str, &'static str> {
        let bytes = self.record.get(column).unwrap_or_default();
        std::str::from_utf8(bytes).map(trim).map_err(|_| "it is not UTF-8 text; save the file as `CSV UTF-8`")
    }

    /// A cell that is only shown to people: bytes that are no text become the replacement character.
    pub(crate) fn shown(&self, column: usize) -> String {
        trim(&String::from_utf8_lossy(self.record.get(column).unwrap_or_default())).to_owned()
    }

    /// A cell as it stands, with the spaces around it.
    pub(crate) fn verbatim(&self, column: usize) -> String {
        String::from_utf8_lossy(self.record.get(column).unwrap_or_default()).into_owned()
    }

    pub(crate) fn all_shown(&self) -> Vec<String> {
        (0..self.len()).map(|column| self.shown(column)).collect()
    }

    fn is_blank(&self) -> bool {
        self.record.iter().all(|cell| std::str::from_utf8(cell).is_ok_and(|cell| trim(cell).is_empty()))
    }
}

/// Spaces of every kind, and the marks of no width that copying from a web page leaves.
fn trim(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200b}'))
}

/// The separator that the first line uses most; a comma where it uses none.
fn delimiter(text: &[u8]) -> u8 {
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| first.iter().filter(|byte| **byte == wanted).count();
    [b';', b'\t'].into_iter().fold(b',', |best, other| if count(other) > count(best) { other } else { best })
}

/// A header in small letters and single spaces, `#` spelled out: `#of Ballot Cards` is `number of ballot cards`.
pub(crate) fn words(header: &str) -> Vec<String> {
    let spelled = header.replace('#', " number ").to_lowercase();
    spelled
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut table = Table::open("t.csv", bytes).expect("a table");
        std::iter::from_fn(|| table.next_row())
            .map(|row| row.expect("a row"))
            .map(|row| (row.line, row.all_shown()))
            .collect()
    }

    #[test]
    fn marks_blanks_and_ragged_rows() {
        let read = rows(b"\xEF\xBB\xBFa,b\r\n,\r\n\r\n 1 ,\xC2\xA02,3\r\n");
        assert_eq!(read, [(1, vec!["a".into(), "b".into()]), (4, vec!["1".into(), "2".into(), "3".into()])]);
    }

    #[test]
    fn semicolons_and_tabs() {
        assert_eq!(rows(b"a;b,c;d\n").first().map(|row| row.1.len()), Some(3));
        assert_eq!(rows(b"a\tb\n").first().map(|row| row.1.len()), Some(2));
    }

    #[test]
    fn what_is_no_table_is_named() {
        for (bytes, word) in [(&b"\xFF\xFEa\0"[..], "UTF-16"), (b"PK\x03\x04", "workbook")] {
            let error = Table::open("t.csv", bytes).err().expect("refused").to_string();
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn an_open_quotation_mark_is_one_bad_row() {
        let mut text = b"a,b\n1,\"2\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', MAX_CELL + 1));
        let mut table = Table::open("t.csv", &text).expect("a table");
        assert!(table.next_row().expect("a header").is_ok());
        let error = table.next_row().expect("a row").err().expect("refused").to_string();
        assert!(error.contains("line 2") && error.contains("never closed"), "{error}");
    }

    #[test]
    fn words_of_headers() {
        assert_eq!(words("#of Ballot Cards"), ["number", "of", "ballot", "cards"]);
        assert_eq!(words(". of Ballots"), ["of", "ballots"]);
        assert_eq!(words("county_name"), ["county", "name"]);
    }
}
