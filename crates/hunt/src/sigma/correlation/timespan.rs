//! Spans of time: a number and a unit.

use super::bad;
use crate::{
    diagnostic::{Code, Problem},
    yaml::Node,
};

/// The units and their seconds. Months and years are of the Gregorian calendar's mean length, as in pySigma.
const UNITS: [(char, u64); 7] =
    [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400), ('w', 604_800), ('M', 2_629_746), ('y', 31_556_952)];

const NANOS: u64 = 1_000_000_000;

/// The `timespan` of a correlation, in nanoseconds.
pub(super) fn timespan(section: &Node) -> Result<u64, Problem> {
    let Some(node) = section.get("timespan").or_else(|| section.get("timeframe")) else {
        let message = "the correlation has no timespan, so nothing says how long it may take";
        return Err(bad(Code::BadTimespan, section.span, message).help(forms()));
    };
    read(node)
}

/// A span of time, in nanoseconds.
pub(super) fn read(node: &Node) -> Result<u64, Problem> {
    let text = node.text().unwrap_or_default();
    let text = text.trim();
    parse(text).ok_or_else(|| {
        bad(Code::BadTimespan, node.span, format!("`{text}` is no span of time")).help(forms())
    })
}

/// `None` also for no time, and for more than fits: 292 years are all that a time can tell.
fn parse(text: &str) -> Option<u64> {
    let unit = text.chars().next_back()?;
    let (_, seconds) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
    let digits = text.strip_suffix(unit).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let number: u64 = digits.parse().ok()?;
    number.checked_mul(seconds)?.checked_mul(NANOS).filter(|span| (1..=i64::MAX as u64).contains(span))
}

fn forms() -> &'static str {
    "write a number and a unit: s, m, h, d, w, M (months) or y, such as 90m"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_a_number_and_a_unit() {
        for (text, seconds) in [
            ("1s", Some(1)),
            ("90m", Some(5400)),
            ("24h", Some(86_400)),
            ("7d", Some(604_800)),
            ("1w", Some(604_800)),
            ("1M", Some(2_629_746)),
            ("2y", Some(63_113_904)),
            ("", None),
            ("5", None),
            ("m", None),
            ("0s", None),
            ("-5m", None),
            ("+5m", None),
            ("1.5h", None),
            ("1h30m", None),
            ("5 m", None),
            ("5H", None),
            ("293y", None),
            ("99999999999999999999s", None),
            ("5é", None),
        ] {
            assert_eq!(parse(text), seconds.map(|seconds| seconds * NANOS), "{text}");
        }
    }
}
