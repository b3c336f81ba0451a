//! What a YAML document of a rule file is, and the reading of a file.

use std::{borrow::Cow, sync::Arc};

use hashbrown::HashMap;

use super::{
    Placeholders,
    correlation::{Draft, aggregated, correlation},
    detection::section,
    filter::{Filter, filter},
    meta,
    reading::{Reading, Refused},
};
use crate::{
    diagnostic::{Code, Diagnostic, Problem},
    rule::Rule,
    yaml::{self, Fault, Kind, Node, Span, parse_each},
};

/// A file's text, with the name under which diagnostics and findings speak of it.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// The name.
    pub file: Arc<str>,
    /// The text. A byte order mark at its start is passed over.
    pub text: &'a str,
}

/// What a file was found to hold: the input of [`assemble`](super::assemble).
pub struct Documents {
    pub(super) file: Arc<str>,
    pub(super) documents: Vec<Document>,
}

/// One document of a file.
pub(super) struct Document {
    pub(super) outcome: Outcome,
    /// The names by which others may refer to it, whatever became of it.
    pub(super) id: String,
    pub(super) name: Option<String>,
    /// What there is to say of it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Document {
    fn refused(diagnostics: Vec<Diagnostic>) -> Self {
        Document { outcome: Outcome::NotLoaded, id: String::new(), name: None, diagnostics }
    }
}

/// What became of a document.
pub(super) enum Outcome {
    Rule(Box<Detection>),
    Correlation(Box<Draft>),
    /// A rule with an aggregation: rules that are not reported, and the correlation of them.
    Aggregation(Vec<Detection>, Box<Draft>),
    Filter(Box<Filter>),
    /// It was refused, and a diagnostic says why.
    NotLoaded,
}

/// A rule, and what only matters until rules are put together.
pub(super) struct Detection {
    pub(super) rule: Rule,
    pub(super) name: Option<String>,
    /// Where the id is written, or else the rule.
    pub(super) id_span: Span,
}

/// Reads a file. Nothing that it says can fail it: see the diagnostics that [`assemble`](super::assemble) gives.
pub fn read(source: &Source<'_>, placeholders: &Placeholders) -> Documents {
    let mut reader = Reader {
        source,
        placeholders,
        global: None,
        previous: None,
        repeated_left: MAX_REPEATED_NODES,
        has_actions: source.text.contains("action:"),
        documents: Vec::new(),
    };
    let parsed = parse_each(source.text);
    let is_empty = parsed.iter().all(|one| one.as_ref().is_ok_and(is_null));
    for document in parsed {
        reader.document(document);
    }
    if is_empty {
        let problem = Problem::new(Code::NotARule, START, "the file is empty");
        reader.refuse(problem, None);
    }
    Documents { file: source.file.clone(), documents: reader.documents }
}

/// What stands for a file whose text could not be had: [`Code::Unreadable`] or [`Code::NotUtf8`], and why.
pub fn unread(file: Arc<str>, code: Code, message: String) -> Documents {
    let diagnostic = Problem::new(code, START, message).into_diagnostic(&file, None);
    Documents { file, documents: vec![Document::refused(vec![diagnostic])] }
}

const START: Span = Span { start: 0, end: 0, line: 1, column: 1 };

fn is_null(node: &Node) -> bool {
    node.kind == Kind::Null
}

/// How many nodes `global` and `repeat` may add to the documents of one file: a large one that thousands of documents
/// repeat would otherwise multiply the two.
const MAX_REPEATED_NODES: usize = 400_000;

/// Reads the documents of one file in their order, which the old `action` makes matter.
struct Reader<'a> {
    source: &'a Source<'a>,
    placeholders: &'a Placeholders,
    /// What `action: global` has set for the documents behind it.
    global: Option<Node>,
    /// What `action: repeat` repeats.
    previous: Option<Node>,
    repeated_left: usize,
    has_actions: bool,
    documents: Vec<Document>,
}

impl Reader<'_> {
    fn document(&mut self, parsed: Result<Node, yaml::Error>) {
        match parsed {
            Err(error) => self.refuse(yaml_problem(error), None),
            Ok(node) if is_null(&node) => {}
            Ok(node) => match action(&node) {
                None => self.complete(node, false),
                Some(("global", _)) => self.global = Some(node),
                Some(("reset", _)) => self.global = None,
                Some(("repeat", _)) => self.complete(node, true),
                Some((_, at)) => {
                    let message = "an action is `global`, `reset` or `repeat`";
                    self.refuse(Problem::new(Code::BadAction, at, message), title(&node));
                }
            },
        }
    }

    /// Reads a document after what `global` or `repeat` add to it.
    fn complete(&mut self, node: Node, repeat: bool) {
        let base = if repeat { self.previous.as_ref() } else { self.global.as_ref() };
        let Some(left) = self.repeated_left.checked_sub(base.map_or(0, nodes)) else {
            let message =
                format!("`action` adds more than {MAX_REPEATED_NODES} values to the documents of this file");
            return self.refuse(Problem::new(Code::Limit, node.span, message), title(&node));
        };
        self.repeated_left = left;
        let node = match base {
            Some(base) => overlaid(base, node),
            None => node,
        };
        self.read(&node);
        // Kept only where it can matter: few files use actions.
        if self.has_actions {
            self.previous = Some(node);
        }
    }

    fn read(&mut self, node: &Node) {
        let mut reading = Reading::new(self.source.text, self.placeholders);
        let outcome = classify(node, &self.source.file, &mut reading).unwrap_or(Outcome::NotLoaded);
        let title = title(node);
        let diagnostics = reading.problems.into_iter();
        let diagnostics =
            diagnostics.map(|problem| problem.into_diagnostic(&self.source.file, title.as_deref()));
        let text = |key: &str| meta::text_of(node, key).map(|text| text.trim().to_owned());
        let (id, name) = (text("id").unwrap_or_default(), text("name"));
        self.documents.push(Document { outcome, id, name, diagnostics: diagnostics.collect() });
    }

    fn refuse(&mut self, problem: Problem, title: Option<String>) {
        let diagnostic = problem.into_diagnostic(&self.source.file, title.as_deref());
        self.documents.push(Document::refused(vec![diagnostic]));
    }
}

