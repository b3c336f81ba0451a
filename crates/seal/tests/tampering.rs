//! A flipped bit anywhere in a table is located to its row and column.
#![allow(clippy::expect_used, reason = "a test may fail so")]

mod common;

use common::{read_as, version};
use seal::diff::{ChangeKind, Question, compare};
use seal::{Format, Memory};

const TABLE: &str = "id,county,name,note\n1001,Alder,Ada,plain\n1002,Birch,\"Bram \"\"B\"\" Oak\",\"two, cells\"\n1003,Cedar,Jos\u{e9},\n1004,Dogwood,Cleo,x\n";

/// For each byte of the table: the line and the column (from 0) whose cell it belongs to; `None` for commas, quotes and line ends.
fn places(table: &[u8]) -> Vec<Option<(u64, usize)>> {
    let (mut line, mut column, mut quoted) = (1, 0, false);
    let mut place = |byte: &u8| {
        let here =
            Some((line, column)).filter(|_| !matches!(byte, b'"' | b'\n') && (*byte != b',' || quoted));
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => column += 1,
            b'\n' => (line, column) = (line + 1, 0),
            _ => {}
        }
        here
    };
    table.iter().map(&mut place).collect()
}

#[test]
fn every_flipped_bit_is_located() {
    let scratch = Memory::default();
    let sealed = version("sealed.csv", TABLE.as_bytes(), Format::CSV, &["id"], &scratch);
    let body = TABLE.find('\n').expect("a header") + 1;
    let places = places(TABLE.as_bytes());
    let mut located = 0;
    for (at, place) in places.iter().enumerate().skip(body) {
        for bit in 0..8 {
            let mut table = TABLE.as_bytes().to_vec();
            table[at] ^= 1 << bit;
            let scratch = Memory::default();
            let found = read_as("found.csv", &table, Format::CSV, &sealed.declaration, &scratch);
            let report = compare(&[&sealed, &found], &Question::default()).expect("compares");
            let line = 1 + TABLE.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() as u64;
            let context =
                format!("byte {at} bit {bit} on line {line}: {:?}", String::from_utf8_lossy(&table));
            let bad = &found.table.bad().listed;
            if report.changes.is_empty() && bad.is_empty() {
                // Nothing but a table that reads the same may pass: a space beside the value, for example.
                assert!(matches!(table[at], 9..=13 | b' ') || TABLE.as_bytes()[at] == b'"', "{context}");
                continue;
            }
            let lines = report
                .changes
                .iter()
                .filter_map(|change| change.line_after.or(change.line_before))
                .chain(bad.iter().map(|row| row.line));
            assert!(lines.clone().any(|found| found == line || found + 1 == line), "{context}");
            // A flip inside a cell that leaves the row a row names that row and that column, and no other.
            // A key that becomes another row's key is found by both lines.
            let doubled = found.table.duplicates().listed;
            if let [doubled] = doubled.as_slice() {
                assert!(doubled.lines.contains(&line), "{context}");
                continue;
            }
            if let (Some((line, column)), [change], true) = (place, report.changes.as_slice(), bad.is_empty())
            {
                assert_eq!(
                    (change.line_after, change.columns.as_slice()),
                    (Some(*line), &[*column][..]),
                    "{context}"
                );
                let kind = if *column == 0 { ChangeKind::Moved } else { ChangeKind::Changed };
                assert_eq!(change.kind, kind, "{context}");
                located += 1;
            }
        }
    }
    let cells = places.iter().skip(body).flatten().count();
    assert!(located >= cells * 7, "{located} of {} flips inside cells name row and column", cells * 8);
}
