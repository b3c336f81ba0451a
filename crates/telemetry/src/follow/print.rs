//! What a file begins with, and what stands before a place in it, as short sums: by them a file is known again under another name, as
//! another file, or packed.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// How many bytes of a start are looked at, at most: the headers of Zeek and of the W3C, and some records behind them.
pub(crate) const HEAD: usize = 4096;

/// How many bytes before a place are looked at, at most.
pub(crate) const TAIL: usize = 256;

/// The length and the sum of some bytes. Of no bytes it says nothing, and fits everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Print {
    pub(crate) len: u32,
    pub(crate) sum: [u8; 16],
}

impl Print {
    /// Of these bytes, of which there are no more than fit.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut sum = [0; 16];
        sum.iter_mut().zip(Sha256::digest(bytes)).for_each(|(to, from)| *to = from);
        Print { len: bytes.len() as u32, sum }
    }

    /// Of the last bytes.
    pub(crate) fn of_end(bytes: &[u8]) -> Self {
        Print::of(bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default())
    }

    /// Of the first so many of these bytes; none where there are fewer.
    pub(crate) fn of_start(bytes: &[u8], len: usize) -> Option<Self> {
        bytes.get(..len).map(Print::of)
    }

    /// Whether the bytes begin with what this is of.
    pub(crate) fn begins(self, bytes: &[u8]) -> bool {
        self.len == 0 || Print::of_start(bytes, self.len as usize) == Some(self)
    }

    /// Whether it says nothing.
    pub(crate) fn is_nothing(self) -> bool {
        self.len == 0
    }
}

impl fmt::Display for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:032x}", self.len, u128::from_be_bytes(self.sum))
    }
}

impl FromStr for Print {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (len, sum) = text.split_once(':').ok_or("a print is LENGTH:SUM")?;
        let len = len.parse().map_err(|_| "the length of a print is no number")?;
        let sum = u128::from_str_radix(sum, 16).map_err(|_| "the sum of a print is not hexadecimal")?;
        Ok(Print { len, sum: sum.to_be_bytes() })
    }
}

impl Serialize for Print {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Print {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_is_read_as_it_was_written() {
        for print in [Print::default(), Print::of(b""), Print::of(b"x"), Print::of(&[7; HEAD])] {
            assert_eq!(print.to_string().parse(), Ok(print));
        }
        for text in ["", "1", "1:", "x:0", "1:g"] {
            assert!(text.parse::<Print>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_start_is_known_again() {
        let print = Print::of(b"abc");
        assert!(print.begins(b"abcdef") && print.begins(b"abc"));
        assert!(!print.begins(b"ab") && !print.begins(b"abd"));
        assert!(Print::default().begins(b""), "nothing is known of it");
    }
}
