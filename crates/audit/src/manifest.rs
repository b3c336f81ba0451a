//! One county's ballot manifest: which batches there are, and how many cards each holds.

use std::collections::HashMap;

use crate::card::{Card, ImprintedId, NotInManifest, batch_key};
use crate::county::CountyName;
use crate::error::AuditError;
use crate::manifest_header::Columns;
use crate::table::{Row, Table};

/// Cards of one batch. A box holds a few hundred; a million in one batch is a slipped column.
const MAX_BATCH_CARDS: u64 = 1_000_000;

/// Cards of all manifests together: as many as a 32-bit number tells apart, a dozen times the largest election.
pub const MAX_CARDS: u64 = u32::MAX as u64;

/// Refusals that one file may add; a file in the wrong format would otherwise fill the screen.
const MAX_REFUSALS: usize = 20;

/// The longest name of a tabulator or batch.
const MAX_NAME: usize = 100;

/// One batch of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The scanner.
    pub tabulator: String,
    /// The batch, as the manifest writes it.
    pub name: String,
    /// How many cards it holds; 0 is allowed.
    pub cards: u64,
    /// The box, bin or bag; empty where the manifest does not say.
    pub location: String,
    /// The manifest's line.
    pub line: u64,
}

/// All batches of one county, in the order of its manifest, with their cards numbered from 1.
#[derive(Clone, Debug)]
pub struct CountyManifest {
    county: CountyName,
    file: String,
    batches: Vec<Batch>,
    /// For each batch, the number of its last card; the binary search of [`CountyManifest::card`] runs on it.
    ends: Vec<u64>,
    by_key: HashMap<String, usize>,
}

impl CountyManifest {
    /// Reads the bytes of one CSV file; mostly one county, but a file may hold several, one after the other.
    ///
    /// The second part of the result are notes on columns that were told by their place.
    ///
    /// # Errors
    /// All refusals of the file, up to 20. One bad row refuses the manifest: with a card missing, every later draw
    /// would point at another card.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<(Vec<Self>, Vec<String>), Vec<AuditError>> {
        let mut table = Table::open(file, bytes).map_err(|error| vec![error])?;
        let header = table.next_row().unwrap_or_else(|| Err(AuditError::file(file, "the manifest is empty")));
        let (columns, notes) = header.and_then(|row| Columns::of(file, &row)).map_err(|error| vec![error])?;
        let mut reading = Reading { file, columns, counties: Vec::new(), refusals: Vec::new() };
        while let Some(row) = table.next_row() {
            if let Err(error) = row.and_then(|row| reading.row(&row)) {
                reading.refusals.push(error);
            }
            if reading.refusals.len() >= MAX_REFUSALS {
                reading.refusals.push(AuditError::file(file, "there may be more; the rest was not read"));
                break;
            }
        }
        reading.finish().map(|counties| (counties, notes))
    }

    /// The county.
    pub fn county(&self) -> &CountyName {
        &self.county
    }

    /// The name under which the file was handed in.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The batches, in the manifest's order.
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// How many cards the county has.
    pub fn cards(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The card of a number from 1 to [`CountyManifest::cards`].
    pub fn card(&self, number: u64) -> Option<Card<'_>> {
        let index = self.ends.partition_point(|end| *end < number);
        let batch = self.batches.get(index)?;
        let before = self.ends.get(index)? - batch.cards;
        let position = number.checked_sub(before).filter(|position| *position > 0)?;
        Some(Card {
            county: &self.county,
            tabulator: &batch.tabulator,
            batch: &batch.name,
            position,
            location: &batch.location,
        })
    }

    /// The number, from 1, of the card that carries an identifier.
    ///
    /// # Errors
    /// [`NotInManifest`] says whether the batch or only the position is missing.
    pub fn number(&self, id: &ImprintedId) -> Result<u64, NotInManifest> {
        let found = self
            .by_key
            .get(id.batch_key())
            .and_then(|index| self.batches.get(*index).zip(self.ends.get(*index)));
        let Some((batch, end)) = found else {
            return Err(NotInManifest::NoBatch { file: self.file.clone(), batch: id.batch_key().to_owned() });
        };
        if id.position() > batch.cards {
            return Err(NotInManifest::PastTheEnd {
                file: self.file.clone(),
                batch: id.batch_key().to_owned(),
                cards: batch.cards,
                position: id.position(),
                line: batch.line,
            });
        }
        Ok(end - batch.cards + id.position())
    }

    fn new(county: CountyName, file: &str) -> Self {
        Self { county, file: file.to_owned(), batches: Vec::new(), ends: Vec::new(), by_key: HashMap::new() }
    }

    /// Adds a batch, unless an earlier one prints the same identifiers on its cards.
    fn add(&mut self, batch: Batch) -> Result<(), String> {
        let key = batch_key(&format!("{}-{}", batch.tabulator, batch.name));
        if let Some(first) = self.by_key.get(&key).and_then(|index| self.batches.get(*index)) {
            return Err(format!(
                "batch {key} of {} is here twice, on lines {} and {}",
                self.county, first.line, batch.line
            ));
        }
        let end = self.cards() + batch.cards;
        if end > MAX_CARDS {
            return Err(format!("{} would have more than {MAX_CARDS} cards", self.county));
        }
        self.by_key.insert(key, self.batches.len());
        self.ends.push(end);
        self.batches.push(batch);
        Ok(())
    }
}

