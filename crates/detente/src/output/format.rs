//! The ways in which findings can be written.

use clap::ValueEnum;
use std::path::Path;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Grouped by rule, worst first, for a person
    Pretty,
    /// One JSON object a finding: docs/finding.schema.json
    Jsonl,
    /// One row a finding
    Csv,
    /// Detection Findings of OCSF 1.8.0, one JSON object a line, for a SIEM or a data lake
    Ocsf,
    /// JSON lines for a timeline in Timesketch
    Timesketch,
    /// A layer for the ATT&CK Navigator: which techniques were seen, and how often
    Navigator,
    /// A report in one file that opens in any browser, offline
    Html,
}

/// All that decides how findings are written.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// The format.
    pub format: Format,
    /// In the order of time instead of that of the input.
    pub sorted: bool,
}

impl Format {
    /// The format that the name of a file asks for.
    pub fn of_path(path: &Path) -> Self {
        let is =
            |ending: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending));
        if is("csv") {
            Format::Csv
        } else if is("html") || is("htm") {
            Format::Html
        } else {
            Format::Jsonl
        }
    }

    /// Whether findings come one by one, so that they have an order that can be changed.
    pub fn has_order(self) -> bool {
        !matches!(self, Format::Pretty | Format::Navigator)
    }
}

#[cfg(test)]
mod tests {
    use super::Format;
    use std::path::Path;

    #[test]
    fn names_of_files_ask_for_formats() {
        let cases = [
            ("a/findings.csv", Format::Csv),
            ("Report.HTML", Format::Html),
            ("report.htm", Format::Html),
            ("findings.jsonl", Format::Jsonl),
            ("html", Format::Jsonl),
        ];
        cases
            .iter()
            .for_each(|(path, format)| assert_eq!(Format::of_path(Path::new(path)), *format, "{path}"));
    }
}
