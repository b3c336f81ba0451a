//! What a piece of a line holds: identifiers, values with a word before them that says what they are, and words that are values.

pub(super) use super::beside::Before;
use super::{
    Oddity, Value, WhyNot,
    beside::{before, behind, find_ignoring_case, prefixed, value_behind},
    doubtful::{file_ending, is_full_stop, refused},
    hidden,
    identifier::{Identifier, identifiers},
    setting::{Piece, Said},
    token::{FEW_DIGITS, Token, may_be_value, tokens},
};
use crate::label::Label;
use statement::observable::{Kind, MAX_TEXT, NotAnObservable, Observable, Read, Steps};
use std::{collections::BTreeMap, ops::Range};

/// Something that looks like a value, in a line.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Where it stands, in bytes of its line.
    pub(super) range: Range<usize>,
    pub(super) value: Result<Value, WhyNot>,
    pub(super) steps: Steps,
    pub(super) oddities: Vec<Oddity>,
    /// The words before it, if they say what it is.
    pub(super) before: Option<Before>,
    /// It is bare and may be the name of a file.
    pub(super) file_ending: Option<&'static str>,
}

/// What a piece holds.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub(super) found: Vec<Found>,
    /// There are values and nothing else.
    pub(super) is_alone: bool,
}

/// Looks for values in a piece of a line.
pub(super) fn scan(line: &str, piece: &Piece) -> Scanned {
    let text = line.get(piece.start..piece.end).unwrap_or_default();
    let mut scan = Scan { text, piece, found: Vec::new(), taken: BTreeMap::new(), others: false };
    scan.identifiers();
    scan.whole();
    scan.named();
    scan.words();
    let mut found = scan.found;
    found.sort_by_key(|found| (found.range.start, found.range.end));
    let is_alone = !scan.others && found.iter().any(|found| found.value.is_ok());
    Scanned { found, is_alone }
}

struct Scan<'l> {
    text: &'l str,
    piece: &'l Piece,
    found: Vec<Found>,
    /// Where what was found so far starts and ends, in bytes of the line.
    taken: BTreeMap<usize, usize>,
    /// There are words that are no values.
    others: bool,
}

