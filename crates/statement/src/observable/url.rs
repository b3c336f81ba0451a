//! URLs, in a form that is made for being matched by host and prefix.

use super::{Form, Step, Steps, domain::push_domain, ipv4, ipv6, percent};

/// The longest URL, in bytes, before and after. Servers refuse request lines beyond 8 KiB.
pub const MAX_URL: usize = 8 << 10;

/// How many prefixes of a URL are tried at most. A path of more segments than half of this is not one that people list.
pub const MAX_PREFIXES: usize = 64;

/// A URL in canonical form: `host[:port]/path[?query]`.
///
/// - The scheme, with or without which it may come, is dropped: what is served under `http` is under `https` too. Any scheme with
///   `//` will do but `file`.
/// - The host is an address or a [`domain`](super::domain) in canonical form, an IPv6 address in brackets. A host of one label is
///   refused.
/// - The ports 80 and 443, and 21 with `ftp`, are dropped. Other ports stay: without one and with one are two URLs.
/// - User name, password and fragment are dropped, they are not sent as part of the URL.
/// - The path keeps its case and its dots, and is `/` where there is none. A query without text is dropped.
/// - Percent-encoding is undone for what RFC 3986 calls unreserved, and done for what it does not allow raw and for round brackets.
///
/// Raw space and control characters are refused: a text with them is prose around a URL. Whatever the text, `host/` is enough: `example.com` is `example.com/` if one asks this function.
///
/// ```
/// use statement::observable::url;
/// let mut scratch = String::new();
/// assert_eq!(url("HTTPS://user@Example.COM:443/%7Ea/B?x#y", &mut scratch).unwrap().text, "example.com/~a/B?x");
/// ```
pub fn url<'t>(text: &str, scratch: &'t mut String) -> Option<Form<'t>> {
    if text.len() > MAX_URL || text.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        return None;
    }
    let (scheme, rest) = split_scheme(text)?;
    let parts = Parts::of(rest)?;
    scratch.clear();
    let mut steps = Steps::NONE.with_if(scheme.is_some(), Step::Scheme).and(parts.dropped);
    steps = steps.and(push_host(parts.host, scratch)?).and(push_port(parts.port, scheme, scratch)?);
    steps = steps.and(push_path(&parts, scratch));
    (scratch.len() <= MAX_URL).then_some(Form { text: scratch, steps })
}

/// The scheme before `://`, and what follows. None where that is no scheme, or the one of local files.
fn split_scheme(text: &str) -> Option<(Option<&str>, &str)> {
    let Some((scheme, rest)) =
        text.split_once("://").filter(|(scheme, _)| !scheme.contains(['/', '?', '#', '@', '.']))
    else {
        return Some((None, text));
    };
    let is_scheme = scheme.len() <= 16
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-".contains(&byte));
    (is_scheme && !scheme.eq_ignore_ascii_case("file")).then_some((Some(scheme), rest))
}

/// Where the parts of a URL are, and which of them the canonical form has not.
struct Parts<'u> {
    host: &'u str,
    port: Option<&'u str>,
    /// With its slash, or empty.
    path: &'u str,
    /// Without its question mark.
    query: &'u str,
    dropped: Steps,
}

impl<'u> Parts<'u> {
    fn of(text: &'u str) -> Option<Self> {
        let (text, fragment) = cut(text, '#');
        let (before, query) = cut(text, '?');
        let (authority, path) = before.split_at(before.find('/').unwrap_or(before.len()));
        let (userinfo, server) = match authority.rsplit_once('@') {
            Some((userinfo, server)) => (Some(userinfo), server),
            None => (None, authority),
        };
        let (host, port) = split_port(server)?;
        let dropped = Steps::NONE
            .with_if(fragment.is_some(), Step::Fragment)
            .with_if(userinfo.is_some(), Step::Userinfo)
            .with_if(path.is_empty() || query == Some(""), Step::Path);
        Some(Self { host, port, path, query: query.unwrap_or_default(), dropped })
    }
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// The host, brackets included, and the port behind it. None where brackets do not close.
fn split_port(server: &str) -> Option<(&str, Option<&str>)> {
    let end = if server.starts_with('[') {
        server.find(']')? + 1
    } else {
        server.find(':').unwrap_or(server.len())
    };
    let (host, rest) = server.split_at_checked(end)?;
    match rest {
        "" => Some((host, None)),
        rest => Some((host, Some(rest.strip_prefix(':')?))),
    }
}

fn push_host(host: &str, to: &mut String) -> Option<Steps> {
    if let Some(inside) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let (address, steps) = ipv6(inside.as_bytes()).filter(|(_, steps)| !steps.contains(Step::Zone))?;
        let written = if address.is_ipv4() { address.to_string() } else { format!("[{address}]") };
        to.push_str(&written);
        return Some(steps);
    }
    if ipv4(host.as_bytes()).is_some() {
        to.push_str(host);
        return Some(Steps::NONE);
    }
    push_domain(host, to)
}

