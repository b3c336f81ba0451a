//! From lines to candidates: each value once, with its places, its count and the best judgement that it got anywhere.

use super::{
    Candidate, Judgement, MAX_PLACES, NotOne, Place, Value, Why, WhyNot,
    judge::{Known, Stand},
    known::host,
    readable::{Link, Readable, Remark},
    scan::{Found, Scanned, scan},
    setting::{Piece, Setting},
    structure::Structure,
};
use statement::observable::{Kind, Observable, Step, Steps};
use std::collections::HashMap;

/// How many candidates are kept. A person goes through them; a list of a million is imported as a list.
pub const MAX_CANDIDATES: usize = 100_000;

/// How many things that are none are kept.
pub const MAX_NOT_ONE: usize = 10_000;

/// How many lines of nothing but values make a list.
const LIST: usize = 3;

/// How many values wait for their list to be one.
const MAX_WAITING: usize = 10_000;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) candidates: Vec<Candidate>,
    pub(super) not_ones: Vec<NotOne>,
}

/// Goes through the text.
pub(super) fn collect(readable: &mut Readable, is_lure: bool) -> Collected {
    let known = Known::new(&readable.text, &readable.sites, is_lure);
    let mut collector = Collector {
        readable,
        known,
        collected: Collected::default(),
        values: HashMap::new(),
        refused: HashMap::new(),
        waiting: Vec::new(),
        run: 0,
        next_link: 0,
    };
    let read = collector.lines();
    collector.attachments();
    let collected = collector.collected;
    if let Some(line) = read {
        readable.remark(Remark::Candidates(line));
    }
    collected
}

/// A value that waits for its list.
struct Waiting {
    found: Found,
    setting: Setting,
    line: usize,
    column: usize,
}

struct Collector<'r> {
    readable: &'r Readable,
    known: Known,
    collected: Collected,
    values: HashMap<Value, usize>,
    refused: HashMap<String, usize>,
    waiting: Vec<Waiting>,
    /// How many lines of nothing but values stand here one after another.
    run: usize,
    next_link: usize,
}

