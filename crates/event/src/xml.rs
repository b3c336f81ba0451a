//! Windows events as XML, under the paths that the same events have in the JSON of the `evtx` crate.
//!
//! `<Data Name="Image">` is the field `Event.EventData.Image`; attributes stand under `#attributes`;
//! namespaces are dropped. An element that is written `<X/>` has no value, `<X></X>` has an empty one.
//! No entity is expanded but the five of XML and character numbers; document types are refused.

use crate::{
    BadRecord, Block, Fault, PathId, Paths, Position, Value,
    blocks::Events,
    each::Each,
    lines::Scratch,
    record::{Record, Refusal},
};
use bumpalo::Bump;
use quick_xml::{
    Reader,
    errors::IllFormedError,
    escape::{resolve_predefined_entity, unescape},
    events::{BytesRef, BytesStart, Event as Xml},
};

/// How deep elements may be nested; events have about five levels.
const MAX_DEPTH: usize = 64;

/// How many attributes an element may have.
const MAX_ATTRIBUTES: usize = 256;

/// Decodes a block of events.
pub(crate) fn decode(block: &Block, paths: &mut Paths, scratch: &mut Scratch, each: &mut Each<'_>) {
    for (number, event) in Events::new(&block.bytes).enumerate() {
        let position = Position {
            record: block.first_record + number as u64,
            offset: block.offset + event.bytes.start as u64,
        };
        let bytes = block.bytes.get(event.bytes).unwrap_or_default();
        if !event.whole {
            let detail = "the event has no end".into();
            each(paths, Err(BadRecord { position, fault: Fault::Truncated, detail }));
            continue;
        }
        scratch.record(position, bytes, paths, each, |record, bytes, bump| {
            let text = std::str::from_utf8(bytes).map_err(|_| Refusal::not_utf8())?;
            parse(text, bump, record)
        });
    }
}

/// Adds the fields of an event.
pub(crate) fn parse<'a>(text: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut open = Open { elements: Vec::new(), bump };
    loop {
        match reader.read_event().map_err(|error| Refusal::malformed(words(&error)))? {
            Xml::Start(start) => open.start(&start, record)?,
            Xml::Empty(start) => {
                open.start(&start, record)?;
                open.end(Value::Null, record)?;
            }
            Xml::End(_) => open.end(Value::Text(""), record)?,
            Xml::Text(text) => match text.into_inner() {
                std::borrow::Cow::Borrowed(text) => open.text(text),
                std::borrow::Cow::Owned(text) => open.text(bump.alloc_str(&text)),
            },
            Xml::CData(text) => open.text(bump.alloc_str(&text.into_inner())),
            Xml::GeneralRef(reference) => open.reference(&reference),
            Xml::DocType(_) => return Err(Refusal::malformed("a document type declaration")),
            Xml::Eof => return open.finish(),
            Xml::Comment(_) | Xml::Decl(_) | Xml::PI(_) => {}
        }
    }
}

/// What is wrong, in words that hold nothing of the record: the reader's own repeat the names of elements.
fn words(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { .. }) => {
            "an end tag has another name than the start tag".into()
        }
        quick_xml::Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => {
            "an end tag has no start tag".into()
        }
        quick_xml::Error::IllFormed(IllFormedError::MissingEndTag(_)) => "an element has no end".into(),
        quick_xml::Error::Syntax(error) => error.to_string(),
        quick_xml::Error::InvalidAttr(error) => error.to_string(),
        _ => "the XML is ill-formed".into(),
    }
}

/// The elements that are open.
struct Open<'a> {
    elements: Vec<Element<'a>>,
    bump: &'a Bump,
}

struct Element<'a> {
    path: PathId,
    /// Whether it has elements or attributes, so that having no text is no value of it.
    has_parts: bool,
    text: Text<'a>,
}

/// Text that is borrowed as long as it is of one piece.
enum Text<'a> {
    None,
    Whole(&'a str),
    Pieces(String),
}

