//! Reads texts of STIX: bundles, bare objects, lists of objects, one object a line, and what TAXII answers.

use super::{
    id::Id,
    judgement::{Remark, Standing, judge},
    line::{Line, is_lines},
    object::Object,
    refusal::Refusal,
    versions::{Noted, Versions},
};
use crate::{
    MAX_ELEMENT, NotJson,
    bytes::Opened,
    json::{
        Json, Text,
        source::{Cut, Source},
    },
    outcome::Place,
};
use std::{
    collections::BTreeMap,
    fmt::Write,
    io::{self, BufRead, Read},
};

/// How deep lists and bundles lie within one another: a bundle in a list has its objects two deep.
const MAX_DEPTH: usize = 4;

/// How many types are counted each for itself. A bundle of all that STIX and ATT&CK define has about fifty.
const MAX_TYPES: usize = 200;

/// How many names of an object outside of bundles are compared. A bundle has three.
const MAX_NAMES: usize = 100;

/// The longest text that is shown of what is refused, in bytes.
const MAX_SHOWN: usize = 200;

/// Reads texts of STIX one after the other, and knows an object again that was in an earlier one.
#[derive(Debug, Default)]
pub struct Reader {
    versions: Versions,
}

/// One thing of a text.
#[derive(Debug)]
pub enum Item<'t> {
    /// An object that is kept.
    Kept(Kept<'t>),
    /// What is not.
    Refused(Refused<'t>),
}

/// An object that is kept, understood or not.
#[derive(Debug)]
pub struct Kept<'t> {
    /// Where it stood.
    pub place: Place<'t>,
    /// The object.
    pub object: &'t Object<'t>,
    /// How far it is understood.
    pub standing: &'t Standing,
    /// What is worth saying of it.
    pub remarks: &'t [Remark],
}

/// What is not kept.
#[derive(Debug)]
pub struct Refused<'t> {
    /// Where it stood.
    pub place: Place<'t>,
    /// How it begins.
    pub text: &'t str,
    /// Why.
    pub why: &'t Refusal,
}

/// What was in a text, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Objects that are as the specification wants their type.
    pub taken: u64,
    /// Objects that are kept as they are, without being understood.
    pub opaque: u64,
    /// Objects that were there before and are the same.
    pub again: u64,
    /// What is not kept for another reason.
    pub refused: u64,
    /// Objects of which something was remarked, among those that are kept.
    pub remarked: u64,
    /// How many objects of each type are kept.
    pub types: BTreeMap<String, u64>,
    /// Whether the text is one bundle and nothing beside.
    pub is_bundle: bool,
    /// Whether there were too many objects to know each of them again.
    pub is_forgetful: bool,
}

