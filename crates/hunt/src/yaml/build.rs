//! From the parser's events to trees.

use hashbrown::HashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput, Tag};

use super::{
    Error, Fault, Kind, MAX_BROKEN_DOCUMENTS, MAX_BYTES, MAX_DEPTH, Node, Span,
    anchor::{Anchors, Budget, merge},
    place::Cursor,
    scalar,
};

/// The documents of a text, or the first thing that is wrong with it.
///
/// # Errors
/// What is not YAML, or is beyond a limit, or repeats a key.
pub(crate) fn parse(text: &str) -> Result<Vec<Node>, Error> {
    parse_each(text).into_iter().collect()
}

/// The documents of a text in order, each with its own outcome: a broken one costs none of the others.
pub(crate) fn parse_each(text: &str) -> Vec<Result<Node, Error>> {
    if text.len() > MAX_BYTES {
        return vec![Err(too_large(text))];
    }
    let mut documents = Vec::new();
    let (mut from, mut broken) = (0, 0);
    while let Some(rest) = text.get(from..) {
        let lines_before = text.get(..from).map_or(0, |before| before.matches('\n').count());
        let Some(error) = read_from(rest, from, lines_before, &mut documents) else { break };
        // The fault may be found only at the line that starts the next document.
        let resume = next_document(text, error.span.start.saturating_sub(1).max(from));
        documents.push(Err(error));
        broken += 1;
        match resume {
            Some(next) if broken < MAX_BROKEN_DOCUMENTS => from = next,
            _ => break,
        }
    }
    documents
}

fn too_large(text: &str) -> Error {
    let fault = Fault::Limit(format!("{} bytes, more than the {MAX_BYTES} that are read", text.len()));
    Error { span: Span { start: 0, end: 0, line: 1, column: 1 }, fault }
}

/// Where the next document begins behind an offset. A line that starts with `---` can be nothing else
/// than a document's start, whatever stands before it (YAML 1.2.2, section 9.1.2).
fn next_document(text: &str, behind: usize) -> Option<usize> {
    let mut from = behind;
    loop {
        let line = from + text.get(from..)?.find("\n---")? + 1;
        let after = text.as_bytes().get(line + 3).copied().unwrap_or(b'\n');
        if matches!(after, b' ' | b'\t' | b'\r' | b'\n') {
            return Some(line);
        }
        from = line;
    }
}

/// Reads documents up to the end or to a syntax error, which is given back.
fn read_from(
    text: &str,
    bytes_before: usize,
    lines_before: usize,
    documents: &mut Vec<Result<Node, Error>>,
) -> Option<Error> {
    let mut builder = Builder::new(Cursor::new(text, bytes_before, lines_before));
    let mut events = Parser::new_from_str(text);
    while let Some(next) = next(&mut events) {
        let outcome = match next {
            Ok((event, span)) => builder.take(event, span),
            Err(error) => return Some(builder.syntax(&error)),
        };
        match outcome {
            Ok(Some(document)) => documents.push(document),
            Ok(None) => {}
            Err(error) => return Some(error),
        }
    }
    None
}

type Next<'t> = Result<(Event<'t>, saphyr_parser::Span), ScanError>;

fn next<'t>(events: &mut Parser<'t, StrInput<'t>>) -> Option<Next<'t>> {
    events.next_event()
}

/// A list or map that is not finished.
struct Open {
    span: Span,
    anchor: usize,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    /// The entries, and the key whose value is awaited.
    Map(Vec<(Node, Node)>, Option<Node>),
}

struct Builder<'t> {
    cursor: Cursor<'t>,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: Anchors,
    budget: Budget,
    /// The first fault that is no syntax error: the document is read to its end and then refused.
    fault: Option<Error>,
}

impl<'t> Builder<'t> {
    fn new(cursor: Cursor<'t>) -> Self {
        Builder {
            cursor,
            open: Vec::new(),
            root: None,
            anchors: Anchors::default(),
            budget: Budget::new(),
            fault: None,
        }
    }

