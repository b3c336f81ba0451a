//! The indicators, each by its number.

use crate::chance::{mix, pick};
use std::io::{self, Write};

/// How many networks there are; they are the first indicators.
const NETWORKS: u64 = 16;

const TOPS: [&str; 8] = ["com", "net", "org", "info", "ru", "cn", "co.uk", "example.org"];
const WORDS: [&str; 8] = ["alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel"];

/// So many indicators of all kinds.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    /// How many. At most 16 million: that many addresses are told apart.
    pub count: u64,
    /// Another seed, other values.
    pub seed: u64,
}

/// One indicator: its kind and its canonical value, as findings name them.
pub(super) type Value = (&'static str, String);

impl Listing {
    /// Writes the list as a table with the columns `type` and `value`, with defanged dots, capital letters and whatever else lists have.
    ///
    /// # Errors
    /// What the output says.
    pub fn write(self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "type,value")?;
        (0..self.count).try_for_each(|number| {
            let (kind, value) = self.value(number);
            writeln!(out, "{kind},{}", listed(kind, &value, mix(number ^ 0xF00D)))
        })
    }

    /// The indicator with this number.
    pub(super) fn value(self, number: u64) -> Value {
        if number < NETWORKS {
            return network(number);
        }
        let chance = mix(number ^ self.seed.rotate_left(32));
        let id = letters(number);
        let word = pick(&WORDS, chance);
        let top = pick(&TOPS, chance >> 8);
        match number % 100 {
            0..30 if chance.is_multiple_of(64) => ("domain", format!("xn--bcher-kva.d{id}.{top}")),
            0..30 => ("domain", format!("{word}d{id}.{top}")),
            30..50 => ("ipv4", address(number)),
            50..55 => (
                "ipv6",
                format!("2a0c:{:x}:{:x}:1::{:x}", number >> 16 | 0x1000, number & 0xFFFF, chance & 0xFFF | 1),
            ),
            55..65 => ("url", format!("u{id}.{top}/{word}/{id}")),
            65..75 => ("md5", digits(number, 32)),
            75..80 => ("sha1", digits(number, 40)),
            80..90 => ("sha256", digits(number, 64)),
            90..95 => ("email", format!("{word}.{id}@m{id}.{top}")),
            95..97 => ("filename", format!("f{id}{word}.exe")),
            97 => ("filename", format!("f{id} {word}.dll")),
            _ => ("user-agent", format!("{word}{id}/1.0 (x11; linux)")),
        }
    }
}

/// How a list writes a value.
fn listed(kind: &str, value: &str, chance: u64) -> String {
    match (kind, chance % 4) {
        ("domain" | "email", 0) => value.replace('.', "[.]"),
        ("domain", 1) => value.replace("xn--bcher-kva.", "B\u{fc}cher."),
        ("url", 0) => format!("hxxp://{value}"),
        ("url", _) => format!("http://{value}"),
        ("md5" | "sha1" | "sha256", 0) => value.to_uppercase(),
        _ => value.to_owned(),
    }
}

/// Every other network of a range, so that there is a hole behind each.
fn network(number: u64) -> Value {
    match number % 2 {
        0 => ("cidr", format!("46.{}.0.0/16", number * 2)),
        _ => ("cidr", format!("2a0d:{:x}::/32", number * 2)),
    }
}

/// An odd address in 44.0.0.0/7: an even one is no indicator.
fn address(number: u64) -> String {
    let bits = number.wrapping_mul(0x9E37_79B1) & 0xFF_FFFF;
    let [_, a, b, c] = (((bits << 1) | 1) as u32).to_be_bytes();
    format!("{}.{a}.{b}.{c}", 44 + (bits >> 23))
}

/// So many hexadecimal digits, of which the last is odd.
fn digits(number: u64, count: usize) -> String {
    let words = (0..4).map(|word| mix(number.wrapping_mul(4).wrapping_add(word)));
    let mut digits: String = words.map(|word| format!("{word:016x}")).collect();
    digits.truncate(count - 1);
    digits + "b"
}

/// A number in letters, so that none is the start of another: it ends with `q`, which stands in no other place.
fn letters(mut number: u64) -> String {
    const LETTERS: [char; 16] =
        ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k', 'm', 'n', 'p', 'r', 's', 't', 'v'];
    let mut text = String::new();
    while number > 0 {
        text.push(pick(&LETTERS, number & 15));
        number >>= 4;
    }
    text + "q"
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_are_the_same() {
        let listing = Listing { count: 200_000, seed: 1 };
        let values: BTreeSet<Value> = (0..listing.count).map(|number| listing.value(number)).collect();
        assert_eq!(values.len() as u64, listing.count);
    }
}
