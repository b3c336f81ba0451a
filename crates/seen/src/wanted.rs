//! Indicators as ranges of keys.
//!
//! Every range is all keys that begin with some bits, or one key. So any two of them are apart or one lies in the other; sorted, each knows the
//! smallest one that it lies in, and those that hold a key are found from the last one that begins before it.

use crate::key::{self, byte, push_host, push_name};
use statement::observable::{Cidr, Indicator, Kind, url_and_prefixes};
use std::{cmp::Ordering, net::IpAddr};

/// Indicators made ready to be met all at once: about sixty bytes of memory for each, a hundred for a domain.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What the keys in the ranges begin with, without the byte of their kind, one behind another.
    starts: Vec<u8>,
    ranges: Vec<Range>,
    count: u32,
}

/// Keys that an indicator meets.
#[derive(Clone, Copy, Debug)]
struct Range {
    start: u32,
    length: u16,
    /// The byte of their kind.
    kind: u8,
    reach: Reach,
    indicator: u32,
}

/// How far a range reaches from its start. In this order, where one starts where another does, it lies in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// All keys that begin so, but for the lowest bits of the last byte; this many of them count.
    Bits(u8),
    /// All keys that begin so.
    Below,
    /// The URLs among them that are below this one.
    BelowUrl,
    /// This key alone.
    Only,
}

impl Wanted {
    /// Takes an indicator; gives the number that it has in the answers: 0, 1, 2 and so on. One whose value is not canonical meets nothing.
    pub fn add(&mut self, indicator: &Indicator) -> u32 {
        let (kind, value) = (indicator.observable.kind(), indicator.observable.value());
        match kind {
            Kind::Ipv4 | Kind::Ipv6 => {
                value.parse().into_iter().for_each(|address| self.add_address(address))
            }
            Kind::Cidr => Cidr::read(value).into_iter().for_each(|(cidr, _)| self.add_network(cidr)),
            Kind::Domain => self.add_domain(value, indicator.exact),
            Kind::Url if !indicator.exact => self.add_value(kind, value, Reach::BelowUrl),
            _ => self.add_value(kind, value, Reach::Only),
        }
        self.count += 1;
        self.count - 1
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn add_address(&mut self, address: IpAddr) {
        let kind = if address.is_ipv4() { Kind::Ipv4 } else { Kind::Ipv6 };
        self.add_value(kind, &address.to_string(), Reach::Only);
        self.push(Kind::Url, Reach::Below, |start| push_host(address, start));
    }

    fn add_network(&mut self, cidr: Cidr) {
        let kind = if cidr.network().is_ipv4() { Kind::Ipv4 } else { Kind::Ipv6 };
        let reach = match cidr.length() % 8 {
            0 => Reach::Below,
            bits => Reach::Bits(bits),
        };
        let bytes = usize::from(cidr.length().div_ceil(8));
        let push = |start: &mut Vec<u8>, spare: usize| {
            let from = start.len();
            push_host(cidr.network(), start);
            start.truncate(from + 1 + bytes);
            start.drain(from..from + spare);
        };
        self.push(kind, reach, |start| push(start, 1));
        self.push(Kind::Url, reach, |start| push(start, 0));
    }

    fn add_domain(&mut self, name: &str, exact: bool) {
        let with = |ending: &'static [u8]| {
            move |start: &mut Vec<u8>| {
                push_name(name, start);
                start.extend_from_slice(ending);
            }
        };
        if exact {
            self.push(Kind::Domain, Reach::Only, with(b""));
            self.push(Kind::Url, Reach::Below, with(b"/"));
            self.push(Kind::Url, Reach::Below, with(b":"));
            self.push(Kind::Email, Reach::Below, with(b"@"));
            return;
        }
        let Some(start) = self.push(Kind::Domain, Reach::Below, with(b"")) else { return };
        for kind in [Kind::Url, Kind::Email].into_iter().filter_map(byte) {
            self.ranges.push(Range { kind, ..start });
        }
    }

    fn add_value(&mut self, kind: Kind, value: &str, reach: Reach) {
        let mut key = Vec::new();
        if key::pack(kind, value, &mut key).is_some() {
            let rest = key.split_first().map_or(&[][..], |(_, rest)| rest);
            self.push(kind, reach, |start| start.extend_from_slice(rest));
        }
    }

    /// Adds a range for the indicator that is being taken. `None` where there is no room: more than four gibibytes of them.
    fn push(&mut self, kind: Kind, reach: Reach, start: impl FnOnce(&mut Vec<u8>)) -> Option<Range> {
        let from = self.starts.len();
        start(&mut self.starts);
        let length = u16::try_from(self.starts.len() - from).ok()?;
        let start = u32::try_from(from).ok()?;
        let range = Range { start, length, kind: byte(kind)?, reach, indicator: self.count };
        self.ranges.push(range);
        Some(range)
    }

    /// Sorts what was taken.
    pub(crate) fn sorted(&self) -> Sorted<'_> {
        let mut ranges = self.ranges.clone();
        let order = |range: &Range| (range.kind, self.start(range), range.reach);
        ranges.sort_by(|one, other| order(one).cmp(&order(other)).then(one.indicator.cmp(&other.indicator)));
        let mut sorted = Sorted { wanted: self, ranges, groups: Vec::new() };
        sorted.group();
        sorted
    }

    fn start(&self, range: &Range) -> &[u8] {
        let start = range.start as usize;
        self.starts.get(start..start + usize::from(range.length)).unwrap_or_default()
    }

    /// Where a key is, seen from a range: before it, in it, behind it.
    fn side(&self, range: &Range, key: &[u8]) -> Ordering {
        let Some((kind, key)) = key.split_first() else { return Ordering::Less };
        let start = self.start(range);
        let front = || key.split_at(key.len().min(start.len())).0;
        kind.cmp(&range.kind).then_with(|| match range.reach {
            Reach::Only => key.cmp(start),
            Reach::Below | Reach::BelowUrl => front().cmp(start),
            Reach::Bits(bits) => side_of_bits(front(), start, bits),
        })
    }
}

