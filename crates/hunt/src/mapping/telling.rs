//! What an event tells a responder, whatever rules say: of which kind it is, which machine recorded it, whether somebody logged
//! on by it, and whether a log was cleared.
//!
//! Here is only where it stands in events of a source. What is made of it is said in the crate `respond`.

use super::{Values, reader::Reader};
use crate::yaml::Node;
use hashbrown::HashMap;
use regex_automata::meta::Regex;
use std::sync::Arc;

/// How large a compiled pattern of a mapping may be, in bytes.
const MAX_PATTERN: usize = 1 << 20;

/// Fields and the values of which each must have one.
pub type Conditions = Vec<(Arc<str>, Values)>;

/// Where a source says what it says besides.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    /// What kind an event is.
    pub kind: Kind,
    /// The fields that name the machine or sensor that wrote the log, the preferred first. Where there are none it is the host
    /// that events are about.
    pub recorder: Vec<Arc<str>>,
    /// The events that tell of a logon.
    pub logons: Vec<LogonForm>,
    /// The events that say that a log was cleared.
    pub cleared: Vec<ClearedForm>,
    /// By field: its values in lower case, and what they mean in words.
    pub words: HashMap<Arc<str>, HashMap<Box<str>, Arc<str>>>,
}

/// The fields that tell the events of a source apart.
#[derive(Clone, Debug, Default)]
pub struct Kind {
    /// The log, such as a channel; a source without it has one log.
    pub log: Option<Arc<str>>,
    /// The event id or what stands for it, such as Zeek's stream.
    pub id: Option<Arc<str>>,
    /// Who gave the id its meaning, where ids of one log are not unique.
    pub provider: Option<Arc<str>>,
}

/// How it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Somebody was let in.
    #[default]
    Success,
    /// Somebody was not.
    Failure,
    /// Neither is said: credentials were presented, or a session was left or taken up again.
    Other,
}

/// One kind of event that tells of a logon.
#[derive(Clone, Debug, Default)]
pub struct LogonForm {
    /// The service that the event is of; with none, of any.
    pub service: Option<Arc<str>>,
    /// All of these hold.
    pub when: Conditions,
    /// None of these holds.
    pub unless: Conditions,
    /// How it went.
    pub outcome: Outcome,
    /// If there are any, they decide: it succeeded where all of these hold, and failed where not.
    pub success: Conditions,
    /// A text in which it stands.
    pub text: Option<TextForm>,
    /// The way of logging on, in words, where it is the same for all such events.
    pub method: Option<Arc<str>>,
    /// Where each part stands: the fields, the preferred first.
    pub parts: [Vec<Arc<str>>; LogonPart::ALL.len()],
}

/// A part of what is told of a logon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogonPart {
    /// Who.
    Account,
    /// Of which domain or tenant.
    Domain,
    /// From which address or machine.
    From,
    /// In which way, such as Windows' logon type.
    How,
    /// Why it failed.
    Why,
    /// Who did it for the account: the user of `sudo`, the owner of the program that presented credentials.
    By,
    /// Where to, if that is not the host of the event.
    To,
}

impl LogonPart {
    /// All parts; the place in it is the place in [`LogonForm::parts`].
    pub const ALL: [LogonPart; 7] = [
        LogonPart::Account,
        LogonPart::Domain,
        LogonPart::From,
        LogonPart::How,
        LogonPart::Why,
        LogonPart::By,
        LogonPart::To,
    ];

    /// The name in mapping files, and of the groups of patterns.
    pub fn as_str(self) -> &'static str {
        match self {
            LogonPart::Account => "account",
            LogonPart::Domain => "domain",
            LogonPart::From => "from",
            LogonPart::How => "how",
            LogonPart::Why => "why",
            LogonPart::By => "by",
            LogonPart::To => "to",
        }
    }
}

/// A field with free text, and the patterns of which one has to fit. Their named groups are parts of the logon.
#[derive(Clone, Debug)]
pub struct TextForm {
    /// The field.
    pub field: Arc<str>,
    /// The patterns, tried in order.
    pub patterns: Vec<Regex>,
}

/// One kind of event that says that a log was cleared.
#[derive(Clone, Debug, Default)]
pub struct ClearedForm {
    /// All of these hold.
    pub when: Conditions,
    /// The field that names the log, where it is not the one that the event stands in.
    pub log: Vec<Arc<str>>,
    /// The fields that say who did it.
    pub account: Vec<Arc<str>>,
}

impl Telling {
    /// Every field that is named, for [`Ruleset::asking`](crate::Ruleset::asking).
    pub fn fields(&self) -> impl Iterator<Item = &Arc<str>> {
        let kind = [&self.kind.log, &self.kind.id, &self.kind.provider].into_iter().flatten();
        let logons = self.logons.iter().flat_map(LogonForm::fields);
        let cleared = self
            .cleared
            .iter()
            .flat_map(|form| form.when.iter().map(|(field, _)| field).chain(&form.log).chain(&form.account));
        kind.chain(&self.recorder).chain(logons).chain(cleared)
    }

