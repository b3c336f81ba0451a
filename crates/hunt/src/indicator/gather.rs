//! All observables of an event, not only those that somebody names: what a member remembers to have seen.
//!
//! Tokens are found as they are for indicators ([`super::scan`]), so that what is remembered is what a later indicator would have met. Two kinds
//! need more than a shape. A user agent is a whole text, so only fields that hold one are taken. And every word with a dot may be a name in
//! the DNS or that of a file: it is taken for a name where the public suffix list knows its end or the field holds names, and for a file
//! where it ends like one.

use super::{
    candidate::{Candidate, What},
    dull::Dull,
    extent::extent,
    scan::{Scanner, Wants},
    set::Indicators,
    version::is_version,
};
use event::{Event, Paths};
use statement::observable::{
    Kind, domain, email, file_name, has_public_suffix, hash, ipv4, ipv6, url, user_agent,
};
use std::net::IpAddr;

/// How many bytes of a text are looked through. A script block can have a mebibyte, and names its server at the start or not.
const MAX_SEARCHED: usize = 64 << 10;

/// How many texts are remembered as known: more than an hour of a quiet house has, in half a mebibyte.
const PLACES: usize = 1 << 16;

/// What the last part of a path is called where the field holds a name of the DNS.
const NAMES: [&str; 14] = [
    "queryname",
    "query",
    "rrname",
    "destinationhostname",
    "server_name",
    "sni",
    "host",
    "hostname",
    "domain",
    "cs-host",
    "r-dns",
    "host_header",
    "registered_domain",
    "dst_hostname",
];

/// The same where it holds a user agent.
const AGENTS: [&str; 5] = ["user_agent", "useragent", "http_user_agent", "cs-user-agent", "c-useragent"];

/// Endings that are sold, and that files have too.
const BOTH: [&str; 12] = ["com", "sh", "zip", "py", "pl", "ps", "mov", "md", "rs", "app", "cab", "so"];

/// Ends of names that the public DNS does not have and that networks use all the same, or that stand in examples (RFC 2606, RFC 6761, RFC 6762;
/// ICANN's resolution 2024.07.29.06 on `internal`).
const PRIVATE: [&str; 11] = [
    "arpa",
    "corp",
    "example",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "test",
];

/// What a field is known to hold by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Any,
    /// A name of the DNS, whatever it ends in.
    Name,
    Agent,
    /// Nothing that is remembered: the name of a schema.
    Nothing,
}

impl Role {
    fn of(path: &str) -> Self {
        let leaf = path.rsplit('.').next().unwrap_or(path).to_ascii_lowercase();
        match leaf.as_str() {
            leaf if leaf.ends_with("xmlns") => Role::Nothing,
            leaf if AGENTS.contains(&leaf) || path.ends_with("user_agent.original") => Role::Agent,
            leaf if NAMES.contains(&leaf) || path.ends_with("dns.question.name") => Role::Name,
            _ => Role::Any,
        }
    }
}

/// Gathers observables. One for each thread and decoder.
#[derive(Debug)]
pub struct Gatherer {
    every: Indicators,
    wants: Wants,
    known: Dull,
    roles: Vec<Role>,
    generation: u64,
    candidates: Vec<Candidate>,
    scratch: String,
}

impl Default for Gatherer {
    fn default() -> Self {
        let every = Indicators::every();
        let wants = Wants { agents: false, ..Wants::of(&every) };
        Gatherer {
            every,
            wants,
            known: Dull::with_places(PLACES),
            roles: Vec::new(),
            generation: 0,
            candidates: Vec::new(),
            scratch: String::new(),
        }
    }
}

