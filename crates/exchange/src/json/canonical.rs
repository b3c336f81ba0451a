//! JSON in the one spelling that its value has (RFC 8785), so that it can be hashed.

use super::{
    number::es6,
    tree::{Json, Members, NotJson},
};
use std::cmp::Ordering;

/// The canonical form of a JSON text (RFC 8785): no space, names in the order of their UTF-16 code units, numbers as ECMAScript writes
/// them, in texts nothing escaped that need not be.
///
/// ```
/// let canonical = exchange::canonical_json(br#"{ "b": 1.50, "a": "\u00e9\/" }"#).unwrap();
/// assert_eq!(canonical, "{\"a\":\"é/\",\"b\":1.5}");
/// ```
///
/// # Errors
/// What is no JSON that all readers take for the same: names that stand twice, half surrogate pairs, numbers beyond a double.
pub fn canonical_json(text: &[u8]) -> Result<String, NotJson> {
    let mut out = String::with_capacity(text.len());
    write(&Json::read(text)?, Numbers::Doubles, &mut out)?;
    Ok(out)
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// As RFC 8785 has them. What a double cannot hold is lost.
    Doubles,
    /// As they stand: to see whether two values are the same, down to the last digit.
    AsTheyStand,
}

/// Appends the canonical form.
pub(crate) fn write(value: &Json<'_>, numbers: Numbers, out: &mut String) -> Result<(), NotJson> {
    match value {
        Json::Null => out.push_str("null"),
        Json::Truth(true) => out.push_str("true"),
        Json::Truth(false) => out.push_str("false"),
        Json::Number(number) if numbers == Numbers::AsTheyStand => out.push_str(number),
        Json::Number(number) => out.push_str(&double(number)?),
        Json::Text(text) => write_text(&text.plain(), out),
        Json::Array(elements) => {
            out.push('[');
            for (place, element) in elements.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(element, numbers, out)?;
            }
            out.push(']');
        }
        Json::Object(members) => write_members(members, numbers, out)?,
    }
    Ok(())
}

fn double(number: &str) -> Result<String, NotJson> {
    let value = number.parse().ok().and_then(es6);
    value.ok_or_else(|| NotJson::Number(number.chars().take(40).collect()))
}

fn write_members(members: &Members<'_>, numbers: Numbers, out: &mut String) -> Result<(), NotJson> {
    let mut sorted: Vec<_> = members.iter().map(|(name, value)| (name.plain(), value)).collect();
    sorted.sort_unstable_by(|(one, _), (other, _)| by_units(one, other));
    out.push('{');
    for (place, (name, value)) in sorted.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_text(name, out);
        out.push(':');
        write(value, numbers, out)?;
    }
    out.push('}');
    Ok(())
}

/// The order of UTF-16, in which U+1F600 stands before U+FB00.
fn by_units(one: &str, other: &str) -> Ordering {
    if one.is_ascii() && other.is_ascii() {
        return one.cmp(other);
    }
    one.encode_utf16().cmp(other.encode_utf16())
}

/// Appends a text with quotes, escaped as RFC 8785 (3.2.2.2) wants it.
pub(crate) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(place) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        let (before, after) = rest.split_at(place);
        out.push_str(before);
        let mut letters = after.chars();
        match letters.next().unwrap_or_default() {
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter @ ('"' | '\\') => out.extend(['\\', letter]),
            letter => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
        }
        rest = letters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_one_spelling() {
        for (text, canonical) in [
            // RFC 8785, 3.2.2.
            (
                r#"{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"#,
                "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
                 \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
            ),
            // RFC 8785, 3.2.3: the order of names.
            (
                r#"{"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7}"#,
                "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}",
            ),
            (" [ ] ", "[]"),
            ("{}", "{}"),
            ("[-0.0, 100, 1e2, 123456789012345678901234567890]", "[0,100,100,1.2345678901234568e+29]"),
        ] {
            assert_eq!(canonical_json(text.as_bytes()).as_deref(), Ok(canonical));
            assert_eq!(canonical_json(canonical.as_bytes()).as_deref(), Ok(canonical));
        }
        assert_eq!(canonical_json(b"[1e999]"), Err(NotJson::Number("1e999".into())));
    }

    #[test]
    fn digits_stay_where_nothing_may_be_lost() {
        let mut out = String::new();
        let value = Json::read(br#"{"b":1.0,"a":123456789012345678901234567890}"#).expect("it is JSON");
        write(&value, Numbers::AsTheyStand, &mut out).expect("no number is a double");
        assert_eq!(out, r#"{"a":123456789012345678901234567890,"b":1.0}"#);
    }
}
