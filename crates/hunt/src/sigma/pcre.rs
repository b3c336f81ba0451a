//! What PCRE spells otherwise than the `regex` crate.
//!
//! The text is walked once, character by character; groups and classes are only followed as far as is needed to know
//! what a character means where it stands.

use std::{iter::Peekable, str::Chars};

/// Why an expression is refused.
type Reason = &'static str;

/// Rewrites an expression. What is wrong in both flavours stays wrong, and is found when it is compiled.
///
/// # Errors
/// The name of what needs backtracking.
pub(super) fn translate(source: &str) -> Result<String, Reason> {
    let mut rest = source.chars().peekable();
    let mut out = String::with_capacity(source.len() + 8);
    // Whether the character before was a quantifier, which `+` would make possessive.
    let mut quantified = false;
    while let Some(character) = rest.next() {
        quantified = match character {
            '\\' => {
                escape(&mut rest, &mut out)?;
                false
            }
            '[' => {
                class(&mut rest, &mut out)?;
                false
            }
            '(' => {
                group(&mut rest, &mut out)?;
                false
            }
            '{' => brace(&mut rest, &mut out),
            '+' if quantified => return Err("a possessive quantifier"),
            '?' if quantified => {
                out.push('?');
                false
            }
            other => {
                out.push(other);
                matches!(other, '*' | '+' | '?')
            }
        };
    }
    Ok(out)
}

/// An escape outside of classes.
fn escape(rest: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), Reason> {
    match rest.next() {
        Some('1'..='9') => return Err("a back-reference"),
        Some('k' | 'g') => return Err("a back-reference or subroutine"),
        Some('K') => return Err("\\K"),
        Some('G') => return Err("\\G"),
        Some('Z') => out.push_str("\\n?\\z"),
        Some('h') => out.push_str("[\\t ]"),
        Some('R') => out.push_str("(?:\\r\\n|[\\n\\x0B\\f\\r])"),
        Some('Q') => quoted(rest, out),
        // Word boundaries to the `regex` crate, the characters themselves to PCRE.
        Some(plain @ ('<' | '>')) => out.push(plain),
        other => common_escape(other, out),
    }
    Ok(())
}

/// Escapes that mean the same inside and outside of classes.
fn common_escape(escaped: Option<char>, out: &mut String) {
    match escaped {
        Some('e') => out.push_str("\\x1B"),
        Some('0') => out.push_str("\\x00"),
        // A needless escape of a letter that is special in neither flavour, or of a character beyond ASCII.
        Some(plain @ ('y' | 'i' | 'j' | 'l' | 'm' | 'o' | 'q' | 'Y' | 'I' | 'J' | 'L' | 'M' | 'O')) => {
            out.push(plain)
        }
        Some(plain) if !plain.is_ascii() => out.push(plain),
        Some(other) => {
            out.push('\\');
            out.push(other);
        }
        None => out.push('\\'),
    }
}

/// `\Q...\E`: all of it is literal.
fn quoted(rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    let mut literal = String::new();
    while let Some(character) = rest.next() {
        if character == '\\' && rest.next_if_eq(&'E').is_some() {
            break;
        }
        literal.push(character);
    }
    out.push_str(&regex_syntax::escape(&literal));
}

