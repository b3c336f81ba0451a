//! Published reports of discrepancies: which cards the auditors read differently than the machines.
//!
//! Spreadsheets put a title above the header and `End of worksheet` below the last row; neither is a card.

use std::collections::HashMap;

use crate::card::ImprintedId;
use crate::county::CountyName;
use crate::error::AuditError;
use crate::table::{Row, Table, words};

/// Lines that may stand above the header.
const MAX_PREAMBLE: usize = 20;

/// Cards of one report.
const MAX_CARDS_REPORTED: usize = 1_000_000;

/// A report of cards, each listed once, however many contests differ on it.
#[derive(Clone, Debug, Default)]
pub struct Report {
    cards: Vec<ReportedCard>,
    bad_rows: Vec<AuditError>,
    passed_over: Vec<(u64, String)>,
}

/// One card of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedCard {
    /// The county that the report names.
    pub county: CountyName,
    /// The identifier that the report gives.
    pub id: ImprintedId,
    /// The first line that names the card.
    pub line: u64,
    /// How many rows name it; one per contest.
    pub rows: usize,
}

impl Report {
    /// Reads a report.
    ///
    /// # Errors
    /// A file without a county and an imprinted id column; bad rows are in [`Report::bad_rows`] instead.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, AuditError> {
        let mut table = Table::open(file, bytes)?;
        let mut report = Self::default();
        let columns = report.find_header(&mut table)?;
        let mut known: HashMap<(String, ImprintedId), usize> = HashMap::new();
        while let Some(row) = table.next_row() {
            match report.read(&columns, &row?) {
                Ok(Some(card)) => report.add(file, &mut known, card)?,
                Ok(None) => {}
                Err((line, reason)) => report.bad_rows.push(AuditError::row(file, line, reason)),
            }
        }
        Ok(report)
    }

    /// The cards, in the report's order.
    pub fn cards(&self) -> &[ReportedCard] {
        &self.cards
    }

    /// Rows that name a card which cannot be read.
    pub fn bad_rows(&self) -> &[AuditError] {
        &self.bad_rows
    }

    /// Lines with words in one cell only, such as a title: the line and the words.
    pub fn passed_over(&self) -> &[(u64, String)] {
        &self.passed_over
    }

    fn find_header(&mut self, table: &mut Table<'_>) -> Result<Columns, AuditError> {
        let mut first = None;
        for _ in 0..MAX_PREAMBLE {
            let Some(row) = table.next_row() else { break };
            let row = row?;
            if let Some(columns) = Columns::of(&row) {
                return Ok(columns);
            }
            first.get_or_insert((row.line, row.all_shown().join(", ")));
            self.passed_over.push((row.line, lone_words(&row).unwrap_or_else(|| row.all_shown().join(", "))));
        }
        let (line, header) = first.unwrap_or((1, String::new()));
        let reason = format!(
            "no header with the columns county_name and imprinted_id in the first {MAX_PREAMBLE} lines"
        );
        Err(AuditError::BadHeader { file: table.file().to_owned(), line, header, reason })
    }

    fn read(&mut self, columns: &Columns, row: &Row) -> Result<Option<ReportedCard>, (u64, String)> {
        if let Some(words) = lone_words(row) {
            self.passed_over.push((row.line, words));
            return Ok(None);
        }
        let cell = |column| row.cell(column).map_err(|reason: &str| (row.line, reason.to_owned()));
        let county = CountyName::new(cell(columns.county)?);
        let text = cell(columns.id)?;
        if county.is_empty() {
            return Err((row.line, "the county is empty".into()));
        }
        let id = ImprintedId::parse(text).map_err(|reason| (row.line, format!("`{text}`: {reason}")))?;
        Ok(Some(ReportedCard { county, id, line: row.line, rows: 1 }))
    }

    fn add(
        &mut self,
        file: &str,
        known: &mut HashMap<(String, ImprintedId), usize>,
        card: ReportedCard,
    ) -> Result<(), AuditError> {
        let key = (card.county.key().to_owned(), card.id.clone());
        if let Some(first) = known.get(&key).and_then(|index| self.cards.get_mut(*index)) {
            first.rows += 1;
            return Ok(());
        }
        if self.cards.len() >= MAX_CARDS_REPORTED {
            return Err(AuditError::file(file, format!("it names more than {MAX_CARDS_REPORTED} cards")));
        }
        known.insert(key, self.cards.len());
        self.cards.push(card);
        Ok(())
    }
}

struct Columns {
    county: usize,
    id: usize,
}

impl Columns {
    fn of(row: &Row) -> Option<Self> {
        let names: Vec<Vec<String>> = row.all_shown().iter().map(|name| words(name)).collect();
        let has = |name: &[String], word: &str| name.iter().any(|known| known == word);
        let county = names.iter().position(|name| has(name, "county") && !has(name, "id"))?;
        let imprinted = names.iter().position(|name| has(name, "imprinted"));
        let other = || {
            names.iter().position(|name| {
                has(name, "id") && (has(name, "card") || has(name, "ballot") || has(name, "cvr"))
            })
        };
        Some(Self { county, id: imprinted.or_else(other)? })
    }
}

/// The words of a row that fills its first cell only.
fn lone_words(row: &Row) -> Option<String> {
    let cells = row.all_shown();
    let (first, rest) = cells.split_first()?;
    (!first.is_empty() && rest.iter().all(String::is_empty)).then(|| first.clone())
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_listed_once_and_the_frame_is_no_card() {
        let text = "\"Report of May\",,\n\"county_name\",\"contest_name\",\"imprinted_id\"\nElm,A,1-2-3\nElm,B,1-2-3\nOak,A,1-2-3\nOak,A,x\n\"End of worksheet\",,\n";
        let report = Report::parse("r.csv", text.as_bytes()).expect("a report");
        let cards: Vec<_> = report
            .cards()
            .iter()
            .map(|card| (card.county.shown(), card.id.shown(), card.rows, card.line))
            .collect();
        assert_eq!(cards, [("Elm", "1-2-3", 2, 3), ("Oak", "1-2-3", 1, 5)]);
        assert_eq!(report.passed_over(), [(1, "Report of May".into()), (7, "End of worksheet".into())]);
        assert!(report.bad_rows().first().is_some_and(|error| error.to_string().contains("line 6")));
    }

    #[test]
    fn a_file_without_cards_is_refused() {
        let error =
            Report::parse("r.csv", b"contest,choice,votes\na,b,1\n").expect_err("refused").to_string();
        assert!(error.contains("imprinted_id") && error.contains("contest, choice, votes"), "{error}");
    }
}