impl Collector<'_> {
    /// Goes through the lines; the one where there was enough, if there was.
    fn lines(&mut self) -> Option<usize> {
        let mut structure = Structure::default();
        let readable = self.readable;
        for (number, &line) in readable.lines.iter().enumerate() {
            let next = readable.lines.get(number + 1).map_or("", |&next| readable.line(next));
            let text = readable.line(line);
            let pieces = structure.pieces(text, next, line.zone);
            self.line(text, number, &pieces);
            self.links(number, &pieces);
            if self.collected.candidates.len() >= MAX_CANDIDATES {
                return Some(number + 1);
            }
        }
        self.flush(false);
        self.links(usize::MAX, &[]);
        None
    }

    fn line(&mut self, text: &str, number: usize, pieces: &[Piece]) {
        let mut columns = Columns::default();
        for piece in pieces {
            let Scanned { found, is_alone } = scan(text, piece);
            let is_listed = is_alone && !piece.is_cell;
            if !is_listed && !text.trim().is_empty() {
                self.flush(false);
                self.run = 0;
            }
            self.run += usize::from(is_listed);
            if self.run >= LIST {
                self.flush(true);
            }
            for found in found {
                let column = columns.of(text, found.range.start);
                let waiting = Waiting { found, setting: piece.setting.clone(), line: number, column };
                match is_listed && self.run < LIST && self.waiting.len() < MAX_WAITING {
                    true => self.waiting.push(waiting),
                    false => self.found(
                        waiting,
                        Stand { in_list: is_listed && self.run >= LIST, is_alone: is_alone || piece.is_cell },
                    ),
                }
            }
        }
    }

    /// Takes what waited.
    fn flush(&mut self, in_list: bool) {
        for waiting in std::mem::take(&mut self.waiting) {
            self.found(waiting, Stand { in_list, is_alone: true });
        }
    }

    fn found(&mut self, waiting: Waiting, stand: Stand) {
        let Waiting { found, setting, line, column } = waiting;
        let text = self.readable.lines.get(line).map_or("", |&line| self.readable.line(line));
        let written = text.get(found.range.clone()).unwrap_or_default();
        match &found.value {
            Err(why) => self.refuse(written, why, line, column),
            Ok(value) => {
                let judged = self.known.judge(value, &found, &setting, stand);
                let place = Place {
                    line: line + 1,
                    column,
                    sentence: sentence(text, found.range.start, found.range.end),
                    link: None,
                };
                self.take(value.clone(), written, &found, place, judged);
            }
        }
    }

    fn take(
        &mut self,
        value: Value,
        written: &str,
        found: &Found,
        place: Place,
        (judgement, why): (Judgement, Why),
    ) {
        if let Some(known) =
            self.values.get(&value).and_then(|&number| self.collected.candidates.get_mut(number))
        {
            known.count += 1;
            if known.places.len() < MAX_PLACES {
                known.places.push(place);
            }
            for oddity in &found.oddities {
                if !known.oddities.contains(oddity) && known.oddities.len() < MAX_PLACES {
                    known.oddities.push(oddity.clone());
                }
            }
            if judgement > known.judgement {
                (known.judgement, known.why) = (judgement, why);
            }
            return;
        }
        if self.collected.candidates.len() >= MAX_CANDIDATES {
            return;
        }
        self.values.insert(value.clone(), self.collected.candidates.len());
        self.collected.candidates.push(Candidate {
            value,
            text: written.to_owned(),
            steps: found.steps,
            places: vec![place],
            count: 1,
            judgement,
            why,
            oddities: found.oddities.clone(),
        });
    }

    fn refuse(&mut self, written: &str, why: &WhyNot, line: usize, column: usize) {
        let text = written.get(..written.floor_char_boundary(MAX_SHOWN)).unwrap_or_default();
        if let Some(known) =
            self.refused.get(text).and_then(|&number| self.collected.not_ones.get_mut(number))
        {
            known.count += 1;
        } else if self.collected.not_ones.len() < MAX_NOT_ONE {
            self.refused.insert(text.to_owned(), self.collected.not_ones.len());
            self.collected.not_ones.push(NotOne {
                text: text.to_owned(),
                line: line + 1,
                column,
                count: 1,
                why: why.clone(),
            });
        }
    }

    /// Takes where the links of the lines go, up to this one.
    fn links(&mut self, line: usize, pieces: &[Piece]) {
        let readable = self.readable;
        while let Some(link) = readable.links.get(self.next_link).filter(|link| link.line <= line) {
            self.next_link += 1;
            let near = pieces.iter().find(|piece| piece.end >= link.offset).or(pieces.last());
            let setting = near.map(|piece| piece.setting.clone());
            self.link(
                link,
                setting.unwrap_or(Setting { zone: link.zone, topic: None, column: None, label: None }),
            );
        }
    }

    fn link(&mut self, link: &Link, setting: Setting) {
        let read = match Observable::read(&link.target) {
            Ok(read) => read,
            Err(fault) => {
                return self.refuse(&link.target, &fault.into(), link.line.min(self.readable.lines.len()), 1);
            }
        };
        if says_the_same(&link.text, &read.observable) {
            return;
        }
        let judged = self.known.link(&read.observable, read.steps.contains(Step::Defanged), link, &setting);
        let text = self.readable.lines.get(link.line).map_or("", |&line| self.readable.line(line));
        let end = (link.offset + link.text.len()).min(text.len());
        let place = Place {
            line: (link.line + 1).min(self.readable.lines.len().max(1)),
            column: Columns::default().of(text, link.offset.min(text.len())),
            sentence: sentence(text, link.offset.min(end), end),
            link: Some(link.text.clone()),
        };
        let found = Found {
            range: 0..0,
            value: Ok(Value::Observable(read.observable.clone())),
            steps: read.steps,
            oddities: super::hidden::of_name(&link.target),
            before: None,
            file_ending: None,
        };
        self.take(Value::Observable(read.observable), &link.target, &found, place, judged);
    }

    /// The hashes of what came with a mail.
    fn attachments(&mut self) {
        let readable = self.readable;
        for attachment in &readable.attachments {
            let Ok(read) = Observable::read_as(Kind::Sha256, &attachment.sha256) else { continue };
            let why = Why::Attachment(attachment.name.clone());
            let judgement = match attachment.bytes {
                0 => (Judgement::Context, Why::Nothing),
                _ if self.known.is_lure() => (Judgement::Indicator, why),
                _ => (Judgement::Unsure, why),
            };
            let sentence =
                format!("part {}: {}, {} bytes", attachment.number, attachment.media_type, attachment.bytes);
            let place = Place { line: 1, column: 1, sentence, link: None };
            let found = Found {
                range: 0..0,
                value: Ok(Value::Observable(read.observable.clone())),
                steps: Steps::NONE,
                oddities: Vec::new(),
                before: None,
                file_ending: None,
            };
            self.take(Value::Observable(read.observable), &attachment.sha256, &found, place, judgement);
        }
    }
}

