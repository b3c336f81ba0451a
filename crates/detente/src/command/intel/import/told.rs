//! What is told of an import: sentences for people, or a JSON object a line.

use super::gather::{Gathered, ListSums, Part, Sums, is_nothing_to_look_for};
use crate::output::{escape::terminal, json::object, say::many};
use clap::ValueEnum;
use exchange::{
    Outcome,
    stix::{Item, Standing},
};
use statement::StatementId;
use std::{
    collections::BTreeMap,
    io::{self, BufWriter, Write},
};

/// How many refused things are shown to people unless they want all. The rest are counted.
const MAX_SHOWN: u64 = 100;

/// How many reasons why objects are opaque are told apart in a sum.
const MAX_REASONS: usize = 30;

/// How it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For machines: one JSON object a line
    Jsonl,
}

/// Tells. A failure to write is kept until somebody asks for it, so that reading goes on in one piece.
pub struct Told<W: Write> {
    out: BufWriter<W>,
    format: Format,
    is_verbose: bool,
    shown: u64,
    left_out: u64,
    /// Of the file at hand: why objects are opaque, and how many for that reason.
    reasons: BTreeMap<String, u64>,
    written: io::Result<()>,
}

impl<W: Write> Told<W> {
    pub fn new(out: W, format: Format, is_verbose: bool) -> Self {
        Told {
            out: BufWriter::new(out),
            format,
            is_verbose,
            shown: 0,
            left_out: 0,
            reasons: BTreeMap::new(),
            written: Ok(()),
        }
    }

    /// Whether everything could be written so far.
    pub fn written(&mut self) -> io::Result<()> {
        std::mem::replace(&mut self.written, Ok(()))
    }

    /// An object of STIX, or what is none.
    pub fn stix(&mut self, file: &str, item: &Item<'_>) {
        if let Item::Kept(kept) = item
            && let Standing::Opaque(why) = kept.standing
        {
            let reason = format!("{}: {why}", kept.object.kind());
            let is_counted = self.reasons.len() < MAX_REASONS || self.reasons.contains_key(&reason);
            let reason = if is_counted { reason } else { "other objects, for other reasons".to_owned() };
            *self.reasons.entry(reason).or_default() += 1;
        }
        match self.format {
            Format::Jsonl => self.line(stix_line(file, item)),
            Format::Text => self.stix_text(file, item),
        }
    }

    fn stix_text(&mut self, file: &str, item: &Item<'_>) {
        match item {
            Item::Refused(refused) => {
                self.refused(file, &refused.place.to_string(), refused.text, &refused.why.to_string())
            }
            Item::Kept(_) if !self.is_verbose => {}
            Item::Kept(kept) => {
                let mut said = vec![format!("{} {}", kept.object.kind(), kept.object.id().as_str())];
                if let Standing::Opaque(why) = kept.standing {
                    said.push(format!("opaque: {why}"));
                }
                said.extend(kept.remarks.iter().map(ToString::to_string));
                self.sentence(&format!("{file}:{}: {}", kept.place, said.join("; ")));
            }
        }
    }

    /// An indicator of a list, or what is none.
    pub fn list(&mut self, file: &str, outcome: &Outcome<'_>) {
        match (self.format, outcome) {
            (Format::Jsonl, _) => self.line(list_line(file, outcome)),
            (Format::Text, Outcome::NotTaken(not)) => match is_nothing_to_look_for(&not.reason) {
                false => self.refused(file, &not.place.to_string(), not.text, &not.reason.to_string()),
                true if self.is_verbose => {
                    self.sentence(&format!("{file}:{}: opaque: {}: {}", not.place, not.text, not.reason));
                }
                true => {}
            },
            (Format::Text, Outcome::Taken(taken)) if self.is_verbose => {
                let observable = &taken.indicator.observable;
                self.sentence(&format!(
                    "{file}:{}: {} {}",
                    taken.place,
                    observable.kind(),
                    observable.value()
                ));
            }
            _ => {}
        }
    }

    fn refused(&mut self, file: &str, place: &str, text: &str, why: &str) {
        if !self.is_verbose && self.shown >= MAX_SHOWN {
            self.left_out += 1;
            return;
        }
        self.shown += 1;
        let text: String = text.trim().chars().take(60).collect();
        let text = if text.is_empty() { text } else { format!("\"{text}\": ") };
        self.sentence(&format!("{file}:{place}: refused: {text}{why}"));
    }

    /// The sums of a file.
    pub fn file(&mut self, gathered: &Gathered) -> io::Result<()> {
        let reasons = std::mem::take(&mut self.reasons);
        if self.format == Format::Jsonl {
            self.line(file_line(gathered));
            return self.written();
        }
        if self.left_out > 0 {
            let count = std::mem::take(&mut self.left_out);
            self.sentence(&format!("... and {count} more that are refused (--verbose)"));
        }
        let file = &gathered.file;
        match &gathered.outcome {
            Err(error) => self.sentence(&format!("{file}: cannot be read: {error}")),
            Ok(Sums::List(sums)) => {
                let what = gathered.media.as_str();
                let ListSums { taken, opaque, refused } = sums;
                self.sentence(&format!(
                    "{file} ({what}): {taken} taken, {opaque} kept as opaque, {refused} refused"
                ));
            }
            Ok(Sums::Stix(sums)) => {
                let again =
                    if sums.again > 0 { format!(", {} there twice", sums.again) } else { String::new() };
                self.sentence(&format!(
                    "{file} (stix): {} taken, {} kept as opaque, {} refused{again}",
                    sums.taken, sums.opaque, sums.refused
                ));
                sums.types.iter().for_each(|(kind, count)| self.sentence(&format!("  {count:>9} {kind}")));
                for (reason, count) in &reasons {
                    self.sentence(&format!("  opaque: {count} {reason}"));
                }
                if sums.remarked > 0 {
                    self.sentence(&format!(
                        "  of {} there is something to remark (--verbose)",
                        many(sums.remarked, "object", "objects")
                    ));
                }
                if sums.is_forgetful {
                    self.sentence(
                        "  there are so many objects that not every one that stands twice was noticed",
                    );
                }
            }
        }
        self.written()
    }