/// A manifest while its rows come in.
struct Reading<'a> {
    file: &'a str,
    columns: Columns,
    counties: Vec<CountyManifest>,
    refusals: Vec<AuditError>,
}

impl Reading<'_> {
    fn row(&mut self, row: &Row) -> Result<(), AuditError> {
        let refuse = |reason: String| AuditError::row(self.file, row.line, reason);
        let county = CountyName::new(row.cell(self.columns.county).map_err(|reason| refuse(reason.into()))?);
        if county.is_empty() {
            return Err(refuse("the county is empty".into()));
        }
        let batch = self.batch(row).map_err(refuse)?;
        let place = self.place(county).map_err(refuse)?;
        place
            .map_or(Ok(()), |manifest| manifest.add(batch))
            .map_err(|reason| AuditError::row(self.file, row.line, reason))
    }

    /// The manifest of the row's county: the last one, or a new one. A county that comes back is a pasted block.
    fn place(&mut self, county: CountyName) -> Result<Option<&mut CountyManifest>, String> {
        let known = self.counties.iter().position(|manifest| manifest.county == county);
        match known {
            Some(index) if index + 1 < self.counties.len() => {
                Err(format!("{county} comes back after another county; keep the rows of a county together"))
            }
            Some(_) => Ok(self.counties.last_mut()),
            None => {
                self.counties.push(CountyManifest::new(county, self.file));
                Ok(self.counties.last_mut())
            }
        }
    }

    fn batch(&self, row: &Row) -> Result<Batch, String> {
        let name = |column, what| -> Result<String, String> {
            let text = row.cell(column)?;
            if text.is_empty() {
                return Err(format!("the {what} is empty"));
            }
            if text.len() > MAX_NAME || text.chars().any(char::is_control) {
                return Err(format!(
                    "the {what} is longer than {MAX_NAME} bytes or holds control characters"
                ));
            }
            Ok(text.to_owned())
        };
        Ok(Batch {
            tabulator: name(self.columns.tabulator, "tabulator")?,
            name: name(self.columns.batch, "batch")?,
            cards: cards(row.cell(self.columns.cards)?)?,
            location: self.columns.location.map_or_else(String::new, |column| row.shown(column)),
            line: row.line,
        })
    }

    fn finish(mut self) -> Result<Vec<CountyManifest>, Vec<AuditError>> {
        if self.counties.is_empty() && self.refusals.is_empty() {
            self.refusals.push(AuditError::file(self.file, "the manifest has no batch"));
        }
        if self.refusals.is_empty() { Ok(self.counties) } else { Err(self.refusals) }
    }
}

