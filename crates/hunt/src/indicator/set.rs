//! Indicators made ready for a hunt, shared by all threads.

use super::{
    arena::{Arena, At, Entry},
    endings::Endings,
    filter::Filter,
    hash::Hasher,
    lengths::Lengths,
    names::{Shapes, is_plain},
    networks::Networks,
    packed,
    source::{Cited, Listed, Sources},
    table::Table,
};
use statement::observable::{Cidr, Kind, url_host};
use std::{net::IpAddr, sync::Arc};

/// Indicators as they are read, one after the other.
#[derive(Debug, Default)]
pub struct Collector {
    arena: Arena,
    sources: Sources,
    packed: Vec<u8>,
    count: usize,
    /// How many of them are URLs.
    urls: usize,
}

/// Indicators to hunt with. Memory is what their values take and about ten bytes for each.
#[derive(Debug, Default)]
pub struct Indicators {
    pub(super) hasher: Hasher,
    pub(super) filter: Filter,
    pub(super) networks: Networks,
    /// How domains, and the domains in URLs and e-mail addresses, end.
    pub(super) domain_endings: Endings,
    /// How names of files end.
    pub(super) file_endings: Endings,
    /// How those end that are no single word.
    pub(super) odd_endings: Endings,
    pub(super) file_names: Shapes,
    /// Of user agents.
    pub(super) agents: Lengths,
    kinds: u16,
    table: Table,
    sources: Sources,
    count: usize,
}

/// There is no room for another indicator: more than four gibibytes of them, or a value longer than any that the vocabulary has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no room for another indicator")]
pub struct NoRoom;

/// An indicator that was found, and all its sources in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) at: At,
    pub(super) sources: String,
    /// The same, as far as they are kept.
    pub(super) cited: Vec<Cited>,
}

impl Collector {
    /// Names a file of indicators, for the [`Listed`]s of those that follow.
    pub fn file(&mut self, name: Arc<str>) -> u32 {
        self.sources.file(name)
    }

    /// Takes an indicator: its kind, its value in canonical form, and whether only the value itself is meant.
    ///
    /// # Errors
    /// If it does not fit. A value that is not canonical is taken and found nowhere.
    pub fn add(&mut self, kind: Kind, value: &str, exact: bool, place: Listed<'_>) -> Result<(), NoRoom> {
        let mut packed = std::mem::take(&mut self.packed);
        let taken = packed::pack(kind, value, &mut packed)
            .and_then(|()| self.arena.add(Entry { tag: packed::tag(kind, exact), value: &packed, place }));
        self.packed = packed;
        self.count += usize::from(taken.is_some());
        self.urls += usize::from(taken.is_some() && kind == Kind::Url);
        taken.map(|_| ()).ok_or(NoRoom)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Makes them ready.
    pub fn finish(self) -> Indicators {
        let hasher = Hasher::default();
        let table = Table::new(hasher, self.arena, self.count);
        let mut indicators = Indicators {
            hasher,
            filter: Filter::for_numbers(table.len() + self.urls),
            sources: self.sources,
            count: self.count,
            ..Indicators::default()
        };
        table.iter().for_each(|entry| indicators.learn(&entry));
        indicators.table = table;
        indicators
    }
}

impl Indicators {
    /// As if there were an indicator for everything: what a scanner with it finds is all that an indicator could ever meet.
    pub(super) fn every() -> Self {
        let kinds = Kind::ALL.iter().fold(0, |kinds, &kind| kinds | 1 << kind as u16);
        Indicators {
            domain_endings: Endings::every(),
            file_endings: Endings::every(),
            odd_endings: Endings::every(),
            file_names: Shapes { plain: true, spaced: true, bare: false },
            kinds,
            ..Indicators::default()
        }
    }

    /// How many indicators were read; one that stands in two places counts twice.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether there are indicators of any of these kinds.
    #[inline]
    pub(super) fn has(&self, kinds: &[Kind]) -> bool {
        kinds.iter().any(|&kind| self.kinds >> kind as u16 & 1 == 1)
    }

    /// The indicator with this kind and canonical value, if it is one. `whole` says that the event has just this value, and
    /// not one below it: that is no exact indicator.
    pub(super) fn find(&self, kind: Kind, value: &str, whole: bool, packed: &mut Vec<u8>) -> Option<Known> {
        packed::pack(kind, value, packed)?;
        let number = packed::number(self.hasher, kind, packed);
        if !self.filter.may_have(number) {
            return None;
        }
        let fits = |(_, entry): &(At, Entry<'_>)| whole || !packed::is_exact(entry.tag);
        let mut entries = self.table.find(number, kind as u8, packed).filter(fits).peekable();
        let (at, _) = *entries.peek()?;
        let places: Vec<Listed<'_>> = entries.map(|(_, entry)| entry.place).collect();
        let cited = places.iter().filter_map(|place| self.sources.cite(*place)).collect();
        Some(Known { at, sources: self.sources.tell(places.into_iter()), cited })
    }

    /// Notes what the scanner wants to know of a value before it looks anything up.
    fn learn(&mut self, entry: &Entry<'_>) {
        let kind = packed::kind(entry.tag);
        self.kinds |= 1 << kind as u16;
        self.filter.add(packed::number(self.hasher, kind, entry.value));
        let text = || str::from_utf8(entry.value).unwrap_or_default();
        match kind {
            Kind::Cidr => {
                let cidr = Cidr::read(&packed::unpack(kind, entry.value));
                cidr.into_iter().for_each(|(cidr, _)| self.networks.add(cidr));
            }
            Kind::Domain | Kind::Email => self.domain_endings.add(self.hasher, entry.value),
            Kind::Url => self.learn_host(url_host(text())),
            Kind::FileName => {
                let endings = if is_plain(text()) { &mut self.file_endings } else { &mut self.odd_endings };
                endings.add(self.hasher, entry.value);
                self.file_names.learn(text());
            }
            Kind::UserAgent => self.agents.add(entry.value.len()),
            Kind::Ipv4 | Kind::Ipv6 | Kind::Md5 | Kind::Sha1 | Kind::Sha256 => {}
        }
    }

    fn learn_host(&mut self, host: &str) {
        let own = match host.parse::<IpAddr>() {
            Ok(address) => self.hasher.address(address),
            Err(_) => {
                self.domain_endings.add(self.hasher, host.as_bytes());
                self.hasher.domain(host.as_bytes())
            }
        };
        self.filter.add(self.hasher.host(own));
    }
}