impl<'a> Open<'a> {
    fn start(&mut self, start: &BytesStart<'_>, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        if self.elements.len() >= MAX_DEPTH {
            return Err(Refusal::too_large(format!("more than {MAX_DEPTH} levels")));
        }
        let parent = match self.elements.last_mut() {
            Some(parent) => {
                parent.has_parts = true;
                parent.path
            }
            None => PathId::ROOT,
        };
        let name = start.local_name();
        let given = match name.as_ref() {
            "Data" => self.attribute(start, "Name"),
            _ => None,
        };
        let path = record.paths.child(parent, given.unwrap_or(name.as_ref()), record.last)?;
        let has_parts = given.is_none() && self.attributes(start, path, record)?;
        self.elements.push(Element { path, has_parts, text: Text::None });
        Ok(())
    }

    fn attribute(&self, start: &BytesStart<'_>, name: &str) -> Option<&'a str> {
        let mut attributes = start.attributes();
        let found = attributes.with_checks(false).take(MAX_ATTRIBUTES).flatten();
        let value = found.into_iter().find(|attribute| attribute.key.local_name().as_ref() == name)?.value;
        Some(self.unescaped(&value))
    }

    /// Adds the attributes; says whether there are any.
    fn attributes(
        &self,
        start: &BytesStart<'_>,
        path: PathId,
        record: &mut Record<'a, '_>,
    ) -> Result<bool, Refusal> {
        let mut any = false;
        for (number, attribute) in start.attributes().with_checks(false).enumerate() {
            let attribute = attribute.map_err(|error| Refusal::malformed(error.to_string()))?;
            if number >= MAX_ATTRIBUTES {
                return Err(Refusal::too_large(format!("more than {MAX_ATTRIBUTES} attributes")));
            }
            if attribute.key.prefix().is_some_and(|prefix| prefix.as_ref() == "xmlns") {
                continue;
            }
            any = true;
            let above = record.paths.child(path, "#attributes", path)?;
            let path = record.paths.child(above, attribute.key.local_name().as_ref(), record.last)?;
            record.push_at(path, Value::Text(self.unescaped(&attribute.value)))?;
        }
        Ok(any)
    }

    fn unescaped(&self, raw: &str) -> &'a str {
        match raw.contains('&') {
            true => self.bump.alloc_str(&unescape(raw).unwrap_or(raw.into())),
            false => self.bump.alloc_str(raw),
        }
    }

    fn text(&mut self, more: &'a str) {
        let Some(element) = self.elements.last_mut() else { return };
        match &mut element.text {
            Text::Pieces(pieces) => pieces.push_str(more),
            Text::Whole(whole) => element.text = Text::Pieces([*whole, more].concat()),
            Text::None => element.text = Text::Whole(more),
        }
    }

    /// `&lt;`, `&#13;`. An entity that is not known stays as it is written.
    fn reference(&mut self, reference: &BytesRef<'_>) {
        let name: &str = reference;
        let text = match (reference.resolve_char_ref(), resolve_predefined_entity(name)) {
            (Ok(Some(char)), _) => self.bump.alloc_str(char.encode_utf8(&mut [0; 4])),
            (Err(_), _) => "\u{fffd}",
            (_, Some(text)) => text,
            _ => self.bump.alloc_str(&format!("&{name};")),
        };
        self.text(text);
    }

    fn end(&mut self, without_text: Value<'a>, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        let Some(element) = self.elements.pop() else { return Ok(()) };
        let text = match element.text {
            Text::None => "",
            Text::Whole(text) => text,
            Text::Pieces(pieces) => self.bump.alloc_str(&pieces),
        };
        match text {
            text if !is_layout(text, element.has_parts) => record.push_at(element.path, Value::Text(text)),
            _ if element.has_parts => Ok(()),
            _ => record.push_at(element.path, without_text),
        }
    }

    fn finish(&self) -> Result<(), Refusal> {
        match self.elements.is_empty() {
            true => Ok(()),
            false => Err(Refusal::malformed("an element has no end")),
        }
    }
}

/// Whether text is no value but nothing, or blanks that lay out what is around it.
fn is_layout(text: &str, has_parts: bool) -> bool {
    text.is_empty() || (text.trim_ascii().is_empty() && (has_parts || text.contains('\n')))
}
