//! The forms that times have in logs.

use super::{NANOS, Time, calendar, local};

/// Numbers below this are no times but ids, sizes, ports: 1973 in seconds.
const SMALLEST: i128 = 100_000_000;

/// The forms that tell the whole time.
pub(super) fn absolute(text: &str) -> Option<Time> {
    let common = iso(text).or_else(|| epoch(text)).or_else(|| json_date(text)).or_else(|| access_log(text));
    common.or_else(|| local::read(text))
}

/// `2020-05-02T02:55:56.1234567+02:00`, with everything after the date optional.
fn iso(text: &str) -> Option<Time> {
    let mut rest = Rest(text.as_bytes());
    let year = rest.number(4)?;
    let separator = rest.one_of(b"-/")?;
    let month = rest.number(2)?;
    rest.one_of(&[separator])?;
    let days = calendar::days(year, month, rest.number(2)?)?;
    if rest.is_empty() {
        return time(days, Clock::default(), 0);
    }
    rest.one_of(b"Tt ")?;
    let clock = rest.clock()?;
    let offset = rest.offset()?;
    rest.is_empty().then_some(())?;
    time(days, clock, offset)
}

/// `11/Oct/2024:22:14:15 +0200`, as web servers write it.
fn access_log(text: &str) -> Option<Time> {
    let mut rest = Rest(text.as_bytes());
    let day = rest.number(2)?;
    rest.one_of(b"/")?;
    let month = rest.month()?;
    rest.one_of(b"/")?;
    let days = calendar::days(rest.number(4)?, month, day)?;
    rest.one_of(b":")?;
    let clock = rest.clock()?;
    let offset = rest.offset()?;
    rest.is_empty().then_some(())?;
    time(days, clock, offset)
}

/// `Oct 11 22:14:15`; with a year before the clock, that one counts.
pub(super) fn without_year(text: &str, reference: Time) -> Option<Time> {
    /// A day for clocks that are ahead, and for zones.
    const AHEAD: i64 = 86_400 * NANOS;
    let mut rest = Rest(text.as_bytes());
    let month = rest.month()?;
    rest.blanks();
    let day = rest.digits(2)?;
    rest.blanks();
    let year = rest.year();
    let clock = rest.clock()?;
    rest.is_empty().then_some(())?;
    if let Some(year) = year {
        return time(calendar::days(year, month, day)?, clock, 0);
    }
    let newest = reference.parts().year + 1;
    // A 29th of February may be eight years back.
    (newest - 9..=newest).rev().find_map(|year| {
        let time = time(calendar::days(year, month, day)?, clock, 0)?;
        (time.nanos() <= reference.nanos().saturating_add(AHEAD)).then_some(time)
    })
}

/// `1364481363`, `1364481363.243`, `1364481363243`.
fn epoch(text: &str) -> Option<Time> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || digits.len() > 20 || !numeric(digits) || !numeric(fraction) {
        return None;
    }
    by_magnitude(whole.parse().ok()?, fraction_nanos(fraction.as_bytes()))
}

/// A number since the epoch, in the unit that puts it nearest to our time; the fraction counts for seconds.
pub(super) fn by_magnitude(number: i128, fraction: i64) -> Option<Time> {
    let nanos = match number.abs() {
        size if size < SMALLEST => return None,
        size if size < 100_000_000_000 => number * 1_000_000_000 + i128::from(fraction) * number.signum(),
        size if size < 100_000_000_000_000 => number * 1_000_000,
        size if size < 100_000_000_000_000_000 => number * 1_000,
        _ => number,
    };
    i64::try_from(nanos).ok().map(Time)
}

/// A float has the precision of some microseconds in our time.
pub(super) fn from_float(number: f64) -> Option<Time> {
    if !number.is_finite() || number.abs() > 1e19 {
        return None;
    }
    let whole = number.trunc();
    let micros = ((number - whole).abs() * 1e6).round();
    by_magnitude(whole as i128, micros as i64 * 1000)
}