    /// A part of a file was said.
    pub fn said(
        &mut self,
        gathered: &Gathered,
        number: usize,
        part: &Part,
        id: &StatementId,
    ) -> io::Result<()> {
        let (number, of) = (number + 1, gathered.parts.len());
        match self.format {
            Format::Jsonl => self.line(said_line("statement", gathered, number, part, id)),
            Format::Text => {
                let part_of = if of > 1 { format!(", part {number} of {of}") } else { String::new() };
                self.sentence(&format!(
                    "said in {id} ({}, {} bytes{part_of})",
                    many(part.items, "item", "items"),
                    part.bytes
                ));
            }
        }
        self.out.flush()?;
        self.written()
    }

    /// The parts of a file that were said before.
    pub fn before(&mut self, gathered: &Gathered, before: &[(u64, StatementId)]) -> io::Result<()> {
        for (number, part) in gathered.parts.iter().enumerate() {
            let Some((_, id)) = before.iter().find(|(offset, _)| *offset == part.offset) else { continue };
            match self.format {
                Format::Jsonl => self.line(said_line("said-before", gathered, number + 1, part, id)),
                Format::Text => self.sentence(&format!(
                    "{}: you have said this before, in {id}; it is not said again (--again)",
                    gathered.file
                )),
            }
        }
        self.written()
    }

    /// What was told is out.
    pub fn end(&mut self) -> io::Result<()> {
        self.written()?;
        self.out.flush()
    }

    fn sentence(&mut self, sentence: &str) {
        if self.written.is_ok() {
            self.written = writeln!(self.out, "{}", terminal(sentence));
        }
    }

    fn line(&mut self, mut line: Vec<u8>) {
        line.push(b'\n');
        if self.written.is_ok() {
            self.written = self.out.write_all(&line);
        }
    }
}

fn stix_line(file: &str, item: &Item<'_>) -> Vec<u8> {
    let mut line = Vec::new();
    object(&mut line, |object| match item {
        Item::Kept(kept) => {
            object.text("kind", "object");
            object.text("file", file);
            object.text("place", &kept.place.to_string());
            object.text("type", kept.object.kind());
            object.text("id", kept.object.id().as_str());
            match kept.standing {
                Standing::Understood => object.text("standing", "taken"),
                Standing::Opaque(why) => {
                    object.text("standing", "opaque");
                    object.text("why", &why.to_string());
                }
            }
            let remarks: Vec<String> = kept.remarks.iter().map(ToString::to_string).collect();
            object.texts("remarks", remarks.iter().map(String::as_str));
        }
        Item::Refused(refused) => {
            object.text("kind", "refused");
            object.text("file", file);
            object.text("place", &refused.place.to_string());
            object.text("text", refused.text);
            object.text("why", &refused.why.to_string());
        }
    });
    line
}

fn list_line(file: &str, outcome: &Outcome<'_>) -> Vec<u8> {
    let mut line = Vec::new();
    object(&mut line, |object| match outcome {
        Outcome::Taken(taken) => {
            object.text("kind", "indicator");
            object.text("file", file);
            object.text("place", &taken.place.to_string());
            object.text("type", taken.indicator.observable.kind().as_str());
            object.text("value", taken.indicator.observable.value());
        }
        Outcome::NotTaken(not) => {
            object.text("kind", if is_nothing_to_look_for(&not.reason) { "opaque" } else { "refused" });
            object.text("file", file);
            object.text("place", &not.place.to_string());
            object.text("text", not.text);
            object.text("why", &not.reason.to_string());
        }
    });
    line
}

fn file_line(gathered: &Gathered) -> Vec<u8> {
    let mut line = Vec::new();
    object(&mut line, |object| {
        object.text("kind", "file");
        object.text("file", &gathered.file);
        object.text("media_type", gathered.media.as_str());
        match &gathered.outcome {
            Ok(Sums::Stix(sums)) => {
                object.number("taken", sums.taken);
                object.number("opaque", sums.opaque);
                object.number("again", sums.again);
                object.number("refused", sums.refused);
                object.number("remarked", sums.remarked);
                object.object("types", |types| {
                    sums.types.iter().for_each(|(kind, count)| types.number(kind, count))
                });
            }
            Ok(Sums::List(sums)) => {
                object.number("taken", sums.taken);
                object.number("opaque", sums.opaque);
                object.number("refused", sums.refused);
            }
            Err(error) => object.text("error", &error.to_string()),
        }
    });
    line
}

fn said_line(kind: &str, gathered: &Gathered, number: usize, part: &Part, id: &StatementId) -> Vec<u8> {
    let mut line = Vec::new();
    object(&mut line, |object| {
        object.text("kind", kind);
        object.text("file", &gathered.file);
        object.text("id", &id.to_string());
        object.text("media_type", gathered.media.as_str());
        for (name, number) in [
            ("part", number as u64),
            ("parts", gathered.parts.len() as u64),
            ("items", part.items),
            ("bytes", part.bytes),
        ] {
            object.number(name, number);
        }
    });
    line
}
