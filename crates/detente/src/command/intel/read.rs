//! `detente intel read`: what a mail, a page or an advisory may mean as indicators, and the review file for a person to decide.

use super::{EXIT_UNREADABLE, check::Format};
use crate::output::{
    escape::{json_string, terminal},
    say,
};
use anyhow::Context;
use clap::Args;
use exchange::text::{
    Candidate, Document, Judgement, MAX_DOCUMENT, NotOne, Place, TextOptions, read, review,
};
use statement::Tlp;
use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, IsTerminal, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The arguments of `detente intel read`.
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// A mail (.eml), a page (HTML), or a text; - is standard input
    #[arg(value_name = "FILE")]
    path: PathBuf,

    /// Write a review file, for a person to decide on each line: + take, - leave; then detente intel import it
    #[arg(short, long, value_name = "REVIEW")]
    output: Option<PathBuf>,

    /// How it is written; text on a terminal, jsonl into a pipe or a file
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Print the readable text with its line numbers, and nothing else
    #[arg(long)]
    text: bool,

    /// Show everything: each place, what looks like a value and is none, what is likely context
    #[arg(short, long)]
    verbose: bool,

    /// A host of the publisher, whose own links are no indicators; may be given several times
    #[arg(long, value_name = "HOST")]
    site: Vec<String>,

    /// The document is itself hostile, such as a lure mail: its sender and where its links go are what to look for
    #[arg(long)]
    lure: bool,
}

/// Runs `detente intel read`.
///
/// # Errors
/// An output that cannot be written.
pub fn run(args: &ReadArgs) -> anyhow::Result<ExitCode> {
    let name = args.path.to_string_lossy();
    let document = match document(args) {
        Ok(document) => document,
        Err(error) => {
            eprintln!("detente: {}", terminal(&format!("{error:#}")));
            return Ok(ExitCode::from(EXIT_UNREADABLE));
        }
    };
    if let Some(output) = &args.output {
        save(output, &review::write(&document, &file_name(&args.path)))?;
    }
    let is_terminal = io::stdout().is_terminal();
    let format = args.format.unwrap_or(if is_terminal { Format::Text } else { Format::Jsonl });
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match (args.text, &args.output, format) {
        (true, ..) => readable(&mut out, &document),
        (_, Some(output), _) => saved(&mut out, &document, output),
        (_, None, Format::Jsonl) => lines(&mut out, &document, &name),
        (_, None, Format::Text) => table(&mut out, &document, args.verbose),
    };
    written.and_then(|()| out.flush()).context("cannot write what was read")?;
    Ok(ExitCode::SUCCESS)
}

fn document(args: &ReadArgs) -> anyhow::Result<Document> {
    let name = args.path.to_string_lossy();
    let bytes = bytes(&args.path).with_context(|| format!("cannot read {name}"))?;
    let options = TextOptions { sites: args.site.clone(), is_lure: args.lure };
    read(&bytes, &options).with_context(|| format!("{name} is not read"))
}

/// The bytes of a document, and one more than is read of one, so that too many are refused and not held.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_DOCUMENT as u64 + 1;
    match path == Path::new("-") {
        true => io::stdin().lock().take(limit).read_to_end(&mut bytes)?,
        false => File::open(path)?.take(limit).read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| "standard input".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Writes a new file. One that is there may hold somebody's decisions.
fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    let cannot =
        || format!("cannot write {}; a review file that is there is never written over", path.display());
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).with_context(cannot)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(cannot)
}

/// The readable text with the numbers that places refer to.
fn readable(out: &mut impl Write, document: &Document) -> io::Result<()> {
    for (number, line) in document.text.lines().enumerate() {
        writeln!(out, "{:>5}  {}", number + 1, terminal(line))?;
    }
    Ok(())
}

fn of(document: &Document, judgement: Judgement) -> impl Iterator<Item = &Candidate> {
    document.candidates.iter().filter(move |candidate| candidate.judgement == judgement)
}

fn saved(out: &mut impl Write, document: &Document, output: &Path) -> io::Result<()> {
    let count = |judgement| of(document, judgement).count();
    let file = output.display().to_string();
    writeln!(
        out,
        "{}: {} to take, {} to decide, {} to leave",
        terminal(&file),
        count(Judgement::Indicator),
        count(Judgement::Unsure),
        count(Judgement::Context)
    )?;
    writeln!(out, "Go through it, then: detente intel import {}", terminal(&file))
}

