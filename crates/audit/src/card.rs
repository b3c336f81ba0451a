//! One card: where it lies, and the identifier that the scanner printed on it.

use std::fmt;

use crate::county::CountyName;

/// The longest imprinted identifier that is read.
const MAX_IMPRINTED_ID: usize = 200;

/// What a scanner prints on a card: `tabulator-batch-position`, such as `102-53-2` or `1-VBM-0172-6`.
///
/// Tabulators and batches may hold hyphens of their own, so that only the position can be split off.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImprintedId {
    shown: String,
    batch_key: String,
    position: u64,
}

impl ImprintedId {
    /// Reads an identifier.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.len() > MAX_IMPRINTED_ID {
            return Err("the imprinted id is longer than 200 bytes");
        }
        let parts = text.rsplit_once('-').filter(|(batch, _)| batch.contains('-'));
        let (batch, position) =
            parts.ok_or("an imprinted id reads tabulator-batch-position, for example 102-53-2")?;
        let digits = !position.is_empty() && position.bytes().all(|byte| byte.is_ascii_digit());
        let position = digits.then(|| position.parse().ok()).flatten().filter(|position| *position > 0);
        let position =
            position.ok_or("the last part of an imprinted id is the position in the batch, from 1")?;
        Ok(Self { shown: text.to_owned(), batch_key: batch_key(batch), position })
    }

    /// The identifier as it was written.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The batch, in the form in which manifests index it.
    pub(crate) fn batch_key(&self) -> &str {
        &self.batch_key
    }

    /// The position in the batch, from 1.
    pub fn position(&self) -> u64 {
        self.position
    }
}

/// `tabulator-batch` as it is compared: capital letters, and no leading zeros in any part. Printers and
/// spreadsheets disagree on both, and no county has used them to tell batches apart.
pub(crate) fn batch_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for part in text.split('-') {
        if !key.is_empty() {
            key.push('-');
        }
        let part = part.trim();
        let short = part.trim_start_matches('0');
        let short = if short.is_empty() && !part.is_empty() { "0" } else { short };
        key.extend(short.chars().flat_map(char::to_uppercase));
    }
    key
}

/// One card of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card<'a> {
    /// Whose box it lies in.
    pub county: &'a CountyName,
    /// The scanner that counted it.
    pub tabulator: &'a str,
    /// The batch, as the manifest writes it.
    pub batch: &'a str,
    /// The place in the batch, from 1.
    pub position: u64,
    /// The box, bin or bag; empty where the manifest does not say.
    pub location: &'a str,
}

impl fmt::Display for Card<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}-{}", self.tabulator, self.batch, self.position)
    }
}

/// Why a manifest has no card of some identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInManifest {
    /// No row of the manifest names the batch.
    #[error("the manifest {file} has no batch {batch}")]
    NoBatch {
        /// The manifest's file.
        file: String,
        /// The batch that is missing.
        batch: String,
    },
    /// The batch is smaller than the position.
    #[error(
        "the manifest {file} gives batch {batch} {cards} cards (line {line}), and this is card {position}"
    )]
    PastTheEnd {
        /// The manifest's file.
        file: String,
        /// The batch.
        batch: String,
        /// How many cards the manifest gives it.
        cards: u64,
        /// The position that was asked for.
        position: u64,
        /// The manifest's line.
        line: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_position_is_split_off() {
        let read = ImprintedId::parse(" 1-VBM-0172-6 ");
        assert_eq!(read.as_ref().map(|id| (id.batch_key(), id.position())), Ok(("1-VBM-172", 6)));
        assert_eq!(ImprintedId::parse("001-000-07").map(|id| id.batch_key), Ok("1-0".into()));
    }

    #[test]
    fn what_is_no_identifier() {
        for text in [
            "",
            "102",
            "102-53",
            "102-53-",
            "102-53-0",
            "102-53-x",
            "102-53-+2",
            "End of worksheet",
            "1-2-99999999999999999999",
        ] {
            assert!(ImprintedId::parse(text).is_err(), "{text}");
        }
    }
}
