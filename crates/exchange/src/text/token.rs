//! The words of a line that may be values: cut where no value goes on, and not where one is defanged.

/// A word, and where it starts in its text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) start: usize,
    pub(super) text: &'t str,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words of a text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(next..)?;
            let start = next + rest.find(|letter| !parts_before(letter)).filter(|_| !rest.is_empty())?;
            let length = length(text.get(start..)?);
            next = start + length.max(text.get(start..)?.chars().next().map_or(1, char::len_utf8));
            let token = trimmed(Token { start, text: text.get(start..start + length)? });
            if !token.text.is_empty() {
                return Some(token);
            }
        }
    })
}

/// The characters that stand between values of all languages.
fn is_separator(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '"' | '`' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}'
                | '\u{2013}' | '\u{2014}' | '\u{2022}' | '\u{b7}' | '\u{2026}' | '\u{2192}' | '\u{2500}'..='\u{25ff}'
                | '\u{3001}' | '\u{ff0c}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff08}' | '\u{ff09}' | '\u{300c}'..='\u{3011}'
        )
}

/// What no value starts with. A mark of defanging may stand before a name: `[.]example` is not one.
fn parts_before(letter: char) -> bool {
    is_separator(letter)
        || matches!(letter, ',' | ';' | '|' | '(' | ')' | '{' | '}' | '<' | '>' | ']' | '\'' | '[' | '=')
}

/// What has been read of a word.
#[derive(Default)]
struct State {
    /// It has a scheme, so that more may stand in it.
    is_url: bool,
    /// Brackets of the URL that are open.
    open: usize,
    before: char,
}

/// How long the word is that the text starts with.
fn length(text: &str) -> usize {
    let mut state = State { is_url: false, open: 0, before: ' ' };
    let mut next = 0;
    while let Some((letter, rest)) = text.get(next..).and_then(|rest| Some((rest.chars().next()?, rest))) {
        let step = match goes_on(letter, rest, &mut state) {
            0 => break,
            step => step,
        };
        if letter == ':' && is_authority(rest) {
            state.is_url = true;
        }
        state.before = rest.get(..step).and_then(|read| read.chars().next_back()).unwrap_or(letter);
        next += step;
    }
    next
}

fn is_authority(rest: &str) -> bool {
    rest.starts_with("://") || rest.starts_with(":\\\\")
}

/// How many bytes of the rest belong to the word; 0 if it ends here.
fn goes_on(letter: char, rest: &str, state: &mut State) -> usize {
    let size = letter.len_utf8();
    match letter {
        ' ' | '\u{a0}' => across_spaces(rest, state),
        '[' | '(' | '{' | '<' => match mark(rest) {
            Some(length) => length,
            None if letter != '<'
                && rest.get(1..).is_some_and(|rest| rest.starts_with('.') && !rest.starts_with("..")) =>
            {
                size
            }
            // An IPv6 address in a URL, or round brackets of a path that are closed again.
            None if state.is_url && letter == '[' && state.before == '/' => size,
            None if state.is_url && letter == '(' && state.before != ']' => {
                state.open += 1;
                size
            }
            None => 0,
        },
        ']' | ')' | '}' => match letter {
            _ if state.before == '.'
                && rest
                    .get(1..)
                    .is_some_and(|rest| rest.starts_with(|next: char| next.is_alphanumeric())) =>
            {
                size
            }
            ']' if state.is_url
                && (state.before.is_ascii_hexdigit() || state.before == ':')
                && ipv6_ends(rest) =>
            {
                size
            }
            ')' if state.open > 0 => {
                state.open -= 1;
                size
            }
            _ => 0,
        },
        ',' | ';' | '\'' if state.is_url && goes_behind(rest) => size,
        ',' | ';' | '|' | '>' | '\'' => 0,
        letter if is_separator(letter) => 0,
        _ => size,
    }
}

/// Whether a closing bracket ends the address in a URL: a port, a path or nothing follows.
fn ipv6_ends(rest: &str) -> bool {
    rest.get(1..).is_some_and(|behind| {
        behind.is_empty() || behind.starts_with([':', '/', '?', '#', ' ', '.', ',', '"', ')'])
    })
}

/// Whether a URL goes on behind a comma: not where a space or another URL follows.
fn goes_behind(rest: &str) -> bool {
    let behind = rest.get(1..).unwrap_or_default();
    let starts_url = behind.get(..12).unwrap_or(behind).contains("://")
        || behind.starts_with(['h', 'H']) && behind.contains("[:");
    behind.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_') && !starts_url
}

/// What stands in brackets in place of a sign, in lower case, and whether spaces may stand around it.
const MARKS: [&str; 10] = [".", "dot", "@", "at", ":", "://", "//", "/", "::", "punkt"];

/// The longest text in brackets that is looked at, spaces included.
const MAX_MARK: usize = 8;

/// The length of a mark of defanging that the text starts with, brackets included.
fn mark(text: &str) -> Option<usize> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        '{' => '}',
        '<' => '>',
        _ => return None,
    };
    let inner = text.get(1..)?;
    let (end, _) = inner.char_indices().take(MAX_MARK + 1).find(|&(_, letter)| letter == close)?;
    let inside = inner.get(..end)?.trim();
    MARKS.iter().any(|mark| inside.eq_ignore_ascii_case(mark)).then_some(end + 2)
}