impl Reader {
    /// A reader to which nothing was shown yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a text and hands out each object with its place, and what is no object with the reason. At no time more than one object
    /// ([`MAX_ELEMENT`]) is held, and what it takes to know objects again.
    ///
    /// ```
    /// use exchange::stix::{Item, Reader};
    /// let text = br#"{"type": "bundle", "id": "bundle--11111111-2222-4333-8444-555555555555", "objects": [
    ///     {"type": "mutex", "id": "mutex--11111111-2222-4333-8444-555555555555", "name": "own-only-once"}, {"type": "mutex"}]}"#;
    /// let mut told = Vec::new();
    /// let summary = Reader::new().read(&text[..], &mut |item| told.push(match item {
    ///     Item::Kept(kept) => format!("{} {}", kept.place, kept.object.kind()),
    ///     Item::Refused(refused) => format!("{} {}", refused.place, refused.why),
    /// })).unwrap();
    /// assert_eq!(told, ["/objects/0 mutex", "/objects/1 it has no id, which is a text in every object of STIX"]);
    /// assert_eq!((summary.taken, summary.refused), (1, 1));
    /// ```
    ///
    /// # Errors
    /// If the input cannot be read. What cannot be understood is handed out.
    pub fn read(&mut self, input: impl Read, to: &mut dyn FnMut(Item<'_>)) -> io::Result<Summary> {
        let opened = Opened::new(input)?;
        let is_lines = is_lines(&opened.start);
        let mut told =
            Told { versions: &mut self.versions, remarks: Vec::new(), summary: Summary::default(), to };
        match is_lines {
            true => lines(opened.into_reader(), &mut told)?,
            false => {
                let mut walk = Walk::new(opened.into_reader(), 1, &mut told);
                let outcome = walk.texts();
                walk.stopped(outcome)?;
            }
        }
        let summary = told.summary;
        Ok(Summary { is_forgetful: self.versions.is_full(), ..summary })
    }

    /// Which versions of which objects were read.
    pub fn into_versions(self) -> Versions {
        self.versions
    }
}

/// Why a text is not read further.
enum Stop {
    Io(io::Error),
    Broken(&'static str),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads a text of which each line is one of its own: what is broken in a line ends with it.
fn lines(mut input: impl BufRead, told: &mut Told<'_>) -> io::Result<()> {
    for line in 1.. {
        let mut text = Line::new(&mut input);
        let mut walk = Walk::new(&mut text, line, told);
        let outcome = walk.text(line);
        walk.stopped(outcome)?;
        if !text.end()? {
            break;
        }
    }
    told.summary.is_bundle = false;
    Ok(())
}

struct Walk<'w, 'o, R> {
    source: Source<R>,
    /// Where the walk is: a JSON pointer, with the number of the text in front if that is not the first.
    pointer: String,
    /// The line where the text starts.
    start: u64,
    told: &'w mut Told<'o>,
}

impl<'w, 'o, R: BufRead> Walk<'w, 'o, R> {
    /// A walk through a text that starts at this line.
    fn new(input: R, line: u64, told: &'w mut Told<'o>) -> Self {
        Self { source: Source::new(input, line), pointer: String::new(), start: line, told }
    }

    /// Tells why a text is not read to its end, if it is not.
    fn stopped(&mut self, outcome: Result<(), Stop>) -> io::Result<()> {
        match outcome {
            Ok(()) => Ok(()),
            Err(Stop::Io(error)) => Err(error),
            Err(Stop::Broken(fault)) => {
                self.told.summary.is_bundle = false;
                self.told.refuse(Place::Line(self.source.line()), "", &Refusal::Broken(fault));
                Ok(())
            }
        }
    }

    /// One JSON text, or several, one behind the other.
    fn texts(&mut self) -> Result<(), Stop> {
        let mut number = 0_u64;
        while self.source.peek()?.is_some() {
            number += 1;
            self.text(number)?;
            self.told.summary.is_bundle &= number == 1;
        }
        Ok(())
    }

    /// The text of this number, if there is one.
    fn text(&mut self, number: u64) -> Result<(), Stop> {
        if self.source.peek()?.is_none() {
            return Ok(());
        }
        self.start = self.source.line();
        self.pointer.clear();
        if number > 1 {
            // The first has no number, for it is mostly the only one.
            let _ = write!(self.pointer, "#{number}");
        }
        self.told.summary.is_bundle = self.node(&mut Vec::new(), 0)?;
        Ok(())
    }

    /// A list, or an object that is a bundle or one of STIX; whether it is a bundle.
    fn node(&mut self, buffer: &mut Vec<u8>, depth: usize) -> Result<bool, Stop> {
        match self.source.peek()? {
            Some(b'[' | b'{') if depth >= MAX_DEPTH => self.pass(buffer, &Refusal::Deep)?,
            Some(b'[') => self.list(buffer, depth, Self::node_of_list)?,
            Some(b'{') => return self.object(buffer, depth),
            _ => self.pass(buffer, &Refusal::NotAnObject)?,
        }
        Ok(false)
    }

    fn node_of_list(&mut self, buffer: &mut Vec<u8>, depth: usize) -> Result<(), Stop> {
        self.node(buffer, depth).map(|_| ())
    }

    fn list(
        &mut self,
        buffer: &mut Vec<u8>,
        depth: usize,
        each: fn(&mut Self, &mut Vec<u8>, usize) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.source.take(b'[')?;
        if self.source.take(b']')? {
            return Ok(());
        }
        let length = self.pointer.len();
        for number in 0_u64.. {
            let _ = write!(self.pointer, "/{number}");
            each(self, buffer, depth + 1)?;
            self.pointer.truncate(length);
            if self.source.take(b']')? {
                break;
            }
            self.expect(b',', "a comma or ] is missing")?;
        }
        Ok(())
    }

    /// An object that is not in a bundle: a box itself if it has `objects`, which may stand behind anything else. Until then its bytes
    /// are kept, for it may be one of STIX.
    fn object(&mut self, buffer: &mut Vec<u8>, depth: usize) -> Result<bool, Stop> {
        self.source.keep();
        self.source.take(b'{')?;
        let mut envelope = Envelope::default();
        while !self.source.take(b'}')? {
            if !envelope.names.is_empty() {
                self.expect(b',', "a comma or } is missing")?;
            }
            self.member(buffer, depth, &mut envelope)?;
        }
        if envelope.is_box || envelope.has_type {
            envelope.faults.iter().for_each(|fault| self.refuse("", fault));
        } else {
            let text = self.source.kept();
            self.element(&text);
        }
        Ok(envelope.is_bundle())
    }

    fn member(&mut self, buffer: &mut Vec<u8>, depth: usize, envelope: &mut Envelope) -> Result<(), Stop> {
        if self.source.peek()? != Some(b'"') {
            return Err(Stop::Broken("the name of a member is missing"));
        }
        let name = match self.source.value(buffer)? {
            Some(Cut::Whole(name)) => name.to_vec(),
            _ => return Err(Stop::Broken("the name of a member does not end")),
        };
        self.expect(b':', "a colon is missing")?;
        let is_new = envelope.name(&name);
        if name == br#""objects""# && is_new && self.source.peek()? == Some(b'[') {
            drop(self.source.kept());
            envelope.is_box = true;
            let length = self.pointer.len();
            self.pointer.push_str("/objects");
            self.list(buffer, depth, Self::cut)?;
            self.pointer.truncate(length);
            return Ok(());
        }
        let value = self.source.value(buffer)?.ok_or(Stop::Broken("it ends inside a value"))?;
        envelope.value(&name, &value);
        Ok(())
    }

    /// An element of a bundle.
    fn cut(&mut self, buffer: &mut Vec<u8>, _: usize) -> Result<(), Stop> {
        match self.source.value(buffer)? {
            None => Err(Stop::Broken("it ends inside a value")),
            Some(Cut::Whole([])) => Err(Stop::Broken("a value is missing")),
            Some(Cut::Whole(text)) => {
                self.element(text);
                Ok(())
            }
            Some(Cut::TooLarge) => {
                self.refuse("", &Refusal::Large);
                Ok(())
            }
        }
    }

    /// A value that is not looked into.
    fn pass(&mut self, buffer: &mut Vec<u8>, why: &Refusal) -> Result<(), Stop> {
        match self.source.value(buffer)? {
            None => Err(Stop::Broken("it ends inside a value")),
            Some(Cut::Whole([])) => Err(Stop::Broken("a value is missing")),
            Some(Cut::Whole(text)) => {
                self.refuse(&shown(text), why);
                Ok(())
            }
            Some(Cut::TooLarge) => {
                self.refuse("", &Refusal::Large);
                Ok(())
            }
        }
    }

    fn expect(&mut self, byte: u8, fault: &'static str) -> Result<(), Stop> {
        self.source.take(byte)?.then_some(()).ok_or(Stop::Broken(fault))
    }

    fn element(&mut self, text: &[u8]) {
        self.told.element(place(&self.pointer, self.start), text);
    }

    fn refuse(&mut self, text: &str, why: &Refusal) {
        self.told.refuse(place(&self.pointer, self.start), text, why);
    }
}

/// What is told of a text.
struct Told<'o> {
    versions: &'o mut Versions,
    /// Those of the object at hand.
    remarks: Vec<Remark>,
    summary: Summary,
    to: &'o mut dyn FnMut(Item<'_>),
}

