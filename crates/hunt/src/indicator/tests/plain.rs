//! What a text holds, by reading it as [`super::super`] says, in the plainest way: every word, every run, every component, and the
//! vocabulary asked about each. It has no filter, looks for everything, and remembers nothing.

use crate::indicator::{
    colons, components, extent::extent, letters::behind_escape, names::is_plain, networks::network,
    version::is_version,
};
use statement::observable::{
    Kind, Step, domain, domain_and_parents, email, file_name, hash, ipv4, ipv6, url, url_and_prefixes,
    user_agent,
};
use std::{
    collections::{BTreeSet, HashMap},
    net::IpAddr,
    ops::Range,
};

/// Indicators, and whether some of them with this value are for what is below it too.
pub(super) type Known = HashMap<(Kind, String), bool>;

/// A kind, a canonical value, and the text that is it.
pub(super) type Hit = (Kind, String, String);

/// The indicators that stand in a text.
pub(super) fn hits(known: &Known, text: &str) -> BTreeSet<Hit> {
    let mut hits = BTreeSet::new();
    each(text, |kind, value, whole, range| {
        let meant = known.get(&(kind, value.to_owned())).is_some_and(|below| whole || *below);
        if meant {
            hits.insert((kind, value.to_owned(), text[range].to_owned()));
        }
        meant
    });
    hits
}

/// Calls `ask` with all that the text holds: a kind, a canonical value, whether it is the whole of a token, and where that stands.
/// It answers whether that is an indicator.
pub(super) fn each(text: &str, mut ask: impl FnMut(Kind, &str, bool, Range<usize>) -> bool) {
    let mut reader = Reader { text, ask: &mut ask };
    let sixes = reader.sixes();
    for word in runs(text, is_word) {
        reader.word(word, &sixes);
    }
    for run in runs(text, |letter| letter.is_ascii_hexdigit()) {
        reader.hash(run);
    }
    for component in runs(text, |letter| !(letter.is_ascii() && components::parts(letter as u8))) {
        reader.component(component);
    }
    if let Some(form) = user_agent(text, &mut String::new()) {
        (reader.ask)(Kind::UserAgent, form.text, true, 0..text.len());
    }
}

/// The longest runs of letters that belong.
fn runs(text: &str, belongs: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (place, letter) in text.char_indices().filter(|(_, letter)| belongs(*letter)) {
        let end = place + letter.len_utf8();
        match runs.last_mut() {
            Some(run) if run.end == place => run.end = end,
            _ => runs.push(place..end),
        }
    }
    runs
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric()
        || ".-_\u{3002}\u{FF0E}\u{FF61}\u{200C}\u{200D}\u{B7}".contains(letter)
        || ('\u{300}'..='\u{36F}').contains(&letter)
}

/// Whether a kind, a value, the whole of a token or not, standing there, is an indicator.
type Ask<'a> = dyn FnMut(Kind, &str, bool, Range<usize>) -> bool + 'a;

struct Reader<'t, 'a> {
    text: &'t str,
    ask: &'a mut Ask<'a>,
}

impl Reader<'_, '_> {
    fn before(&self, place: usize) -> Option<char> {
        self.text[..place].chars().next_back()
    }

    fn behind(&self, place: usize) -> Option<char> {
        self.text[place..].chars().next()
    }

    /// Addresses of IPv6; gives back where they stand.
    fn sixes(&mut self) -> Vec<Range<usize>> {
        let mut sixes = Vec::new();
        for run in runs(self.text, |letter| letter.is_ascii_hexdigit() || letter == ':') {
            let Some((start, end)) = colons::bounds(self.text.as_bytes(), run.start, run.end) else {
                continue;
            };
            if let Some((address, _)) = ipv6(&self.text.as_bytes()[start..end]) {
                self.address(address, start..end);
                sixes.push(start..end);
            }
        }
        sixes
    }

    fn address(&mut self, address: IpAddr, range: Range<usize>) {
        let four = ipv4(self.text[range.clone()].as_bytes()).is_some();
        self.url(range.clone());
        if four && is_version(self.text.as_bytes(), range.start, range.end) {
            return;
        }
        let (kind, bits) = if address.is_ipv4() { (Kind::Ipv4, 32) } else { (Kind::Ipv6, 128) };
        (self.ask)(kind, &address.to_string(), true, range.clone());
        for length in 1..bits {
            (self.ask)(Kind::Cidr, &format!("{}/{length}", network(address, length)), true, range.clone());
        }
    }

