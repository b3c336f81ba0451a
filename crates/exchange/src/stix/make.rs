//! Objects of ours: what the unit knows, said in STIX.
//!
//! | function | makes |
//! |---|---|
//! | [`indicator`] | an `indicator` that looks for a value |
//! | [`pattern_of`] | its pattern |
//! | [`observable`] | the value as it was seen: `ipv4-addr`, `file`, ... |
//! | [`identity`] | who says so |
//! | [`sighting`] | that something was seen, how often and when |
//! | [`report`] | that several objects belong together |
//! | [`Draft`] | any other object, property by property |
//!
//! All of them are functions of their arguments. The ids of observables are those that STIX wants; those of other objects are UUIDs of
//! version 5 in a [namespace](OURS) of ours over what tells two of them apart, so that making one twice makes the same. What is the
//! same in all objects of an export ([`Terms`]) is said once.

use super::{draft::Draft, tlp::tlp_marking};
use crate::{Moment, Uuid};
use statement::{
    Tlp,
    observable::{Indicator, Kind, Observable},
};

/// The namespace of the ids that are made here, but for observables. STIX 2.1 (2.9) wants another one for these than for those.
pub const OURS: Uuid = Uuid(0x3f0d6c2a_91e7_4d58_8b64_5a7c20f913be_u128.to_be_bytes());

/// What holds for all objects of an export.
#[derive(Clone, Debug)]
pub struct Terms<'t> {
    /// When it was said. Objects are made and modified then, and indicators valid from then on.
    pub created: Moment,
    /// Where it comes from, such as the id of a statement: the same value from two sources makes two objects.
    pub source: &'t str,
    /// The id of the identity that says so, from [`identity`].
    pub author: Option<&'t str>,
    /// Who may be told.
    pub tlp: Option<Tlp>,
}

/// What is said of one indicator.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// What it is called; its value, if nothing is said.
    pub name: Option<&'a str>,
    /// What somebody wrote about it; that it is looked for, if nothing is said.
    pub description: Option<&'a str>,
    /// From when on it is to be looked for; since it was made, if nothing is said.
    pub valid_from: Option<Moment>,
    /// Until when; for ever, if nothing is said or it would not be later than the beginning.
    pub valid_until: Option<Moment>,
    /// Words of its author's choice.
    pub labels: &'a [&'a str],
}

/// An object that was made: its id, and its bytes in a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its id.
    pub id: String,
    /// All of it.
    pub json: String,
}

/// An indicator that looks for a value.
///
/// ```
/// use exchange::{Moment, stix::make::{self, About, Terms}};
/// use statement::observable::{Indicator, Observable};
/// let terms = Terms { created: Moment::read("2026-11-22").unwrap(), source: "example", author: None, tlp: None };
/// let value = Observable::read("evil[.]example.com").unwrap().observable;
/// let made = make::indicator(&Indicator::new(value), About::default(), &terms);
/// assert!(made.json.contains(r#""pattern":"[domain-name:value = 'evil.example.com']""#));
/// ```
pub fn indicator(indicator: &Indicator, about: About<'_>, terms: &Terms<'_>) -> Made {
    let observable = &indicator.observable;
    let from = about.valid_from.unwrap_or(terms.created);
    let key = format!("{} {}", observable.kind(), observable.value());
    let looked_for = format!("Looks for the {} {}", observable.kind(), observable.value());
    Draft::new("indicator", &key, terms)
        .text("name", about.name.unwrap_or(observable.value()))
        .text("description", about.description.unwrap_or(&looked_for))
        .texts("indicator_types", &["malicious-activity"])
        .text("pattern", &pattern_of(observable))
        .text("pattern_type", "stix")
        .text("pattern_version", "2.1")
        .time("valid_from", from)
        .maybe_time("valid_until", about.valid_until.filter(|until| *until > from))
        .texts("labels", about.labels)
        .made()
}

/// The pattern that looks for a value. A URL of ours has no scheme: both are looked for.
pub fn pattern_of(observable: &Observable) -> String {
    let value = quoted(observable.value());
    match observable.kind() {
        Kind::Ipv4 => format!("[ipv4-addr:value = '{value}']"),
        Kind::Ipv6 => format!("[ipv6-addr:value = '{value}']"),
        Kind::Cidr => format!("[{}:value ISSUBSET '{value}']", family(observable)),
        Kind::Domain => format!("[domain-name:value = '{value}']"),
        Kind::Url => format!("[url:value = 'http://{value}' OR url:value = 'https://{value}']"),
        Kind::Md5 => format!("[file:hashes.MD5 = '{value}']"),
        Kind::Sha1 => format!("[file:hashes.'SHA-1' = '{value}']"),
        Kind::Sha256 => format!("[file:hashes.'SHA-256' = '{value}']"),
        Kind::Email => format!("[email-addr:value = '{value}']"),
        Kind::FileName => format!("[file:name = '{value}']"),
        Kind::UserAgent => {
            format!("[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = '{value}']")
        }
    }
}

/// A text within the quotes of a pattern (STIX 2.1, 9.2).
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

fn family(network: &Observable) -> &'static str {
    if network.value().contains(':') { "ipv6-addr" } else { "ipv4-addr" }
}

/// A value as it was seen. Of a user agent there is none: STIX has it within a connection only.
pub fn observable(observable: &Observable, terms: &Terms<'_>) -> Option<Made> {
    let value = observable.value();
    let hash = |name: &str| Some(Draft::observable("file", terms).hash(name, value).named());
    let of = |kind: &str, value: &str| Some(Draft::observable(kind, terms).text("value", value).named());
    match observable.kind() {
        Kind::Ipv4 => of("ipv4-addr", value),
        Kind::Ipv6 => of("ipv6-addr", value),
        Kind::Cidr => of(family(observable), value),
        Kind::Domain => of("domain-name", value),
        Kind::Url => of("url", &format!("http://{value}")),
        Kind::Email => of("email-addr", value),
        Kind::Md5 => hash("MD5"),
        Kind::Sha1 => hash("SHA-1"),
        Kind::Sha256 => hash("SHA-256"),
        Kind::FileName => Some(Draft::observable("file", terms).text("name", value).named()),
        Kind::UserAgent => None,
    }
}

/// Who says so: a member of the unit. Its id follows from the name alone, whatever the source.
pub fn identity(name: &str, terms: &Terms<'_>) -> Made {
    let everywhere = Terms { source: "", author: None, ..terms.clone() };
    Draft::new("identity", name, &everywhere).text("name", name).text("identity_class", "organization").made()
}

/// That something was seen: the object with this id, so many times, between two moments.
pub fn sighting(of: &str, count: u64, first: Moment, last: Moment, terms: &Terms<'_>) -> Made {
    let key = format!("{of} {count} {first} {last}");
    Draft::new("sighting", &key, terms)
        .time("first_seen", first)
        .time("last_seen", last)
        .number("count", count)
        .text("sighting_of_ref", of)
        .made()
}

/// That these objects, one at least, belong together under a name.
pub fn report(name: &str, description: Option<&str>, objects: &[&str], terms: &Terms<'_>) -> Made {
    Draft::new("report", name, terms)
        .text("name", name)
        .maybe("description", description)
        .texts("report_types", &["threat-report"])
        .time("published", terms.created)
        .texts("object_refs", objects)
        .made()
}

/// The id of the marking that [`Terms::tlp`] puts on objects.
pub fn marking(tlp: Tlp) -> String {
    tlp_marking(tlp)
}