impl Told<'_> {
    fn element(&mut self, place: Place<'_>, text: &[u8]) {
        if text.len() > MAX_ELEMENT {
            return self.refuse(place, "", &Refusal::Large);
        }
        match Object::read(text) {
            Ok(object) => self.judge(place, &object),
            Err(why) => self.refuse(place, &shown(text), &why),
        }
    }

    fn judge(&mut self, place: Place<'_>, object: &Object<'_>) {
        self.remarks.clear();
        let standing = judge(object, &mut self.remarks);
        match self.versions.note(object) {
            Noted::Again => return self.refuse(place, object.id().as_str(), &Refusal::Again),
            Noted::Conflict => return self.refuse(place, object.id().as_str(), &Refusal::Conflict),
            Noted::AfterRevoked => self.remarks.push(Remark::AfterRevoked),
            Noted::Differs => self.remarks.push(Remark::Differs),
            Noted::New | Noted::Unknown => {}
        }
        self.summary.add(object.kind(), &standing, !self.remarks.is_empty());
        (self.to)(Item::Kept(Kept { place, object, standing: &standing, remarks: &self.remarks }));
    }

    fn refuse(&mut self, place: Place<'_>, text: &str, why: &Refusal) {
        match why {
            Refusal::Again => self.summary.again += 1,
            _ => self.summary.refused += 1,
        }
        (self.to)(Item::Refused(Refused { place, text, why }));
    }
}

