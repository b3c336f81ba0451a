//! A folder as a table: one row per entry, told apart by its path.

use crate::batch::Record;
use crate::cell::{Cell, Kind, key_of};
use crate::declaration::{Column, ColumnType, Declaration, Normalisation, Subject};
use crate::digest::Digest;
use crate::error::BadRows;
use crate::sort::{RunBuilder, Scratch, Table};

/// What an entry of a folder is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A folder. It has a row of its own, so that an empty one is seen to come and go.
    Folder,
    /// A file with its length in bytes and the SHA-256 of its contents.
    File {
        /// Bytes.
        size: u64,
        /// SHA-256 of the contents.
        contents: Digest,
    },
    /// A symbolic link with the target that it names. Links are not followed: what they lead to may lie elsewhere.
    Link {
        /// The target, as the link spells it.
        target: Vec<u8>,
    },
}

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The path below the folder, with `/` between names.
    pub path: Vec<u8>,
    /// What it is.
    pub kind: EntryKind,
}

/// The declaration of every seal over a folder.
pub fn files_declaration() -> Declaration {
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    let columns = vec![
        column("path", ColumnType::Text),
        column("kind", ColumnType::Text),
        column("size", ColumnType::Integer),
        column("sha256", ColumnType::Text),
        column("target", ColumnType::Text),
    ];
    Declaration { subject: Subject::Files, normalisation: Normalisation::None, columns, key: vec![0] }
}

/// The encoded row of an entry.
pub fn entry_row(entry: &Entry) -> Vec<u8> {
    let mut row = Vec::new();
    name(&entry.path).push_to(&mut row);
    match &entry.kind {
        EntryKind::Folder => push_texts(&mut row, ["folder", "", "", ""]),
        EntryKind::File { size, contents } => {
            push_texts(&mut row, ["file", &size.to_string(), &contents.to_string(), ""]);
        }
        EntryKind::Link { target } => {
            push_texts(&mut row, ["link", "", ""]);
            name(target).push_to(&mut row);
        }
    }
    row
}

/// The entries of a folder as a table that can be sealed and compared.
pub fn files_table<'s>(name: &str, entries: &[Entry], scratch: &'s dyn Scratch) -> Table<'s> {
    let declaration = files_declaration();
    let mut run = RunBuilder::default();
    let mut key = Vec::new();
    for entry in entries {
        let row = entry_row(entry);
        key_of(&row, declaration.key(), &mut key);
        run.push(Record { key: &key, row: &row, line: 0 });
    }
    let bad = BadRows { name: name.to_owned(), ..BadRows::default() };
    Table::new(scratch, vec![run.finish_kept()], entries.len() as u64, bad)
}

fn push_texts<const N: usize>(row: &mut Vec<u8>, values: [&str; N]) {
    for value in values {
        Cell::text(value).push_to(row);
    }
}

/// File names are bytes: those that are not UTF-8 are sealed as they are.
fn name(bytes: &[u8]) -> Cell<'_> {
    let kind = if std::str::from_utf8(bytes).is_ok() { Kind::Text } else { Kind::Bytes };
    Cell { kind, bytes }
}