    fn word(&mut self, word: Range<usize>, sixes: &[Range<usize>]) {
        let word = behind_escape(self.text.as_bytes(), word.start)..word.end;
        let inside =
            |range: &Range<usize>| sixes.iter().any(|six| six.start <= range.start && range.end <= six.end);
        for part in runs(&self.text[word.clone()], |letter| letter.is_ascii()) {
            let range = word.start + part.start..word.start + part.end;
            let number = |letter: char| letter.is_ascii_digit() || letter == '.' || letter == '-';
            if self.text[range.clone()].chars().all(number) && !inside(&self.trimmed(range.clone())) {
                self.numbers(range);
            }
        }
        if self.text[word.clone()].is_ascii() {
            for piece in self.text[word.clone()].split("..").scan(word.start, |from, piece| {
                let start = *from;
                *from += piece.len() + 2;
                Some(start..start + piece.len())
            }) {
                self.name(piece);
            }
            self.file(word);
        } else {
            self.name(word);
        }
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.text[range.clone()];
        let front = text.len() - text.trim_start_matches(['.', '-']).len();
        let length = text.trim_matches(['.', '-']).len();
        range.start + front..range.start + front + length
    }

    fn numbers(&mut self, word: Range<usize>) {
        let word = self.trimmed(word);
        let text = self.text;
        if text[word.clone()].split('-').any(|part| ipv4(part.as_bytes()).is_none()) {
            return;
        }
        for part in runs(&text[word.clone()], |letter| letter != '-') {
            let range = word.start + part.start..word.start + part.end;
            if let Some(address) = ipv4(text[range.clone()].as_bytes()) {
                self.address(address.into(), range);
            }
        }
    }

    fn name(&mut self, piece: Range<usize>) {
        let range = self.trimmed(piece);
        let mut scratch = String::new();
        let Some(form) = domain(&self.text[range.clone()], &mut scratch) else { return };
        for name in domain_and_parents(form.text) {
            (self.ask)(Kind::Domain, name, name == form.text, range.clone());
        }
        self.url(range.clone());
        self.email(range);
    }

    fn email(&mut self, range: Range<usize>) {
        let Some(at) = range.start.checked_sub(1).filter(|_| self.before(range.start) == Some('@')) else {
            return;
        };
        let local = |letter: char| letter.is_ascii_alphanumeric() || "._-+".contains(letter);
        let run = self.text[..at].rfind(|letter| !local(letter));
        let run = run.map_or(0, |place| place + self.behind(place).map_or(0, char::len_utf8));
        let escaped = self.before(run) == Some('%');
        let start = if escaped { behind_escape(self.text.as_bytes(), run) } else { run };
        let start = at - self.text[start..at].trim_start_matches('.').len();
        let glue = self.before(run).filter(|letter| "'!#$*^~".contains(*letter));
        if glue.is_some_and(|glue| {
            self.before(run - glue.len_utf8()).is_some_and(|letter| letter.is_ascii_alphanumeric())
        }) {
            return;
        }
        if let Some(form) = email(&self.text[start..range.end], &mut String::new()) {
            (self.ask)(Kind::Email, form.text, true, start..range.end);
        }
    }

    fn file(&mut self, word: Range<usize>) {
        let joins = |letter: Option<char>| letter.is_some_and(|letter| "~$+#".contains(letter));
        let folder = self.behind(word.end).is_some_and(|letter| letter == '/' || letter == '\\');
        if folder || joins(self.behind(word.end)) || joins(self.before(word.start)) {
            return;
        }
        let name = self.text[word.clone()].trim_end_matches('.');
        if let Some(form) = file_name(name, &mut String::new()).filter(|form| is_plain(form.text)) {
            (self.ask)(Kind::FileName, form.text, true, word.start..word.start + name.len());
        }
    }

    fn component(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        let name = components::trimmed(text);
        if self.behind(range.end).is_some_and(|letter| letter == '/' || letter == '\\') || is_plain(name) {
            return;
        }
        let start = range.start + text.find(name).unwrap_or_default();
        let mut scratch = String::new();
        if let Some(form) = file_name(name, &mut scratch).filter(|form| !form.steps.contains(Step::Space)) {
            (self.ask)(Kind::FileName, form.text, true, start..start + name.len());
        }
    }

    fn hash(&mut self, run: Range<usize>) {
        let start = behind_escape(self.text.as_bytes(), run.start);
        let joined = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
        if joined(self.behind(run.end)) || start == run.start && joined(self.before(start)) || start > run.end
        {
            return;
        }
        if let Some((kind, form)) = hash(&self.text[start..run.end], &mut String::new()) {
            (self.ask)(kind, form.text, true, start..run.end);
        }
    }

    /// The URL around a host.
    fn url(&mut self, host: Range<usize>) {
        let Some((start, end)) = extent(self.text.as_bytes(), host.start, host.end) else { return };
        let found = &self.text[start..end];
        let shorter = found.find([',', ';']).map(|place| start..start + place);
        if !self.prefixes(start..end) {
            shorter.into_iter().for_each(|range| {
                self.prefixes(range);
            });
        }
    }

    fn prefixes(&mut self, range: Range<usize>) -> bool {
        let mut scratch = String::new();
        let Some(form) = url(&self.text[range.clone()], &mut scratch) else { return false };
        url_and_prefixes(form.text).fold(false, |met, prefix| {
            (self.ask)(Kind::Url, prefix, prefix == form.text, range.clone()) | met
        })
    }
}
