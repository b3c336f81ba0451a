//! Addresses of IPv6, in all their spellings.

use super::{
    letters::{DIGIT, LETTER, UNDERSCORE, before, behind_escape, class, end_of, is_hexadecimal, start_of},
    scan::Scanner,
};
use statement::observable::ipv6;

/// No spelling of an address is longer.
const MAX_IPV6: usize = 45;

/// What the groups of an address are made of, and what stands between them.
pub(super) fn belongs(byte: u8) -> bool {
    is_hexadecimal(byte) || byte == b':'
}

impl Scanner<'_> {
    /// The address around a colon, if one is there; gives back where to go on.
    #[inline]
    pub(super) fn colon(&mut self, at: usize) -> usize {
        let text = self.bytes();
        // Most colons stand between words, or a name and its value.
        if !text.get(at + 1).is_some_and(|&byte| belongs(byte)) {
            return at + 1;
        }
        let (run, end) = (start_of(text, at, belongs), end_of(text, at, belongs));
        let Some((start, stop)) = bounds(text, run, end) else { return end };
        let Some((address, _)) = text.get(start..stop).and_then(ipv6) else { return end };
        self.address(address, start, stop);
        stop.max(end)
    }

    /// Whether numbers are the end of an IPv6 address, which has been found already.
    pub(super) fn is_in_six(&self, start: usize, end: usize) -> bool {
        let text = self.bytes();
        if before(text, start) != Some(b':') {
            return false;
        }
        let (run, stop) = (start_of(text, start, belongs), end_of(text, start, belongs));
        let six = bounds(text, run, stop).filter(|(from, to)| *from <= start && end <= *to);
        six.and_then(|(from, to)| ipv6(text.get(from..to)?)).is_some()
    }
}

/// Where the address in a run of digits and colons would start and end.
pub(super) fn bounds(text: &[u8], run: usize, end: usize) -> Option<(usize, usize)> {
    let start = start(text, run, end)?;
    let stop = stop(text, start, end)?;
    let address = text.get(start..stop).filter(|address| address.len() <= MAX_IPV6)?;
    let colons = address.iter().filter(|&&byte| byte == b':').count();
    // A time of the day has two colons, and no two of them together.
    let shortened = address.windows(2).any(|pair| pair == b"::");
    (colons >= 6 || shortened).then_some((start, stop))
}

/// A word before the run, as in `src:2001:db8::1`, ends with the first colon, if that is a single one.
fn start(text: &[u8], run: usize, end: usize) -> Option<usize> {
    let behind = behind_escape(text, run);
    let joined = before(text, run)
        .is_some_and(|byte| class(byte) & (LETTER | DIGIT | UNDERSCORE) != 0 || byte == b'.');
    let single = |start: usize| text.get(start) == Some(&b':') && text.get(start + 1) != Some(&b':');
    match (behind > run, joined) {
        (true, _) => Some(behind),
        (false, true) => {
            let colon = end_of(text, run, |byte| byte != b':');
            (colon < end && single(colon)).then_some(colon + 1)
        }
        (false, false) if single(run) => Some(run + 1),
        (false, false) => Some(run),
    }
}

/// Behind the last group: a single colon is punctuation, and a group of decimal digits may start an IPv4 address.
fn stop(text: &[u8], start: usize, end: usize) -> Option<usize> {
    let address = text.get(start..end)?;
    let stop = match address {
        [.., b':', b':'] => end,
        [.., b':'] => end - 1,
        _ if text.get(end) == Some(&b'.') => behind_numbers(text, end),
        _ => end,
    };
    let free = text.get(stop).is_none_or(|&byte| class(byte) & (LETTER | DIGIT | UNDERSCORE) == 0);
    free.then_some(stop)
}

/// Behind the numbers and dots that go on from here, without dots at their end.
fn behind_numbers(text: &[u8], from: usize) -> usize {
    let end = end_of(text, from, |byte| byte.is_ascii_digit() || byte == b'.');
    let numbers = text.get(from..end).unwrap_or_default();
    end - numbers.iter().rev().take_while(|&&byte| byte == b'.').count()
}
