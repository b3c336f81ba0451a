//! From a candidate that the filter let through to the indicator that it is, if it is one.
//!
//! Here the vocabulary decides: the token is brought into its canonical form, and that is looked up. Few tokens come so far.

use super::{
    candidate::{Token, What},
    extent::extent,
    networks::network,
    set::{Indicators, Known},
    version::is_version,
};
use statement::observable::{
    Form, Kind, Step, Steps, domain, domain_and_parents, email, file_name, hash, ipv4, ipv6, url,
    url_and_prefixes, user_agent,
};
use std::{net::IpAddr, ops::Range};

/// An indicator that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) known: Known,
    pub(super) kind: Kind,
    /// In canonical form.
    pub(super) value: String,
    pub(super) steps: Steps,
    /// Where in the text.
    pub(super) range: Range<usize>,
}

impl Seen {
    /// Whether both are one indicator.
    pub(super) fn is_same(&self, other: &Seen) -> bool {
        self.kind == other.kind && self.value == other.value
    }
}

/// Memory that is used again.
#[derive(Debug, Default)]
pub(super) struct Workshop {
    scratch: String,
    packed: Vec<u8>,
}

/// One token, to be confirmed.
struct Case<'c> {
    set: &'c Indicators,
    text: &'c str,
    range: Range<usize>,
    packed: &'c mut Vec<u8>,
}

impl Workshop {
    /// Calls `seen` with each indicator that the token is.
    pub(super) fn confirm(&mut self, set: &Indicators, text: &str, token: Token, mut seen: impl FnMut(Seen)) {
        let range = token.start as usize..token.end as usize;
        let Some(found) = text.get(range.clone()) else { return };
        let Workshop { scratch, packed } = self;
        let mut case = Case { set, text, range, packed };
        let only = match token.what {
            What::Address => case.address(found, None),
            What::Network(length) => case.address(found, Some(length)),
            What::Domain(parent) => domain(found, scratch).and_then(|form| case.parent(form, parent.into())),
            What::Host => return case.url(scratch, &mut seen),
            What::Hash => hash(found, scratch).and_then(|(kind, form)| case.form(kind, form)),
            What::Email => email(found, scratch).and_then(|form| case.form(Kind::Email, form)),
            What::FileName => {
                let form = file_name(found, scratch).filter(|form| !form.steps.contains(Step::Space));
                form.and_then(|form| case.form(Kind::FileName, form))
            }
            What::UserAgent => user_agent(found, scratch).and_then(|form| case.form(Kind::UserAgent, form)),
        };
        only.into_iter().for_each(seen);
    }
}

impl Case<'_> {
    /// The indicator with this kind and value.
    fn find(&mut self, kind: Kind, value: &str, steps: Steps, whole: bool) -> Option<Seen> {
        let known = self.set.find(kind, value, whole, self.packed)?;
        Some(Seen { known, kind, value: value.to_owned(), steps, range: self.range.clone() })
    }

    fn form(&mut self, kind: Kind, form: Form<'_>) -> Option<Seen> {
        self.find(kind, form.text, form.steps, true)
    }

    /// A name, or its so-manieth parent.
    fn parent(&mut self, form: Form<'_>, parent: usize) -> Option<Seen> {
        let name = domain_and_parents(form.text).nth(parent)?;
        self.find(Kind::Domain, name, form.steps, parent == 0)
    }

    /// An address, or the network around it.
    fn address(&mut self, found: &str, length: Option<u8>) -> Option<Seen> {
        let (address, steps) = match ipv4(found.as_bytes()) {
            Some(_) if is_version(self.text.as_bytes(), self.range.start, self.range.end) => return None,
            Some(address) => (IpAddr::from(address), Steps::NONE),
            None => ipv6(found.as_bytes())?,
        };
        match length {
            Some(length) => {
                let value = format!("{}/{length}", network(address, length));
                self.find(Kind::Cidr, &value, steps, true)
            }
            None if address.is_ipv4() => self.find(Kind::Ipv4, &address.to_string(), steps, true),
            None => self.find(Kind::Ipv6, &address.to_string(), steps, true),
        }
    }

    /// The URL around a host, and what is above it.
    fn url(&mut self, scratch: &mut String, seen: &mut impl FnMut(Seen)) {
        let Some((start, end)) = extent(self.text.as_bytes(), self.range.start, self.range.end) else {
            return;
        };
        let Some(found) = self.text.get(start..end) else { return };
        // Commas and semicolons may be part of a URL, or stand between two.
        let shorter = found.find([',', ';']).and_then(|place| found.get(..place));
        let met = self.prefixes(start, found, scratch, seen);
        if let Some(shorter) = shorter.filter(|_| !met) {
            self.prefixes(start, shorter, scratch, seen);
        }
    }

    fn prefixes(
        &mut self,
        start: usize,
        found: &str,
        scratch: &mut String,
        seen: &mut impl FnMut(Seen),
    ) -> bool {
        let Some(form) = url(found, scratch) else { return false };
        self.range = start..start + found.len();
        let mut met = false;
        for prefix in url_and_prefixes(form.text) {
            if let Some(hit) = self.find(Kind::Url, prefix, form.steps, prefix.len() == form.text.len()) {
                met = true;
                seen(hit);
            }
        }
        met
    }
}
