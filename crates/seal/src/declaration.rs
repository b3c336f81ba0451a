//! What a seal is a seal of: the columns, their types, the normalisation, the key. All of it is sealed too.

use std::fmt::Write as _;

use crate::cell::{Cells, Kind};
use crate::error::SealError;
use crate::input::push_cell;
use crate::quoted;

/// More columns than any register has; keeps a hostile header from costing memory per row.
pub(crate) const MAX_COLUMNS: usize = 4_096;

/// Ways to read the values of one key that are tried: two a column, for up to eight columns.
const MAX_KEYS: usize = 256;

/// What was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The rows of a table.
    Table,
    /// The entries of a folder, one row each.
    Files,
}

impl Subject {
    fn word(self) -> &'static str {
        match self {
            Subject::Table => "table",
            Subject::Files => "files",
        }
    }
}

/// How values are made alike before they are sealed, so that an export by another program gives the same seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalisation {
    /// Unicode NFC, then white space off both ends.
    NfcTrim,
    /// Nothing: file names differ where their bytes differ.
    None,
}

impl Normalisation {
    fn words(self) -> &'static str {
        match self {
            Normalisation::NfcTrim => "nfc trim",
            Normalisation::None => "none",
        }
    }
}

/// How the values of a column are written before they are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// As they stand.
    Text,
    /// Whole numbers: no plus sign, no leading zeros.
    Integer,
    /// Decimal numbers: as integers, and no trailing zeros after the point.
    Decimal,
    /// Days: `YYYY-MM-DD`, read from that, `YYYYMMDD` or `MM/DD/YYYY`.
    Date,
}

impl ColumnType {
    /// Every type, in the order of the documentation.
    pub const ALL: [ColumnType; 4] =
        [ColumnType::Text, ColumnType::Integer, ColumnType::Decimal, ColumnType::Date];

    /// The word by which declarations and flags name the type.
    pub fn word(self) -> &'static str {
        match self {
            ColumnType::Text => "text",
            ColumnType::Integer => "integer",
            ColumnType::Decimal => "decimal",
            ColumnType::Date => "date",
        }
    }

    /// The type that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        ColumnType::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One declared column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header (or its JSON key), normalised.
    pub name: String,
    /// How its values are written.
    pub kind: ColumnType,
}

/// The declaration of a seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    pub(crate) subject: Subject,
    pub(crate) normalisation: Normalisation,
    pub(crate) columns: Vec<Column>,
    /// Positions in `columns`, in the order in which the rows are sorted.
    pub(crate) key: Vec<usize>,
}

impl Declaration {
    /// Declares a table of text columns named as `header` says, whose rows are told apart by the columns `key`.
    ///
    /// # Errors
    /// [`SealError::Declaration`]: no or too many columns, a name used twice, no key, or a key that is no column.
    pub fn table<S: AsRef<str>>(header: &[String], key: &[S]) -> Result<Self, SealError> {
        let columns =
            header.iter().map(|name| Column { name: name.clone(), kind: ColumnType::Text }).collect();
        Declaration::new(Subject::Table, Normalisation::NfcTrim, columns, key)
    }

    pub(crate) fn new<S: AsRef<str>>(
        subject: Subject,
        normalisation: Normalisation,
        columns: Vec<Column>,
        key: &[S],
    ) -> Result<Self, SealError> {
        refuse_doubles(&columns)?;
        let mut declaration = Declaration { subject, normalisation, columns, key: Vec::new() };
        for name in key {
            let position = declaration.find(name.as_ref())?;
            if declaration.key.contains(&position) {
                return Err(SealError::declaration(format!(
                    "the key names the column {:?} twice",
                    name.as_ref()
                )));
            }
            declaration.key.push(position);
        }
        if declaration.key.is_empty() {
            return Err(SealError::declaration(
                "no key column is named; rows need a key that tells them apart",
            ));
        }
        Ok(declaration)
    }

    /// The same declaration with another type for the column `name`.
    ///
    /// # Errors
    /// [`SealError::Declaration`]: there is no such column.
    pub fn with_type(mut self, name: &str, kind: ColumnType) -> Result<Self, SealError> {
        let position = self.find(name)?;
        if let Some(column) = self.columns.get_mut(position) {
            column.kind = kind;
        }
        Ok(self)
    }

    /// What is sealed.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The columns, in the order in which a row's cells are encoded.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The names of the key's columns, in the order of the key.
    pub fn key_names(&self) -> impl Iterator<Item = &str> {
        self.key.iter().filter_map(|&position| self.columns.get(position)).map(|column| column.name.as_str())
    }

    /// The positions of the key's columns among the columns.
    pub fn key(&self) -> &[usize] {
        &self.key
    }

    /// The position of the column `name`.
    ///
    /// # Errors
    /// [`SealError::Declaration`]: there is none; the message names those that there are.
    pub fn find(&self, name: &str) -> Result<usize, SealError> {
        self.names().position(|column| column == name).ok_or_else(|| {
            let names: Vec<_> = self.names().take(40).map(quoted::quote).collect();
            SealError::declaration(format!(
                "no column {}; there are {}",
                quoted::quote(name),
                names.join(", ")
            ))
        })
    }

