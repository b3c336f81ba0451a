//! From the text of a field to the tokens in it that may be indicators.
//!
//! Most of a text is nothing of the kind, and is passed over at the speed of a search for `.` and `:`. Around those the tokens are
//! found that have one of them: names and addresses. Hashes are found by looking at every thirty-second byte.

use super::{
    candidate::{Candidate, Token, What},
    hash::{Hasher, Salt},
    letters::{
        NAME, before, behind_escape, class, end_of, is_alphanumeric, is_hexadecimal, is_name, start_of,
    },
    names::Shapes,
    set::Indicators,
};
use memchr::memchr2;
use statement::observable::{Kind, MAX_USER_AGENT, user_agent};
use std::net::IpAddr;

/// The digits of the shortest hash.
const MIN_HASH: usize = 32;

/// What there is to look for, so that nothing else is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wants {
    pub(super) addresses: bool,
    pub(super) domains: bool,
    pub(super) urls: bool,
    pub(super) emails: bool,
    pub(super) files: Shapes,
    pub(super) hashes: bool,
    pub(super) agents: bool,
}

impl Wants {
    /// What the indicators make worth looking for.
    pub(super) fn of(indicators: &Indicators) -> Self {
        let has = |kinds: &[Kind]| indicators.has(kinds);
        Wants {
            addresses: has(&[Kind::Ipv4, Kind::Ipv6]) || !indicators.networks.is_empty(),
            domains: has(&[Kind::Domain]),
            urls: has(&[Kind::Url]),
            emails: has(&[Kind::Email]),
            files: indicators.file_names,
            hashes: has(&[Kind::Md5, Kind::Sha1, Kind::Sha256]),
            agents: has(&[Kind::UserAgent]),
        }
    }

    /// Whether tokens with a dot or colon in them matter.
    fn dotted(self) -> bool {
        self.addresses || self.files.plain || self.files.spaced || self.names()
    }

    /// Whether names in the DNS matter.
    pub(super) fn names(self) -> bool {
        self.domains || self.urls || self.emails
    }

    /// Whether addresses matter, be it as hosts of URLs.
    fn any_address(self) -> bool {
        self.addresses || self.urls
    }
}

/// Looks through one text.
pub(super) struct Scanner<'s> {
    pub(super) set: &'s Indicators,
    pub(super) wants: Wants,
    pub(super) text: &'s str,
    pub(super) field: u32,
    pub(super) out: &'s mut Vec<Candidate>,
}

impl<'s> Scanner<'s> {
    /// Adds the candidates of the text.
    pub(super) fn scan(&mut self) {
        let is_ascii = self.text.is_ascii();
        if self.wants.hashes {
            self.hashes();
        }
        if self.wants.dotted() {
            self.dotted();
        }
        if self.wants.files.bare {
            self.components();
        }
        if self.wants.agents {
            self.agent(is_ascii);
        }
        if (self.wants.names() || self.wants.any_address()) && !is_ascii {
            self.wide();
        }
    }

    pub(super) fn hasher(&self) -> Hasher {
        self.set.hasher
    }

    pub(super) fn bytes(&self) -> &'s [u8] {
        self.text.as_bytes()
    }

    #[inline]
    pub(super) fn push(&mut self, what: What, number: u64, start: usize, end: usize) {
        let token = Token { what, field: self.field, start: start as u32, end: end as u32 };
        self.out.push(Candidate { number, token });
    }

    /// Names and addresses: every dot and every colon is looked at, unless it stands in a token that was.
    fn dotted(&mut self) {
        let colon = if self.wants.any_address() { b':' } else { b'.' };
        let mut from = 0;
        while let Some(found) = self.bytes().get(from..).and_then(|rest| memchr2(b'.', colon, rest)) {
            let at = from + found;
            from = match self.bytes().get(at) {
                Some(b'.') => self.dot(at),
                _ => self.colon(at),
            };
        }
    }

    /// The name around a dot; gives back where to go on.
    #[inline]
    fn dot(&mut self, at: usize) -> usize {
        let text = self.bytes();
        // The end of a sentence: the name before it has no dot inside.
        if !text.get(at + 1).is_some_and(|&byte| is_name(byte)) {
            return at + 1;
        }
        let start = start_of(text, at, is_name);
        let mut classes = 0;
        let length = text.get(start..).unwrap_or_default().iter().position(|&byte| {
            let class = class(byte);
            classes |= class;
            class & NAME == 0
        });
        let end = length.map_or(text.len(), |length| start + length);
        self.word(start, end, classes);
        end
    }

    /// An address, with what it may be: itself, in a network, the host of a URL.
    pub(super) fn address(&mut self, address: IpAddr, start: usize, end: usize) {
        let own = self.hasher().address(address);
        if self.wants.addresses {
            self.push(What::Address, own, start, end);
            let set = self.set;
            for (network, length) in set.networks.around(address) {
                self.push(What::Network(length), set.hasher.network(network, length), start, end);
            }
        }
        self.host(own, start, end);
    }

    /// What may be the host of a URL, by its own number.
    #[inline]
    pub(super) fn host(&mut self, own: u64, start: usize, end: usize) {
        let behind = self.bytes().get(end);
        let is_place = matches!(behind, Some(b'/' | b':' | b'?' | b'#' | b']'))
            || matches!(before(self.bytes(), start), Some(b'/' | b'@' | b'['));
        if self.wants.urls && is_place {
            self.push(What::Host, self.hasher().host(own), start, end);
        }
    }

    /// Runs of digits to base 16. One that is long enough has a byte among any thirty-two that follow a byte that is none.
    fn hashes(&mut self) {
        let mut sample = MIN_HASH - 1;
        while let Some(&byte) = self.bytes().get(sample) {
            if !is_hexadecimal(byte) {
                sample += MIN_HASH;
                continue;
            }
            let start = start_of(self.bytes(), sample, is_hexadecimal);
            let end = end_of(self.bytes(), sample, is_hexadecimal);
            // An escape before it may have lent it digits.
            if end - start >= MIN_HASH {
                self.hash(start, end);
            }
            sample = end + MIN_HASH;
        }
    }

    fn hash(&mut self, run: usize, end: usize) {
        let text = self.bytes();
        let start = behind_escape(text, run);
        let joined = |byte: Option<&u8>| byte.is_some_and(|&byte| is_alphanumeric(byte));
        let free = start > run || !joined(before(text, run).as_ref());
        if !matches!(end - start, 32 | 40 | 64) || !free || joined(text.get(end)) {
            return;
        }
        let number = self.hasher().text(Salt::Hash, text.get(start..end).unwrap_or_default());
        self.push(What::Hash, number, start, end);
    }

    /// The whole text as a user agent.
    fn agent(&mut self, is_ascii: bool) {
        let text = self.text;
        let plain = text
            .bytes()
            .next()
            .zip(text.bytes().last())
            .is_some_and(|(first, last)| first > b' ' && last > b' ');
        let number = if plain && is_ascii {
            self.set.agents.have(text.len()).then(|| self.hasher().agent(text.as_bytes()))
        } else {
            self.other_agent()
        };
        number.into_iter().for_each(|number| self.push(What::UserAgent, number, 0, text.len()));
    }

    /// A user agent that has space around it or is not in ASCII: its canonical form has another length.
    fn other_agent(&self) -> Option<u64> {
        let mut scratch = String::new();
        let text = Some(self.text).filter(|text| text.len() <= 2 * MAX_USER_AGENT)?;
        let form = user_agent(text, &mut scratch)?;
        self.set.agents.have(form.text.len()).then(|| self.hasher().agent(form.text.as_bytes()))
    }
}
