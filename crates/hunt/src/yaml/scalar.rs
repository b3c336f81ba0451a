//! What a plain scalar is: the core schema of YAML 1.2.2, section 10.3.2.

use super::Kind;

/// Reads a plain scalar.
pub(super) fn plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ => number(text).unwrap_or_else(|| Kind::Text(text.to_owned())),
    }
}

fn number(text: &str) -> Option<Kind> {
    // Nearly every scalar is a word, and a word shows it by its first byte.
    if !matches!(text.bytes().next()?, b'0'..=b'9' | b'+' | b'-' | b'.') {
        return None;
    }
    integer(text).or_else(|| float(text))
}

fn integer(text: &str) -> Option<Kind> {
    let value = match text.get(..2) {
        Some("0x") => i64::from_str_radix(unsigned(text.get(2..)?)?, 16),
        Some("0o") => i64::from_str_radix(unsigned(text.get(2..)?)?, 8),
        _ => text.parse::<i64>(),
    };
    Some(Kind::Int(value.ok()?, text.to_owned()))
}

/// Rust would take a sign behind the prefix, the schema does not.
fn unsigned(digits: &str) -> Option<&str> {
    (!digits.starts_with(['+', '-'])).then_some(digits)
}

fn float(text: &str) -> Option<Kind> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let value = match digits {
        ".inf" | ".Inf" | ".INF" if negative => f64::NEG_INFINITY,
        ".inf" | ".Inf" | ".INF" => f64::INFINITY,
        ".nan" | ".NaN" | ".NAN" if digits.len() == text.len() => f64::NAN,
        _ if is_decimal(digits) => text.parse().ok()?,
        _ => return None,
    };
    Some(Kind::Float(value, text.to_owned()))
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`; Rust's own grammar also takes "inf" and "infinity".
fn is_decimal(digits: &str) -> bool {
    digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
        && digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && digits.parse::<f64>().is_ok()
}