/// The table for people.
fn table(out: &mut impl Write, document: &Document, verbose: bool) -> io::Result<()> {
    head(out, document)?;
    for judgement in [Judgement::Indicator, Judgement::Unsure, Judgement::Context] {
        let count = of(document, judgement).count();
        if count == 0 {
            continue;
        }
        writeln!(out, "\n{}: {count}", judgement.as_str())?;
        if judgement == Judgement::Context && !verbose {
            writeln!(out, "  {}", terminal(&names(of(document, judgement))))?;
            continue;
        }
        let width = of(document, judgement).map(|one| one.value.text().chars().count()).max().unwrap_or(0);
        for candidate in of(document, judgement) {
            row(out, candidate, width.min(MAX_WIDTH), verbose)?;
        }
    }
    not_ones(out, document, verbose)?;
    for remark in &document.remarks {
        writeln!(out, "note: {}", terminal(&remark.to_string()))?;
    }
    Ok(())
}

fn head(out: &mut impl Write, document: &Document) -> io::Result<()> {
    let title = document.title.as_deref().unwrap_or("without title");
    let tlp = document.tlp.map(|tlp| format!(", {}", tlp.as_str())).unwrap_or_default();
    let published =
        document.published.as_deref().map(|time| format!(", published {time}")).unwrap_or_default();
    writeln!(out, "{} ({}{published}{tlp})", terminal(title), document.kind.as_str())?;
    for attachment in &document.attachments {
        let read = if attachment.is_read { "; its text was read" } else { "" };
        let name = terminal(&attachment.name);
        writeln!(out, "attached: {name}, {} bytes, sha256 {}{read}", attachment.bytes, attachment.sha256)?;
    }
    Ok(())
}

/// The widest column of values, in characters. A longer value pushes what is behind it.
const MAX_WIDTH: usize = 64;

/// How many values of the context are named where they are not shown.
const MAX_NAMED: usize = 12;

fn names<'c>(candidates: impl Iterator<Item = &'c Candidate>) -> String {
    let values: Vec<_> = candidates.map(|candidate| candidate.value.text()).collect();
    let more = values.len().saturating_sub(MAX_NAMED);
    let named = values.iter().take(MAX_NAMED).copied().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{named} and {more} more (--verbose)") } else { named }
}

fn row(out: &mut impl Write, candidate: &Candidate, width: usize, verbose: bool) -> io::Result<()> {
    let kind = candidate.value.kind();
    let times = if candidate.count > 1 { format!(", {} times", candidate.count) } else { String::new() };
    let first =
        candidate.places.first().map(|place| format!("{}:{}", place.line, place.column)).unwrap_or_default();
    let value = terminal(candidate.value.text());
    writeln!(out, "  {kind:<10} {value:<width$}  {first}{times}; {}", terminal(&candidate.why.to_string()))?;
    for oddity in &candidate.oddities {
        writeln!(out, "  {:<10} ! {}", "", terminal(&oddity.to_string()))?;
    }
    if verbose {
        if !candidate.steps.is_empty() {
            writeln!(out, "  {:<10} read from \"{}\" ({})", "", terminal(&candidate.text), candidate.steps)?;
        }
        for place in &candidate.places {
            writeln!(out, "  {:<10} {}", "", terminal(&shown(place)))?;
        }
    }
    Ok(())
}

fn shown(place: &Place) -> String {
    let link =
        place.link.as_ref().map(|text| format!(" (the target of the link \"{text}\")")).unwrap_or_default();
    format!("{}:{} {}{link}", place.line, place.column, place.sentence)
}

/// How many things that are no values are shown without `--verbose`.
const MAX_NOT_ONES: usize = 20;

fn not_ones(out: &mut impl Write, document: &Document, verbose: bool) -> io::Result<()> {
    let all = &document.not_ones;
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nlooks like a value and is none: {}", all.len())?;
    let limit = if verbose { all.len() } else { MAX_NOT_ONES };
    for NotOne { text, line, column, why, .. } in all.iter().take(limit) {
        writeln!(out, "  {}  {line}:{column}; {}", terminal(text), terminal(&why.to_string()))?;
    }
    if all.len() > limit {
        writeln!(out, "  ... and {} (--verbose)", say::many(all.len() - limit, "more", "more"))?;
    }
    Ok(())
}

