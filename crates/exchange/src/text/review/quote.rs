//! Values and words on a line of a review file.

use std::fmt::Write;

/// The text as it stands where it is one word of plain signs, else in quotes, with what is no plain sign as its code.
pub(super) fn word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_graphic() && letter != '"' && letter != '\\';
    if !text.is_empty() && text.chars().all(is_plain) && !text.starts_with('#') {
        return text.to_owned();
    }
    quoted(text)
}

/// The text in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(text, true))
}

/// The text on one line: what moves a cursor, turns the direction of writing or is not seen is told by its code.
pub(super) fn shown(text: &str, in_quotes: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' | '\\' if in_quotes => shown.extend(['\\', letter]),
            letter if letter.is_control() || crate::text::hidden::is_unseen(letter) || is_break(letter) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(letter));
            }
            letter => shown.push(letter),
        }
    }
    shown
}

fn is_break(letter: char) -> bool {
    matches!(letter, '\u{2028}' | '\u{2029}')
}

/// The word or quoted text that a line starts with, and what stands behind it.
pub(super) fn take(line: &str) -> Option<(String, &str)> {
    let line = line.trim_start();
    let Some(inside) = line.strip_prefix('"') else {
        let end = line.find(char::is_whitespace).unwrap_or(line.len());
        let (word, rest) = line.split_at(end);
        return (!word.is_empty()).then(|| (word.to_owned(), rest));
    };
    let mut text = String::new();
    let mut letters = inside.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return Some((text, inside.get(place + 1..)?)),
            '\\' => match letters.next()?.1 {
                'u' => text.push(code(&mut letters)?),
                letter => text.push(letter),
            },
            letter => text.push(letter),
        }
    }
    None
}

/// `{200b}`.
fn code(letters: &mut std::str::CharIndices<'_>) -> Option<char> {
    if letters.next()?.1 != '{' {
        return None;
    }
    let digits: String =
        letters.map(|(_, letter)| letter).take_while(|&letter| letter != '}').take(6).collect();
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for text in [
            "plain",
            "with space",
            "",
            "quote\" and \\",
            "line\nend\u{1b}[0m\u{202e}x\u{200b}",
            "#sign",
            "b\u{fc}cher",
        ] {
            let written = word(text);
            assert!(written.chars().all(|letter| !letter.is_control() && letter != '\u{202e}'), "{written}");
            assert_eq!(take(&format!("{written} behind")), Some((text.to_owned(), " behind")), "{written}");
        }
        for broken in ["\"open", "\"\\u{zz}\"", "\"\\u{110000}\"", "", "   "] {
            assert_eq!(take(broken), None, "{broken}");
        }
    }
}