/// What follows an opening parenthesis.
fn group(rest: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), Reason> {
    let ahead: String = rest.clone().take(3).collect();
    out.push('(');
    match ahead.as_bytes() {
        [b'?', b'=' | b'!', ..] => Err("look-ahead"),
        [b'?', b'<', b'=' | b'!'] => Err("look-behind"),
        [b'?', b'>', ..] => Err("an atomic group"),
        [b'?', b'P', b'=' | b'>'] => Err("a back-reference or subroutine"),
        [b'?', b'(', ..] => Err("a conditional group"),
        [b'?', b'R' | b'&' | b'0'..=b'9', ..] => Err("recursion"),
        [b'*', ..] => Err("a backtracking verb"),
        [b'?', b'#', ..] => {
            // A comment: nothing stands in its place but an empty group.
            rest.by_ref().take_while(|character| *character != ')').for_each(drop);
            out.push_str("?:)");
            Ok(())
        }
        [b'?', ..] => {
            // What follows is a group's flags or name, not a quantifier.
            rest.next();
            out.push('?');
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A brace is a quantifier only as `{n}`, `{n,}` or `{n,m}`; otherwise it is literal. Tells whether it was a quantifier.
fn brace(rest: &mut Peekable<Chars<'_>>, out: &mut String) -> bool {
    let inner: String = rest.clone().take_while(|character| *character != '}').take(16).collect();
    let closed = rest.clone().nth(inner.chars().count()) == Some('}');
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_quantifier = match inner.split_once(',') {
        Some((least, most)) => !least.is_empty() && digits(least) && digits(most),
        None => !inner.is_empty() && digits(&inner),
    };
    if !(closed && is_quantifier) {
        out.push_str("\\{");
        return false;
    }
    out.push('{');
    out.extend(rest.by_ref().take(inner.len() + 1));
    true
}

/// A class, from behind its opening bracket. To PCRE an opening bracket in it is a character, and so are the
/// doubled signs that to the `regex` crate are operations on sets.
fn class(rest: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), Reason> {
    out.push('[');
    if rest.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    if rest.next_if_eq(&']').is_some() {
        out.push_str("\\]");
    }
    while let Some(character) = rest.next() {
        match character {
            ']' => {
                out.push(']');
                return Ok(());
            }
            '\\' => class_escape(rest.next(), out),
            '[' if rest.peek() == Some(&':') && rest.clone().take(12).any(|next| next == ']') => {
                posix(rest, out)
            }
            '[' | '&' | '~' => {
                out.push('\\');
                out.push(character);
            }
            '-' if rest.next_if_eq(&'-').is_some() => out.push_str("\\x2D-"),
            other => out.push(other),
        }
    }
    Ok(())
}

fn class_escape(escaped: Option<char>, out: &mut String) {
    match escaped {
        Some('b') => out.push_str("\\x08"),
        Some('h') => out.push_str("\\t "),
        Some(plain @ ('<' | '>')) => out.push(plain),
        other => common_escape(other, out),
    }
}

/// `[:alpha:]` and the like are the same in both.
fn posix(rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('[');
    for character in rest.by_ref() {
        out.push(character);
        if character == ']' {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (pcre, rust) in [
            (r"a\/b\-c", r"a\/b\-c"),
            (r"\<b\>", "<b>"),
            (r"${x}", r"$\{x}"),
            (r"a{2,3}?b{4}", r"a{2,3}?b{4}"),
            (r"a{,3}", r"a\{,3}"),
            (r"[[a&&b~~]", r"[\[a\&\&b\~\~]"),
            (r"[]a]", r"[\]a]"),
            (r"[^]a]", r"[^\]a]"),
            (r"[[:alpha:]x]", r"[[:alpha:]x]"),
            (r"\Qa.b\E.", r"a\.b."),
            (r"a(?#note)b", "a(?:)b"),
            (r"x\Z", r"x\n?\z"),
            (r"[\w.-]+?", r"[\w.-]+?"),
            (r"(?i)a|(?:b)", r"(?i)a|(?:b)"),
        ] {
            assert_eq!(translate(pcre).as_deref(), Ok(rust), "{pcre}");
            assert!(regex_syntax::parse(rust).is_ok(), "{rust}");
        }
    }

    #[test]
    fn what_needs_backtracking_is_named() {
        for (pcre, reason) in [
            ("a(?=b)", "look-ahead"),
            ("a(?!b)", "look-ahead"),
            ("(?<=a)b", "look-behind"),
            ("(?<!a)b", "look-behind"),
            ("(?>a)b", "an atomic group"),
            ("a++b", "a possessive quantifier"),
            ("a{2}+b", "a possessive quantifier"),
            (r"(a)\1", "a back-reference"),
            (r"a\Kb", "\\K"),
            ("(?R)", "recursion"),
        ] {
            assert_eq!(translate(pcre), Err(reason), "{pcre}");
        }
    }
}
