//! The report for machines: one JSON object a line, told apart by `kind`.

use super::report::{Counts, Report};
use crate::{intel::FileRead, output::escape::json_string};
use exchange::{NotTaken, Outcome, Summary, Taken};
use std::{
    io::{self, Write},
    sync::Arc,
};

/// Lines of the kinds `indicator`, `not-taken`, and, after all files, `file`.
pub struct Lines<W> {
    out: W,
    line: Vec<u8>,
    counts: Counts,
}

impl<W: Write> Lines<W> {
    pub fn new(out: W) -> Self {
        Self { out, line: Vec::new(), counts: Counts::default() }
    }

    fn taken(&mut self, file: &str, taken: &Taken<'_>) {
        let observable = &taken.indicator.observable;
        self.start("indicator", file);
        self.text("place", &taken.place.to_string());
        self.text("type", observable.kind().as_str());
        self.text("value", observable.value());
        self.text("text", taken.text);
        self.raw("exact", if taken.indicator.exact { "true" } else { "false" });
        let steps: Vec<_> = taken.steps.iter().map(|step| format!("\"{}\"", step.as_str())).collect();
        self.raw("normalised", &format!("[{}]", steps.join(",")));
        match taken.label {
            Some(label) => self.text("label", label),
            None => self.raw("label", "null"),
        }
    }

    fn not_taken(&mut self, file: &str, not: &NotTaken<'_>) {
        self.start("not-taken", file);
        self.text("place", &not.place.to_string());
        self.text("text", not.text);
        self.text("reason", &not.reason.to_string());
    }

    fn file(&mut self, file: &str, summary: &Summary) {
        self.start("file", file);
        self.text("format", summary.format.as_str());
        self.raw("taken", &summary.taken.to_string());
        self.raw("not_taken", &summary.not_taken.to_string());
        let types: Vec<_> = self.counts.of(file).map(|(kind, count)| format!("\"{kind}\":{count}")).collect();
        self.raw("types", &format!("{{{}}}", types.join(",")));
        self.line.extend_from_slice(b",\"passed\":{");
        for (place, (kind, count)) in summary.passed.iter().enumerate() {
            if place > 0 {
                self.line.push(b',');
            }
            json_string(&mut self.line, kind);
            self.line.extend_from_slice(format!(":{count}").as_bytes());
        }
        self.line.push(b'}');
    }

    fn start(&mut self, kind: &str, file: &str) {
        self.line.clear();
        self.line.extend_from_slice(b"{\"kind\":");
        json_string(&mut self.line, kind);
        self.text("file", file);
    }

    fn text(&mut self, name: &str, text: &str) {
        self.raw(name, "");
        json_string(&mut self.line, text);
    }

    fn raw(&mut self, name: &str, json: &str) {
        self.line.push(b',');
        json_string(&mut self.line, name);
        self.line.push(b':');
        self.line.extend_from_slice(json.as_bytes());
    }

    fn end_line(&mut self) -> io::Result<()> {
        self.line.extend_from_slice(b"}\n");
        self.out.write_all(&self.line)
    }
}

impl<W: Write> Report for Lines<W> {
    fn outcome(&mut self, file: &Arc<str>, outcome: &Outcome<'_>) -> io::Result<()> {
        match outcome {
            Outcome::Taken(taken) => {
                self.counts.add(file, taken.indicator.observable.kind());
                self.taken(file, taken);
            }
            Outcome::NotTaken(not) => self.not_taken(file, not),
        }
        self.end_line()
    }

    fn end(&mut self, files: &[FileRead]) -> io::Result<()> {
        for read in files {
            match &read.outcome {
                Ok(summary) => self.file(&read.file, summary),
                Err(error) => {
                    self.start("file", &read.file);
                    self.text("error", &error.to_string());
                }
            }
            self.end_line()?;
        }
        Ok(())
    }
}
