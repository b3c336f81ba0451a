//! Characters that nobody sees, and letters that look like others.

use std::{borrow::Cow, fmt::Write};
use thiserror::Error;

/// What is odd in how a value is written. The characters are told by their codes, so that whoever reads this sees them.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Oddity {
    /// Characters without width or that turn the direction of writing; the value was read without them.
    #[error("holds {0}, which nobody sees")]
    Unseen(String),
    /// Letters of two scripts in one label of a name.
    #[error("mixes {0} letters in one name: {1}")]
    Mixed(&'static str, String),
    /// Letters beyond ASCII in a name.
    #[error("is written {0}")]
    Written(String),
    /// Full stops of other scripts.
    #[error("has a full stop of another script: {0}")]
    Stop(String),
}

/// Characters that take no space or turn the direction of writing: soft hyphen, combining grapheme joiner, Arabic letter mark, Mongolian
/// vowel separator, zero width, bidirectional controls, word joiner and what follows it, variation selectors, byte order mark, tags.
pub(super) fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}'
    )
}

/// Full stops that UTS 46 reads as one in a name, and which stand in addresses to hide them: one dot leader, ideographic, fullwidth, halfwidth.
fn is_stop(letter: char) -> bool {
    matches!(letter, '\u{2024}' | '\u{3002}' | '\u{FF0E}' | '\u{FF61}')
}

/// The text as it is read, and what was odd in it. Most texts are ASCII and come back as they are.
pub(super) fn clean(text: &str) -> (Cow<'_, str>, Vec<Oddity>) {
    if text.is_ascii() {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut oddities = Vec::new();
    if let Some(codes) = codes(text, is_unseen) {
        oddities.push(Oddity::Unseen(codes));
    }
    if let Some(codes) = codes(text, is_stop) {
        oddities.push(Oddity::Stop(codes));
    }
    if oddities.is_empty() {
        return (Cow::Borrowed(text), oddities);
    }
    let seen = text.chars().filter(|&letter| !is_unseen(letter));
    (Cow::Owned(seen.map(|letter| if is_stop(letter) { '.' } else { letter }).collect()), oddities)
}

/// What is odd in a name that was read: its letters beyond ASCII, and whether they are of several scripts.
pub(super) fn of_name(text: &str) -> Vec<Oddity> {
    if text.is_ascii() {
        return Vec::new();
    }
    let label =
        text.split(['.', '/', '@', ':', '[', ']', '(', ')']).find_map(|label| Some((mixed(label)?, label)));
    match label {
        Some((scripts, label)) => vec![Oddity::Mixed(scripts, escaped(label))],
        None => vec![Oddity::Written(escaped(text))],
    }
}

/// How many characters of a text are told by their codes.
const MAX_CODES: usize = 8;

fn codes(text: &str, is_odd: fn(char) -> bool) -> Option<String> {
    let mut codes = Vec::new();
    for letter in text.chars().filter(|&letter| is_odd(letter)) {
        let code = format!("U+{:04X}", u32::from(letter));
        if !codes.contains(&code) {
            codes.push(code);
        }
        if codes.len() == MAX_CODES {
            break;
        }
    }
    (!codes.is_empty()).then(|| codes.join(", "))
}

/// The longest text that is spelled out, in characters.
const MAX_ESCAPED: usize = 80;

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars().take(MAX_ESCAPED) {
        match letter.is_ascii_graphic() {
            true => escaped.push(letter),
            false => drop(write!(escaped, "\\u{{{:x}}}", u32::from(letter))),
        }
    }
    escaped
}

/// The scripts whose letters look alike, if the label has letters of two of them.
fn mixed(label: &str) -> Option<&'static str> {
    let has = |script: fn(char) -> bool| label.chars().any(script);
    let latin = has(|letter| letter.is_ascii_alphabetic() || matches!(letter, '\u{C0}'..='\u{24F}'));
    let cyrillic = has(|letter| matches!(letter, '\u{400}'..='\u{52F}'));
    let greek = has(|letter| matches!(letter, '\u{370}'..='\u{3FF}'));
    let armenian = has(|letter| matches!(letter, '\u{530}'..='\u{58F}'));
    match (latin, cyrillic, greek, armenian) {
        (true, true, ..) => Some("Latin and Cyrillic"),
        (true, _, true, _) => Some("Latin and Greek"),
        (true, .., true) => Some("Latin and Armenian"),
        (_, true, true, _) => Some("Cyrillic and Greek"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_named_and_not_read() {
        let (text, oddities) = clean("evil\u{200b}.exa\u{ad}mple\u{2024}com");
        assert_eq!(text, "evil.example.com");
        assert_eq!(
            oddities.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["holds U+200B, U+00AD, which nobody sees", "has a full stop of another script: U+2024"]
        );
        assert_eq!(clean("b\u{fc}cher.example"), (Cow::Borrowed("b\u{fc}cher.example"), vec![]));
    }

    #[test]
    fn names_of_two_scripts_are_shown_as_such() {
        let told = |name| of_name(name).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            told("p\u{430}ypal.example"),
            ["mixes Latin and Cyrillic letters in one name: p\\u{430}ypal"]
        );
        assert_eq!(told("b\u{fc}cher.example"), ["is written b\\u{fc}cher.example"]);
        assert!(told("plain.example").is_empty());
    }
}
