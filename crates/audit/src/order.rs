//! The order in which the counties' cards are numbered in a sample over all of them.
//!
//! Swapping two counties moves every draw that falls between them. Colorado numbers its counties, and Broomfield,
//! founded in 2001, stands last as number 64; no alphabet tells that. So the order is an input of its own.

use crate::county::CountyName;
use crate::error::AuditError;
use crate::manifests::Manifests;
use crate::population::Population;
use crate::table::{Row, Table, words};

/// Lines of an order file.
const MAX_LINES: usize = 10_000;

/// The names of counties in their order, no name twice.
#[derive(Clone, Debug)]
pub struct CountyOrder {
    file: String,
    counties: Vec<(u64, CountyName)>,
}

impl CountyOrder {
    /// Reads a text of one county per line. A line may begin with the county's number (`64,Broomfield`); numbers must
    /// then rise. A header line (`county`), empty lines and lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// A name twice, numbers that do not rise, a line that is no county, or no county at all.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, AuditError> {
        let mut table = Table::open(file, bytes)?;
        let mut order = Self { file: file.to_owned(), counties: Vec::new() };
        let mut last_number = 0;
        while let Some(row) = table.next_row() {
            let row = row?;
            if let Some((number, county)) = line(&row, order.counties.is_empty())
                .map_err(|reason| AuditError::row(file, row.line, reason))?
            {
                order.add(row.line, county)?;
                last_number =
                    rising(last_number, number).map_err(|reason| AuditError::row(file, row.line, reason))?;
            }
        }
        if order.counties.is_empty() {
            return Err(AuditError::file(
                file,
                "it names no county; write one name per line, in the order of the sample",
            ));
        }
        Ok(order)
    }

    fn add(&mut self, line: u64, county: CountyName) -> Result<(), AuditError> {
        if let Some((first, _)) = self.counties.iter().find(|(_, known)| *known == county) {
            return Err(AuditError::row(
                &self.file,
                line,
                format!("{county} is here twice, on lines {first} and {line}"),
            ));
        }
        if self.counties.len() >= MAX_LINES {
            return Err(AuditError::file(&self.file, format!("it has more than {MAX_LINES} lines")));
        }
        self.counties.push((line, county));
        Ok(())
    }

    /// The name under which the file was handed in.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The names, in order.
    pub fn counties(&self) -> impl Iterator<Item = &CountyName> {
        self.counties.iter().map(|(_, county)| county)
    }

    /// The text that a commitment to this order covers: the compared names, one per line. Two files that mean the
    /// same order have the same text.
    pub fn canonical(&self) -> String {
        self.counties().map(|county| format!("{}\n", county.key())).collect()
    }

    /// Numbers the cards of the counties in this order.
    ///
    /// # Errors
    /// Each county of the order that has no manifest.
    pub fn population<'a>(&self, manifests: &'a Manifests) -> Result<Population<'a>, Vec<AuditError>> {
        let mut counties = Vec::new();
        let mut missing = Vec::new();
        for (line, county) in &self.counties {
            match manifests.get(county) {
                Some(manifest) => counties.push(manifest),
                None => missing.push(AuditError::row(
                    &self.file,
                    *line,
                    format!("there is no manifest of {county}"),
                )),
            }
        }
        if missing.is_empty() { Ok(Population::new(counties)) } else { Err(missing) }
    }

    /// The counties that have a manifest and no place in this order.
    pub fn left_out<'a>(&self, manifests: &'a Manifests) -> Vec<&'a CountyName> {
        manifests
            .iter()
            .map(|manifest| manifest.county())
            .filter(|county| !self.counties().any(|known| known == *county))
            .collect()
    }
}

/// The number, if any, and the name on a line; nothing for a comment or the header.
fn line(row: &Row, first: bool) -> Result<Option<(Option<u64>, CountyName)>, String> {
    let cells: Vec<&str> = (0..row.len()).map(|column| row.cell(column)).collect::<Result<_, _>>()?;
    let filled: Vec<&str> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
    if filled.first().is_some_and(|cell| cell.starts_with('#')) || first && is_header(&filled) {
        return Ok(None);
    }
    let (number, name) = match filled.as_slice() {
        [name] => (None, *name),
        [number, name] => (
            Some(number.parse().map_err(|_| format!("`{number}` is not a number; write `number,county`"))?),
            *name,
        ),
        _ => return Err("write one county per line".into()),
    };
    let county = CountyName::new(name);
    if county.is_empty() { Err(format!("`{name}` is no name")) } else { Ok(Some((number, county))) }
}

fn is_header(cells: &[&str]) -> bool {
    cells.last().is_some_and(|cell| {
        let words = words(cell);
        matches!(
            words.iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
            ["county"] | ["county", "name"] | ["name"] | ["counties"]
        )
    })
}

fn rising(last: u64, number: Option<u64>) -> Result<u64, String> {
    match number {
        Some(number) if number <= last => {
            Err(format!("number {number} comes after {last}; the lines must stand in their order"))
        }
        Some(number) => Ok(number),
        None => Ok(last),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_comments() {
        for text in [
            "Oak\nElm\n",
            "county\r\nOak\r\nElm\r\n",
            "county_id,county_name\n1,Oak\n64,Elm\n",
            "# order\n\noak county\nELM\n",
        ] {
            assert_eq!(CountyOrder::parse("o", text.as_bytes()).expect(text).canonical(), "oak\nelm\n");
        }
    }

    #[test]
    fn what_is_refused() {
        for (text, words) in [
            ("", "names no county"),
            ("Oak\nElm\nOAK\n", "line 3: OAK is here twice, on lines 1 and 3"),
            ("2,Oak\n1,Elm\n", "number 1 comes after 2"),
            ("Oak,Elm\n", "`Oak` is not a number"),
            ("a,b,c\n", "one county per line"),
            ("...\n", "no name"),
        ] {
            let error = CountyOrder::parse("o", text.as_bytes()).expect_err("refused").to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
