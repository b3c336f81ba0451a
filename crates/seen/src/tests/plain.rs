//! What an index is, in the plainest way.

use crate::{Day, Hosts, Seen};
use statement::observable::{Cidr, Indicator, Kind, url_and_prefixes, url_host};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

/// One observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) kind: Kind,
    pub(super) value: String,
    pub(super) day: u16,
    pub(super) host: Option<String>,
}

/// Days and hosts of each value.
#[derive(Clone, Debug, Default)]
pub(super) struct Plain(BTreeMap<(Kind, String), BTreeMap<u16, BTreeSet<String>>>);

impl Plain {
    pub(super) fn note(&mut self, note: &Note) {
        let hosts = self.0.entry((note.kind, note.value.clone())).or_default().entry(note.day).or_default();
        hosts.extend(note.host.clone());
    }

    /// What is known of a value: its days from the horizon on; on how many hosts it was seen on these, and on all.
    pub(super) fn look(&self, kind: Kind, value: &str, horizon: u16) -> Option<(Vec<u16>, [u32; 2])> {
        let days = self.0.get(&(kind, value.to_owned()))?;
        let left: Vec<u16> = days.keys().copied().filter(|day| *day >= horizon).collect();
        let hosts =
            |from: u16| days.range(from..).flat_map(|(_, hosts)| hosts).collect::<BTreeSet<_>>().len() as u32;
        (!left.is_empty()).then(|| (left, [hosts(horizon), hosts(0)]))
    }

    /// The values that meet an indicator.
    pub(super) fn meet(&self, indicator: &Indicator, horizon: u16) -> BTreeSet<(Kind, String)> {
        let known = self.0.keys().filter(|(kind, value)| self.look(*kind, value, horizon).is_some());
        known.filter(|(kind, value)| meets(indicator, *kind, value)).cloned().collect()
    }
}

/// Whether what is told of a value may be what is known of it. Hosts of forgotten days may count or not.
pub(super) fn agree(told: Option<&Seen>, known: Option<(Vec<u16>, [u32; 2])>) -> bool {
    match (told, known) {
        (None, None) => true,
        (Some(told), Some((days, [least, most]))) => {
            let Hosts::Exactly(hosts) = told.hosts else { return false };
            told.days.iter().map(|day: &Day| day.number()).eq(days) && (least..=most).contains(&hosts)
        }
        _ => false,
    }
}

/// Whether the hunt would find the indicator in the value.
pub(super) fn meets(indicator: &Indicator, kind: Kind, value: &str) -> bool {
    let wanted = indicator.observable.value();
    let below = |name: &str| {
        name == wanted
            || !indicator.exact && name.strip_suffix(wanted).is_some_and(|front| front.ends_with('.'))
    };
    let host = || match kind {
        Kind::Url => url_host(value),
        Kind::Email => value.split_once('@').map_or("", |(_, domain)| domain),
        _ => value,
    };
    match (indicator.observable.kind(), kind) {
        (Kind::Ipv4 | Kind::Ipv6, Kind::Ipv4 | Kind::Ipv6 | Kind::Url) => host() == wanted,
        (Kind::Cidr, Kind::Ipv4 | Kind::Ipv6 | Kind::Url) => {
            let address = host().parse::<IpAddr>();
            Cidr::read(wanted).is_ok_and(|(cidr, _)| address.is_ok_and(|address| cidr.contains(address)))
        }
        (Kind::Domain, Kind::Domain | Kind::Url | Kind::Email) => below(host()),
        (Kind::Url, Kind::Url) => {
            value == wanted || !indicator.exact && url_and_prefixes(value).any(|prefix| prefix == wanted)
        }
        (wanted_kind, kind) => wanted_kind == kind && wanted == value,
    }
}
