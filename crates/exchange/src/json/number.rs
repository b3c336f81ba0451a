//! Numbers as ECMAScript writes them (ECMA-262, Number::toString), which is what RFC 8785 wants.

/// From this power of ten on, and below the other, there is an exponent.
const LARGE: i32 = 21;
const SMALL: i32 = -6;

/// The shortest text that is read as this number again; none of what is no number.
pub(super) fn es6(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    if number == 0.0 {
        return Some("0".to_owned());
    }
    let shortest = nearest(number.abs());
    let (mantissa, exponent) = shortest.split_once('e')?;
    // The number is 0.DIGITS times ten to the power of `point`.
    let point = exponent.parse::<i32>().ok()? + 1;
    let sign = if number < 0.0 { "-" } else { "" };
    Some(format!("{sign}{}", written(&mantissa.replace('.', ""), point)))
}

/// The shortest digits; where several are as short, the nearest, and of two as near the even one, which Rust's own do not see to.
fn nearest(number: f64) -> String {
    let shortest = format!("{number:e}");
    let digits = shortest.split('e').next().unwrap_or_default().len();
    let rounded = format!("{number:.*e}", digits.saturating_sub(2));
    if rounded.parse() == Ok(number) { rounded } else { shortest }
}

fn written(digits: &str, point: i32) -> String {
    let length = digits.len() as i32;
    if point > LARGE || point <= SMALL {
        return with_exponent(digits, point - 1);
    }
    let zeros = |count: i32| "0".repeat(count.unsigned_abs() as usize);
    if point <= 0 {
        return format!("0.{}{digits}", zeros(point));
    }
    if point >= length {
        return format!("{digits}{}", zeros(point - length));
    }
    let (whole, fraction) = digits.split_at(point.unsigned_abs() as usize);
    format!("{whole}.{fraction}")
}

fn with_exponent(digits: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{first}{point}{rest}e{sign}{}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::es6;

    /// RFC 8785, appendix B: bits of a double, and how it is written.
    #[test]
    fn numbers_are_written_as_the_standard_shows() {
        for (bits, text) in [
            (0x0000000000000000, "0"),
            (0x8000000000000000, "0"),
            (0x0000000000000001, "5e-324"),
            (0x8000000000000001, "-5e-324"),
            (0x7fefffffffffffff, "1.7976931348623157e+308"),
            (0xffefffffffffffff, "-1.7976931348623157e+308"),
            (0x4340000000000000, "9007199254740992"),
            (0xc340000000000000, "-9007199254740992"),
            (0x4430000000000000, "295147905179352830000"),
            (0x44b52d02c7e14af5, "9.999999999999997e+22"),
            (0x44b52d02c7e14af6, "1e+23"),
            (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
            (0x444b1ae4d6e2ef4e, "999999999999999700000"),
            (0x444b1ae4d6e2ef4f, "999999999999999900000"),
            (0x444b1ae4d6e2ef50, "1e+21"),
            (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
            (0x3eb0c6f7a0b5ed8d, "0.000001"),
            (0x41b3de4355555553, "333333333.3333332"),
            (0x41b3de4355555554, "333333333.33333325"),
            (0x41b3de4355555555, "333333333.3333333"),
            (0x41b3de4355555556, "333333333.3333334"),
            (0x41b3de4355555557, "333333333.33333343"),
            (0xbecbf647612f3696, "-0.0000033333333333333333"),
            (0x43143ff3c1cb0959, "1424953923781206.2"),
        ] {
            assert_eq!(es6(f64::from_bits(bits)).as_deref(), Some(text));
        }
        assert_eq!((es6(f64::NAN), es6(f64::INFINITY)), (None, None));
    }
}
