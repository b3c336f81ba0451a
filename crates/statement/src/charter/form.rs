//! Which TOML a charter may be: a key and a plain value a line.
//!
//! Readers of TOML differ: in the version that they follow, in byte order marks, in numbers beyond 63 bits. A charter that one member can read and
//! another cannot would part the unit, so it keeps to what all of them read alike, and what a few lines without a library can read.

use note::{Malformed, encoding};

/// The headings that there are.
const HEADINGS: [&str; 4] = ["[[member]]", "[thresholds]", "[times]", "[quota]"];

/// Checks the form of each line.
///
/// # Errors
/// With the number of the line.
pub(super) fn check(text: &str) -> Result<(), Malformed> {
    let refused = |why: String| Malformed::new("charter", why);
    let lines = text.strip_suffix('\n').ok_or_else(|| refused("its last line has no end".to_owned()))?;
    let bad = (1..).zip(lines.split('\n')).find(|(_, line)| !is_plain(line));
    bad.map_or(Ok(()), |(number, _)| {
        Err(refused(format!(
            "line {number}: it is none of a comment, a heading, `key = \"text\"` with no escapes but for \\\" and \\\\, and `key = number` in plain digits"
        )))
    })
}

fn is_plain(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    let heading = HEADINGS.iter().find_map(|heading| line.strip_prefix(heading));
    !line.contains(char::is_control)
        && (is_end(line) || heading.or_else(|| behind_key(line)).is_some_and(is_end))
}

/// Spaces, and perhaps a comment.
fn is_end(rest: &str) -> bool {
    let rest = rest.trim_start_matches(' ');
    rest.is_empty() || rest.starts_with('#')
}

/// What stands behind a key and its value.
fn behind_key(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim_end_matches(' ');
    let value = value.trim_start_matches(' ');
    (!key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(())?;
    if let Some(text) = value.strip_prefix('"') {
        return behind_text(text);
    }
    let digits = value.len() - value.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let (number, rest) = value.split_at_checked(digits)?;
    encoding::decimal("charter", number).is_ok().then_some(rest)
}

/// What stands behind the quotation mark that ends a text.
fn behind_text(text: &str) -> Option<&str> {
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return text.get(at + 1..),
            b'\\' if !matches!(bytes.next(), Some((_, b'"' | b'\\'))) => return None,
            _ => {}
        }
    }
    None
}
