//! Which lines of JSON can hold what is looked for, told from their raw bytes.
//!
//! Parsing costs ten times what searching costs, so a search that parses only the lines that may answer it runs at nearly the
//! speed of reading. No line that a query finds may be left out, and a value in JSON need not look like itself:
//!
//! - Characters that JSON escapes (`"`, `\`, `/`, control characters) and all that are not ASCII are never asked for. What is asked
//!   for is the longest stretch of a term between such.
//! - Any character can be written as `\u00xx`. A line with such an escape of a character of the stretch is kept.
//! - Three characters beyond ASCII fold to ASCII letters: the Kelvin sign, the long s and the dotted I. A line with one is kept.
//! - A number may be written in ways that it is not shown in (`4.625e3`). A stretch that could be part of a number is not asked for.

use crate::{Query, Term};
use event::{Block, Format};
use memchr::{memchr, memchr_iter, memrchr};
use regex_automata::{Input, meta::Regex, util::syntax};

/// A stretch shorter than this stands in most lines.
const MIN_STRETCH: usize = 3;

/// With more alternatives the search for them would not be faster than parsing.
const MAX_STRETCHES: usize = 64;

/// Finds the lines that may hold what a query looks for.
#[derive(Clone, Debug)]
pub struct Prefilter {
    raw: Regex,
}

impl Prefilter {
    /// The prefilter of a query; `None` where it would keep nearly all, or might lose something.
    pub fn new(query: &Query) -> Option<Self> {
        let stretches: Vec<&str> = match query.any {
            true => query.terms.iter().map(stretch).collect::<Option<_>>()?,
            false => query
                .terms
                .iter()
                .filter_map(stretch)
                .max_by_key(|stretch| stretch.len())
                .into_iter()
                .collect(),
        };
        if stretches.is_empty() || stretches.len() > MAX_STRETCHES {
            return None;
        }
        let mut pattern = String::new();
        for stretch in &stretches {
            pattern.push_str(&format!("(?i:{})|", escaped(stretch)));
        }
        pattern.push_str(&spelt_otherwise(&stretches));
        let bytes = syntax::Config::new().unicode(false).utf8(false);
        let config = Regex::config().utf8_empty(false);
        Regex::builder().configure(config).syntax(bytes).build(&pattern).ok().map(|raw| Prefilter { raw })
    }

    /// The parts of a block that may hold something, in order and whole lines each. Of other formats than JSON lines it
    /// is the block as it is.
    pub fn narrow(&self, block: Block) -> Vec<Block> {
        if block.format != Format::JsonLines {
            return vec![block];
        }
        let mut parts = Vec::new();
        let (mut from, mut counted, mut record) = (0, 0, block.first_record);
        while let Some(found) = self.raw.find(Input::new(&block.bytes).range(from..)) {
            let start =
                memrchr(b'\n', block.bytes.get(..found.start()).unwrap_or_default()).map_or(0, |at| at + 1);
            let rest = block.bytes.get(found.end()..).unwrap_or_default();
            let end = memchr(b'\n', rest).map_or(block.bytes.len(), |at| found.end() + at + 1);
            let between = block.bytes.get(counted..start).unwrap_or_default();
            record += memchr_iter(b'\n', between).count() as u64;
            parts.push(Block {
                offset: block.offset + start as u64,
                first_record: record,
                header: block.header.clone(),
                truncated: block.truncated && end == block.bytes.len(),
                ..Block::new(block.format, block.bytes.get(start..end).unwrap_or_default().to_vec())
            });
            record += 1;
            (from, counted) = (end, end);
            if from >= block.bytes.len() {
                break;
            }
        }
        if !block.refused.is_empty() {
            parts.insert(0, Block { refused: block.refused, ..Block::new(block.format, Vec::new()) });
        }
        parts
    }
}

/// The longest stretch of a term that stands in the raw line as it is, if it is long enough and no part of a number.
fn stretch(term: &Term) -> Option<&str> {
    let plain = |c: char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '/');
    let stretches = term.literals().flat_map(move |text| text.split(move |c| !plain(c)));
    let worth = stretches.filter(|stretch| stretch.len() >= MIN_STRETCH && !may_be_number(stretch));
    worth.max_by_key(|stretch| stretch.len())
}