/// A number of cards: digits, perhaps in groups of three (`1,250`).
fn cards(text: &str) -> Result<u64, String> {
    let refuse =
        || format!("the number of cards is `{text}`; it must be a whole number from 0 to {MAX_BATCH_CARDS}");
    let groups: Vec<&str> = text.split(',').collect();
    let well_grouped = groups.len() == 1
        || groups.iter().skip(1).all(|group| group.len() == 3)
            && groups.first().is_some_and(|first| (1..=3).contains(&first.len()));
    let digits = groups.concat();
    if !well_grouped || digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refuse());
    }
    digits.parse().ok().filter(|cards| *cards <= MAX_BATCH_CARDS).ok_or_else(refuse)
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;

    const HEADER: &str = "County,Tabulator,Batch,# of Ballots,Location\r\n";

    fn parse(rows: &str) -> Result<Vec<CountyManifest>, Vec<AuditError>> {
        CountyManifest::parse("m.csv", format!("{HEADER}{rows}").as_bytes()).map(|read| read.0)
    }

    #[test]
    fn cards_are_numbered_through_the_batches() {
        let counties =
            parse("Elm,1,1,2,A\r\nElm,1,2,0,A\r\nElm,2,GEN-01,\"1,003\",B\r\n").expect("a manifest");
        let elm = counties.first().expect("a county");
        assert_eq!(elm.cards(), 1005);
        let cards: Vec<String> = [1, 2, 3, 1005]
            .iter()
            .filter_map(|number| elm.card(*number))
            .map(|card| card.to_string())
            .collect();
        assert_eq!(cards, ["1-1-1", "1-1-2", "2-GEN-01-1", "2-GEN-01-1003"]);
        assert!(elm.card(0).is_none() && elm.card(1006).is_none());
        for number in 1..=elm.cards() {
            let id = elm.card(number).map(|card| card.to_string()).expect("a card");
            assert_eq!(elm.number(&ImprintedId::parse(&id).expect("an id")), Ok(number));
        }
    }

    #[test]
    fn what_is_not_there_is_named() {
        let counties = parse("Elm,1,1,2,A\r\n").expect("a manifest");
        let elm = counties.first().expect("a county");
        for (id, words) in [("1-9-1", "no batch 1-9"), ("1-1-3", "2 cards (line 2), and this is card 3")] {
            let error = elm.number(&ImprintedId::parse(id).expect("an id")).expect_err("missing").to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn bad_rows_are_refused_with_line_and_reason() {
        for (rows, words) in [
            ("Elm,1,1,2,A\nElm,1,01,2,A\n", "line 3: batch 1-1 of Elm is here twice, on lines 2 and 3"),
            ("Elm,1,1,x,A\n", "line 2: the number of cards is `x`"),
            ("Elm,1,1,-5,A\n", "`-5`"),
            ("Elm,1,1,2.5,A\n", "`2.5`"),
            ("Elm,1,1,\"1,25\",A\n", "`1,25`"),
            ("Elm,1,1,1000001,A\n", "`1000001`"),
            ("Elm,1,1\n", "the number of cards is ``"),
            (",1,1,2,A\n", "the county is empty"),
            ("Elm,,1,2,A\n", "the tabulator is empty"),
            ("Elm,1,,2,A\n", "the batch is empty"),
            ("Elm,1,1,2,A\nOak,1,1,2,A\nElm,1,2,2,A\n", "line 4: Elm comes back"),
            ("", "has no batch"),
        ] {
            let errors = parse(rows).expect_err("refused");
            let text = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
            assert!(text.contains(words), "{text}");
        }
    }

    #[test]
    fn a_wrong_format_does_not_fill_the_screen() {
        let errors = parse(&"Elm,1,1,x,A\n".repeat(1000)).expect_err("refused");
        assert_eq!(errors.len(), MAX_REFUSALS + 1);
    }
}
