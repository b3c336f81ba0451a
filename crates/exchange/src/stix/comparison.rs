//! From comparisons to observables.

use super::pattern::{Choice, Comparison, Fault, choices};
use crate::label::ADDRESS;
use statement::observable::{Kind, NotAnObservable, Observable, Read};
use thiserror::Error;

/// Why a pattern, or a part of one, is not taken: it says more than that a value is to be looked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PatternRefused {
    /// It cannot be read.
    #[error("the pattern is not one of STIX")]
    Syntax,
    /// It is too long or too deep.
    #[error("the pattern is longer or deeper than is read")]
    Large,
    /// It asks for several observations, for their order, number or time.
    #[error("the pattern asks for several observations, or for their number or time")]
    Observations,
    /// Several things must hold at once.
    #[error("several things must hold at once")]
    All,
    /// It says what a value is not.
    #[error("it says what a value is not")]
    Negated,
    /// The comparison is no equality.
    #[error("{0} is no equality")]
    Operator(String),
    /// The property is not one that is looked for.
    #[error("{0} is not looked for")]
    Path(String),
    /// It is compared with something that is no text.
    #[error("it is compared with something that is no text")]
    Constant,
}

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Usable {
    /// A value to look for, or what is wrong with it.
    Value {
        /// The value as an observable.
        outcome: Result<Read, NotAnObservable>,
        /// As it stands.
        text: String,
    },
    /// A part that is no equality of a value that is looked for.
    Not {
        /// Why not.
        refused: PatternRefused,
        /// The part.
        text: String,
    },
    /// The name of a file whose hash is given too.
    Beside {
        /// The name.
        text: String,
    },
}

/// What a pattern says to look for, as far as it is one value or a choice of values.
///
/// `[ipv4-addr:value = '192.0.2.1' OR domain-name:value IN ('a.example', 'b.example')]` has three. Where a hash and other properties of
/// the same file are asked for together, the hash is taken, for it tells the file alone.
///
/// # Errors
/// If nothing can be said of its parts.
pub fn pattern(text: &str) -> Result<Vec<Usable>, PatternRefused> {
    let choices = choices(text).map_err(|fault| match fault {
        Fault::Syntax => PatternRefused::Syntax,
        Fault::Large => PatternRefused::Large,
        Fault::Observations => PatternRefused::Observations,
    })?;
    Ok(choices.into_iter().flat_map(|choice| usable(&choice)).collect())
}

fn usable(choice: &Choice<'_>) -> Vec<Usable> {
    let telling: Vec<_> = choice.iter().filter(|comparison| !is_of_type(comparison)).collect();
    match &*telling {
        [] => choice.iter().flat_map(of_comparison).collect(),
        [only] => of_comparison(only),
        several if several.iter().all(|one| is_of_file(one)) && several.iter().any(|one| is_hash(one)) => {
            several.iter().flat_map(|one| of_file(one)).collect()
        }
        _ => {
            let text = choice.iter().map(written).collect::<Vec<_>>().join(" AND ");
            vec![Usable::Not { refused: PatternRefused::All, text }]
        }
    }
}

/// Whether a comparison only says of what type the end of a connection is, as MISP's patterns do: its value shows that.
fn is_of_type(comparison: &Comparison<'_>) -> bool {
    let types = ["ipv4-addr", "ipv6-addr", "domain-name"];
    ["network-traffic:src_ref.type", "network-traffic:dst_ref.type"].contains(&comparison.path)
        && comparison.operator == "="
        && !comparison.is_negated
        && comparison.values.iter().all(|value| types.contains(&&**value))
}

/// An equality about a file. What else a pattern says of a file is less than its hash.
fn is_of_file(comparison: &Comparison<'_>) -> bool {
    comparison.operator == "=" && !comparison.is_negated && comparison.path.starts_with("file:")
}

fn is_hash(comparison: &Comparison<'_>) -> bool {
    matches!(kinds(comparison.path), Some([Kind::Md5 | Kind::Sha1 | Kind::Sha256]))
}

fn of_file(comparison: &Comparison<'_>) -> Vec<Usable> {
    match comparison.path {
        "file:name" => comparison.values.iter().map(|text| Usable::Beside { text: text.clone() }).collect(),
        _ => of_comparison(comparison),
    }
}

fn of_comparison(comparison: &Comparison<'_>) -> Vec<Usable> {
    match refused(comparison) {
        Some(refused) => vec![Usable::Not { refused, text: written(comparison) }],
        None => {
            let kinds = kinds(comparison.path).unwrap_or_default();
            let value = |text: &String| Usable::Value {
                outcome: Observable::read_among(kinds, text),
                text: text.clone(),
            };
            comparison.values.iter().map(value).collect()
        }
    }
}

fn refused(comparison: &Comparison<'_>) -> Option<PatternRefused> {
    let kinds = kinds(comparison.path);
    let is_network =
        comparison.operator == "ISSUBSET" && kinds.is_some_and(|kinds| kinds.starts_with(ADDRESS));
    match comparison {
        _ if kinds.is_none() => Some(PatternRefused::Path(comparison.path.to_owned())),
        _ if comparison.is_negated || comparison.operator == "!=" => Some(PatternRefused::Negated),
        _ if !["=", "==", "IN"].contains(&comparison.operator) && !is_network => {
            Some(PatternRefused::Operator(comparison.operator.to_owned()))
        }
        _ if !comparison.others.is_empty() => Some(PatternRefused::Constant),
        _ => None,
    }
}

/// A comparison in words like those of the pattern.
fn written(comparison: &Comparison<'_>) -> String {
    let not = if comparison.is_negated { "NOT " } else { "" };
    let constants: Vec<_> =
        comparison.values.iter().map(String::as_str).chain(comparison.others.iter().copied()).collect();
    format!("{} {not}{} {}", comparison.path, comparison.operator, constants.join(", ")).trim_end().to_owned()
}

/// Addresses of all families, and names: what the end of a connection may be.
const END: &[Kind] = &[Kind::Ipv4, Kind::Ipv6, Kind::Cidr, Kind::Domain];

/// The kinds that the values of a property are of; none if it is not looked for. Quotes in the path do not matter.
fn kinds(path: &str) -> Option<&'static [Kind]> {
    let plain = path.replace('\'', "");
    let (object, property) = plain.split_once(':')?;
    match (object, property) {
        ("ipv4-addr" | "ipv6-addr", "value") => Some(ADDRESS),
        ("domain-name", "value") => Some(&[Kind::Domain]),
        ("url", "value") => Some(&[Kind::Url]),
        ("email-addr", "value") => Some(&[Kind::Email]),
        ("email-message", "from_ref.value" | "sender_ref.value") => Some(&[Kind::Email]),
        ("network-traffic", "src_ref.value" | "dst_ref.value") => Some(END),
        ("network-traffic", "extensions.http-request-ext.request_header.User-Agent") => {
            Some(&[Kind::UserAgent])
        }
        ("file", "name") => Some(&[Kind::FileName]),
        ("file" | "artifact", property) => digest(property.strip_prefix("hashes.")?),
        _ => None,
    }
}

fn digest(name: &str) -> Option<&'static [Kind]> {
    match &*name.to_ascii_uppercase() {
        "MD5" => Some(&[Kind::Md5]),
        "SHA-1" | "SHA1" => Some(&[Kind::Sha1]),
        "SHA-256" | "SHA256" => Some(&[Kind::Sha256]),
        _ => None,
    }
}