    /// The sortable keys that the values of a key's columns, as a person types them, may stand for: a value `12` is text in a
    /// CSV table and a bare value in JSON lines.
    ///
    /// # Errors
    /// [`SealError::Declaration`]: the wrong number of values, or one that is not of its column's type.
    pub fn keys_for<S: AsRef<str>>(&self, values: &[S]) -> Result<Vec<Vec<u8>>, SealError> {
        if values.len() != self.key.len() {
            let names: Vec<_> = self.key_names().map(quoted::quote).collect();
            return Err(SealError::declaration(format!(
                "{} values for a key of {}: give one for each of {}",
                values.len(),
                self.key.len(),
                names.join(", ")
            )));
        }
        let mut keys = vec![Vec::new()];
        for (column, value) in self.key.iter().filter_map(|&at| self.columns.get(at)).zip(values) {
            let mut longer = Vec::new();
            for kind in [Kind::Text, Kind::Bare] {
                let mut row = Vec::new();
                push_cell(&mut row, kind, value.as_ref().as_bytes(), column, self.normalisation)
                    .map_err(|reason| SealError::declaration(format!("{}: {reason}", column.name)))?;
                let cells = keys.iter().filter(|_| longer.len() < MAX_KEYS).filter_map(|key: &Vec<u8>| {
                    let mut key = key.clone();
                    Cells::of(&row).next()?.push_to_key(&mut key);
                    Some(key)
                });
                let cells: Vec<_> = cells.collect();
                longer.extend(cells);
            }
            keys = longer;
        }
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    }

    /// The lines of the public part that stand before its root, for a table of `rows` rows. They are leaf 0 of the tree.
    pub(crate) fn to_text(&self, rows: u64) -> String {
        let mut text = format!(
            "{MAGIC}\nsubject {}\nnormalisation {}\n",
            self.subject.word(),
            self.normalisation.words()
        );
        for column in &self.columns {
            let _ = writeln!(text, "column {} {}", column.kind.word(), quoted::quote(&column.name));
        }
        for name in self.key_names() {
            let _ = writeln!(text, "key {}", quoted::quote(name));
        }
        let _ = writeln!(text, "rows {rows}"); // writing to a string cannot fail
        text
    }

    /// Reads what [`Declaration::to_text`] writes; any other spelling is refused.
    pub(crate) fn parse(text: &str) -> Result<(Self, u64), SealError> {
        let mut reader = Lines::of(text);
        let parsed = reader.declaration().ok_or(SealError::Malformed { what: "seal", line: reader.line })?;
        if parsed.0.to_text(parsed.1) != text {
            return Err(SealError::Malformed { what: "seal", line: reader.line });
        }
        Ok(parsed)
    }
}

/// The first line of a public part: format and version.
pub(crate) const MAGIC: &str = "detente/seal/v1";

fn refuse_doubles(columns: &[Column]) -> Result<(), SealError> {
    if columns.is_empty() || columns.len() > MAX_COLUMNS {
        return Err(SealError::declaration(format!(
            "{} columns; a table has between 1 and {MAX_COLUMNS}",
            columns.len()
        )));
    }
    let mut names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair.first() == pair.last()).and_then(|pair| pair.first()) {
        Some(name) => Err(SealError::declaration(format!("two columns are named {}", quoted::quote(name)))),
        None => Ok(()),
    }
}

/// A cursor over lines that remembers where it is, for error messages.
struct Lines<'a> {
    rest: std::iter::Peekable<std::str::Lines<'a>>,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Lines { rest: text.lines().peekable(), line: 0 }
    }

    /// The rest of the next line, where it starts with `word` and a space.
    fn after(&mut self, word: &str) -> Option<&'a str> {
        let rest = self.rest.peek()?.strip_prefix(word)?.strip_prefix(' ')?;
        self.rest.next();
        self.line += 1;
        Some(rest)
    }

    fn declaration(&mut self) -> Option<(Declaration, u64)> {
        self.rest.next_if_eq(&MAGIC)?;
        self.line += 1;
        let subject = match self.after("subject")? {
            "table" => Subject::Table,
            "files" => Subject::Files,
            _ => return None,
        };
        let normalisation = match self.after("normalisation")? {
            "nfc trim" => Normalisation::NfcTrim,
            "none" => Normalisation::None,
            _ => return None,
        };
        let mut columns = Vec::new();
        while let Some(line) = self.after("column") {
            let (kind, mut name) = line.split_once(' ')?;
            columns.push(Column { kind: ColumnType::from_word(kind)?, name: quoted::take(&mut name)? });
        }
        let mut key = Vec::new();
        while let Some(mut name) = self.after("key") {
            key.push(quoted::take(&mut name)?);
        }
        let rows = self.after("rows")?.parse().ok()?;
        Some((Declaration::new(subject, normalisation, columns, &key).ok()?, rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn text_goes_there_and_back() {
        let declaration = Declaration::table(&names(&["county", "id \"x\"\n", "year"]), &["year", "county"])
            .and_then(|d| d.with_type("year", ColumnType::Integer))
            .expect("a good declaration");
        let text = declaration.to_text(12);
        assert_eq!(Declaration::parse(&text).expect("parses"), (declaration, 12));
        for (from, to) in [
            ("rows 12", "rows 012"),
            ("rows 12", "rows +12"),
            ("nfc trim", "nfc"),
            ("key", "kee"),
            ("\n", "\r\n"),
        ] {
            assert!(Declaration::parse(&text.replacen(from, to, 1)).is_err(), "{to}");
        }
        assert!(Declaration::parse(&format!("{text}more\n")).is_err());
    }

    #[test]
    fn what_cannot_be_declared() {
        assert!(Declaration::table(&names(&["a", "a"]), &["a"]).is_err());
        assert!(Declaration::table(&names(&["a"]), &["b"]).is_err());
        assert!(Declaration::table(&names(&["a", "b"]), &["a", "a"]).is_err());
        assert!(Declaration::table::<&str>(&names(&["a"]), &[]).is_err());
        assert!(Declaration::table(&[], &["a"]).is_err());
    }
}
