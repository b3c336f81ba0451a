//! What a person accepted, in STIX 2.1: a report, the indicators, vulnerabilities and techniques that it names.

use super::{Accepted, Review};
use crate::{
    Moment,
    stix::{
        Bundle, Draft,
        make::{About, Made, Terms, indicator},
    },
    text::{AttackId, Value},
};
use jiff::Timestamp;
use std::io;

/// The name that ATT&CK has in external references.
const ATTACK: &str = "mitre-attack";

/// The bundle of a review file. `decided` is when the person decided, in seconds since 1970: it is when the objects were made if the text does
/// not say when it was published. The same file gives the same bytes.
///
/// Of ATT&CK, techniques become `attack-pattern`, groups `intrusion-set`, campaigns `campaign`, mitigations `course-of-action`; of tactics, software and
/// data sources an identifier alone does not tell what STIX would have them be, and the report refers to them.
///
/// ```
/// use exchange::text::review;
/// let file = "detente review 1\ntitle Kites\n+ domain evil.example.com\n+ cve CVE-2021-44228\n+ attack T1059.001\n";
/// let bundle = review::bundle(&review::read(file.as_bytes()).unwrap(), 0).unwrap();
/// let text = String::from_utf8(bundle).unwrap();
/// assert!(text.contains("domain-name:value = 'evil.example.com'") && text.contains("\"type\":\"report\""));
/// ```
///
/// # Errors
/// If nothing was accepted that makes an object, or there is no such time.
pub fn bundle(review: &Review, decided: i64) -> io::Result<Vec<u8>> {
    let about = &review.about;
    let published = about.published.as_deref().and_then(Moment::read);
    let created = published.map_or_else(|| moment(decided), Ok)?;
    let source = about.sha256.as_deref().or(about.title.as_deref()).unwrap_or_default();
    let terms = Terms { created, source, author: None, tlp: about.tlp };
    let made: Vec<_> = review.accepted.iter().filter_map(|accepted| object(accepted, &terms)).collect();
    if made.is_empty() {
        return Err(io::Error::other(
            "nothing in the review file has a + that could be looked for or is an object of STIX",
        ));
    }
    let mut bundle = Bundle::new(Vec::new());
    bundle.add(report(review, &made, &terms).json.as_bytes())?;
    for object in &made {
        bundle.add(object.json.as_bytes())?;
    }
    bundle.end()
}

fn moment(seconds: i64) -> io::Result<Moment> {
    let time = Timestamp::from_second(seconds).map_err(io::Error::other)?;
    Moment::read(&time.to_string()).ok_or_else(|| io::Error::other("a year that STIX does not know"))
}

/// The object for one value; none for what only the report refers to.
fn object(accepted: &Accepted, terms: &Terms<'_>) -> Option<Made> {
    let note = Some(&*accepted.note).filter(|note| !note.is_empty());
    match &accepted.value {
        Value::Observable(_) => {
            Some(indicator(&accepted.indicator()?, About { description: note, ..About::default() }, terms))
        }
        Value::Vulnerability(cve) => Some(named("vulnerability", "cve", cve.as_str(), note, terms)),
        Value::Attack(id) => Some(named(kind_of(id)?, ATTACK, id.as_str(), note, terms)),
    }
}

/// The type of STIX that ATT&CK itself uses for a family of identifiers, where it uses one.
fn kind_of(id: &AttackId) -> Option<&'static str> {
    match id.as_str() {
        _ if id.is_technique() => Some("attack-pattern"),
        text if text.starts_with('G') => Some("intrusion-set"),
        text if text.starts_with('C') => Some("campaign"),
        text if text.starts_with('M') => Some("course-of-action"),
        _ => None,
    }
}

fn named(kind: &str, source: &str, id: &str, note: Option<&str>, terms: &Terms<'_>) -> Made {
    Draft::new(kind, id, terms)
        .text("name", id)
        .maybe("description", note)
        .json("external_references", &format!("[{}]", reference(source, id)))
        .made()
}

/// An external reference. Identifiers hold nothing that JSON would have to escape.
fn reference(source: &str, id: &str) -> String {
    format!("{{\"source_name\":\"{source}\",\"external_id\":\"{id}\"}}")
}

fn report(review: &Review, made: &[Made], terms: &Terms<'_>) -> Made {
    let about = &review.about;
    let name = about.title.as_deref().or(about.document.as_deref()).unwrap_or("a text");
    let document = about.document.as_deref().unwrap_or("a text");
    let digest = about.sha256.as_ref().map(|sha256| format!(", SHA-256 {sha256}")).unwrap_or_default();
    let others: Vec<_> = review.accepted.iter().filter_map(only_referred).collect();
    let draft = Draft::new("report", name, terms)
        .text("name", name)
        .text("description", &format!("What a person accepted of {document}{digest}"))
        .texts("report_types", &["threat-report"])
        .time("published", terms.created);
    let draft = if others.is_empty() {
        draft
    } else {
        draft.json("external_references", &format!("[{}]", others.join(",")))
    };
    let ids: Vec<_> = made.iter().map(|made| made.id.as_str()).collect();
    draft.texts("object_refs", &ids).made()
}

fn only_referred(accepted: &Accepted) -> Option<String> {
    match &accepted.value {
        Value::Attack(id) if kind_of(id).is_none() => Some(reference(ATTACK, id.as_str())),
        _ => None,
    }
}
