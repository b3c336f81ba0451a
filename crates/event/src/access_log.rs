//! Access logs of web servers: the Common and the Combined Log Format, with a virtual host in front or not.
//!
//! Sources: Apache HTTP Server, "Log Files" (common, combined, and `%v` for virtual hosts) and `mod_log_config` (how `%r`,
//! `%{Referer}i` and `%{User-agent}i` are escaped); nginx, `ngx_http_log_module` (combined); Debian's apache2.conf
//! (`vhost_combined`: `%v:%p %h ...`). Fields have the names of the W3C's extended format, as Sigma's rules do.

use crate::{
    Value,
    lines::{hex, split_at},
    record::{Record, Refusal},
};
use bumpalo::Bump;
use memchr::{memchr, memmem};
use std::net::IpAddr;

/// Parses a line.
pub(crate) fn parse<'a>(line: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    let parts = Parts::of(line).ok_or_else(|| Refusal::malformed("not a line of an access log"))?;
    parts.add_who(record)?;
    record.text("timestamp", parts.time)?;
    add_request(unescape(parts.request, bump), bump, record)?;
    add_number("sc-status", parts.status, record)?;
    add_number("sc-bytes", parts.bytes, record)?;
    let Some((referer, user_agent, rest)) = parts.combined() else {
        return add_rest(parts.rest, record);
    };
    add_or_null("cs-referer", unescape(referer, bump), record)?;
    add_or_null("cs-user-agent", unescape(user_agent, bump), record)?;
    add_rest(rest, record)
}

/// Whether a line has the form of an access log.
pub(crate) fn is_access_log(line: &str) -> bool {
    Parts::of(line).is_some_and(|parts| {
        let numeric = |text: &str| text == "-" || text.bytes().all(|byte| byte.is_ascii_digit());
        numeric(parts.status) && parts.status.len() <= 3 && numeric(parts.bytes)
    })
}

struct Parts<'a> {
    /// Virtual host, client, ident and user, as far as they are there.
    who: &'a str,
    time: &'a str,
    request: &'a str,
    status: &'a str,
    bytes: &'a str,
    rest: &'a str,
}

impl<'a> Parts<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (who, time, rest) = split_time(line)?;
        let (request, rest) = quoted(rest)?;
        let (status, rest) = word(rest);
        let (bytes, rest) = word(rest);
        Some(Parts { who, time, request, status, bytes, rest })
    }

    /// Referer, user agent, and what follows them.
    fn combined(&self) -> Option<(&'a str, &'a str, &'a str)> {
        let (referer, rest) = quoted(self.rest)?;
        let (user_agent, rest) = quoted(rest)?;
        Some((referer, user_agent, rest))
    }

    /// `[host[:port]] client ident user`. A user may have blanks in the name, so the host is there if the second word is an
    /// address, or if four words start with a name that has a port.
    fn add_who(&self, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        let (first, rest) = word(self.who);
        let (second, behind) = word(rest);
        let four_words = self.who.split(' ').filter(|word| !word.is_empty()).count() == 4;
        let has_host =
            is_address(second) || (four_words && split_port(first).1.is_some() && !is_address(first));
        let (client, rest) = if has_host { (second, behind) } else { (first, rest) };
        if has_host {
            let (host, port) = split_port(first);
            record.text("cs-host", host)?;
            port.map_or(Ok(()), |port| add_number("s-port", port, record))?;
        }
        record.text("c-ip", client)?;
        let user = word(rest).1.trim();
        add_or_null("cs-username", user, record)
    }
}

/// What stands before the time, the time, and what stands behind it. The time is found by its form: a user's name may have
/// brackets.
fn split_time(line: &str) -> Option<(&str, &str, &str)> {
    memmem::find_iter(line.as_bytes(), b" [").find_map(|at| {
        let inside = line.get(at + 2..)?;
        let is_time =
            matches!(inside.as_bytes(), [_, _, b'/', _, _, _, b'/', _, _, _, _, b':', _, _, b':', ..]);
        let (time, rest) = split_at(inside, b']').filter(|_| is_time)?;
        Some((line.get(..at)?, time, rest))
    })
}

fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(' ');
    split_at(text, b' ').unwrap_or((text, ""))
}

/// A quoted text without its quotes, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inside = text.trim_start_matches(' ').strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    Some((inside.get(..end)?, inside.get(end + 1..)?))
}

fn is_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// `www.example.com:443`.
fn split_port(host: &str) -> (&str, Option<&str>) {
    let is_port =
        |port: &str| !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    match host.rsplit_once(':') {
        Some((name, port)) if is_port(port) => (name, Some(port)),
        _ => (host, None),
    }
}

/// `GET /index.html?a=b HTTP/1.1`. What is no request, such as the start of a TLS handshake, is kept as it is.
fn add_request<'a>(request: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    let parts = split_at(request, b' ').filter(|(method, _)| is_method(method));
    let Some((method, rest)) = parts else {
        return add_or_null("request", request, record);
    };
    let (target, version) = match rest.rsplit_once(' ') {
        Some((target, version)) if version.starts_with("HTTP/") => (target, Some(version)),
        _ => (rest, None),
    };
    record.text("cs-method", method)?;
    add_target(target, bump, record)?;
    version.map_or(Ok(()), |version| record.text("cs-version", version))
}

fn is_method(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
}

/// The target whole and in its parts. Its form with a scheme is a request to a proxy: RFC 9112, section 3.2.2.
fn add_target<'a>(target: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    let (stem, query) = match split_at(target, b'?') {
        Some((stem, query)) => (stem, Some(query)),
        None => (target, None),
    };
    record.text("cs-uri", target)?;
    let stem = match stem.split_once("://") {
        Some((scheme, rest)) if is_method(scheme) => {
            let (host, path) = rest
                .split_at_checked(memchr(b'/', rest.as_bytes()).unwrap_or(rest.len()))
                .unwrap_or((rest, ""));
            record.text("cs-uri-scheme", scheme)?;
            record.text("cs-host", bump.alloc_str(split_port(host).0))?;
            path
        }
        _ => stem,
    };
    record.text("cs-uri-stem", stem)?;
    record.push("cs-uri-query", query.map_or(Value::Null, Value::Text))
}

fn add_number<'a>(name: &str, text: &'a str, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    match text.parse() {
        Ok(number) => record.push(name, Value::Int(number)),
        Err(_) => add_or_null(name, text, record),
    }
}

fn add_or_null<'a>(name: &str, text: &'a str, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    record.push(name, if matches!(text, "-" | "") { Value::Null } else { Value::Text(text) })
}

/// What a server was told to write besides, such as the addresses of X-Forwarded-For.
fn add_rest<'a>(rest: &'a str, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    match rest.trim() {
        "" => Ok(()),
        rest => record.text("rest", rest),
    }
}

/// Undoes `\"`, `\\` and those `\xHH` that stand for a printing character of ASCII. What moves the cursor stays escaped.
fn unescape<'a>(text: &'a str, bump: &'a Bump) -> &'a str {
    if memchr(b'\\', text.as_bytes()).is_none() {
        return text;
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((plain, escape)) = split_at(rest, b'\\') {
        out.push_str(plain);
        let (char, len) = match escape.as_bytes() {
            [byte @ (b'"' | b'\\'), ..] => (char::from(*byte), 1),
            [b'x', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                match hex(*high) << 4 | hex(*low) {
                    byte @ b' '..=b'~' => (char::from(byte), 3),
                    _ => ('\\', 0),
                }
            }
            _ => ('\\', 0),
        };
        out.push(char);
        rest = escape.get(len..).unwrap_or_default();
    }
    out.push_str(rest);
    bump.alloc_str(&out)
}