/// How much of what is no value is shown, in bytes.
const MAX_SHOWN: usize = 200;

/// Whether the text of a link is where it goes, defanged or not, or the host of that.
fn says_the_same(text: &str, target: &Observable) -> bool {
    let text = text.trim().trim_end_matches(['.', '\u{2026}']);
    let Ok(said) = Observable::read(text) else { return false };
    let same_host = || host(&said.observable).is_some() && host(&said.observable) == host(target);
    said.observable == *target
        || said.observable.kind() == Kind::Domain && same_host() && target.value().ends_with('/')
}

/// Counts characters of one line from left to right, so that a line of a million values is counted once.
#[derive(Default)]
struct Columns {
    byte: usize,
    characters: usize,
}

impl Columns {
    /// The column of a byte, counted from 1.
    fn of(&mut self, line: &str, byte: usize) -> usize {
        if byte < self.byte {
            *self = Self::default();
        }
        self.characters += line.get(self.byte..byte).map_or(0, |between| between.chars().count());
        self.byte = byte;
        self.characters + 1
    }
}

/// How much of a sentence is kept before a value and behind it, in bytes.
const MAX_SENTENCE: usize = 120;

/// The sentence around a place of a line, or what of it is near.
fn sentence(line: &str, start: usize, end: usize) -> String {
    let from = line.ceil_char_boundary(start.saturating_sub(MAX_SENTENCE));
    let to = line.floor_char_boundary((end + MAX_SENTENCE).min(line.len()));
    let before = line.get(from..start).unwrap_or_default();
    let behind = line.get(end..to).unwrap_or_default();
    let first = before.rmatch_indices(". ").next().map_or(0, |(place, _)| place + 2);
    let last = behind.match_indices(". ").next().map_or(behind.len(), |(place, _)| place + 1);
    let cut = if first == 0 && from > 0 { "\u{2026}" } else { "" };
    let goes_on = if last == behind.len() && to < line.len() { "\u{2026}" } else { "" };
    let text = format!(
        "{}{}{}",
        before.get(first..).unwrap_or_default(),
        shortened(line.get(start..end).unwrap_or_default()),
        behind.get(..last).unwrap_or_default()
    );
    format!("{cut}{}{goes_on}", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A value that is a sentence of its own is shown by its beginning.
fn shortened(value: &str) -> &str {
    value.get(..value.floor_char_boundary(2 * MAX_SENTENCE)).unwrap_or(value)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_sentence_is_what_stands_between_full_stops() {
        let line = "First one.  It was seen at evil.example  in May. Then no more.";
        let start = line.find("evil").expect("it is there");
        assert_eq!(sentence(line, start, start + 12), "It was seen at evil.example in May.");
        let long = format!("{} evil.example {}", "a ".repeat(500), "b ".repeat(500));
        let start = long.find("evil").expect("it is there");
        let shown = sentence(&long, start, start + 12);
        assert!(shown.starts_with('\u{2026}') && shown.ends_with('\u{2026}') && shown.len() < 300, "{shown}");
    }
}