/// As [`Wanted::side`], of a start of whose last byte only the upper bits count.
fn side_of_bits(front: &[u8], start: &[u8], bits: u8) -> Ordering {
    let mask = u8::MAX.checked_shl(8 - u32::from(bits.min(8))).unwrap_or(0);
    let (last, before) = start.split_last().unwrap_or((&0, &[]));
    let (head, rest) = front.split_at(front.len().min(before.len()));
    head.cmp(before).then_with(|| match rest.first() {
        Some(byte) => (byte & mask).cmp(last),
        None => Ordering::Less,
    })
}

/// Ranges in order, those that are one put together.
#[derive(Debug)]
pub(crate) struct Sorted<'w> {
    wanted: &'w Wanted,
    ranges: Vec<Range>,
    groups: Vec<Group>,
}

/// Ranges that are one.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// The first of them.
    first: u32,
    /// The smallest other group that this one lies in, by its number and one; 0 for none.
    around: u32,
}

impl Sorted<'_> {
    fn group(&mut self) {
        let mut open: Vec<u32> = Vec::new();
        for place in 0..self.ranges.len() {
            let same = place.checked_sub(1).is_some_and(|before| self.is_same(before, place));
            if same {
                continue;
            }
            let start =
                self.ranges.get(place).map(|range| [&[range.kind][..], self.wanted.start(range)].concat());
            let start = start.unwrap_or_default();
            while open.pop_if(|group| !self.holds(*group as usize, &start)).is_some() {}
            let around = open.last().map_or(0, |group| group + 1);
            open.push(self.groups.len() as u32);
            self.groups.push(Group { first: place as u32, around });
        }
    }

    fn is_same(&self, one: usize, other: usize) -> bool {
        let of = |place: usize| {
            self.ranges.get(place).map(|range| (range.kind, range.reach, self.wanted.start(range)))
        };
        of(one) == of(other)
    }

    fn range(&self, group: usize) -> Option<&Range> {
        self.ranges.get(self.groups.get(group)?.first as usize)
    }

    /// How many groups there are.
    pub(crate) fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether the keys of a group hold this one.
    fn holds(&self, group: usize, key: &[u8]) -> bool {
        self.range(group).is_some_and(|range| self.wanted.side(range, key) == Ordering::Equal)
    }

    /// The first group, of those from `from` on, that begins behind the key.
    pub(crate) fn behind(&self, from: usize, key: &[u8]) -> usize {
        let begins_behind = |group: usize| {
            self.range(group).is_none_or(|range| self.wanted.side(range, key) == Ordering::Less)
        };
        // In steps that double, for it is near mostly.
        let (mut low, mut step) = (from, 1);
        while !begins_behind(low + step - 1) {
            low += step;
            step *= 2;
        }
        let mut high = (low + step - 1).min(self.len());
        while low < high {
            let middle = low.midpoint(high);
            if begins_behind(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    /// The first of all groups that begins behind the key.
    pub(crate) fn before(&self, key: &[u8]) -> usize {
        let begins = |group: &Group| {
            let range = self.ranges.get(group.first as usize);
            range.is_some_and(|range| self.wanted.side(range, key) != Ordering::Less)
        };
        self.groups.partition_point(begins)
    }

    /// The groups that hold a key, the smallest first, if `behind` is the first group that begins behind it.
    pub(crate) fn around(&self, behind: usize, key: &[u8]) -> impl Iterator<Item = usize> {
        let number = |next: usize| next.checked_sub(1);
        let chain = std::iter::successors(number(behind), move |group| {
            number(self.groups.get(*group)?.around as usize)
        });
        chain.filter(move |group| self.holds(*group, key))
    }

    /// Puts the first key that a group could hold into `into`; whether it is the only one. `None` behind the last group.
    pub(crate) fn first_key(&self, group: usize, into: &mut Vec<u8>) -> Option<bool> {
        let range = self.range(group)?;
        into.clear();
        into.push(range.kind);
        into.extend_from_slice(self.wanted.start(range));
        Some(range.reach == Reach::Only)
    }

    /// Whether a value whose key a group holds meets its indicators: a URL may begin like another and not be below it.
    pub(crate) fn meets(&self, group: usize, value: &str) -> bool {
        let Some(range) = self.range(group).filter(|range| range.reach == Reach::BelowUrl) else {
            return true;
        };
        let url = key::unpack(&[&[range.kind][..], self.wanted.start(range)].concat());
        url.is_some_and(|(_, url)| url_and_prefixes(value).any(|prefix| prefix == url))
    }

    /// The indicators of a group.
    pub(crate) fn indicators(&self, group: usize) -> impl Iterator<Item = u32> {
        let first = |group: usize| self.groups.get(group).map(|group| group.first as usize);
        let end = first(group + 1).unwrap_or(self.ranges.len());
        let ranges = self.ranges.get(first(group).unwrap_or(end)..end);
        ranges.unwrap_or_default().iter().map(|range| range.indicator)
    }
}
