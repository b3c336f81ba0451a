//! What is kept of a value: on which days, on which hosts.
//!
//! ```text
//! 1 byte    the number of hosts in the lower six bits, the form of the days in the upper two
//! 2 bytes   the first day
//! a number  how many days later the last one is, unless there is only one
//! n bytes   a bit for each day from the first to the last, if some between are missing
//! 4 bytes   for each host its number
//! ```
//!
//! It has no counts: two of it are joined by joining their sets, so that the same thing told twice is told once.

use crate::{
    Day, Seen,
    bytes::take,
    days::{self, Days, Form},
    hosts::Numbers,
};

/// The lower bits of the first byte.
const HOSTS: u8 = 0x3F;

/// Days and hosts of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) days: Days,
    pub(crate) hosts: Numbers,
}

impl Record {
    /// Adds what another says of the same value; whether anything is new.
    pub(crate) fn join(&mut self, other: &Record) -> bool {
        self.days.join(&other.days) | self.hosts.join(&other.hosts)
    }

    /// What is left once the days before the horizon are forgotten.
    pub(crate) fn since(self, horizon: u16) -> Option<Self> {
        Some(Record { days: self.days.since(horizon)?, hosts: self.hosts })
    }

    pub(crate) fn push(&self, to: &mut Vec<u8>) {
        to.push(self.hosts.as_slice().len() as u8 | (self.days.form() as u8) << 6);
        self.days.push(to);
        self.hosts.push(to);
    }

    /// Takes a record; `None` where there is none, or it is not written as [`Record::push`] writes it.
    pub(crate) fn take(bytes: &mut &[u8]) -> Option<Self> {
        let (&[head], _) = bytes.split_first_chunk()?;
        take(bytes, 1)?;
        let days = Days::take(Form::of(head >> 6)?, bytes)?;
        Some(Record { days, hosts: Numbers::take((head & HOSTS).into(), bytes)? })
    }

    /// As it is told.
    pub(crate) fn seen(&self) -> Seen {
        Seen { days: self.days.iter().map(Day::from_number).collect(), hosts: self.hosts.count() }
    }
}

/// A record that is only looked at from outside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline {
    pub(crate) first: u16,
    pub(crate) last: u16,
    /// How many bytes it has.
    pub(crate) length: usize,
}

impl Outline {
    /// The outline of the record that these bytes begin with.
    #[inline]
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let (&head, mut rest) = bytes.split_first()?;
        let form = Form::of(head >> 6)?;
        let (first, last) = days::bounds(form, &mut rest)?;
        let behind = days::length(form, first, last) + 4 * usize::from(head & HOSTS);
        let length = bytes.len() - rest.len() + behind;
        (length <= bytes.len()).then_some(Outline { first, last, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_and_its_outline_is_right() {
        let mut broken = Days::stretch(20_000, 20_003);
        broken.join(&Days::stretch(20_100, 20_100));
        for days in [Days::stretch(20_000, 20_000), Days::stretch(20_000, 20_200), broken] {
            for hosts in [&[][..], &[7], &[1, 2, 3]] {
                let record = Record { days: days.clone(), hosts: Numbers::of(hosts) };
                let mut bytes = Vec::new();
                record.push(&mut bytes);
                let outline = Outline::of(&bytes).expect("a record");
                assert_eq!((outline.first, outline.last), (days.first(), days.last()));
                assert_eq!(outline.length, bytes.len());
                for length in 0..bytes.len() {
                    assert!(Outline::of(&bytes[..length]).is_none());
                    assert_eq!(Record::take(&mut &bytes[..length]), None);
                }
                assert_eq!(Record::take(&mut &bytes[..]), Some(record));
            }
        }
    }
}