/// Whether a number may be shown so that this is part of it: digits, at most one dot, a sign before all.
fn may_be_number(stretch: &str) -> bool {
    let digits = stretch.strip_prefix('-').unwrap_or(stretch);
    digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
}

fn escaped(stretch: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        byte => format!("\\x{byte:02x}"),
    };
    stretch.bytes().map(byte).collect()
}

/// The escapes of the characters of the stretches, and the characters that fold to ASCII, raw and escaped.
fn spelt_otherwise(stretches: &[&str]) -> String {
    let both = |byte: u8| [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()];
    let mut bytes: Vec<u8> = stretches.iter().flat_map(|stretch| stretch.bytes()).flat_map(both).collect();
    bytes.sort_unstable();
    bytes.dedup();
    let codes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(r"\\u00(?i:{})|\xE2\x84\xAA|\xC5\xBF|\xC4\xB0|\\u(?:212[aA]|017[fF]|0130)", codes.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Syntax;

    fn query(terms: &[&str], any: bool) -> Query {
        let terms: Vec<String> = terms.iter().map(|term| (*term).to_owned()).collect();
        Query::parse(&terms, any, Syntax::default()).expect("the terms are right")
    }

    fn kept(terms: &[&str], any: bool, lines: &str) -> Option<Vec<(u64, String)>> {
        let block = Block { offset: 100, first_record: 11, ..Block::new(Format::JsonLines, lines.into()) };
        let parts = Prefilter::new(&query(terms, any))?.narrow(block);
        let text = |part: Block| {
            let at = (part.offset - 100) as usize;
            assert_eq!(lines.as_bytes().get(at..at + part.bytes.len()), Some(part.bytes.as_slice()));
            (part.first_record, String::from_utf8(part.bytes).expect("text"))
        };
        Some(parts.into_iter().map(text).collect())
    }

    #[test]
    fn lines_that_may_hold_it_are_kept_with_their_numbers() {
        let lines = "{\"a\":\"x\"}\n{\"a\":\"EVIL\"}\n\n{\"a\":\"y evil evil\"}\n{}\n{\"a\":\"evil\"}";
        let records: Vec<u64> =
            kept(&["evil"], false, lines).expect("a filter").iter().map(|(record, _)| *record).collect();
        assert_eq!(records, [12, 14, 16]);
    }

    #[test]
    fn however_it_is_written_it_is_kept() {
        for line in [
            r#"{"a":"\u0065vil"}"#,
            r#"{"a":"\u0045vil"}"#,
            r#"{"a":"ev\u0069l"}"#,
            r#"{"a":"EV\u0130L"}"#,
            "{\"a\":\"evİl\"}",
            r#"{"a":"\u212aevil"}"#,
        ] {
            assert_eq!(kept(&["evil"], false, line).expect("a filter").len(), 1, "{line}");
        }
        for line in [r#"{"a":"C:\\u0041x"}"#, r#"{"a":"\u007a"}"#, r#"{"evi":"l"}"#] {
            assert_eq!(kept(&["evil"], false, line).expect("a filter").len(), 0, "{line}");
        }
        assert_eq!(kept(&[r"C:\Users\bob"], false, r#"{"a":"C:\\Users\\bob"}"#).expect("a filter").len(), 1);
    }

    #[test]
    fn what_cannot_be_told_from_the_raw_line_is_not_filtered() {
        for terms in [&["4625"][..], &["4.5"], &["-12"], &["ab"], &["日本語"], &["Image:"]] {
            assert!(kept(terms, false, "{}").is_none(), "{terms:?}");
        }
        assert!(kept(&["10.0.0.1"], false, "{}").is_some());
        assert!(
            kept(&["evil", "4625"], true, "{}").is_none(),
            "one of them is enough, and one cannot be told"
        );
        assert!(kept(&["evil", "4625"], false, "{}").is_some(), "both are needed, and one can be told");
    }
}
