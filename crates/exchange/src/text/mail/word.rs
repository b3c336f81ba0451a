//! Encoded words in heads (RFC 2047): `=?utf-8?Q?b=C3=BCcher?=`.

use super::{
    charset,
    transfer::{base64, quoted_printable},
};

/// The text of the value of a field. Words that follow one another are put together, white space between them left out. What is
/// no word of the standard stays as it stands; bytes beyond ASCII are UTF-8 or Windows-1252.
pub(super) fn decode(value: &[u8]) -> String {
    let mut text = String::new();
    // Two words may share a character, so bytes of one charset are gathered before they are read.
    let mut gathered: Option<(Vec<u8>, Vec<u8>)> = None;
    let mut rest = value;
    while !rest.is_empty() {
        if let Some((label, bytes, behind)) = encoded(rest) {
            match &mut gathered {
                Some((known, so_far)) if *known == label => so_far.extend(bytes),
                _ => {
                    flush(&mut gathered, &mut text);
                    gathered = Some((label.to_vec(), bytes));
                }
            }
            let blank = behind.trim_ascii_start();
            rest = if blank.starts_with(b"=?") && encoded(blank).is_some() { blank } else { behind };
            continue;
        }
        flush(&mut gathered, &mut text);
        let end =
            memchr::memmem::find(rest.get(1..).unwrap_or_default(), b"=?").map_or(rest.len(), |end| end + 1);
        let (plain, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        text.push_str(&charset::text(plain, None));
        rest = behind;
    }
    flush(&mut gathered, &mut text);
    text
}

fn flush(gathered: &mut Option<(Vec<u8>, Vec<u8>)>, text: &mut String) {
    if let Some((label, bytes)) = gathered.take() {
        text.push_str(&charset::text(&bytes, Some(&String::from_utf8_lossy(&label))));
    }
}

/// The longest name of a charset, in bytes.
const MAX_LABEL: usize = 60;

/// The longest word, in bytes. The standard has 75; a longer one than this stays as it stands, so that what never ends costs little.
const MAX_WORD: usize = 4 << 10;

/// The word that the text starts with: its charset, its bytes, and what stands behind it.
fn encoded(text: &[u8]) -> Option<(&[u8], Vec<u8>, &[u8])> {
    let inner = text.strip_prefix(b"=?")?;
    let mark = memchr::memchr(b'?', inner.get(..MAX_LABEL).unwrap_or(inner))?;
    let label = inner.get(..mark)?;
    // A language may stand behind the charset (RFC 2231, 5).
    let label = label.split(|&byte| byte == b'*').next().unwrap_or(label);
    let [how, b'?', rest @ ..] = inner.get(mark + 1..)? else { return None };
    let end = memchr::memmem::find(rest.get(..MAX_WORD).unwrap_or(rest), b"?=")?;
    let (inside, behind) = (rest.get(..end)?, rest.get(end + 2..)?);
    if inside.iter().any(u8::is_ascii_whitespace) && how.eq_ignore_ascii_case(&b'B') {
        return None;
    }
    let bytes = match how.to_ascii_lowercase() {
        b'b' => base64(inside).0,
        b'q' => quoted_printable(
            &inside.iter().map(|&byte| if byte == b'_' { b' ' } else { byte }).collect::<Vec<_>>(),
        ),
        _ => return None,
    };
    Some((label, bytes, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_read() {
        for (value, expected) in [
            ("=?utf-8?Q?b=C3=BCcher_und?= mehr", "b\u{fc}cher und mehr"),
            ("=?utf-8?B?YsO8?= =?utf-8?b?Y2hlcg==?=", "b\u{fc}cher"),
            ("=?utf-8?Q?b=C3?= =?utf-8?Q?=BCcher?=", "b\u{fc}cher"),
            (
                "=?iso-8859-1?q?b=FCcher?= =?koi8-r?b?8NLJ18XU?=",
                "b\u{fc}cher\u{41f}\u{440}\u{438}\u{432}\u{435}\u{442}",
            ),
            ("plain =?utf-8?X?a?= =?utf-8?Q?never ends", "plain =?utf-8?X?a?= =?utf-8?Q?never ends"),
            ("=?=?utf-8?q?a?=", "=?a"),
        ] {
            assert_eq!(decode(value.as_bytes()), expected, "{value}");
        }
    }
}
