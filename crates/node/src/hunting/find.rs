//! A finding on its way to the store.

use super::lore::Sets;
use event::{Event, Paths, Time, Value};
use hunt::{Cause, Finding};
use statement::Digest;
use store::{FindingCause, MAX_EXAMPLE, NewFinding, Origin, Seen, Severity};
use telemetry::follow::StreamId;

/// How long a text of a finding may be on its way, in bytes. The store cuts it shorter.
const MAX_TEXT: usize = 4 << 10;

/// What met, and all that is kept of it.
#[derive(Clone, Debug)]
pub(super) struct Find {
    pub(super) cause: FindingCause,
    pub(super) origins: Vec<Origin>,
    pub(super) record: Digest,
    pub(super) title: String,
    pub(super) level: Severity,
    pub(super) seen: When,
    pub(super) place: String,
    pub(super) example: String,
}

/// [`Seen`], with its own text.
#[derive(Clone, Debug)]
pub(super) enum When {
    Now { time: Option<u64>, host: Option<String> },
    Before { count: u64, first: u64, last: u64, days: u64, hosts: u64 },
}

impl Find {
    /// What the store takes.
    pub(super) fn as_new(&self, met: u64) -> NewFinding<'_> {
        NewFinding {
            cause: &self.cause,
            origins: &self.origins,
            record: self.record,
            title: &self.title,
            level: self.level,
            met,
            seen: match &self.seen {
                When::Now { time, host } => Seen::Now { time: *time, host: host.as_deref() },
                When::Before { count, first, last, days, hosts } => {
                    Seen::Before { count: *count, first: *first, last: *last, days: *days, hosts: *hosts }
                }
            },
            place: &self.place,
            example: &self.example,
        }
    }

    /// A finding of the hunt in a record of a stream; nothing where all who named the indicator have taken it back.
    pub(super) fn of(finding: &Finding<'_>, stream: StreamId, sets: &Sets) -> Option<Self> {
        let (cause, origins) = match finding.cause {
            Cause::Indicator(sighted) => {
                let origins = sets.origins(sighted.cited)?;
                let (kind, value) = (sighted.kind.to_owned(), sighted.value.to_owned());
                (FindingCause::Indicator { kind, value }, origins)
            }
            Cause::Rule | Cause::Correlation(_) => (FindingCause::Rule(rule_name(finding)), Vec::new()),
        };
        let position = finding.origin.position;
        // What completes a correlation may complete another one too: its first event tells them apart.
        let more = match finding.cause {
            Cause::Correlation(met) => format!(" {} {}", met.first.nanos(), met.count),
            Cause::Rule | Cause::Indicator(_) => String::new(),
        };
        let record = format!("{stream} {} {}{more}", position.offset, position.record);
        Some(Find {
            cause,
            origins,
            record: Digest::of(record.as_bytes()),
            title: cut(finding.about.title.clone()),
            level: severity(finding.about.level),
            seen: When::Now {
                time: finding.time.and_then(seconds),
                host: finding.host.map(|host| cut(host.to_string())),
            },
            place: cut(format!("{} record {}", finding.origin.file, position.record)),
            example: String::new(),
        })
    }
}

/// By what a rule is told from others: its id, or else its title and where it stands.
fn rule_name(finding: &Finding<'_>) -> String {
    match finding.about.id.as_str() {
        "" => format!("{} ({}:{})", finding.about.title, finding.about.file, finding.about.line),
        id => id.to_owned(),
    }
}

/// A time in whole seconds since 1970; nothing before that.
pub(super) fn seconds(time: Time) -> Option<u64> {
    u64::try_from(time.nanos().div_euclid(1_000_000_000)).ok()
}

/// The level of a rule, as the store knows it.
pub(super) fn severity(level: hunt::Level) -> Severity {
    match level {
        hunt::Level::Informational => Severity::Informational,
        hunt::Level::Low => Severity::Low,
        hunt::Level::Medium => Severity::Medium,
        hunt::Level::High => Severity::High,
        hunt::Level::Critical => Severity::Critical,
    }
}

fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MAX_TEXT));
    text
}

/// The record as JSON, fields by their paths, as far as it may be kept.
pub(super) fn example(paths: &Paths, event: &Event<'_>) -> String {
    let mut json = String::from("{");
    for field in event.fields {
        let before = json.len();
        if before > 1 {
            json.push(',');
        }
        let name = serde_json::Value::from(paths.name(field.path));
        // Text is cut here, so that what is kept is always whole.
        let value = match field.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => value.into(),
            Value::Int(value) => value.into(),
            Value::UInt(value) => value.into(),
            Value::Float(value) => value.into(),
            Value::Text(text) => text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or_default().into(),
        };
        json.push_str(&format!("{name}:{value}"));
        if json.len() > MAX_EXAMPLE - 1 {
            json.truncate(before);
            break;
        }
    }
    json.push('}');
    json
}
