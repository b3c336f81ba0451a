//! Whether a large record has more values than a record may have, told before it is parsed.
//!
//! A parser takes some dozens of bytes of memory for a value that takes two in the text. So what a list of sixteen
//! mebibytes of zeros costs has to be known before it is spent.

use super::Refusal;
use crate::Fault;
use memchr::{memchr, memchr2};

/// Records up to this size are parsed as they are: their values cost some mebibytes.
const LARGE: usize = 256 << 10;

/// How many values a record may have, objects and lists counted too: twice the limit on fields.
const MAX_VALUES: usize = 1 << 17;

/// Refuses a large record with too many values.
pub(super) fn check(record: &[u8]) -> Result<(), Refusal> {
    if record.len() > LARGE && values(record) > MAX_VALUES {
        let detail = format!("the record has more than {MAX_VALUES} values, objects and lists counted");
        return Err((Fault::TooLarge, detail));
    }
    Ok(())
}

/// Values by the signs that stand before them: an opening bracket before a first one, a comma before each other one.
fn values(mut rest: &[u8]) -> usize {
    let mut count = 0;
    while let Some(quote) = memchr(b'"', rest) {
        count += signs(rest.get(..quote).unwrap_or_default());
        rest = behind_string(rest.get(quote + 1..).unwrap_or_default());
    }
    count + signs(rest)
}

fn signs(between_strings: &[u8]) -> usize {
    between_strings.iter().filter(|&&byte| matches!(byte, b',' | b'{' | b'[')).count()
}

/// What follows the string that starts here, behind its first quote.
fn behind_string(mut rest: &[u8]) -> &[u8] {
    while let Some(found) = memchr2(b'"', b'\\', rest) {
        let is_end = rest.get(found) == Some(&b'"');
        rest = rest.get(found + if is_end { 1 } else { 2 }..).unwrap_or_default();
        if is_end {
            return rest;
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_outside_of_strings() {
        for (text, count) in [
            ("", 0),
            (r#"{"a":1}"#, 1),
            (r#"{"a":[1,2,{}]}"#, 5),
            (r#"{"a,,,{[":"x,\",\\","b":","}"#, 2),
            (r#"{"a":"not ended,,,"#, 1),
            (r#"{"a":"\"#, 1),
        ] {
            assert_eq!(values(text.as_bytes()), count, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_no_bulk() {
        assert!(check(format!(r#"{{"a":"{}"}}"#, ",".repeat(4 << 20)).as_bytes()).is_ok());
        assert!(check(format!(r#"{{"a":[{}0]}}"#, "0,".repeat(2 << 20)).as_bytes()).is_err());
    }
}