impl Scan<'_> {
    fn identifiers(&mut self) {
        for (range, identifier) in identifiers(self.text) {
            let value = match identifier {
                Identifier::Cve(cve) => Ok(Value::Vulnerability(cve)),
                Identifier::Attack(id) => Ok(Value::Attack(id)),
                Identifier::NotACve => Err(WhyNot::Cve),
            };
            self.push(range, value, Steps::NONE);
        }
    }

    fn push(&mut self, range: Range<usize>, value: Result<Value, WhyNot>, steps: Steps) {
        let range = self.piece.start + range.start..self.piece.start + range.end;
        self.taken.insert(range.start, range.end);
        self.found.push(Found { range, value, steps, oddities: Vec::new(), before: None, file_ending: None });
    }

    /// A cell or item that is a file name or a user agent, because its column or heading says so.
    fn whole(&mut self) {
        let Some(Said { what: Label::Kinds(kinds), words }) = &self.piece.setting.label else { return };
        let kind = kinds.iter().find(|kind| matches!(kind, Kind::FileName | Kind::UserAgent));
        let Some(&kind) = kind.filter(|_| self.piece.is_cell || is_item(self.text)) else { return };
        let (start, value) = bare(self.text);
        if value.is_empty()
            || !self.found.is_empty()
            || Observable::read(value).is_ok_and(|read| kinds.contains(&read.observable.kind()))
        {
            return;
        }
        let words = words.to_string();
        self.labelled(kind, start..start + value.len(), &words);
    }

    /// Takes a text for the kind that a label says.
    fn labelled(&mut self, kind: Kind, range: Range<usize>, words: &str) {
        let Some(text) = self.text.get(range.clone()) else { return };
        // Words that fill a cell without a value: `n/a`, `various`. A name of a file that is looked for has an ending.
        if kind == Kind::FileName && !is_file_name(text) {
            return;
        }
        let (clean, oddities) = hidden::clean(text);
        let read = Observable::read_as(kind, &clean);
        let steps = read.as_ref().map_or(Steps::NONE, |read| read.steps);
        self.push(range, read.map(|read| Value::Observable(read.observable)).map_err(WhyNot::from), steps);
        if let Some(found) = self.found.last_mut() {
            found.oddities = oddities;
            found.before = Some(Before::Label(words.to_owned()));
        }
    }

    /// Values behind `User-Agent:` and `File name:`.
    fn named(&mut self) {
        for (words, kind) in NAMES {
            let mut from = 0;
            while let Some(start) = self.text.get(from..).and_then(|rest| find_ignoring_case(rest, words)) {
                from += start + words.len();
                self.name(from - words.len()..from, kind);
            }
        }
    }

    /// The value behind one of these words.
    fn name(&mut self, label: Range<usize>, kind: Kind) {
        let Some((behind, words)) = self.text.get(label.end..).zip(self.text.get(label)) else { return };
        let Some(range) = value_behind(behind, kind) else { return };
        let skipped = self.text.len() - behind.len();
        let range = skipped + range.start..skipped + range.end;
        if !self.is_taken(&range) {
            self.labelled(kind, range, words);
        }
    }

    /// Whether something was found there already.
    fn is_taken(&self, range: &Range<usize>) -> bool {
        let (start, end) = (self.piece.start + range.start, self.piece.start + range.end);
        self.taken.range(..end).next_back().is_some_and(|(_, &last)| last > start)
    }

    fn words(&mut self) {
        let taken = std::mem::take(&mut self.taken);
        for token in tokens(self.text) {
            let range = self.piece.start + token.start..self.piece.start + token.end();
            let near = taken.range(..range.end).next_back().filter(|(_, end)| **end > range.start);
            // An identifier in the address of a page is found, and so is the page.
            if near.is_some_and(|(start, _)| *start <= range.start || !token.text.contains("://")) {
                continue;
            }
            match may_be_value(token.text) {
                true => self.word(token),
                false => self.others |= token.text.contains(char::is_alphanumeric),
            }
        }
    }

    /// One word.
    fn word(&mut self, token: Token<'_>) {
        if token.text.len() > MAX_TEXT {
            self.others = true;
            return self.push(token.start..token.end(), Err(WhyNot::TooLong), Steps::NONE);
        }
        let ahead = self.text.get(..token.start).unwrap_or_default();
        if ahead.ends_with("](") && !token.text.contains("//") && !token.text.contains('@') {
            // A link of Markdown to a file beside the text.
            self.others = true;
            return;
        }
        let before = before(ahead);
        if let Some(words) = self.lookalike(token.text, before.as_ref()) {
            return self.push(token.start..token.end(), Err(WhyNot::Kind(words)), Steps::NONE);
        }
        let count = self.found.len();
        if !self.value(token, before.as_ref()) {
            self.pieces(token);
        }
        self.others |= self.found.len() == count;
    }

    /// The words that say that a run of digits is no hash of a file: `imphash: ...`, or the first cell of its row.
    fn lookalike(&self, text: &str, before: Option<&(Option<Label>, String)>) -> Option<String> {
        let is_digits = text.len() >= FEW_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let said = || self.piece.setting.label.as_ref().map(|said| (said.what, said.words.to_string()));
        let (label, words) = match before {
            Some((Some(label), words)) => (*label, words.clone()),
            _ => said()?,
        };
        (is_digits && label == Label::Other).then_some(words)
    }

    /// Takes the word for a value, or for what looks like one; whether it is either.
    fn value(&mut self, token: Token<'_>, before: Option<&(Option<Label>, String)>) -> bool {
        let (clean, mut oddities) = hidden::clean(token.text);
        // A bar of a value is escaped in a table of Markdown.
        let clean = if clean.contains("\\|") { clean.replace("\\|", "|").into() } else { clean };
        let (read, said) = match self.read(&clean, before) {
            Ok(read) => read,
            Err(fault) => {
                let why = refused(&clean, fault);
                let is_told = why.is_some();
                if let Some(why) = why {
                    self.push(token.start..token.end(), Err(why), Steps::NONE);
                }
                return is_told;
            }
        };
        if is_full_stop(&clean, &read) {
            self.push(token.start..token.end(), Err(WhyNot::FullStop), Steps::NONE);
            return true;
        }
        oddities.extend(hidden::of_name(&clean));
        let file_ending = file_ending(&clean, &read);
        self.push(token.start..token.end(), Ok(Value::Observable(read.observable)), read.steps);
        if let Some(found) = self.found.last_mut() {
            found.oddities = oddities;
            found.file_ending = file_ending;
            found.before = said.map(Before::Label).or_else(|| behind(self.text, token.start, before));
        }
        true
    }

    /// Reads a word: as it is, behind a label that it starts with, or as the label before it says.
    fn read(
        &self,
        text: &str,
        before: Option<&(Option<Label>, String)>,
    ) -> Result<(Read, Option<String>), NotAnObservable> {
        let fault = match Observable::read(text) {
            Ok(read) => return Ok((read, None)),
            Err(fault) => fault,
        };
        if let Some((words, value)) =
            text.split_once([':', '=']).filter(|(words, value)| is_word(words) && !value.starts_with("//"))
            && let Some(read) = prefixed(words, value)
        {
            return Ok(read);
        }
        // A name of a private network, or one that is sold since the list was made, where a label says that it is a name.
        let label = match before {
            Some((Some(Label::Kinds(kinds)), words)) => Some((*kinds, words.clone())),
            _ => self.piece.setting.label.as_ref().filter(|_| self.piece.is_cell).and_then(|said| match said
                .what
            {
                Label::Kinds(kinds) => Some((kinds, said.words.to_string())),
                _ => None,
            }),
        };
        let Some((kinds, words)) = label.filter(|(kinds, _)| !kinds.contains(&Kind::FileName)) else {
            return Err(fault);
        };
        Observable::read_among(kinds, text).map(|read| (read, Some(words))).map_err(|_| fault)
    }

    /// A word in a language that puts no space between words: what is ASCII in it is asked for itself.
    fn pieces(&mut self, token: Token<'_>) {
        if token.text.is_ascii() {
            return;
        }
        let mut from = 0;
        for piece in token.text.split(|letter: char| !letter.is_ascii()) {
            let start =
                token.text.get(from..).and_then(|rest| rest.find(piece)).map_or(from, |place| from + place);
            from = start + piece.len();
            self.others |= true;
            let trimmed = piece.trim_matches(['.', ',', ':', ';']);
            if may_be_value(trimmed) && trimmed.len() < token.text.len() {
                let start = start + (piece.len() - piece.trim_start_matches(['.', ',', ':', ';']).len());
                self.value(Token { start: token.start + start, text: trimmed }, None);
            }
        }
    }
}

