//! Walks through a text of MISP events, part by part.
//!
//! An event is an object in a member called `Event`, an object that has lists of parts, or one with a uuid and an `info`; it may lie in
//! `response`, in lists, or alone, and several texts may stand one behind the other. Attributes without an event are those of an event
//! without a head. Of a list of parts one element at a time is held, so that an event of a million attributes is no larger than one.

use super::{fields::text, strict};
use crate::{
    Reason,
    json::{
        MAX_ELEMENT,
        source::{Cut, Source},
    },
};
use serde_json::Value;
use std::io::{self, BufRead};

/// How deep events may lie in lists and boxes.
const MAX_DEPTH: usize = 8;

/// One of the things that a text of MISP holds, in the order of the text.
pub(super) enum Part {
    /// An event begins.
    Start,
    /// A member of the event that is no list of parts: its name, and what it says.
    Member(String, Value),
    /// An element of a list of parts.
    Element(List, Value),
    /// The event ends.
    End,
    /// Something that cannot be read, and why. What follows may still be read.
    Refused(String, Reason),
}

/// The lists that are read element by element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Attribute,
    Object,
    Tag,
    Galaxy,
    EventReport,
    Note,
    Opinion,
    Relationship,
    ShadowAttribute,
}

impl List {
    fn named(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"Attribute" => Self::Attribute,
            b"Object" => Self::Object,
            b"Tag" => Self::Tag,
            b"Galaxy" => Self::Galaxy,
            b"EventReport" => Self::EventReport,
            b"Note" => Self::Note,
            b"Opinion" => Self::Opinion,
            b"Relationship" => Self::Relationship,
            b"ShadowAttribute" => Self::ShadowAttribute,
            _ => return None,
        })
    }

    /// Whether whoever has this list is an event. Attributes have tags, too.
    fn makes_an_event(self) -> bool {
        matches!(self, Self::Attribute | Self::Object | Self::EventReport)
    }
}

/// Where parts go, each with its place: a JSON pointer.
pub(super) type Take<'t> = dyn FnMut(&str, Part) -> io::Result<()> + 't;

/// Hands on the parts of a text.
pub(super) fn walk(input: impl BufRead, take: &mut Take<'_>) -> io::Result<()> {
    let mut walk = Walk { source: Source::new(input, 1), buffer: Vec::new(), pointer: String::new(), loose: false, take };
    match walk.texts() {
        Ok(()) => {}
        Err(Stop::Io(error)) => return Err(error),
        Err(Stop::NoJson(fault)) => {
            walk.pointer = format!("line {}", walk.source.line());
            walk.give(Part::Refused(String::new(), Reason::Json(fault)))?;
            if walk.loose {
                walk.give(Part::End)?;
            }
        }
    }
    Ok(())
}

