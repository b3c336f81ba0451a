//! What a heading says about what stands under it.

use crate::label::{Label, label};
use statement::observable::Kind;

/// What stands under a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// What to look for.
    Indicators,
    /// What the author refers to.
    References,
    /// Something else.
    Other,
}

/// Words of headings for indicators, as they stand in lower case. Where a language joins words or bends them, the part that stays.
const INDICATORS: [&str; 43] = [
    "indicator",
    "ioc",
    "observable",
    "artifact",
    "artefact",
    "compromise",
    "hashes",
    "file hash",
    "sha256",
    "sha-256",
    "md5",
    "sha1",
    "sha-1",
    "c2",
    "c&c",
    "command and control",
    "command-and-control",
    "malicious ",
    "phishing domain",
    "infrastructure",
    "samples",
    "payloads",
    "domains",
    "ip addresses",
    "ip address",
    "ips",
    "ipv4",
    "urls",
    "user agent",
    "user-agent",
    // German, French, Spanish and Portuguese, Italian, Polish, Russian, Ukrainian, Japanese, Chinese, Korean.
    "indikator",
    "indicateur",
    "indicador",
    "indicatori",
    "wska\u{17a}nik",
    "\u{438}\u{43d}\u{434}\u{438}\u{43a}\u{430}\u{442}\u{43e}\u{440}",
    "\u{456}\u{43d}\u{434}\u{438}\u{43a}\u{430}\u{442}\u{43e}\u{440}",
    "\u{4fb5}\u{5bb3}\u{6307}\u{6a19}",
    "\u{75d5}\u{8de1}\u{60c5}\u{5831}",
    "\u{4fb5}\u{5bb3}\u{6307}\u{6807}",
    "\u{5931}\u{9677}\u{6307}\u{6807}",
    "\u{5a01}\u{80c1}\u{6307}\u{6807}",
    "\u{ce68}\u{d574}\u{c9c0}\u{d45c}",
];

/// Words of headings for what the author refers to, and for what concerns the author.
const REFERENCES: [&str; 41] = [
    "reference",
    "source",
    "further reading",
    "read more",
    "related",
    "resources",
    "additional information",
    "more information",
    "contact",
    "about ",
    "about us",
    "footnote",
    "bibliography",
    "links",
    "acknowledg",
    "disclaimer",
    "reporting",
    "copyright",
    "external links",
    "see also",
    "feedback",
    "support",
    "quellen",
    "referenz",
    "weitere informationen",
    "kontakt",
    "verweise",
    "r\u{e9}f\u{e9}rence",
    "liens",
    "pour en savoir plus",
    "fuentes",
    "referencia",
    "enlaces",
    "refer\u{ea}ncia",
    "riferimenti",
    "fonti",
    "\u{438}\u{441}\u{442}\u{43e}\u{447}\u{43d}\u{438}\u{43a}",
    "\u{441}\u{441}\u{44b}\u{43b}\u{43a}",
    "\u{434}\u{436}\u{435}\u{440}\u{435}\u{43b}",
    "\u{53c2}\u{8003}",
    "\u{53c2}\u{7167}",
];

/// Words of headings that end what stood before.
const OTHERS: [&str; 34] = [
    "recommend",
    "mitigation",
    "remediation",
    "conclusion",
    "summary",
    "background",
    "introduction",
    "overview",
    "detection",
    "analysis",
    "technical detail",
    "timeline",
    "impact",
    "description",
    "affected",
    "attribution",
    "victim",
    "what to do",
    "workaround",
    "solution",
    "patch",
    "update",
    "severity",
    "legal",
    "privacy",
    "unsubscribe",
    "ma\u{df}nahmen",
    "empfehlung",
    "zusammenfassung",
    "recommandation",
    "recomendac",
    "raccomandaz",
    "\u{440}\u{435}\u{43a}\u{43e}\u{43c}\u{435}\u{43d}\u{434}",
    "\u{5bfe}\u{7b56}",
];

/// The longest heading that is asked, in bytes. What is longer is a paragraph.
pub(super) const MAX_HEADING: usize = 200;

/// What the heading says, if it says something. Indicators come first: `Indicators and references` has some.
pub(super) fn topic(heading: &str) -> Option<Topic> {
    let lower = heading.get(..heading.floor_char_boundary(MAX_HEADING)).unwrap_or_default().to_lowercase();
    let padded = format!("{lower} ");
    let has = |words: &[&str]| words.iter().any(|word| starts_a_word(&padded, word));
    match () {
        () if has(&INDICATORS) => Some(Topic::Indicators),
        () if has(&REFERENCES) => Some(Topic::References),
        () if has(&OTHERS) => Some(Topic::Other),
        () => None,
    }
}