impl Gatherer {
    /// Calls `each` with the observables of an event, each in its canonical form, some of them more than once.
    ///
    /// `scene` is a number for what else a value is remembered with, such as day and host: a text that was looked through lately in
    /// the same scene is passed over, and nothing of it is told again.
    pub fn gather(&mut self, paths: &Paths, event: &Event<'_>, scene: u64, mut each: impl FnMut(Kind, &str)) {
        self.meet(paths);
        for field in event.fields {
            let role = self.roles.get(field.path.index()).copied().unwrap_or(Role::Any);
            let Some(text) = field.value.as_text().filter(|text| text.len() > 3 && role != Role::Nothing)
            else {
                continue;
            };
            let number = self.known.number_in(text, scene ^ (role as u64) << 62);
            if number.is_some_and(|number| self.known.knows(number)) {
                continue;
            }
            self.text(role, text, &mut each);
            if let Some(number) = number {
                self.known.learn(number);
            }
        }
    }

    /// Learns the paths that are new.
    fn meet(&mut self, paths: &Paths) {
        if self.generation != paths.generation() {
            self.generation = paths.generation();
            self.roles.clear();
        }
        for index in self.roles.len()..paths.len() {
            self.roles.push(Role::of(paths.name_at(index)));
        }
    }

    fn text(&mut self, role: Role, text: &str, each: &mut impl FnMut(Kind, &str)) {
        if role == Role::Agent {
            return user_agent(text, &mut self.scratch)
                .into_iter()
                .for_each(|form| each(Kind::UserAgent, form.text));
        }
        let text = text.get(..text.floor_char_boundary(MAX_SEARCHED)).unwrap_or(text);
        let Gatherer { every, wants, candidates, .. } = self;
        Scanner { set: every, wants: *wants, text, field: 0, out: candidates }.scan();
        for candidate in std::mem::take(&mut self.candidates).drain(..) {
            self.tell(role, text, candidate, each);
        }
    }

    fn tell(&mut self, role: Role, text: &str, candidate: Candidate, each: &mut impl FnMut(Kind, &str)) {
        let (start, end) = (candidate.token.start as usize, candidate.token.end as usize);
        let Some(found) = text.get(start..end) else { return };
        let scratch = &mut self.scratch;
        match candidate.token.what {
            What::Address => tell_address(text, start, end, found, each),
            What::Domain(0) => {
                let form = domain(found, scratch);
                let form = form.filter(|form| role == Role::Name || is_name(form.text));
                form.into_iter().for_each(|form| each(Kind::Domain, form.text));
            }
            What::Host => tell_url(text, start, end, scratch, each),
            What::Hash => hash(found, scratch).into_iter().for_each(|(kind, form)| each(kind, form.text)),
            What::Email => email(found, scratch).into_iter().for_each(|form| each(Kind::Email, form.text)),
            What::FileName if role == Role::Any && ends_like_file(found) => {
                file_name(found, scratch).into_iter().for_each(|form| each(Kind::FileName, form.text));
            }
            What::Domain(_) | What::Network(_) | What::FileName | What::UserAgent => {}
        }
    }
}

fn tell_address(text: &str, start: usize, end: usize, found: &str, each: &mut impl FnMut(Kind, &str)) {
    let address = match ipv4(found.as_bytes()) {
        Some(_) if is_version(text.as_bytes(), start, end) => return,
        Some(address) => IpAddr::from(address),
        None => match ipv6(found.as_bytes()) {
            Some((address, _)) => address,
            None => return,
        },
    };
    let kind = if address.is_ipv4() { Kind::Ipv4 } else { Kind::Ipv6 };
    each(kind, &address.to_string());
}

fn tell_url(text: &str, start: usize, end: usize, scratch: &mut String, each: &mut impl FnMut(Kind, &str)) {
    let Some((start, end)) = extent(text.as_bytes(), start, end) else { return };
    let Some(found) = text.get(start..end) else { return };
    let has_scheme = found.contains("://");
    let Some(form) = url(found, scratch) else { return };
    let host = statement::observable::url_host(form.text);
    // Without a scheme it may be any path.
    if has_scheme || is_name(host) || host.parse::<IpAddr>().is_ok() {
        each(Kind::Url, form.text);
    }
}

