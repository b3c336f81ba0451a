//! The name of a county, or of whatever unit keeps its own manifest.

use std::fmt;

/// A county's name: shown as it was first written, compared by its letters and digits only, in small letters.
///
/// One state writes `Clear Creek`, `ClearCreek` and `Conejos ` in one year; nobody means two counties by it.
///
/// ```
/// use audit::CountyName;
/// assert_eq!(CountyName::new("Clear Creek"), CountyName::new("ClearCreek County"));
/// ```
#[derive(Clone, Debug)]
pub struct CountyName {
    shown: String,
    key: String,
}

impl CountyName {
    /// Takes any text; a name without a letter or digit equals only its like, and [`CountyName::is_empty`] says so.
    pub fn new(text: &str) -> Self {
        let shown = text.trim();
        let letters: String =
            shown.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let key = match letters.strip_suffix("county") {
            Some(rest) if !rest.is_empty() => rest.to_owned(),
            _ => letters,
        };
        Self { shown: shown.to_owned(), key }
    }

    /// The name as it was written.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What is compared.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether nothing is left to compare.
    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }
}

impl PartialEq for CountyName {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for CountyName {}

impl fmt::Display for CountyName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.shown)
    }
}
