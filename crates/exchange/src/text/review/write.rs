//! A document's candidates as a review file.

use super::{
    MAGIC,
    quote::{quoted, shown, word},
};
use crate::text::{Candidate, Document, Judgement};
use std::fmt::Write;

/// How to go on, for whoever opens the file.
const HELP: &str = "\
# Each line below is something that the text may mean as an indicator. Decide with the sign at its start:
#   + take it      - leave it      ? not decided yet (the file is refused while one is left)
# Values can be added by hand: sign, kind and value. Kinds: ipv4 ipv6 cidr domain url md5 sha1 sha256 email filename user-agent cve attack.
# The numbers behind # are line and column of the readable text: detente intel read --text FILE
";

/// The review file of a document. `name` is what the document is called, for the person.
///
/// ```
/// use exchange::text::{TextOptions, read, review};
/// let document = read(b"C2: evil[.]example[.]com", &TextOptions::default()).unwrap();
/// let file = review::write(&document, "mail.txt");
/// assert!(file.contains("\n+ domain evil.example.com  # 1:5; written defanged; "));
/// assert_eq!(review::read(file.as_bytes()).unwrap().accepted.len(), 1);
/// ```
pub fn write(document: &Document, name: &str) -> String {
    let mut file = format!("{MAGIC}\n");
    if let Some(title) = &document.title {
        line(&mut file, &format!("title {}", quoted(title)));
    }
    line(&mut file, &format!("document {}", word(name)));
    line(&mut file, &format!("sha256 {}", document.sha256));
    if let Some(published) = &document.published {
        line(&mut file, &format!("published {published}"));
    }
    file.push('\n');
    file.push_str(HELP);
    for judgement in [Judgement::Indicator, Judgement::Unsure, Judgement::Context] {
        group(&mut file, document, judgement);
    }
    not_ones(&mut file, document);
    file
}

fn line(file: &mut String, line: &str) {
    file.push_str(line);
    file.push('\n');
}

fn group(file: &mut String, document: &Document, judgement: Judgement) {
    let group = || document.candidates.iter().filter(|candidate| candidate.judgement == judgement);
    let count = group().count();
    if count > 0 {
        line(file, &format!("\n# {}: {count}", judgement.as_str()));
    }
    for candidate in group() {
        line(file, &of(candidate));
    }
}

/// The line of a candidate.
fn of(candidate: &Candidate) -> String {
    let sign = match candidate.judgement {
        Judgement::Indicator => '+',
        Judgement::Unsure => '?',
        Judgement::Context => '-',
    };
    let mut text = format!("{sign} {} {}  # ", candidate.value.kind(), word(candidate.value.text()));
    if let Some(place) = candidate.places.first() {
        let _ = write!(text, "{}:{}", place.line, place.column);
    }
    if candidate.count > 1 {
        let _ = write!(text, ", {} times", candidate.count);
    }
    let _ = write!(text, "; {}", shown(&candidate.why.to_string(), false));
    for oddity in &candidate.oddities {
        let _ = write!(text, "; {}", shown(&oddity.to_string(), false));
    }
    if let Some(place) = candidate.places.first() {
        if place.link.is_some() {
            let _ = write!(text, "; the target of a link");
        }
        let _ = write!(text, "; {}", quoted(&place.sentence));
    }
    text
}

/// How many things that are none are told in the file. They are all there in `detente intel read`.
const MAX_TOLD: usize = 200;

fn not_ones(file: &mut String, document: &Document) {
    let count = document.not_ones.len();
    if count > 0 {
        line(file, &format!("\n# looks like a value and is none: {count}"));
    }
    for one in document.not_ones.iter().take(MAX_TOLD) {
        line(
            file,
            &format!(
                "#   {} at {}:{}: {}",
                quoted(&one.text),
                one.line,
                one.column,
                shown(&one.why.to_string(), false)
            ),
        );
    }
    if count > MAX_TOLD {
        line(file, &format!("#   and {} more", count - MAX_TOLD));
    }
}