fn push_port(port: Option<&str>, scheme: Option<&str>, to: &mut String) -> Option<Steps> {
    let Some(port) = port else { return Some(Steps::NONE) };
    let number = match port {
        "" => 80,
        port => port_number(port)?,
    };
    let of_ftp = number == 21 && scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("ftp"));
    if number == 80 || number == 443 || of_ftp {
        return Some(Steps::NONE.with(Step::Port));
    }
    let written = number.to_string();
    to.push(':');
    to.push_str(&written);
    Some(Steps::NONE.with_if(written != port, Step::Port))
}

/// The number of a port.
pub(super) fn port_number(text: &str) -> Option<u16> {
    let digits = (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn push_path(parts: &Parts<'_>, to: &mut String) -> Steps {
    let mut changed = match parts.path {
        "" => {
            to.push('/');
            false
        }
        path => percent::push_canonical(path, to),
    };
    if !parts.query.is_empty() {
        to.push('?');
        changed |= percent::push_canonical(parts.query, to);
    }
    Steps::NONE.with_if(changed, Step::PercentEncoding)
}

/// The host of a canonical URL, without brackets and port: an address or a domain in canonical form.
///
/// ```
/// use statement::observable::url_host;
/// assert_eq!(url_host("[2001:db8::1]:8080/a"), "2001:db8::1");
/// ```
pub fn url_host(url: &str) -> &str {
    let server = url.split('/').next().unwrap_or_default();
    match server.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => server.split(':').next().unwrap_or_default(),
    }
}

/// The prefixes of a canonical URL under which an indicator for it can stand, the shortest first and the whole last.
///
/// A prefix ends behind a slash of the path or before one, before the question mark, or before an `&` of the query. So the
/// indicator `h.example/a` meets `h.example/a/b` and `h.example/a?x` and not `h.example/ab`; `h.example/` meets all of the host.
/// There are at most [`MAX_PREFIXES`] and the whole.
///
/// ```
/// use statement::observable::url_and_prefixes;
/// let all: Vec<_> = url_and_prefixes("h.example/a/b?x=1&y=/").collect();
/// assert_eq!(all, ["h.example/", "h.example/a", "h.example/a/", "h.example/a/b", "h.example/a/b?x=1", "h.example/a/b?x=1&y=/"]);
/// ```
pub fn url_and_prefixes(url: &str) -> impl Iterator<Item = &str> {
    let ends = Ends { bytes: url.as_bytes(), next: 0, part: Part::Host, behind_slash: None, last: 0 };
    let prefixes = ends.take(MAX_PREFIXES).filter(|&end| end < url.len());
    prefixes.chain([url.len()]).filter_map(|end| url.get(..end))
}

/// Where prefixes end, from the start on, each once.
struct Ends<'u> {
    bytes: &'u [u8],
    next: usize,
    part: Part,
    /// The place behind a slash whose place before it was given last.
    behind_slash: Option<usize>,
    last: usize,
}

#[derive(PartialEq, Eq)]
enum Part {
    Host,
    Path,
    Query,
}

impl Iterator for Ends<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        loop {
            if let Some(end) = self.step()?.filter(|&end| end > self.last) {
                self.last = end;
                return Some(end);
            }
        }
    }
}

impl Ends<'_> {
    /// One step; what it found, if anything. None at the end of the URL.
    fn step(&mut self) -> Option<Option<usize>> {
        if let Some(end) = self.behind_slash.take() {
            return Some(Some(end));
        }
        let (place, byte) = (self.next, *self.bytes.get(self.next)?);
        self.next += 1;
        Some(match (&self.part, byte) {
            (Part::Host, b'/') => {
                self.part = Part::Path;
                Some(place + 1)
            }
            (Part::Path, b'/') => {
                self.behind_slash = Some(place + 1);
                Some(place)
            }
            (Part::Path, b'?') => {
                self.part = Part::Query;
                Some(place)
            }
            (Part::Query, b'&') => Some(place),
            _ => None,
        })
    }
}