/// Lines for machines: `document`, `candidate`, `not-one`, `remark`.
fn lines(out: &mut impl Write, document: &Document, file: &str) -> io::Result<()> {
    Object::new("document")
        .text("file", file)
        .text("type", document.kind.as_str())
        .optional("title", document.title.as_deref())
        .optional("published", document.published.as_deref())
        .optional("tlp", document.tlp.map(Tlp::as_str))
        .text("sha256", &document.sha256)
        .texts("sites", document.sites.iter().map(String::as_str))
        .number("candidates", document.candidates.len())
        .number("not_ones", document.not_ones.len())
        .end(out)?;
    for part in &document.parts {
        Object::new("part")
            .text("number", &part.number)
            .text("type", &part.media_type)
            .number("line", part.line)
            .end(out)?;
    }
    for attachment in &document.attachments {
        Object::new("attachment")
            .text("number", &attachment.number)
            .text("name", &attachment.name)
            .text("type", &attachment.media_type)
            .number("bytes", attachment.bytes)
            .text("sha256", &attachment.sha256)
            .raw("read", if attachment.is_read { "true" } else { "false" })
            .end(out)?;
    }
    for candidate in &document.candidates {
        one(candidate).end(out)?;
    }
    for NotOne { text, line, column, count, why } in &document.not_ones {
        Object::new("not-one")
            .text("text", text)
            .number("line", *line)
            .number("column", *column)
            .number("count", *count)
            .text("reason", &why.to_string())
            .end(out)?;
    }
    for remark in &document.remarks {
        Object::new("remark").text("text", &remark.to_string()).end(out)?;
    }
    Ok(())
}

fn one(candidate: &Candidate) -> Object {
    let mut places = Vec::new();
    for (number, place) in candidate.places.iter().enumerate() {
        if number > 0 {
            places.push(b',');
        }
        let object = Object::bare().number("line", place.line).number("column", place.column);
        places
            .extend(object.text("sentence", &place.sentence).optional("link", place.link.as_deref()).close());
    }
    let oddities: Vec<_> = candidate.oddities.iter().map(ToString::to_string).collect();
    Object::new("candidate")
        .text("type", candidate.value.kind())
        .text("value", candidate.value.text())
        .text("text", &candidate.text)
        .text("judgement", candidate.judgement.as_str())
        .text("reason", &candidate.why.to_string())
        .texts("normalised", candidate.steps.iter().map(|step| step.as_str()))
        .texts("oddities", oddities.iter().map(String::as_str))
        .number("count", candidate.count)
        .raw("places", &format!("[{}]", String::from_utf8_lossy(&places)))
}

/// A JSON object on a line.
struct Object(Vec<u8>);

impl Object {
    fn new(kind: &str) -> Self {
        Self::bare().text("kind", kind)
    }

    fn bare() -> Self {
        Self(Vec::new())
    }

    fn raw(mut self, name: &str, json: &str) -> Self {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        json_string(&mut self.0, name);
        self.0.push(b':');
        self.0.extend_from_slice(json.as_bytes());
        self
    }

    fn text(self, name: &str, text: &str) -> Self {
        let mut object = self.raw(name, "");
        json_string(&mut object.0, text);
        object
    }

    fn optional(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self.raw(name, "null"),
        }
    }

    fn number(self, name: &str, number: usize) -> Self {
        self.raw(name, &number.to_string())
    }

    fn texts<'t>(self, name: &str, texts: impl Iterator<Item = &'t str>) -> Self {
        let mut object = self.raw(name, "[");
        for (number, text) in texts.enumerate() {
            if number > 0 {
                object.0.push(b',');
            }
            json_string(&mut object.0, text);
        }
        object.0.push(b']');
        object
    }

    fn close(mut self) -> Vec<u8> {
        self.0.push(b'}');
        self.0
    }

    fn end(self, out: &mut impl Write) -> io::Result<()> {
        let mut line = self.close();
        line.push(b'\n');
        out.write_all(&line)
    }
}