    /// What a value of a field means, in words, where the mapping says so.
    pub fn word(&self, field: &str, value: &str) -> Option<&Arc<str>> {
        self.words.get(field)?.get(value.trim().to_ascii_lowercase().as_str())
    }

    /// Adds what a user's mapping says, before ours.
    pub(super) fn extend(&mut self, user: Telling) {
        let Kind { log, id, provider } = user.kind;
        self.kind.log = log.or(self.kind.log.take());
        self.kind.id = id.or(self.kind.id.take());
        self.kind.provider = provider.or(self.kind.provider.take());
        self.recorder.splice(0..0, user.recorder);
        self.logons.splice(0..0, user.logons);
        self.cleared.splice(0..0, user.cleared);
        for (field, words) in user.words {
            self.words.entry(field).or_default().extend(words);
        }
    }
}

impl LogonForm {
    /// The fields that a part may stand in.
    pub fn part(&self, part: LogonPart) -> &[Arc<str>] {
        self.parts.get(part as usize).map_or(&[], Vec::as_slice)
    }

    fn fields(&self) -> impl Iterator<Item = &Arc<str>> {
        let conditions = [&self.when, &self.unless, &self.success].into_iter().flatten();
        let texts = self.text.iter().map(|text| &text.field);
        conditions.map(|(field, _)| field).chain(texts).chain(self.parts.iter().flatten())
    }
}

/// The keys of a mapping file that this module reads.
pub(super) const KEYS: [&str; 5] = ["kind", "recorder", "logons", "cleared", "words"];

/// Reads these keys.
pub(super) fn read(reader: &mut Reader, node: &Node) -> Telling {
    Telling {
        kind: node.get("kind").map_or_else(Kind::default, |node| kind(reader, node)),
        recorder: reader.texts(node.get("recorder")),
        logons: reader.items(node.get("logons")).iter().filter_map(|node| logon(reader, node)).collect(),
        cleared: reader.items(node.get("cleared")).iter().filter_map(|node| cleared(reader, node)).collect(),
        words: words(reader, node.get("words")),
    }
}

fn kind(reader: &mut Reader, node: &Node) -> Kind {
    let Some(node) = reader.map(node, &["log", "id", "provider"]) else { return Kind::default() };
    let [log, id, provider] = ["log", "id", "provider"].map(|key| reader.optional_text(node.get(key)));
    Kind { log, id, provider }
}

fn logon(reader: &mut Reader, node: &Node) -> Option<LogonForm> {
    const OWN: [&str; 7] = ["service", "when", "unless", "outcome", "success", "text", "method"];
    let known: Vec<&str> = OWN.into_iter().chain(LogonPart::ALL.map(LogonPart::as_str)).collect();
    let node = reader.map(node, &known)?;
    Some(LogonForm {
        service: reader.optional_text(node.get("service")),
        when: reader.conditions(node.get("when")),
        unless: reader.conditions(node.get("unless")),
        outcome: node.get("outcome").and_then(|node| outcome(reader, node)).unwrap_or_default(),
        success: reader.conditions(node.get("success")),
        text: node.get("text").and_then(|node| text(reader, node)),
        method: reader.optional_text(node.get("method")),
        parts: LogonPart::ALL.map(|part| reader.texts(node.get(part.as_str()))),
    })
}

fn outcome(reader: &mut Reader, node: &Node) -> Option<Outcome> {
    let known = match node.text().as_deref() {
        Some("success") => Some(Outcome::Success),
        Some("failure") => Some(Outcome::Failure),
        Some("other") => Some(Outcome::Other),
        _ => None,
    };
    if known.is_none() {
        reader.bad(node, "an outcome is success, failure or other");
    }
    known
}

/// One field and its patterns.
fn text(reader: &mut Reader, node: &Node) -> Option<TextForm> {
    let (field, sources) = reader.table(Some(node)).into_iter().next()?;
    let mut patterns = Vec::with_capacity(sources.len());
    for source in &sources {
        let config = Regex::config().nfa_size_limit(Some(MAX_PATTERN));
        match Regex::builder().configure(config).build(source) {
            Ok(pattern) => patterns.push(pattern),
            Err(error) => reader.bad(node, format!("the pattern `{source}` cannot be used: {error}")),
        }
    }
    Some(TextForm { field, patterns })
}

fn cleared(reader: &mut Reader, node: &Node) -> Option<ClearedForm> {
    let node = reader.map(node, &["when", "log", "account"])?;
    Some(ClearedForm {
        when: reader.conditions(node.get("when")),
        log: reader.texts(node.get("log")),
        account: reader.texts(node.get("account")),
    })
}

fn words(reader: &mut Reader, node: Option<&Node>) -> HashMap<Arc<str>, HashMap<Box<str>, Arc<str>>> {
    let fields = reader.entries(node).iter();
    let mut words = HashMap::new();
    for (field, meanings) in fields {
        let Some(field) = reader.text(field) else { continue };
        let pairs = reader.pairs(Some(meanings)).into_iter();
        words.insert(field, pairs.map(|(value, word)| (value.to_ascii_lowercase().into(), word)).collect());
    }
    words
}
