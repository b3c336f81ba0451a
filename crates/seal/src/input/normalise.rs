//! How a value is made alike before it is sealed (docs/spec/seal.md, section 2).

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::cell::{Cell, Kind};
use crate::declaration::{Column, ColumnType, Normalisation};
use crate::time;

/// Appends a value to a row as the declaration of its column says.
///
/// # Errors
/// The value is none of the declared type; the reason.
pub(crate) fn push_cell(
    row: &mut Vec<u8>,
    kind: Kind,
    bytes: &[u8],
    column: &Column,
    normalisation: Normalisation,
) -> Result<(), String> {
    if normalisation == Normalisation::None || kind == Kind::Absent {
        Cell { kind, bytes }.push_to(row);
        return Ok(());
    }
    let (kind, value) = match kind {
        Kind::Text => text(bytes),
        other => (other, Cow::Borrowed(bytes)),
    };
    if column.kind == ColumnType::Text || value.is_empty() {
        Cell { kind, bytes: &value }.push_to(row);
        return Ok(());
    }
    let typed = std::str::from_utf8(&value).ok().and_then(|value| typed(value, column.kind));
    let typed = typed.ok_or_else(|| {
        format!(
            "{:?} is no {}",
            String::from_utf8_lossy(&value).chars().take(60).collect::<String>(),
            column.kind.word()
        )
    })?;
    Cell::text(&typed).push_to(row);
    Ok(())
}

/// The name of a column from its field in the header.
pub(crate) fn column_name(index: usize, field: Option<(Kind, &[u8])>) -> String {
    let (_, name) = text(field.map(|(_, bytes)| bytes).unwrap_or_default());
    match String::from_utf8_lossy(&name).into_owned() {
        name if name.is_empty() => format!("(column {})", index + 1),
        name => name,
    }
}

/// NFC, then white space (Unicode's White_Space) off both ends. Bytes that are not UTF-8 lose ASCII white space alone.
pub(crate) fn text(bytes: &[u8]) -> (Kind, Cow<'_, [u8]>) {
    if bytes.is_ascii() {
        return (Kind::Text, Cow::Borrowed(trim_ascii(bytes)));
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return (Kind::Bytes, Cow::Borrowed(trim_ascii(bytes)));
    };
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return (Kind::Text, Cow::Borrowed(text.trim().as_bytes()));
    }
    let normal: String = text.nfc().collect();
    (Kind::Text, Cow::Owned(normal.trim().as_bytes().to_vec()))
}

/// White_Space has U+000B too, which `[u8]::trim_ascii` does not take off.
fn trim_ascii(mut bytes: &[u8]) -> &[u8] {
    let white = |byte: &u8| matches!(byte, 9..=13 | b' ');
    while let [rest @ .., last] = bytes
        && white(last)
    {
        bytes = rest;
    }
    while let [first, rest @ ..] = bytes
        && white(first)
    {
        bytes = rest;
    }
    bytes
}

fn typed(value: &str, kind: ColumnType) -> Option<String> {
    match kind {
        ColumnType::Text => Some(value.to_owned()),
        ColumnType::Integer => number(value).filter(|number| !number.contains('.')),
        ColumnType::Decimal => number(value),
        ColumnType::Date => time::parse_day(value).map(time::show_day),
    }
}

/// A number in its one spelling: no plus, no leading zeros, no trailing zeros after the point, no minus zero.
fn number(value: &str) -> Option<String> {
    let (minus, digits) = match value.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    let (whole, part) = match digits.split_once('.') {
        Some((whole, part)) if !part.is_empty() => (whole, part),
        Some(_) => return None,
        None => (digits, ""),
    };
    if whole.is_empty() || !whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = Some(whole.trim_start_matches('0')).filter(|whole| !whole.is_empty()).unwrap_or("0");
    let part = part.trim_end_matches('0');
    let sign = if minus && !(whole == "0" && part.is_empty()) { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_trimmed() {
        let cases: &[(&[u8], Kind, &[u8])] = &[
            (b" \t\x0b a b \r\n", Kind::Text, b"a b"),
            ("Nu\u{303}ez".as_bytes(), Kind::Text, "Nu\u{303}ez".as_bytes()),
            ("Nun\u{303}ez\u{a0}".as_bytes(), Kind::Text, "Nu\u{f1}ez".as_bytes()),
            ("\u{2003}\u{f1}".as_bytes(), Kind::Text, "\u{f1}".as_bytes()),
            (b" Nu\xF1ez ", Kind::Bytes, b"Nu\xF1ez"),
            (b"", Kind::Text, b""),
        ];
        for (from, kind, to) in cases {
            let (found, value) = text(from);
            // The first case of n + tilde composes; u + tilde does too.
            let expected: Vec<u8> = match std::str::from_utf8(to) {
                Ok(to) => to.nfc().collect::<String>().into_bytes(),
                Err(_) => to.to_vec(),
            };
            assert_eq!((found, value.as_ref()), (*kind, expected.as_slice()), "{from:?}");
        }
    }

    #[test]
    fn numbers_have_one_spelling() {
        let cases = [
            ("007", Some("7")),
            ("+7", Some("7")),
            ("-0", Some("0")),
            ("0", Some("0")),
            ("1.50", Some("1.5")),
            ("1.0", Some("1")),
            ("-0.00", Some("0")),
            ("-00.5", Some("-0.5")),
            ("1.", None),
            (".5", None),
            ("1e3", None),
            ("", None),
            ("--1", None),
            ("1,000", None),
            ("\u{661}", None),
        ];
        for (from, to) in cases {
            assert_eq!(number(from).as_deref(), to, "{from}");
        }
        assert_eq!(typed("1.5", ColumnType::Integer), None);
    }
}