/// Whether the word stands in the text with no letter before it.
fn starts_a_word(text: &str, word: &str) -> bool {
    let joins = !word.starts_with(|first: char| first.is_ascii());
    text.match_indices(word).any(|(place, _)| {
        joins
            || !text
                .get(..place)
                .is_some_and(|before| before.ends_with(|letter: char| letter.is_alphanumeric()))
    })
}

/// The words by which one label is made of several.
const MAX_WORDS: usize = 3;

/// The kinds that a heading, the head of a column or a word before a value says, as a whole or in some of its words: `File name`,
/// `C2 domain`, `SHA-256 hash`.
pub(super) fn kinds(text: &str) -> Option<Label> {
    let whole = label(text);
    if whole != Label::None {
        return Some(whole);
    }
    let words: Vec<_> = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '-')
        .filter(|word| !word.is_empty())
        .take(12)
        .collect();
    // A word that is a kind of its own is not asked for the ordinary words among those that are not looked for: `as`, `service`.
    if words.iter().any(|word| LOOKALIKES.contains(&&*word.to_ascii_lowercase())) {
        return Some(Label::Other);
    }
    (1..=MAX_WORDS).rev().find_map(|size| {
        words.windows(size).find_map(|words| match label(&words.concat()) {
            Label::Kinds(kinds) => Some(Label::Kinds(kinds)),
            Label::Other | Label::None => plural(&words.concat()),
        })
    })
}

/// Words for what looks like a hash of a file and is none that is looked for.
const LOOKALIKES: [&str; 12] = [
    "imphash",
    "ssdeep",
    "tlsh",
    "ja3",
    "ja3s",
    "ja4",
    "jarm",
    "hassh",
    "sha512",
    "sha-512",
    "thumbprint",
    "vhash",
];

/// Words for more than one, which head lists and not columns.
fn plural(word: &str) -> Option<Label> {
    let lower = word.to_ascii_lowercase();
    let kinds: &'static [Kind] = match &*lower {
        "hostnames" | "hosts" | "domainnames" | "fqdns" => &[Kind::Domain],
        "files" | "filenames" => &[Kind::FileName, Kind::Sha256, Kind::Sha1, Kind::Md5],
        "useragents" => &[Kind::UserAgent],
        "emails" | "emailaddresses" | "senders" | "mailaddresses" => &[Kind::Email],
        "addresses" | "subnets" | "networks" => &[Kind::Ipv4, Kind::Ipv6, Kind::Cidr],
        "uris" => &[Kind::Url],
        "mutexes" => return Some(Label::Other),
        _ => return None,
    };
    Some(Label::Kinds(kinds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_stands_under_them() {
        for (heading, expected) in [
            ("Indicators of Compromise (IOCs)", Some(Topic::Indicators)),
            ("Appendix B: IoCs", Some(Topic::Indicators)),
            ("Kompromittierungsindikatoren", None),
            ("Indikatoren", Some(Topic::Indicators)),
            (
                "\u{418}\u{43d}\u{434}\u{438}\u{43a}\u{430}\u{442}\u{43e}\u{440}\u{44b} \u{43a}\u{43e}\u{43c}\u{43f}\u{440}\u{43e}\u{43c}\u{435}\u{442}\u{430}\u{446}\u{438}\u{438}",
                Some(Topic::Indicators),
            ),
            ("References", Some(Topic::References)),
            ("Quellen", Some(Topic::References)),
            ("Recommendations", Some(Topic::Other)),
            ("Open sources", Some(Topic::References)),
            ("Biochemistry", None),
            ("Initial access", None),
        ] {
            assert_eq!(topic(heading), expected, "{heading}");
        }
    }

    #[test]
    fn labels_are_found_among_words() {
        for (text, expected) in [
            ("File name", Some(Label::Kinds(&[Kind::FileName]))),
            ("SHA-256 hash", Some(Label::Kinds(&[Kind::Sha256]))),
            ("C2 domain", Some(Label::Kinds(&[Kind::Domain]))),
            ("Import hash (imphash)", Some(Label::Other)),
            ("What it does", None),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }
}
