//! The modifiers that encode: base64, base64offset and the forms of UTF-16.
//!
//! What they make is bytes, and events hold text; so each byte stands as the character of the same number,
//! U+0000 to U+00FF. For the ASCII that base64 makes this is the text itself.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    modifier::{Applied, Utf16},
    pattern::Pieces,
    value::{Text, Value},
};
use crate::{diagnostic::Problem, rule::Piece};

/// `base64`: the whole value, encoded.
pub(super) fn base64(text: &Text, applied: &Applied) -> Result<Value, Problem> {
    Ok(Value::Text(encoded(text, &STANDARD.encode(bytes(text, applied)?))))
}

/// `base64offset`: what of the encoded value is the same wherever the value stands in a longer text.
///
/// Three bytes become four characters, so there are three ways in which the value can lie across them.
/// Characters that also depend on the neighbours are cut off: at the start two for one foreign byte and three for two,
/// at the end three for one byte left over and two for two, the padding counted.
pub(super) fn base64_offset(text: &Text, applied: &Applied) -> Result<Value, Problem> {
    let bytes = bytes(text, applied)?;
    let shifted = |shift: usize| {
        let mut padded = vec![b' '; shift];
        padded.extend_from_slice(&bytes);
        let code = STANDARD.encode(&padded);
        let start = [0, 2, 3].get(shift).copied().unwrap_or(0);
        let cut = [0, 3, 2].get(padded.len() % 3).copied().unwrap_or(0);
        let kept = code.get(start..code.len().saturating_sub(cut)).unwrap_or_default();
        Value::Text(encoded(text, kept))
    };
    if bytes.is_empty() {
        return Err(applied.problem("an empty value has no encoding to look for"));
    }
    Ok(Value::Any((0..3).map(shifted).collect()))
}

/// `wide`, `utf16le`, `utf16be`, `utf16`. Wildcards stay what they are.
pub(super) fn utf16(text: &Text, form: Utf16, applied: &Applied) -> Result<Value, Problem> {
    if text.bytes {
        return Err(applied.problem("the value has become bytes already"));
    }
    let mut pieces = Pieces::default();
    if form == Utf16::Marked {
        pieces.push(Piece::Literal(characters(&[0xFF, 0xFE])));
    }
    pieces.extend(text.pieces.iter().map(|piece| match piece {
        Piece::Literal(literal) => Piece::Literal(characters(&units(literal, form))),
        wildcard => wildcard.clone(),
    }));
    Ok(Value::Text(Text { bytes: true, ..text.with(pieces.done()) }))
}

fn units(text: &str, form: Utf16) -> Vec<u8> {
    let bytes = |unit: u16| if form == Utf16::BigEndian { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

fn characters(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn encoded(text: &Text, code: &str) -> Text {
    let mut pieces = Pieces::default();
    pieces.push(Piece::Literal(code.to_owned()));
    // ASCII is the same as bytes and as UTF-8, so it can be encoded once more either way.
    Text { bytes: false, ..text.with(pieces.done()) }
}

fn bytes(text: &Text, applied: &Applied) -> Result<Vec<u8>, Problem> {
    let literal = text.literal().ok_or_else(|| {
        applied
            .problem("a value with wildcards cannot be encoded")
            .help("escape a wildcard with a backslash to mean the character")
    })?;
    Ok(if text.bytes {
        literal.chars().filter_map(|c| u8::try_from(c).ok()).collect()
    } else {
        literal.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wherever a value stands in a longer text, one of its three encodings is found there.
    #[test]
    fn an_offset_encoding_is_in_every_longer_text() {
        let applied = Applied {
            modifier: super::super::modifier::Modifier::Base64Offset,
            name: String::new(),
            span: Default::default(),
        };
        for value in ["abc", "abcd", "abcde", "http://", "é"] {
            let Ok(Value::Any(three)) = base64_offset(&Text::read(value), &applied) else { panic!("three") };
            for (before, after) in [("", ""), ("x", "y"), ("xy", "yz"), ("xyz", ""), ("wxyz", "v")] {
                let longer = STANDARD.encode(format!("{before}{value}{after}"));
                let found = three.iter().any(|one| match one {
                    Value::Text(text) => text.literal().is_some_and(|code| longer.contains(code)),
                    _ => false,
                });
                assert!(found, "{value} in {before}{value}{after}: {longer} {three:?}");
            }
        }
    }
}