/// The most spaces that may stand before or behind a mark.
const MAX_SPACES: usize = 2;

/// How many bytes of spaces, mark and spaces join what stands before with what follows: `evil [.] example`, `anna (at) example (dot) org`.
fn across_spaces(rest: &str, state: &State) -> usize {
    let spaces = |text: &str| text.bytes().take(MAX_SPACES + 1).take_while(|&byte| byte == b' ').count();
    let before = spaces(rest);
    // Behind a mark without a space before it: `evil[.] example`.
    if before == 0 || before > MAX_SPACES || !state.before.is_alphanumeric() {
        return 0;
    }
    let Some(length) = rest.get(before..).and_then(mark) else { return 0 };
    let behind = rest.get(before + length..).unwrap_or_default();
    let after = spaces(behind);
    let joins = after <= MAX_SPACES
        && behind.get(after..).is_some_and(|next| next.starts_with(|next: char| next.is_alphanumeric()));
    if joins { before + length + after } else { 0 }
}

/// The word without the signs of writing around it.
fn trimmed(token: Token<'_>) -> Token<'_> {
    let text = token.text.trim_end_matches(['.', ',', ':', ';', '!', '?', '*', '~', '\u{3002}', '\\', '&']);
    let text = if text.starts_with('_') { text.trim_end_matches('_') } else { text };
    let front = text.trim_start_matches(['~', '#', '!', '+', '&', '\\', '\u{3002}', '/']);
    let front = front.strip_prefix("**").unwrap_or(front);
    let front = front.strip_prefix('*').filter(|rest| !rest.starts_with('.')).unwrap_or(front);
    let front = front.strip_prefix(['-', '@']).unwrap_or(front);
    let front = if token.text.ends_with('_') { front.trim_start_matches('_') } else { front };
    Token { start: token.start + (text.len() - front.len()), text: front }
}

/// The fewest hexadecimal digits that are taken for a hash or one gone wrong.
const FEW_DIGITS: usize = 24;

/// Whether a word may be a value. Most words are none, and this is asked of each.
pub(super) fn may_be_value(text: &str) -> bool {
    let bytes = text.as_bytes();
    let inside = bytes.get(1..).unwrap_or_default();
    if text.len() < 4 {
        return text.contains("::");
    }
    if memchr::memchr3(b'.', b'@', b'[', inside).is_some()
        || !text.is_ascii() && text.contains(['\u{2024}', '\u{3002}', '\u{ff0e}', '\u{ff61}'])
    {
        return true;
    }
    match memchr::memchr(b':', bytes) {
        Some(_) => true,
        None if memchr::memchr2(b'(', b'{', bytes).is_some() => true,
        None => text.len() >= FEW_DIGITS && bytes.iter().all(u8::is_ascii_hexdigit),
    }
}

/// Whether a line seems to hold a value, at a glance: so it is no heading.
pub(super) fn has_value(line: &str) -> bool {
    tokens(line).any(|token| {
        let text = token.text;
        let is_digest = text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let dots = text.bytes().filter(|&byte| byte == b'.').count();
        is_digest
            || text.contains("://")
            || text.contains("[.]")
            || text.contains("(.)")
            || text.contains('@')
            || dots >= 2 && text.len() > 6
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_values_do() {
        for (text, expected) in [
            ("see evil.example.com, and (192.0.2.1).", &["see", "evil.example.com", "and", "192.0.2.1"][..]),
            (
                "evil[.]example[.]com|hxxp://a[.]example/b,c;d",
                &["evil[.]example[.]com", "hxxp://a[.]example/b,c;d"],
            ),
            ("evil [.] example (dot) com", &["evil [.] example (dot) com"]),
            ("anna (at) example.org wrote", &["anna (at) example.org", "wrote"]),
            ("evil[.com evil.]com evil(.com", &["evil[.com", "evil.]com", "evil(.com"]),
            ("[text](http://h.example/a_(b)) end", &["text", "http://h.example/a_(b)", "end"]),
            ("<http://h.example/a>, 'x.example'", &["http://h.example/a", "x.example"]),
            ("http://[2001:db8::1]:80/a [2001:db8::1]", &["http://[2001:db8::1]:80/a", "2001:db8::1"]),
            ("http://a.example,http://b.example", &["http://a.example", "http://b.example"]),
            (
                "**bold.example** *.wild.example _under.example_ _dmarc.example.com",
                &["bold.example", "*.wild.example", "under.example", "_dmarc.example.com"],
            ),
            ("\u{201c}evil.example\u{201d}\u{3001}b.example", &["evil.example", "b.example"]),
            ("http[:]//evil[.]example[/]a {.} x", &["http[:]//evil[.]example[/]a", "x"]),
            ("", &[]),
            ("((((", &[]),
        ] {
            let words: Vec<_> = tokens(text).map(|token| token.text).collect();
            assert_eq!(
                words.iter().filter(|word| **word != ".").copied().collect::<Vec<_>>(),
                expected,
                "{text}"
            );
            for token in tokens(text) {
                assert_eq!(text.get(token.start..token.end()), Some(token.text));
            }
        }
    }
}
