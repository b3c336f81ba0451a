//! What people wrote about an event: reports, notes and opinions.

use super::{
    super::{fields::Fields, stream::List, uuid},
    event::Event,
    out::{Id, Out},
    parts::Labels,
};
use crate::Uuid;
use serde_json::{Value, json};
use std::io;

/// How many reports wait for the end of their event, when all that they mention is known. Each may be as large as an element.
const MAX_WAITING: usize = 16;

/// The most parts that one report is said to be about.
const MAX_MENTIONED: usize = 1000;

/// The parts that a report mentions, as MISP's editor writes them: `@[attribute](uuid)`.
pub(super) fn mentioned(content: &str) -> impl Iterator<Item = Uuid> {
    let links = content.split("@[").skip(1).take(MAX_MENTIONED);
    links.filter_map(|link| {
        let (_, rest) = link.split_once("](")?;
        uuid::read(rest.split_once(')')?.0)
    })
}

impl Event<'_> {
    /// A report, which is written when the event is over.
    pub(super) fn report(&mut self, fields: Fields<'_>, pointer: &str, out: &mut Out<'_>) -> io::Result<()> {
        if fields.is_true("deleted") {
            out.lose(pointer, "a report", "deleted by its author");
            return Ok(());
        }
        if self.reports.len() < MAX_WAITING {
            self.reports.push(fields.0.clone());
            return Ok(());
        }
        self.write_report(fields, out)
    }

    pub(super) fn write_reports(&mut self, out: &mut Out<'_>) -> io::Result<()> {
        let reports = std::mem::take(&mut self.reports);
        reports.iter().try_for_each(|report| self.write_report(Fields(report), out))
    }

    fn write_report(&mut self, report: Fields<'_>, out: &mut Out<'_>) -> io::Result<()> {
        let (name, content) = (report.text("name"), report.text("content").unwrap_or_default());
        let given = report.text("uuid").and_then(|text| uuid::read(&text));
        let made = || uuid::made(&["report", &self.uuid.to_string(), name.as_deref().unwrap_or_default()]);
        let id = Id { kind: "note", uuid: given.unwrap_or_else(made) };
        let mut labels = Labels::default();
        labels.say("data-layer", "Event Report");
        let mut note = self.object_of(id, self.time_of(report, "timestamp"), &labels);
        if let Some(name) = name {
            note.insert("abstract".into(), name.into());
        }
        let content = if content.is_empty() { "(empty)".into() } else { content };
        let mut about: Vec<Value> = Vec::new();
        for target in mentioned(&content).filter_map(|uuid| self.target(uuid)).map(Value::from) {
            if !about.contains(&target) {
                about.push(target);
            }
        }
        if about.is_empty() {
            about.push(self.id().into());
        }
        note.insert("content".into(), content.into());
        note.insert("object_refs".into(), about.into());
        self.put(id, note, out)
    }

    /// What an analyst noted on a part or on the event.
    pub(super) fn analyst(
        &mut self,
        list: List,
        fields: Fields<'_>,
        of: Uuid,
        ids: &[Id],
        out: &mut Out<'_>,
    ) -> io::Result<()> {
        match list {
            List::Note => self.note(fields, ids, out),
            List::Opinion => self.opinion(fields, ids, out),
            _ => {
                self.analyst_relationship(fields, of, out);
                Ok(())
            }
        }
    }

    fn note(&mut self, fields: Fields<'_>, about: &[Id], out: &mut Out<'_>) -> io::Result<()> {
        let content = fields.text("note").unwrap_or_else(|| "(empty)".into());
        let given = fields.text("uuid").and_then(|text| uuid::read(&text));
        let made = || uuid::made(&["note", &self.uuid.to_string(), &content]);
        let id = Id { kind: "note", uuid: given.unwrap_or_else(made) };
        let mut labels = Labels::default();
        labels.say("data-layer", "Analyst Note");
        let mut note = self.object_of(id, self.time_of(fields, "created"), &labels);
        if let Some(language) = fields.text("language").filter(|text| is_language(text)) {
            note.insert("lang".into(), language.into());
        }
        note.insert("content".into(), content.into());
        self.authored(fields, about, &mut note);
        self.put(id, note, out)
    }

    /// MISP has opinions from 0 to 100, STIX five words; the number stays beside the word.
    fn opinion(&mut self, fields: Fields<'_>, about: &[Id], out: &mut Out<'_>) -> io::Result<()> {
        let number = fields.number("opinion").unwrap_or(50).clamp(0, 100);
        let word = match number {
            0..=20 => "strongly-disagree",
            21..=40 => "disagree",
            41..=60 => "neutral",
            61..=80 => "agree",
            _ => "strongly-agree",
        };
        let comment = fields.text("comment");
        let given = fields.text("uuid").and_then(|text| uuid::read(&text));
        let made = || {
            let comment = comment.as_deref().unwrap_or_default();
            uuid::made(&["opinion", &self.uuid.to_string(), &number.to_string(), comment])
        };
        let id = Id { kind: "opinion", uuid: given.unwrap_or_else(made) };
        let mut opinion = self.object_of(id, self.time_of(fields, "created"), &Labels::default());
        opinion.insert("opinion".into(), word.into());
        opinion.insert("x_misp_opinion".into(), number.into());
        if let Some(comment) = comment {
            opinion.insert("explanation".into(), comment.into());
        }
        self.authored(fields, about, &mut opinion);
        self.put(id, opinion, out)
    }

    fn authored(&self, fields: Fields<'_>, about: &[Id], object: &mut super::out::Object) {
        if let Some(authors) = fields.text("authors") {
            object.insert("authors".into(), json!([authors]));
        }
        object.insert("object_refs".into(), about.iter().map(|id| Value::from(*id)).collect());
    }
}

/// A language tag (RFC 5646), as far as its letters go.
fn is_language(text: &str) -> bool {
    text.len() >= 2 && text.len() <= 35 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
