//! Values, indicators and choices made by chance, the same for one seed.

use super::plain::Note;
use statement::observable::{Indicator, Kind, Observable};

/// Numbers in no order.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    /// A number below another.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut state = self.0;
        state = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ state >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (state ^ state >> 31) % limit
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len() as u64) as usize]
    }

    fn name(&mut self) -> String {
        let front = self.one(&["", "", "a.", "b.a.", "a-b.", "x.a."]);
        format!(
            "{front}{}",
            self.one(&["evil.example", "notevil.example", "evil-x.example", "a.example", "evil.com"])
        )
    }

    fn four(&mut self) -> String {
        format!("10.{}.{}.{}", self.below(3), self.below(2) * 128, self.below(4))
    }

    fn six(&mut self) -> String {
        // An address is written as the standard library writes it.
        std::net::Ipv6Addr::from_bits(
            0x2001_0db8 << 96 | u128::from(self.below(4)) << 70 | u128::from(self.below(3)),
        )
        .to_string()
    }

    fn url(&mut self) -> String {
        let host = match self.below(4) {
            0 => self.four(),
            1 => format!("[{}]", self.six()),
            _ => self.name(),
        };
        let port = self.one(&["", "", ":8080", ":81"]);
        format!(
            "{host}{port}{}",
            self.one(&["/", "/a", "/a/", "/a/b", "/ab", "/a?b=c", "/a?b=c&d=e", "/a?b=cd", "/a/b?c"])
        )
    }

    /// A value and its kind.
    pub(super) fn value(&mut self) -> (Kind, String) {
        match self.below(12) {
            0 | 1 => (Kind::Ipv4, self.four()),
            2 => (Kind::Ipv6, self.six()),
            3..=5 => (Kind::Domain, self.name()),
            6..=8 => (Kind::Url, self.url()),
            9 => (Kind::Email, format!("{}@{}", self.one(&["x", "y.z"]), self.name())),
            10 => (Kind::Md5, format!("{:032x}", self.below(20))),
            _ => (Kind::FileName, format!("{}{}", self.one(&["a b", "tool"]), self.below(9))),
        }
    }

    /// An indicator, often for a value that there is.
    pub(super) fn indicator(&mut self) -> Indicator {
        let (kind, value) = match self.below(4) {
            0 => {
                let length = self.one(&["8", "15", "16", "17", "24", "25", "31"]);
                (Kind::Cidr, format!("{}/{length}", self.four()))
            }
            1 if self.below(3) == 0 => {
                let length = self.one(&["32", "56", "57", "64", "127"]);
                (Kind::Cidr, format!("{}/{length}", self.six()))
            }
            _ => self.value(),
        };
        let observable = Observable::read_as(kind, &value).expect("a value").observable;
        if self.below(3) == 0 {
            Indicator::exactly(observable)
        } else {
            Indicator { observable, exact: false }
        }
    }

    /// An observation on one of the days up to `today`.
    pub(super) fn note(&mut self, today: u16) -> Note {
        let (kind, value) = self.value();
        let host = Some(format!("PC{}", self.below(5))).filter(|_| self.below(5) > 0);
        let day = today - (self.below(4) * self.below(6)) as u16;
        Note { kind, value, day, host }
    }
}