/// Whether a canonical name ends as those of the DNS do.
fn is_name(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    PRIVATE.contains(&last) || has_public_suffix(name)
}

/// Whether a word ends as names of files do: in one to five letters and digits, not all digits, that are no public suffix alone.
fn ends_like_file(name: &str) -> bool {
    let Some((_, ending)) = name.rsplit_once('.') else { return false };
    let short = (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let letters = ending.bytes().any(|byte| byte.is_ascii_alphabetic());
    short && letters && (BOTH.iter().any(|both| ending.eq_ignore_ascii_case(both)) || !is_suffix(ending))
}

fn is_suffix(ending: &str) -> bool {
    let mut small = [0; 5];
    let small = small.get_mut(..ending.len()).map(|small| {
        small.copy_from_slice(ending.as_bytes());
        small.make_ascii_lowercase();
        &*small
    });
    small.and_then(|small| str::from_utf8(small).ok()).is_some_and(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::{Block, Decoder, Format};

    fn gathered(gatherer: &mut Gatherer, json: &str, scene: u64) -> Vec<String> {
        let mut found = Vec::new();
        let mut block = Block::new(Format::JsonLines, json.as_bytes().to_vec());
        Decoder::default().decode(&mut block, |paths, event| {
            let event = event.expect("the record is JSON");
            gatherer.gather(paths, &event, scene, |kind, value| found.push(format!("{kind} {value}")));
        });
        found.sort();
        found.dedup();
        found
    }

    #[test]
    fn observables_are_found_in_all_that_holds_them() {
        let md5 = "0123456789abcdef0123456789abcdef";
        for (json, expected) in [
            (r#"{"ip":"203.0.113.9"}"#, vec!["ipv4 203.0.113.9"]),
            (r#"{"ip":"::ffff:203.0.113.9"}"#, vec!["ipv4 203.0.113.9"]),
            (r#"{"ip":"2001:DB8::1"}"#, vec!["ipv6 2001:db8::1"]),
            (r#"{"x":"Version=1.2.3.4"}"#, vec![]),
            (r#"{"query":"DC1.corp.internal."}"#, vec!["domain dc1.corp.internal"]),
            (r#"{"x":"to www.Evil.com, now"}"#, vec!["domain www.evil.com", "filename www.evil.com"]),
            (
                r#"{"x":"at printer.corp and evil.example."}"#,
                vec!["domain evil.example", "domain printer.corp"],
            ),
            (r#"{"x":"cmd /c C:\\x\\Run.PS1 -a"}"#, vec!["filename run.ps1"]),
            (
                r#"{"x":"C:\\Program Files\\my setup.exe"}"#,
                vec!["filename my setup.exe", "filename setup.exe"],
            ),
            (
                r#"{"x":"IEX('http://evil.example.com:8080/a.txt')"}"#,
                vec![
                    "domain evil.example.com",
                    "filename a.txt",
                    "filename evil.example.com",
                    "url evil.example.com:8080/a.txt",
                ],
            ),
            (
                r#"{"m":"from eve@mail.example.org"}"#,
                vec!["domain mail.example.org", "email eve@mail.example.org"],
            ),
            (r#"{"http":{"user_agent":"Evil/1.0"}}"#, vec!["user-agent evil/1.0"]),
            (r#"{"x":"System.IO.Compression 1.2.3 10:20:30"}"#, vec![]),
            (&format!(r#"{{"h":"MD5={md5}"}}"#), vec![&*format!("md5 {md5}")]),
        ] {
            assert_eq!(gathered(&mut Gatherer::default(), json, 1), expected, "{json}");
        }
    }

    #[test]
    fn a_text_is_told_once_for_each_scene() {
        let mut gatherer = Gatherer::default();
        let json = r#"{"ip":"203.0.113.9"}"#;
        assert_eq!(gathered(&mut gatherer, json, 1).len(), 1);
        assert!(gathered(&mut gatherer, json, 1).is_empty());
        assert_eq!(gathered(&mut gatherer, json, 2).len(), 1);
    }
}