/// What is known of an object outside of bundles while it is read: a bundle, an answer of TAXII, or an object of STIX.
#[derive(Default)]
struct Envelope {
    names: Vec<Vec<u8>>,
    is_box: bool,
    has_type: bool,
    has_id: bool,
    /// What is wrong with it if it is a box. If it is none, all of it is read once more.
    faults: Vec<Refusal>,
}

impl Envelope {
    /// Notes the name of a member; whether it is the first of this name.
    fn name(&mut self, name: &[u8]) -> bool {
        let is_known = self.names.iter().any(|known| known == name);
        let is_new = !is_known && !(self.is_box && name == br#""objects""#);
        if !is_new && self.has_room() {
            let name = String::from_utf8_lossy(name);
            self.faults.push(NotJson::Twice(name.trim_matches('"').to_owned()).into());
        }
        if self.names.len() < MAX_NAMES {
            self.names.push(name.to_vec());
        }
        is_new
    }

    /// Notes a value that holds no objects.
    fn value(&mut self, name: &[u8], value: &Cut<'_>) {
        let read = match value {
            Cut::TooLarge => Err(Refusal::Large),
            Cut::Whole(value) => Json::read(value).map_err(Refusal::Json),
        };
        match read {
            Ok(value) => {
                let text = value.text().and_then(Text::verbatim);
                self.has_type |= name == br#""type""# && text == Some("bundle");
                self.has_id |= name == br#""id""# && is_bundle_id(text);
                if name == br#""objects""# && !self.is_box && self.has_room() {
                    self.faults.push(Refusal::NotAList);
                }
            }
            Err(fault) if self.has_room() => self.faults.push(fault),
            Err(_) => {}
        }
    }

    fn has_room(&self) -> bool {
        self.faults.len() < MAX_NAMES
    }

    /// Whether it is a bundle as the specification has it (STIX 2.1, 8), with names that were all compared.
    fn is_bundle(&self) -> bool {
        self.names.len() < MAX_NAMES && self.has_type && self.has_id && self.faults.is_empty()
    }
}

fn is_bundle_id(text: Option<&str>) -> bool {
    text.and_then(|text| Id::read(text).ok()).is_some_and(|id| id.kind() == "bundle")
}

impl Summary {
    fn add(&mut self, kind: &str, standing: &Standing, is_remarked: bool) {
        match standing {
            Standing::Understood => self.taken += 1,
            Standing::Opaque(_) => self.opaque += 1,
        }
        self.remarked += u64::from(is_remarked);
        let is_counted = self.types.len() < MAX_TYPES || self.types.contains_key(kind);
        let kind = if is_counted { kind } else { "other types" };
        match self.types.get_mut(kind) {
            Some(count) => *count += 1,
            None => drop(self.types.insert(kind.to_owned(), 1)),
        }
    }

    /// All that is kept.
    pub fn kept(&self) -> u64 {
        self.taken + self.opaque
    }
}

/// How something begins.
fn shown(text: &[u8]) -> String {
    let start = text.get(..MAX_SHOWN).unwrap_or(text);
    String::from_utf8_lossy(start).into_owned()
}

/// A text that is itself an object has no pointer, but it has a line.
fn place(pointer: &str, start: u64) -> Place<'_> {
    if pointer.contains('/') { Place::Pointer(pointer) } else { Place::Line(start) }
}
