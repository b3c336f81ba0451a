//! The words of a STIX pattern (STIX 2.1, 9; the grammar is STIXPattern.g4 of OASIS).

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'p> {
    /// A bracket, parenthesis, comma.
    Sign(char),
    /// `=`, `!=`, `<` and so on.
    Operator(&'p str),
    /// A text in single quotes, without them and with its escapes undone.
    Text(String),
    /// A keyword, or the path of an object as it stands: `AND`, `file:hashes.'SHA-256'`, `300`.
    Word(&'p str),
}

/// Cuts a pattern into words. None where a quote is not closed.
pub(super) fn tokens(pattern: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = pattern.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '[' | ']' | '(' | ')' | ',' => (Token::Sign(first), rest.get(1..)?),
            '\'' => text(rest)?,
            '=' | '!' | '<' | '>' => operator(rest),
            _ => word(rest)?,
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Some(tokens)
}

fn text(from: &str) -> Option<(Token<'_>, &str)> {
    let mut plain = String::new();
    let mut letters = from.char_indices().skip(1);
    while let Some((place, letter)) = letters.next() {
        match letter {
            '\'' => return Some((Token::Text(plain), from.get(place + 1..)?)),
            '\\' => plain.push(letters.next()?.1),
            letter => plain.push(letter),
        }
    }
    None
}

fn operator(from: &str) -> (Token<'_>, &str) {
    let end = from.find(|letter: char| !"=!<>".contains(letter)).unwrap_or(from.len());
    let (operator, after) = from.split_at(end);
    (Token::Operator(operator), after)
}

/// A path goes on through its quotes and its indexes: `network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'`,
/// `email-message:to_refs[*].value`.
fn word(from: &str) -> Option<(Token<'_>, &str)> {
    let mut in_quotes = false;
    let mut in_index = false;
    for (place, letter) in from.char_indices() {
        match letter {
            '\'' => in_quotes = !in_quotes,
            _ if in_quotes => {}
            '[' => in_index = true,
            ']' if in_index => in_index = false,
            letter if letter.is_whitespace() || "=!<>(),]".contains(letter) => {
                let (word, after) = from.split_at(place);
                return (!word.is_empty()).then_some((Token::Word(word), after));
            }
            _ => {}
        }
    }
    (!in_quotes).then_some((Token::Word(from), ""))
}