    fn syntax(&mut self, error: &ScanError) -> Error {
        let span = self.cursor.span(*error.marker(), *error.marker());
        Error { span, fault: Fault::Syntax(error.info().to_owned()) }
    }

    /// Takes one event, and gives back a document where that finished one.
    fn take(
        &mut self,
        event: Event<'_>,
        at: saphyr_parser::Span,
    ) -> Result<Option<Result<Node, Error>>, Error> {
        let span = self.cursor.span(at.start, at.end);
        let taken = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(span, &text, style, anchor, tag.as_deref())
            }
            Event::SequenceStart(anchor, _) => self.start(span, anchor, Items::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.start(span, anchor, Items::Map(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(span, anchor),
            Event::DocumentStart(_) => {
                self.anchors = Anchors::default();
                Ok(())
            }
            Event::DocumentEnd => return Ok(self.document()),
            Event::Nothing | Event::StreamStart | Event::StreamEnd => Ok(()),
        };
        taken.map(|()| None).map_err(|fault| Error { span, fault })
    }

    fn document(&mut self) -> Option<Result<Node, Error>> {
        let root = self.root.take()?;
        Some(self.fault.take().map_or(Ok(root), Err))
    }

    fn scalar(
        &mut self,
        span: Span,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), Fault> {
        self.budget.node()?;
        let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let span = if quoted { self.cursor.quoted(span) } else { span };
        let is_text = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str");
        let kind = if is_text { Kind::Text(text.to_owned()) } else { scalar::plain(text) };
        self.finish(Node { span, kind }, anchor)
    }

    fn start(&mut self, span: Span, anchor: usize, items: Items) -> Result<(), Fault> {
        self.budget.node()?;
        self.check_depth(1)?;
        self.open.push(Open { span, anchor, items });
        Ok(())
    }

    fn check_depth(&self, more: usize) -> Result<(), Fault> {
        let deep = || Fault::Limit(format!("lists and maps nest more than {MAX_DEPTH} deep"));
        if self.open.len() + more > MAX_DEPTH { Err(deep()) } else { Ok(()) }
    }

    fn end(&mut self, closed: Span) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let (kind, last) = match open.items {
            Items::List(items) => {
                let last = items.last().map(|item| item.span.end);
                (Kind::List(items), last)
            }
            Items::Map(entries, _) => {
                self.check_keys(&entries);
                let last = entries.last().map(|(_, value)| value.span.end);
                (Kind::Map(merge(entries)), last)
            }
        };
        // A block collection ends where its last item does, a flow collection at its bracket.
        let end = if closed.end > closed.start { closed.end } else { last.unwrap_or(open.span.end) };
        let span = Span { end: end.max(open.span.start), ..open.span };
        self.finish(Node { span, kind }, open.anchor)
    }

    fn alias(&mut self, span: Span, anchor: usize) -> Result<(), Fault> {
        let (node, depth) = self.anchors.get(anchor, span, &mut self.budget)?;
        self.check_depth(depth)?;
        self.finish(node, 0)
    }

    /// Puts a finished node where it belongs.
    fn finish(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        self.anchors.keep(anchor, &node, &mut self.budget)?;
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.root = Some(node),
            Some(Items::List(items)) => items.push(node),
            Some(Items::Map(entries, awaited)) => match awaited.take() {
                Some(key) => entries.push((key, node)),
                None if node.text().is_some() => *awaited = Some(node),
                None => return Err(Fault::Key(node.noun())),
            },
        }
        Ok(())
    }

    /// Notes the first key that a map has twice.
    fn check_keys(&mut self, entries: &[(Node, Node)]) {
        let mut seen = HashMap::with_capacity(entries.len());
        for (key, _) in entries {
            let Some(first) = seen.insert(key.text(), key.span.line) else { continue };
            let fault = Fault::DuplicateKey { key: key.text().unwrap_or_default().into_owned(), first };
            self.fault.get_or_insert(Error { span: key.span, fault });
        }
    }
}
