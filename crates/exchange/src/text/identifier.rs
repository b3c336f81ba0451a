//! Identifiers of vulnerabilities and of what MITRE ATT&CK describes.

use std::ops::Range;

/// A vulnerability by its CVE identifier, in capitals: `CVE-2021-44228`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cve(Box<str>);

/// The first year of CVE.
const FIRST_YEAR: u16 = 1999;

/// How many digits the number behind the year may have (CVE record format 5.1: 4 to 19).
const CVE_DIGITS: std::ops::RangeInclusive<usize> = 4..=19;

impl Cve {
    /// Reads an identifier, in capitals or not.
    ///
    /// ```
    /// use exchange::text::Cve;
    /// assert_eq!(Cve::read("cve-2021-44228").unwrap().as_str(), "CVE-2021-44228");
    /// assert!(Cve::read("CVE-1998-0001").is_none());
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let upper = text.to_ascii_uppercase();
        let (year, number) = upper.strip_prefix("CVE-")?.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fits = year.len() == 4 && digits(year) && CVE_DIGITS.contains(&number.len()) && digits(number);
        (fits && year.parse::<u16>().ok()? >= FIRST_YEAR).then(|| Self(upper.into()))
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An object of ATT&CK by its identifier: `T1059`, `T1059.001`, `TA0001`, `S0002`, `G0016`, `C0001`, `M1013`, `DS0001`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttackId(Box<str>);

/// The letters before the four digits, the longest first, and the numbers that ATT&CK 18 (enterprise, mobile, ICS) uses or may soon use.
/// `T1000` is a lathe and `S7000` a camera.
const FAMILIES: [(&str, u16, u16); 9] = [
    ("TA", 1, 199),
    ("DS", 1, 99),
    ("T", 800, 899),
    ("T", 1001, 1799),
    ("S", 1, 1999),
    ("G", 1, 1999),
    ("C", 1, 199),
    ("M", 800, 999),
    ("M", 1001, 1099),
];

impl AttackId {
    /// Reads an identifier in capitals, with nothing around it.
    ///
    /// ```
    /// use exchange::text::AttackId;
    /// assert_eq!(AttackId::read("T1059.001").unwrap().as_str(), "T1059.001");
    /// assert!(AttackId::read("T2000").is_none() && AttackId::read("t1059").is_none());
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let (id, length) = attack_at(text)?;
        (length == text.len()).then_some(id)
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is that of a technique or of a part of one, which STIX calls attack patterns.
    pub fn is_technique(&self) -> bool {
        self.0.starts_with('T') && !self.0.starts_with("TA")
    }
}

/// An identifier in a line: where, and which; or what was meant for a CVE identifier and is none.
pub(super) enum Identifier {
    Cve(Cve),
    Attack(AttackId),
    NotACve,
}

/// All identifiers of a line, from left to right, with their places in bytes.
pub(super) fn identifiers(line: &str) -> impl Iterator<Item = (Range<usize>, Identifier)> {
    let mut before = b' ';
    let mut behind = 0;
    line.bytes().enumerate().filter_map(move |(start, byte)| {
        let starts = !before.is_ascii_alphanumeric() && start >= behind;
        before = byte;
        if !starts || !b"CTSGMDc".contains(&byte) {
            return None;
        }
        let (identifier, length) = at(line.get(start..)?)?;
        behind = start + length;
        Some((start..behind, identifier))
    })
}

/// The identifier that the text starts with, and its length in bytes.
fn at(text: &str) -> Option<(Identifier, usize)> {
    if let Some(found) = cve_at(text) {
        return Some(found);
    }
    let (id, length) = attack_at(text)?;
    Some((Identifier::Attack(id), length))
}

/// The hyphens that typesetting makes of one.
const HYPHENS: [char; 6] = ['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2212}'];

/// The longest text that is looked at for a CVE identifier, in characters: prefix, year, number and what shows that it goes on.
const MAX_CVE: usize = 32;

fn cve_at(text: &str) -> Option<(Identifier, usize)> {
    let rest = text.get(..3).filter(|word| word.eq_ignore_ascii_case("CVE")).and_then(|_| text.get(3..))?;
    if !rest.starts_with(HYPHENS) {
        return None;
    }
    let is_inside = |letter: &char| letter.is_ascii_alphanumeric() || HYPHENS.contains(letter);
    let inside: String = rest.chars().take(MAX_CVE).take_while(is_inside).collect();
    let inside = inside.trim_end_matches(HYPHENS);
    let written: String =
        inside.chars().map(|letter| if HYPHENS.contains(&letter) { '-' } else { letter }).collect();
    // A list of files may be called `CVE-2021-44228-poc`: the identifier ends where the number does.
    let end = written.char_indices().skip(6).find(|&(_, letter)| !letter.is_ascii_digit());
    let number = end.map_or(&*written, |(end, _)| written.get(..end).unwrap_or(&written));
    match Cve::read(&format!("CVE{number}")) {
        Some(cve) => {
            let bytes = inside.chars().take(number.len()).map(char::len_utf8).sum::<usize>();
            Some((Identifier::Cve(cve), 3 + bytes))
        }
        None => written.starts_with('-').then_some((Identifier::NotACve, 3 + inside.len())),
    }
}

/// The identifier of ATT&CK that the text starts with, and its length. Of a technique with its part: `T1059.001`, and `T1059/001` as
/// addresses of its site have it.
fn attack_at(text: &str) -> Option<(AttackId, usize)> {
    let (letters, ..) = FAMILIES.iter().find(|(letters, ..)| {
        text.strip_prefix(letters).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
    })?;
    let length = letters.len() + 4;
    let number: u16 = text.get(letters.len()..length)?.parse().ok()?;
    let rest = text.get(length..)?;
    let ends = |rest: &str| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
    let is_used =
        |&(family, first, last): &(&str, u16, u16)| family == *letters && (first..=last).contains(&number);
    if !FAMILIES.iter().any(is_used) || !ends(rest) {
        return None;
    }
    let part = rest.strip_prefix(['.', '/']).and_then(|part| part.get(..3)).filter(|part| {
        let behind = rest.get(4..).unwrap_or_default();
        *letters == "T" && part.bytes().all(|byte| byte.is_ascii_digit()) && ends(behind)
    });
    let id = text.get(..length)?;
    Some(match part {
        Some(part) => (AttackId(format!("{id}.{part}").into()), length + 4),
        None => (AttackId(id.into()), length),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<String> {
        let text = |identifier| match identifier {
            Identifier::Cve(cve) => cve.as_str().to_owned(),
            Identifier::Attack(id) => id.as_str().to_owned(),
            Identifier::NotACve => "not".to_owned(),
        };
        identifiers(line)
            .map(|(range, identifier)| format!("{}-{} {}", range.start, range.end, text(identifier)))
            .collect()
    }

    #[test]
    fn identifiers_are_found_where_they_stand() {
        for (line, expected) in [
            (
                "CVE-2021-44228, cve-2023\u{2011}1234 and CVE-2024-1234567.",
                vec!["0-14 CVE-2021-44228", "16-31 CVE-2023-1234", "36-52 CVE-2024-1234567"],
            ),
            ("CVE-2021-44228-poc.py", vec!["0-14 CVE-2021-44228"]),
            ("CVE-2023-XXXX and CVE-1998-0001", vec!["0-13 not", "18-31 not"]),
            ("the CVE-Programme, CVEs, xCVE-2021-44228", vec!["4-17 not"]),
            (
                "T1059.001; (T1059) T1566/002/ TA0001.",
                vec!["0-9 T1059.001", "12-17 T1059", "19-28 T1566.002", "30-36 TA0001"],
            ),
            (
                "S0002 G0016 C0001 M1013 DS0001 T0817",
                vec!["0-5 S0002", "6-11 G0016", "12-17 C0001", "18-23 M1013", "24-30 DS0001", "31-36 T0817"],
            ),
            ("T2000 S7000 T10591 T1059x T1059.0011 XT1059 S7-1200 t1059", vec!["26-31 T1059"]),
        ] {
            assert_eq!(found(line), expected, "{line}");
        }
    }
}
