//! Values as the properties of observables want them (STIX 2.1, 6, and the schemas of OASIS).

use super::{
    super::{path::digest, time},
    pattern::{end_type, is_number, is_truth},
};
use serde_json::Value;
use std::net::IpAddr;

/// The value of a property; none if the property cannot have it.
pub(super) fn fit(path: &str, value: &str) -> Option<Value> {
    let end = path.rsplit(['.', ':']).next().unwrap_or(path);
    match end {
        _ if is_number(path) => number(path, value).map(Value::from),
        _ if is_truth(path) => truth(value).map(Value::from),
        _ if is_time(end) => time::read(value).map(|moment| time::plain(moment).into()),
        // The schemas have TLSH as it was before it got a version.
        "'TLSH'" => {
            value.strip_prefix("T1").or(Some(value)).filter(|value| hash("TLSH", value)).map(Value::from)
        }
        _ if path.contains(":hashes.") => hash(end.trim_matches('\''), value).then(|| value.into()),
        _ if path == "url:value" => uri(value).map(Value::from),
        _ if path == "mac-addr:value" => mac(value).map(Value::from),
        _ if path == "windows-registry-key:key" => hive(value).map(Value::from),
        "mime_type" => is_media_type(value).then(|| value.into()),
        "protocols[*]" => protocol(value).map(Value::from),
        "value" if is_address_path(path) => is_mail(value).then(|| value.into()),
        "value" if path.contains("resolves_to") => value.parse::<IpAddr>().is_ok().then(|| value.into()),
        "value" if path.starts_with("network-traffic:") => end_type(value).map(|_| value.into()),
        _ => (!value.trim().is_empty()).then(|| value.into()),
    }
}

fn is_time(end: &str) -> bool {
    matches!(
        end,
        "atime"
            | "ctime"
            | "mtime"
            | "date"
            | "start"
            | "end"
            | "created_time"
            | "modified_time"
            | "validity_not_before"
            | "validity_not_after"
            | "account_created"
            | "account_expires"
            | "account_first_login"
            | "account_last_login"
    )
}

fn is_address_path(path: &str) -> bool {
    path.starts_with("email-addr:") || path.starts_with("email-message:")
}

/// Something with an `@` and a name on both sides, and nothing that could not stand in a mail.
fn is_mail(value: &str) -> bool {
    let plain = value.chars().all(|letter| !letter.is_whitespace() && !letter.is_control());
    plain && value.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

/// Numbers: that of an autonomous system may have `AS` in front, ports end at 65535.
fn number(path: &str, value: &str) -> Option<u64> {
    let value = value.trim();
    let digits = if path == "autonomous-system:number" {
        value.strip_prefix("AS").or_else(|| value.strip_prefix("as")).unwrap_or(value)
    } else {
        value
    };
    let most = if path.ends_with("_port") { u64::from(u16::MAX) } else { (1 << 53) - 1 };
    digits.trim().parse().ok().filter(|number| *number <= most)
}

fn truth(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

/// Whether a text is a hash of this name. Of hashes that STIX does not name nothing is known.
fn hash(name: &str, value: &str) -> bool {
    let digits = |count: usize| value.len() == count && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    match &*digest(name) {
        "MD5" => digits(32),
        "SHA1" => digits(40),
        "SHA224" => digits(56),
        "SHA256" | "SHA3256" => digits(64),
        "SHA384" => digits(96),
        "SHA512" | "SHA3512" => digits(128),
        "TLSH" => digits(70),
        "SSDEEP" => {
            value.len() <= 256
                && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/+:.".contains(&byte))
        }
        _ => !value.is_empty(),
    }
}

/// A URI (RFC 3986): it has a scheme, and what it may not have is percent-encoded, as browsers do.
pub(super) fn uri(value: &str) -> Option<String> {
    let value = value.trim();
    let (scheme, rest) = value.split_once(':')?;
    let is_scheme = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !is_scheme || rest.is_empty() {
        return None;
    }
    let mut uri = format!("{scheme}:");
    let bytes = rest.as_bytes();
    for (place, byte) in bytes.iter().enumerate() {
        let is_escape = *byte == b'%'
            && bytes.get(place + 1..place + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(byte) || is_escape => {
                uri.push(char::from(*byte))
            }
            // Brackets are those of an address only: elsewhere they may not stand.
            b'[' | b']' if is_host(rest, place) => uri.push(char::from(*byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(uri)
}

/// Whether a place is in the host of `//host/path`.
fn is_host(rest: &str, place: usize) -> bool {
    let host = rest.strip_prefix("//").map(|rest| 2 + rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    host.is_some_and(|end| place < end)
}

/// Six pairs of small digits, with colons between.
fn mac(value: &str) -> Option<String> {
    let plain = value.trim().to_ascii_lowercase().replace('-', ":");
    let pairs: Vec<_> = plain.split(':').collect();
    let is_mac = pairs.len() == 6
        && pairs.iter().all(|pair| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit()));
    is_mac.then_some(plain)
}

/// A registry key with its hive written out (STIX 2.1, 6.17.1). One that has a short hive elsewhere (`(HKLM|HKCU)\Software`) is several, or none.
fn hive(key: &str) -> Option<String> {
    const SHORT: [(&str, &str); 5] = [
        ("HKLM", "HKEY_LOCAL_MACHINE"),
        ("HKCU", "HKEY_CURRENT_USER"),
        ("HKCR", "HKEY_CLASSES_ROOT"),
        ("HKCC", "HKEY_CURRENT_CONFIG"),
        ("HKU", "HKEY_USERS"),
    ];
    let (root, rest) = key.split_at(key.find('\\').unwrap_or(key.len()));
    let long = SHORT.iter().find(|(short, _)| root.trim_end_matches(':').eq_ignore_ascii_case(short));
    let key = long.map_or_else(|| key.to_owned(), |(_, long)| format!("{long}{rest}"));
    let is_short =
        SHORT.iter().any(|(short, _)| key.contains(short) || key.contains(&short.to_ascii_lowercase()));
    (!is_short && !key.is_empty()).then_some(key)
}

fn is_media_type(value: &str) -> bool {
    const TOP: [&str; 9] =
        ["application", "audio", "font", "image", "message", "model", "multipart", "text", "video"];
    value.split_once('/').is_some_and(|(top, sub)| {
        TOP.contains(&top)
            && !sub.is_empty()
            && sub.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".+_-".contains(&byte))
    })
}

/// Names of protocols are those of IANA, in small letters.
fn protocol(value: &str) -> Option<String> {
    let plain = value.trim().to_ascii_lowercase();
    let is_name = !plain.is_empty()
        && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte));
    is_name.then_some(plain)
}
