//! Numbers as JSON writes them.

use crate::Value;

/// So many digits always fit an [`i64`].
const SHORT: usize = 18;

/// The number that a text starts with, and how long it is; none where JSON has no such number, or 64 bits do not hold it.
#[inline]
pub(super) fn read(text: &[u8]) -> Option<(Value<'static>, usize)> {
    let sign = usize::from(text.first() == Some(&b'-'));
    let digits = digits(text.get(sign..)?);
    let behind = text.get(sign + digits);
    if digits == 0 || digits > SHORT || matches!(behind, Some(b'.' | b'e' | b'E')) {
        return long(text, sign + digits);
    }
    let whole = text.get(sign..sign + digits)?;
    if whole.first() == Some(&b'0') && digits > 1 {
        return None;
    }
    let number = whole.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
    Some((Value::Int(if sign == 1 { -number } else { number }), sign + digits))
}

/// Numbers with a fraction or an exponent, and large ones.
#[cold]
fn long(text: &[u8], whole: usize) -> Option<(Value<'static>, usize)> {
    let unsigned = text.get(..whole)?.strip_prefix(b"-").unwrap_or(text.get(..whole)?);
    if unsigned.is_empty() || (unsigned.first() == Some(&b'0') && unsigned.len() > 1) {
        return None;
    }
    let mut length = whole;
    if text.get(length) == Some(&b'.') {
        length += 1 + some_digits(text.get(length + 1..)?)?;
    }
    if let Some(b'e' | b'E') = text.get(length) {
        let sign = usize::from(matches!(text.get(length + 1), Some(b'+' | b'-')));
        length += 1 + sign + some_digits(text.get(length + 1 + sign..)?)?;
    }
    let written = std::str::from_utf8(text.get(..length)?).ok()?;
    let value = if length > whole {
        Value::Float(written.parse().ok().filter(|float: &f64| float.is_finite())?)
    } else {
        written.parse().map(Value::Int).or_else(|_| written.parse().map(Value::UInt)).ok()?
    };
    Some((value, length))
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn some_digits(text: &[u8]) -> Option<usize> {
    Some(digits(text)).filter(|digits| *digits > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_json_and_others() {
        for (text, value, length) in [
            ("0", Value::Int(0), 1),
            ("-0,", Value::Int(0), 2),
            ("-12}", Value::Int(-12), 3),
            ("999999999999999999 ", Value::Int(999_999_999_999_999_999), 18),
            ("9223372036854775807", Value::Int(i64::MAX), 19),
            ("-9223372036854775808", Value::Int(i64::MIN), 20),
            ("18446744073709551615", Value::UInt(u64::MAX), 20),
            ("0.5", Value::Float(0.5), 3),
            ("-1.25e-2]", Value::Float(-0.0125), 8),
            ("1E5", Value::Float(100_000.0), 3),
        ] {
            assert_eq!(read(text.as_bytes()), Some((value, length)), "{text}");
        }
        for text in [
            "",
            "-",
            "01",
            "-01",
            "00.5",
            "1.",
            "1.e5",
            "1e",
            "1e+",
            ".5",
            "18446744073709551616",
            "1e400",
            "-x",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }
}