/// Why the text is not read further.
enum Stop {
    Io(io::Error),
    NoJson(&'static str),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

type Outcome = Result<(), Stop>;

struct Walk<'w, 't, R> {
    source: Source<R>,
    buffer: Vec<u8>,
    pointer: String,
    /// Attributes without an event have begun an event of their own.
    loose: bool,
    take: &'w mut Take<'t>,
}

impl<R: BufRead> Walk<'_, '_, R> {
    fn texts(&mut self) -> Outcome {
        while self.source.peek()?.is_some() {
            self.any(0)?;
        }
        self.end_loose()
    }

    /// What may be a list, a box, an event or an attribute.
    fn any(&mut self, depth: usize) -> Outcome {
        match self.source.peek()? {
            Some(b'[') if depth < MAX_DEPTH => self.array(&mut |walk| walk.any(depth + 1)),
            Some(b'{') if depth < MAX_DEPTH => self.object(depth, false),
            _ => {
                let value = self.value()?;
                self.refuse_unknown(value)
            }
        }
    }

    fn array(&mut self, element: &mut dyn FnMut(&mut Self) -> Outcome) -> Outcome {
        self.source.take(b'[')?;
        if self.source.take(b']')? {
            return Ok(());
        }
        for number in 0_u64.. {
            self.below(&number.to_string(), |walk| element(walk))?;
            if self.source.take(b']')? {
                break;
            }
            self.expect(b',', "a comma or ] is missing")?;
        }
        Ok(())
    }

    /// An object: a box, an event, or one of an event's attributes. What it is shows as its members come.
    fn object(&mut self, depth: usize, is_event: bool) -> Outcome {
        self.source.take(b'{')?;
        let mut members = Members { kept: Vec::new(), bytes: 0, began: false, is_box: false };
        if is_event {
            self.begin(&mut members)?;
        }
        let mut is_first = true;
        while !self.source.take(b'}')? {
            if !is_first {
                self.expect(b',', "a comma or } is missing")?;
            }
            is_first = false;
            self.member(&mut members, depth)?;
        }
        self.end(members)
    }

    fn member(&mut self, members: &mut Members, depth: usize) -> Outcome {
        let name = self.name()?;
        self.expect(b':', "a colon is missing")?;
        let opens = matches!(self.source.peek()?, Some(b'[' | b'{'));
        match (&*name, List::named(name.as_bytes())) {
            ("response" | "Event", _) if opens && !members.began && depth < MAX_DEPTH => {
                members.is_box = true;
                let is_event = name == "Event" && self.source.peek()? == Some(b'{');
                self.below(&name, |walk| if is_event { walk.object(depth + 1, true) } else { walk.any(depth + 1) })
            }
            (_, Some(list)) if opens && (members.began || list.makes_an_event()) => {
                self.begin(members)?;
                self.below(&name, |walk| walk.list(list))
            }
            _ => self.plain(name, members),
        }
    }

    fn name(&mut self) -> Result<String, Stop> {
        if self.source.peek()? != Some(b'"') {
            return Err(Stop::NoJson("the name of a member is missing"));
        }
        match self.source.value(&mut self.buffer)? {
            Some(Cut::Whole(name)) => {
                serde_json::from_slice(name).map_err(|_| Stop::NoJson("the name of a member is no text"))
            }
            _ => Err(Stop::NoJson("the name of a member does not end")),
        }
    }

    /// A list of parts; a part alone is a list of one.
    fn list(&mut self, list: List) -> Outcome {
        match self.source.peek()? {
            Some(b'[') => self.array(&mut |walk| walk.element(list)),
            _ => self.element(list),
        }
    }

    fn element(&mut self, list: List) -> Outcome {
        match self.value()? {
            Some(value @ Value::Object(_)) => self.hand_on(Part::Element(list, value)),
            value => self.refuse_unknown(value),
        }
    }

    /// A member that is no list of parts.
    fn plain(&mut self, name: String, members: &mut Members) -> Outcome {
        let Some(value) = self.value()? else { return Ok(()) };
        if members.began {
            return self.below(&name, |walk| walk.hand_on(Part::Member(name.clone(), value)));
        }
        members.bytes += name.len() + self.buffer.len();
        if members.bytes > MAX_ELEMENT {
            let is_manifest = members.kept.first().is_some_and(|(name, _)| super::uuid::read(name).is_some());
            if is_manifest {
                self.hand_on(Part::Refused(String::new(), Reason::Manifest))?;
            }
            return Err(Stop::NoJson("an object that is no event is larger than is read"));
        }
        members.kept.push((name, value));
        Ok(())
    }

    /// The object is an event.
    fn begin(&mut self, members: &mut Members) -> Outcome {
        if members.began {
            return Ok(());
        }
        self.end_loose()?;
        members.began = true;
        self.hand_on(Part::Start)?;
        for (name, value) in std::mem::take(&mut members.kept) {
            self.hand_on(Part::Member(name, value))?;
        }
        Ok(())
    }

    fn end(&mut self, mut members: Members) -> Outcome {
        if !members.began && !members.is_box {
            if members.is_like_an_event() {
                self.begin(&mut members)?;
            } else {
                return self.single(members.into_value());
            }
        }
        if members.began { self.hand_on(Part::End) } else { Ok(()) }
    }

    /// An object that is no event: an attribute, or nothing of ours.
    fn single(&mut self, value: Value) -> Outcome {
        let is_attribute = text(&value, "type").is_some() && value.get("value").is_some() && !is_stix(&value);
        if !is_attribute {
            return self.refuse_unknown(Some(value));
        }
        if !self.loose {
            self.hand_on(Part::Start)?;
            self.loose = true;
        }
        self.hand_on(Part::Element(List::Attribute, value))
    }

    fn end_loose(&mut self) -> Outcome {
        if std::mem::take(&mut self.loose) { self.hand_on(Part::End) } else { Ok(()) }
    }

    /// The next value, or none where it cannot be taken, which has been told.
    fn value(&mut self) -> Result<Option<Value>, Stop> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let read = match self.source.value(&mut buffer)? {
            None => return Err(Stop::NoJson("it ends inside a value")),
            Some(Cut::Whole([])) => return Err(Stop::NoJson("a value is missing")),
            Some(Cut::TooLarge) => Err(Reason::ElementTooLarge),
            Some(Cut::Whole(text)) => {
                strict::read(text)
            }
        };
        self.buffer = buffer;
        match read {
            Ok(value) => Ok(Some(value)),
            Err(reason) => {
                self.hand_on(Part::Refused(String::new(), reason))?;
                Ok(None)
            }
        }
    }

    fn refuse_unknown(&mut self, value: Option<Value>) -> Outcome {
        let Some(value) = value else { return Ok(()) };
        let reason = if super::is_manifest(&value) { Reason::Manifest } else { Reason::Unknown };
        let shown = text(&value, "id").or_else(|| text(&value, "name")).unwrap_or_default().to_owned();
        self.hand_on(Part::Refused(shown, reason))
    }

    fn hand_on(&mut self, part: Part) -> Outcome {
        Ok(self.give(part)?)
    }

    fn give(&mut self, part: Part) -> io::Result<()> {
        (self.take)(&self.pointer, part)
    }

    fn expect(&mut self, byte: u8, fault: &'static str) -> Outcome {
        self.source.take(byte)?.then_some(()).ok_or(Stop::NoJson(fault))
    }

    /// Does something one step further down the pointer.
    fn below(&mut self, step: &str, work: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        let outcome = work(self);
        self.pointer.truncate(length);
        outcome
    }
}

fn is_stix(value: &Value) -> bool {
    text(value, "id").is_some_and(|id| id.contains("--"))
}

/// The members of an object before it is known what it is.
struct Members {
    kept: Vec<(String, Value)>,
    /// How long they are as text.
    bytes: usize,
    /// It is an event, and its members were handed on.
    began: bool,
    /// It only holds others.
    is_box: bool,
}

impl Members {
    /// An event without any attribute, or one whose lists come under a name of their own.
    fn is_like_an_event(&self) -> bool {
        let has = |wanted: &str| self.kept.iter().any(|(name, _)| name == wanted);
        has("info") && (has("uuid") || has("Orgc") || has("date"))
    }

    fn into_value(self) -> Value {
        Value::Object(self.kept.into_iter().collect())
    }
}