/// `/Date(1364481363243)/`, milliseconds; an offset says where it was written and changes nothing.
fn json_date(text: &str) -> Option<Time> {
    let inside = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let end = inside.get(1..)?.find(['+', '-']).map_or(inside.len(), |end| end + 1);
    let millis: i64 = inside.get(..end)?.parse().ok()?;
    millis.checked_mul(1_000_000).map(Time)
}

#[derive(Clone, Copy, Default)]
pub(super) struct Clock {
    pub(super) seconds: i64,
    pub(super) nanos: i64,
}

pub(super) fn time(days: i64, clock: Clock, offset: i64) -> Option<Time> {
    let seconds = i128::from(days * 86_400 + clock.seconds - offset);
    i64::try_from(seconds * i128::from(NANOS) + i128::from(clock.nanos)).ok().map(Time)
}

/// Decimal places as nanoseconds; those after the ninth are dropped.
fn fraction_nanos(digits: &[u8]) -> i64 {
    let padded = digits.iter().copied().chain(std::iter::repeat(b'0'));
    padded.take(9).fold(0, |nanos, digit| nanos * 10 + i64::from(digit.wrapping_sub(b'0')))
}

/// What is left to read.
pub(super) struct Rest<'a>(pub(super) &'a [u8]);

impl Rest<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first().filter(|(first, _)| bytes.contains(first))?;
        self.0 = rest;
        Some(first)
    }

    pub(super) fn blanks(&mut self) {
        self.0 = self.0.trim_ascii_start();
    }

    /// Exactly so many digits.
    pub(super) fn number(&mut self, len: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(len)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = rest;
        Some(digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
    }

    /// At least one digit, and at most so many.
    pub(super) fn digits(&mut self, most: usize) -> Option<i64> {
        (1..=most).rev().find_map(|len| self.number(len))
    }

    /// Four digits and a blank.
    fn year(&mut self) -> Option<i64> {
        let mut ahead = Rest(self.0);
        let year = ahead.number(4)?;
        ahead.one_of(b" ")?;
        self.0 = ahead.0;
        Some(year)
    }

    pub(super) fn month(&mut self) -> Option<i64> {
        const MONTHS: [&[u8]; 12] =
            [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
        let (name, rest) = self.0.split_at_checked(3)?;
        let number = MONTHS.iter().position(|month| *month == name)?;
        self.0 = rest;
        i64::try_from(number + 1).ok()
    }

    /// `22:14`, `22:14:15`, `22:14:15.123`. A leap second is the first second of the next minute.
    pub(super) fn clock(&mut self) -> Option<Clock> {
        let hour = self.number(2)?;
        self.clock_behind(hour)
    }

    /// The same, with an hour of one digit or two.
    pub(super) fn short_clock(&mut self) -> Option<Clock> {
        let hour = self.digits(2)?;
        self.clock_behind(hour)
    }

    fn clock_behind(&mut self, hour: i64) -> Option<Clock> {
        self.one_of(b":").filter(|_| hour < 24)?;
        let minute = self.number(2).filter(|&minute| minute < 60)?;
        if self.one_of(b":").is_none() {
            return Some(Clock { seconds: hour * 3600 + minute * 60, nanos: 0 });
        }
        let second = self.number(2).filter(|&second| second <= 60)?;
        let nanos = if self.one_of(b".,").is_some() { self.fraction()? } else { 0 };
        Some(Clock { seconds: hour * 3600 + minute * 60 + second, nanos })
    }

    fn fraction(&mut self) -> Option<i64> {
        let len = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(len).filter(|(digits, _)| !digits.is_empty())?;
        self.0 = rest;
        Some(fraction_nanos(digits))
    }

    /// Seconds east of Greenwich: `Z`, `UTC`, `+02:00`, `+0200`, `+02`, or nothing, which is UTC.
    fn offset(&mut self) -> Option<i64> {
        self.blanks();
        if matches!(self.0, b"" | b"Z" | b"z" | b"UTC" | b"GMT") {
            self.0 = &[];
            return Some(0);
        }
        let sign = if self.one_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = self.number(2).filter(|&hours| hours < 24)?;
        self.one_of(b":");
        let minutes = if self.is_empty() { 0 } else { self.number(2).filter(|&minutes| minutes < 60)? };
        Some(sign * (hours * 3600 + minutes * 60))
    }
}
