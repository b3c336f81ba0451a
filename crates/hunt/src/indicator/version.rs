//! Four numbers with dots between: an address, or the version of a program?
//!
//! What stands before can tell. `Chrome/120.0.0.0` names a product and its version; `Version=4.0.0.0` and `build 10.0.0.1` say so.
//! Where nothing tells, it is an address: a version that stands alone, or at the end of a folder's name, cannot be told from one.

use super::letters::{DIGIT, LETTER, class, start_of};

/// Words that announce a version, besides those that end in `version`.
const ANNOUNCE: [&[u8]; 6] = [b"v", b"ver", b"build", b"release", b"rev", b"revision"];

/// How many signs may stand between such a word and the version: as in `\"version\": \"1.2.3.4\"`.
const MAX_BETWEEN: usize = 8;

/// Service classes that stand before addresses in names of Kerberos services: `cifs/192.0.2.1`.
const SERVICES: [&[u8]; 14] = [
    b"cifs",
    b"dns",
    b"ftp",
    b"gc",
    b"host",
    b"http",
    b"https",
    b"imap",
    b"ldap",
    b"mssqlsvc",
    b"nfs",
    b"restrictedkrbhost",
    b"termsrv",
    b"wsman",
];

/// Whether the four numbers at `start..end` are a version, by what stands around them.
pub(super) fn is_version(text: &[u8], start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    match before.split_last() {
        // A firewall's `outside/192.0.2.1(443)` is no product.
        Some((b'/', before)) => text.get(end) != Some(&b'(') && is_product(before),
        _ => is_announced(before),
    }
}

/// Whether a text ends with the name of a product, as user agents have it.
fn is_product(before: &[u8]) -> bool {
    let start =
        start_of(before, before.len(), |byte| class(byte) & (LETTER | DIGIT) != 0 || b"-_+".contains(&byte));
    let (around, name) = before.split_at_checked(start).unwrap_or_default();
    let opens = around.last().is_none_or(|byte| byte.is_ascii_whitespace() || b"\"'([,;=".contains(byte));
    let named = name.iter().any(|byte| byte.is_ascii_alphabetic());
    opens && named && !SERVICES.iter().any(|service| name.eq_ignore_ascii_case(service))
}

/// Whether the word before the numbers says that a version follows.
fn is_announced(before: &[u8]) -> bool {
    let between = |byte: &&u8| b" \t:=.\"'\\".contains(byte);
    let signs = before.iter().rev().take_while(between).count();
    let until = before.len() - signs;
    let start = start_of(before, until, |byte| class(byte) & LETTER != 0);
    let word = before.get(start..until).unwrap_or_default();
    let ends = |word: &[u8]| word.last_chunk::<7>().is_some_and(|end| end.eq_ignore_ascii_case(b"version"));
    let digit = start.checked_sub(1).and_then(|place| before.get(place)).is_some_and(u8::is_ascii_digit);
    (1..=MAX_BETWEEN).contains(&signs)
        && (ends(word) || !digit && ANNOUNCE.iter().any(|announced| word.eq_ignore_ascii_case(announced)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the text `1.2.3.4` in this one is a version.
    fn version(text: &str) -> bool {
        let start = text.find("1.2.3.4").expect("the numbers");
        is_version(text.as_bytes(), start, start + 7)
    }

    #[test]
    fn versions_are_announced() {
        for text in [
            "Mozilla/5.0 (X11) Chrome/1.2.3.4 Safari/537.36",
            "Chrome/1.2.3.4",
            "System.Core, Version=1.2.3.4, Culture=neutral",
            "FileVersion: 1.2.3.4",
            "product_version\": \"1.2.3.4\"",
            r#"{\"version\":\"1.2.3.4\"}"#,
            "Version 1.2.3.4",
            "ver. 1.2.3.4",
            "build 1.2.3.4",
        ] {
            assert!(version(text), "{text}");
        }
    }

    #[test]
    fn addresses_are_not() {
        for text in [
            "1.2.3.4",
            "to 1.2.3.4",
            "http://1.2.3.4/",
            "cifs/1.2.3.4",
            "dc.corp.example/1.2.3.4",
            "/1.2.3.4:443",
            "/var/log/1.2.3.4",
            "src outside/1.2.3.4(443)",
            "conversion of host=1.2.3.4",
            "version of 1.2.3.4",
            r"\\1.2.3.4\share",
            "(1.2.3.4)",
        ] {
            assert!(!version(text), "{text}");
        }
    }
}
