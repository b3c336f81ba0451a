//! Walks through the boxes of a JSON text and hands on what lies in them.

use super::source::{Cut, Source};
use crate::{
    Options, Reason, misp,
    outcome::{Place, Sink, Stood},
    stix,
};
use serde_json::Value;
use statement::observable::Observable;
use std::{
    collections::BTreeMap,
    io::{self, BufRead},
};

/// How deep boxes are opened: those of STIX and MISP lie four deep.
const MAX_DEPTH: usize = 8;

/// How many types of passed objects are told apart. A bundle of all that STIX and ATT&CK define has about forty.
const MAX_TYPES: usize = 200;

/// Reads the text; returns how many objects of each type hold nothing to look for.
pub(crate) fn read(
    input: impl BufRead,
    options: Options,
    sink: &mut Sink<'_>,
) -> io::Result<BTreeMap<String, u64>> {
    let mut walk = Walk {
        source: Source::new(input, 1),
        buffer: Vec::new(),
        pointer: String::new(),
        start: 1,
        options,
        sink,
        passed: BTreeMap::new(),
    };
    if let Err(stop) = walk.texts() {
        match stop {
            Stop::Io(error) => return Err(error),
            Stop::NoJson(fault) => {
                let line = walk.source.line();
                walk.sink.refuse(Place::Line(line), "", Reason::Json(fault));
            }
        }
    }
    Ok(walk.passed)
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

/// What a value lies in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// The text itself, an array, `response` or `Event`: it may be a box or what is looked for.
    Any,
    /// `objects` of STIX.
    Stix,
    /// `Attribute` of MISP.
    Attribute,
    /// `Object` of MISP.
    Object,
}

struct Walk<'w, 's, R> {
    source: Source<R>,
    buffer: Vec<u8>,
    /// Where the walk is: a JSON pointer, with the number of the text in front if that is not the first.
    pointer: String,
    /// The line where the text starts.
    start: u64,
    options: Options,
    sink: &'w mut Sink<'s>,
    passed: BTreeMap<String, u64>,
}

impl<R: BufRead> Walk<'_, '_, R> {
    /// One JSON text, or several, as JSON lines are.
    fn texts(&mut self) -> Result<(), Stop> {
        let mut number = 1;
        while self.source.peek()?.is_some() {
            self.start = self.source.line();
            // The first has no number, for it is mostly the only one.
            self.pointer = if number == 1 { String::new() } else { format!("#{number}") };
            self.node(Within::Any, 0)?;
            number += 1;
        }
        Ok(())
    }

    fn node(&mut self, within: Within, depth: usize) -> Result<(), Stop> {
        match self.source.peek()? {
            Some(b'[') if depth < MAX_DEPTH => self.array(within, depth),
            Some(b'{') if within == Within::Any && depth < MAX_DEPTH => self.object(depth),
            _ => self.leaf(within),
        }
    }

    fn array(&mut self, within: Within, depth: usize) -> Result<(), Stop> {
        self.source.take(b'[')?;
        if self.source.take(b']')? {
            return Ok(());
        }
        for number in 0_u64.. {
            self.below(&number.to_string(), |walk| walk.node(within, depth + 1))?;
            if self.source.take(b']')? {
                break;
            }
            self.expect(b',', "a comma or ] is missing")?;
        }
        Ok(())
    }

    /// An object that is a box if it has a member that is one, and an element otherwise. Of a box, the members that are none are no
    /// matter; of an element, they are the element.
    fn object(&mut self, depth: usize) -> Result<(), Stop> {
        self.source.take(b'{')?;
        let mut members = Members::default();
        while !self.source.take(b'}')? {
            if !members.is_first() {
                self.expect(b',', "a comma or } is missing")?;
            }
            self.member(&mut members, depth)?;
        }
        match members.whole() {
            Some(_) if members.is_box => Ok(()),
            Some(text) => {
                self.element(&text, Within::Any);
                Ok(())
            }
            None => {
                self.refuse("", Reason::ElementTooLarge);
                Ok(())
            }
        }
    }

    fn member(&mut self, members: &mut Members, depth: usize) -> Result<(), Stop> {
        if self.source.peek()? != Some(b'"') {
            return Err(Stop::NoJson("the name of a member is missing"));
        }
        let name = match self.source.value(&mut self.buffer)? {
            Some(Cut::Whole(name)) => name.to_vec(),
            _ => return Err(Stop::NoJson("the name of a member does not end")),
        };
        self.expect(b':', "a colon is missing")?;
        let start = self.source.peek()?;
        if let Some((key, within)) = opened(&name, start) {
            members.open_box();
            return self.below(key, |walk| walk.node(within, depth + 1));
        }
        match self.source.value(&mut self.buffer)? {
            Some(Cut::Whole(value)) => members.add(&name, value),
            Some(Cut::TooLarge) => members.overflow(),
            None => return Err(Stop::NoJson("it ends inside a value")),
        }
        Ok(())
    }

