//! Names and values inside the text formats: one line, in double quotes, one spelling for each string.

use std::fmt::Write as _;

/// Whether a character must be written as `\u{...}`: it would end the line, steer a terminal, or be invisible and
/// change how its neighbours are read.
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `text` in double quotes.
pub(crate) fn quote(text: &str) -> String {
    let mut line = String::with_capacity(text.len() + 2);
    line.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => line.extend(['\\', c]),
            c if needs_escape(c) => {
                let _ = write!(line, "\\u{{{:x}}}", c as u32); // writing to a string cannot fail
            }
            c => line.push(c),
        }
    }
    line.push('"');
    line
}

/// Reads one quoted text off the front of `line`; what follows is left there.
/// Spellings that [`quote`] does not write are refused.
pub(crate) fn take(line: &mut &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = line.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => break,
            '\\' => text.push(escaped(&mut chars)?),
            c => text.push(c),
        }
    }
    let (spelled, rest) = line.split_at_checked(line.len() - chars.as_str().len())?;
    *line = rest;
    (quote(&text) == spelled).then_some(text)
}

fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    match chars.next()? {
        c @ ('"' | '\\') => Some(c),
        'u' => {
            let (digits, rest) = chars.as_str().strip_prefix('{')?.split_once('}')?;
            *chars = rest.chars();
            char::from_u32(u32::from_str_radix(digits, 16).ok()?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn there_and_back_on_one_line(text in any::<String>(), tail in "[ a-z\"]{0,5}") {
            let quoted = quote(&text);
            prop_assert!(!quoted.chars().any(char::is_control));
            let whole = format!("{quoted}{tail}");
            let mut rest = whole.as_str();
            prop_assert_eq!(take(&mut rest), Some(text));
            prop_assert_eq!(rest, tail);
        }

        #[test]
        fn no_line_panics(line in any::<String>()) {
            let _ = take(&mut line.as_str());
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for bad in
            [r#"""#, r#""a"#, r#"a""#, r#""\u{61}""#, r#""\n""#, r#""\u{0a}""#, r#""\u{A}""#, "\"\u{1b}\""]
        {
            assert_eq!(take(&mut &bad[..]), None, "{bad}");
        }
    }
}