/// Words before values that have no shape of their own.
const NAMES: [(&str, Kind); 6] = [
    ("user-agent", Kind::UserAgent),
    ("user agent", Kind::UserAgent),
    ("filename", Kind::FileName),
    ("file name", Kind::FileName),
    ("file names", Kind::FileName),
    ("dateiname", Kind::FileName),
];

/// The text of a cell or item without its sign and quotes, and where it starts.
fn bare(text: &str) -> (usize, &str) {
    let signs = [' ', '\t', '-', '*', '\u{2022}', '`', '"', '\'', '>', '+', '|'];
    let inner = text.trim_start_matches(signs);
    (text.len() - inner.len(), inner.trim_end_matches([' ', '\t', '`', '"', '\'', ',', ';', '*']))
}

fn is_item(text: &str) -> bool {
    text.trim_start().starts_with(['-', '*', '\u{2022}', '+', '`'])
}

/// Whether a text that a label calls the name of a file is one: it has an ending and does not tell a story.
fn is_file_name(text: &str) -> bool {
    let ending = text.rsplit('.').next().unwrap_or_default();
    let has_ending = ending.len() < text.len()
        && (1..=10).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    has_ending && text.split_whitespace().count() <= 8 && !text.contains("://")
}

fn is_word(text: &str) -> bool {
    (1..=24).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_&".contains(&byte))
}
