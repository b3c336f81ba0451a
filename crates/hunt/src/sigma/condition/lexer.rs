//! Words and parentheses.

use super::super::modifier::part;
use crate::yaml::{Node, Span};

/// A piece of a condition and where it stands.
#[derive(Clone, Debug)]
pub(in crate::sigma) struct Token {
    pub(super) kind: Kind,
    pub(in crate::sigma) text: String,
    pub(in crate::sigma) span: Span,
}

/// What a word is. Keywords are known in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    /// `|`, which begins the aggregations of old.
    Pipe,
    And,
    Or,
    Not,
    Of,
    /// Anything else: a selection's name, a pattern, a number, `all`, `any`, `them`.
    Word,
}

/// Cuts `text`, the text of `node`.
pub(super) fn tokens(text: &str, node: &Node, source: &str) -> Vec<Token> {
    let token = |from: usize, word: &str| {
        let span = part(node, from, word, source);
        Token { kind: kind(word), text: word.to_owned(), span }
    };
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' | '|' => 1,
            _ if first.is_whitespace() => {
                rest = rest.trim_start();
                continue;
            }
            _ => rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '|')).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at(length);
        tokens.push(token(text.len() - rest.len(), word));
        rest = after;
    }
    tokens
}

fn kind(word: &str) -> Kind {
    let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
    match word {
        "(" => Kind::Open,
        ")" => Kind::Close,
        "|" => Kind::Pipe,
        _ if is("and") => Kind::And,
        _ if is("or") => Kind::Or,
        _ if is("not") => Kind::Not,
        _ if is("of") => Kind::Of,
        _ => Kind::Word,
    }
}