fn title(node: &Node) -> Option<String> {
    meta::text_of(node, "title").map(|title| title.trim().to_owned())
}

fn yaml_problem(error: yaml::Error) -> Problem {
    let code = match error.fault {
        Fault::DuplicateKey { .. } => Code::DuplicateKey,
        Fault::Limit(_) => Code::Limit,
        Fault::Syntax(_) | Fault::Key(_) => Code::YamlSyntax,
    };
    Problem::new(code, error.span, error.fault.to_string())
}

/// The `action` of the files of old, and where it stands.
fn action(node: &Node) -> Option<(&str, Span)> {
    match node.get("action") {
        Some(Node { kind: Kind::Text(word), span }) => Some((word, *span)),
        _ => None,
    }
}

/// `over` with what only `base` has; maps that both have are overlaid themselves.
fn overlaid(base: &Node, over: Node) -> Node {
    let (Kind::Map(below), Kind::Map(_)) = (&base.kind, &over.kind) else { return over };
    let Node { kind: Kind::Map(mut entries), span } = over else { return over };
    let places: HashMap<_, _> = entries
        .iter()
        .enumerate()
        .map(|(place, (key, _))| (key.text().map(Cow::into_owned), place))
        .collect();
    for (key, value) in below.iter().filter(|(key, _)| key.text().as_deref() != Some("action")) {
        let place = places.get(&key.text().map(Cow::into_owned));
        match place.and_then(|&place| entries.get_mut(place)) {
            Some((_, own)) => *own = overlaid(value, own.clone()),
            None => entries.push((key.clone(), value.clone())),
        }
    }
    Node { kind: Kind::Map(entries), span }
}

/// How many nodes there are, this one counted.
fn nodes(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::List(items) => items.iter().map(nodes).sum(),
        Kind::Map(entries) => entries.iter().map(|(key, value)| nodes(key) + nodes(value)).sum(),
        _ => 0,
    }
}

/// Tells what a document is, and reads it as that.
fn classify(node: &Node, file: &Arc<str>, reading: &mut Reading<'_>) -> Result<Outcome, Refused> {
    if let Some(section) = node.get("correlation") {
        let draft = correlation(node, section, file, reading);
        return draft.map(|draft| Outcome::Correlation(Box::new(draft)));
    }
    if let Some(found) = node.get("filter") {
        return filter(node, found, reading).map(|filter| Outcome::Filter(Box::new(filter)));
    }
    match node.get("detection") {
        Some(detection) => rule(node, detection, file, reading),
        None => Err(reading.refuse(no_rule(node))),
    }
}

fn no_rule(node: &Node) -> Problem {
    if node.get("logsource").is_some() {
        return Problem::new(Code::NoDetection, node.span, "the rule has no detection");
    }
    let message = match node.map() {
        Some(_) => "the document has no detection, filter or correlation",
        None => "the document is not a map",
    };
    Problem::new(Code::NotARule, node.span, message)
}

fn rule(
    node: &Node,
    detection: &Node,
    file: &Arc<str>,
    reading: &mut Reading<'_>,
) -> Result<Outcome, Refused> {
    let about = Arc::new(meta::about(node, file, reading));
    let logsource = meta::logsource(node, reading);
    let aggregated = aggregated(detection, &about, reading);
    let id_span = node.get("id").map_or(node.span, |id| id.span);
    let name = meta::text_of(node, "name").map(|name| name.into_owned());
    let made = |condition, logsource| Detection {
        rule: Rule { about: about.clone(), logsource, condition },
        name: name.clone(),
        id_span,
    };
    let Some(aggregated) = aggregated else {
        let condition = section(detection, &["timeframe"], reading);
        return Ok(Outcome::Rule(Box::new(made(condition?, logsource?))));
    };
    let (aggregated, logsource) = (aggregated?, logsource?);
    let detections = aggregated.conditions.into_iter().map(|condition| made(condition, logsource.clone()));
    Ok(Outcome::Aggregation(detections.collect(), Box::new(aggregated.draft)))
}
