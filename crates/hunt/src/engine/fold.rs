//! Case folding: the one way in which text of rules and text of events are made comparable.
//!
//! Each character becomes its Unicode lower case, on its own (no final sigma), and the long s becomes `s`, so that
//! folding agrees with the case-insensitive classes of regular expressions.

/// Replaces `out` with the folded `text`.
#[inline]
pub(crate) fn fold_into(text: &str, out: &mut Vec<u8>) {
    out.clear();
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| byte.to_ascii_lowercase()));
    } else {
        fold_unicode(text, out);
    }
}

/// The folded text.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().flat_map(fold_char).collect() }
}

pub(crate) fn fold_char(c: char) -> impl Iterator<Item = char> {
    match c {
        'ſ' => 's',
        c => c,
    }
    .to_lowercase()
}

#[cold]
fn fold_unicode(text: &str, out: &mut Vec<u8>) {
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase() as u8);
        } else {
            fold_char(c).for_each(|c| out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_folding_agree() {
        for text in ["", "CMD.EXE", "Straße ΣΑΣ", "K\u{212A}k ſ", "İ"] {
            let mut bytes = Vec::new();
            fold_into(text, &mut bytes);
            assert_eq!(String::from_utf8_lossy(&bytes), fold(text));
        }
        assert_eq!(fold("\u{212A}ſ"), "ks");
    }
}