    fn expect(&mut self, byte: u8, fault: &'static str) -> Result<(), Stop> {
        self.source.take(byte)?.then_some(()).ok_or(Stop::NoJson(fault))
    }

    /// Does something one step further down the pointer.
    fn below(&mut self, step: &str, work: impl FnOnce(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(step);
        let outcome = work(self);
        self.pointer.truncate(length);
        outcome
    }

    /// A value that is no box.
    fn leaf(&mut self, within: Within) -> Result<(), Stop> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let outcome = match self.source.value(&mut buffer)? {
            None => Err(Stop::NoJson("it ends inside a value")),
            Some(Cut::Whole([])) => Err(Stop::NoJson("a value is missing")),
            Some(Cut::Whole(text)) => {
                self.element(text, within);
                Ok(())
            }
            Some(Cut::TooLarge) => {
                self.refuse("", Reason::ElementTooLarge);
                Ok(())
            }
        };
        self.buffer = buffer;
        outcome
    }

    fn element(&mut self, text: &[u8], within: Within) {
        let value = match serde_json::from_slice(text) {
            Ok(value) => value,
            Err(error) => {
                return self.refuse(&String::from_utf8_lossy(text), Reason::Element(error.to_string()));
            }
        };
        let place = place(&self.pointer, self.start);
        match (within, &value) {
            (Within::Stix, Value::Object(_)) => self.stix(&value),
            (Within::Attribute, Value::Object(_)) => misp::attribute(&value, place, self.options, self.sink),
            (Within::Object, Value::Object(_)) => {
                misp::object(&value, &self.pointer, self.options, self.sink)
            }
            (_, Value::Object(_)) if stix::is_object(&value) => self.stix(&value),
            (_, Value::Object(_)) if misp::is_attribute(&value) => {
                misp::attribute(&value, place, self.options, self.sink)
            }
            (_, Value::String(text)) => {
                self.sink.put(Observable::read(text), false, Stood { place, text, label: None, context: Default::default() })
            }
            _ if misp::is_manifest(&value) => self.refuse("", Reason::Manifest),
            _ => self.refuse(&String::from_utf8_lossy(text), Reason::Unknown),
        }
    }

    fn stix(&mut self, object: &Value) {
        let Some(passed) = stix::take(object, place(&self.pointer, self.start), self.options, self.sink)
        else {
            return;
        };
        let passed = if self.passed.len() < MAX_TYPES || self.passed.contains_key(passed) {
            passed
        } else {
            "other types"
        };
        *self.passed.entry(passed.to_owned()).or_default() += 1;
    }

    fn refuse(&mut self, text: &str, reason: Reason) {
        self.sink.refuse(place(&self.pointer, self.start), text, reason);
    }
}

/// A text that is itself what is looked for has no pointer, but it has a line.
fn place(pointer: &str, start: u64) -> Place<'_> {
    if pointer.contains('/') { Place::Pointer(pointer) } else { Place::Line(start) }
}

/// The box that a member is, if it is one: the name without quotes, and what lies in it.
fn opened(name: &[u8], start: Option<u8>) -> Option<(&'static str, Within)> {
    let is_array = start == Some(b'[');
    match name {
        br#""objects""# if is_array => Some(("objects", Within::Stix)),
        br#""Attribute""# if is_array => Some(("Attribute", Within::Attribute)),
        br#""Object""# if is_array => Some(("Object", Within::Object)),
        br#""response""# if is_array || start == Some(b'{') => Some(("response", Within::Any)),
        br#""Event""# if is_array || start == Some(b'{') => Some(("Event", Within::Any)),
        _ => None,
    }
}

/// The members of an object that are no boxes, as JSON.
#[derive(Default)]
struct Members {
    text: Vec<u8>,
    is_box: bool,
    is_large: bool,
}

impl Members {
    fn is_first(&self) -> bool {
        self.text.is_empty() && !self.is_box && !self.is_large
    }

    fn open_box(&mut self) {
        self.is_box = true;
        self.text = Vec::new();
    }

    fn add(&mut self, name: &[u8], value: &[u8]) {
        self.is_large |= self.text.len() + name.len() + value.len() > super::MAX_ELEMENT;
        if self.is_box || self.is_large {
            return;
        }
        let mark = if self.text.is_empty() { b'{' } else { b',' };
        self.text.push(mark);
        self.text.extend_from_slice(name);
        self.text.push(b':');
        self.text.extend_from_slice(value);
    }

    fn overflow(&mut self) {
        self.is_large = true;
    }

    /// The object; none if it is too large to be held and is not a box either.
    fn whole(&self) -> Option<Vec<u8>> {
        let text = if self.text.is_empty() { b"{}".to_vec() } else { [&*self.text, b"}"].concat() };
        (self.is_box || !self.is_large).then_some(text)
    }
}
