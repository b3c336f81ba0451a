//! From words to a tree. Binding, least to most: or, and, not, x of, parentheses.

use super::{
    Condition, MAX_NESTING, Quantity,
    lexer::{Kind, Token},
};
use crate::{
    diagnostic::{Code, Problem},
    yaml::Span,
};

/// Reads the words of a condition; `whole` is where it stands.
pub(super) fn parse(tokens: &[Token], whole: Span) -> Result<Condition, Problem> {
    if let Some(bar) = tokens.iter().find(|token| token.kind == Kind::Pipe) {
        let message = "an aggregation stands only at the end of a detection's only condition";
        return Err(Problem::new(Code::Aggregation, bar.span, message)
            .help("Sigma 2 says this with a correlation rule"));
    }
    let mut parser = Parser { tokens, next: 0, depth: 0, whole };
    let condition = parser.or()?;
    match parser.peek() {
        None => Ok(condition),
        Some(token) => {
            Err(bad(token.span, format!("`{}` does not follow from what stands before it", token.text)))
        }
    }
}

fn bad(span: Span, message: impl Into<String>) -> Problem {
    Problem::new(Code::BadCondition, span, message)
}

struct Parser<'t> {
    tokens: &'t [Token],
    next: usize,
    depth: usize,
    whole: Span,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self, kind: Kind) -> Option<&'t Token> {
        let token = self.peek().filter(|token| token.kind == kind)?;
        self.next += 1;
        Some(token)
    }

    fn or(&mut self) -> Result<Condition, Problem> {
        let mut any = vec![self.and()?];
        while self.take(Kind::Or).is_some() {
            any.push(self.and()?);
        }
        Ok(single(any, Condition::Or))
    }

    fn and(&mut self) -> Result<Condition, Problem> {
        let mut all = vec![self.not()?];
        while self.take(Kind::And).is_some() {
            all.push(self.not()?);
        }
        Ok(single(all, Condition::And))
    }

    fn not(&mut self) -> Result<Condition, Problem> {
        match self.take(Kind::Not) {
            Some(not) => {
                self.deeper(not.span)?;
                let inner = self.not()?;
                self.depth -= 1;
                Ok(Condition::Not(Box::new(inner)))
            }
            None => self.operand(),
        }
    }

    fn deeper(&mut self, span: Span) -> Result<(), Problem> {
        self.depth += 1;
        let limit = || format!("parentheses and `not` nest more than {MAX_NESTING} deep");
        if self.depth > MAX_NESTING { Err(Problem::new(Code::Limit, span, limit())) } else { Ok(()) }
    }

    fn operand(&mut self) -> Result<Condition, Problem> {
        if let Some(open) = self.take(Kind::Open) {
            return self.parenthesis(open);
        }
        let Some(word) = self.take(Kind::Word) else { return Err(self.missing()) };
        match self.take(Kind::Of) {
            Some(_) => self.of(word),
            None => Ok(Condition::Name(word.text.clone(), word.span)),
        }
    }

    fn parenthesis(&mut self, open: &Token) -> Result<Condition, Problem> {
        self.deeper(open.span)?;
        let inner = self.or()?;
        self.depth -= 1;
        match self.take(Kind::Close) {
            Some(_) => Ok(inner),
            None => Err(bad(open.span, "this parenthesis is not closed")),
        }
    }

    fn of(&mut self, number: &Token) -> Result<Condition, Problem> {
        let Some(quantity) = quantity(&number.text) else {
            return Err(bad(number.span, format!("`{}` is not a number of selections", number.text))
                .help("write `all of`, `any of`, or a number such as `1 of`"));
        };
        let Some(pattern) = self.take(Kind::Word) else { return Err(self.missing()) };
        let span = Span { end: pattern.span.end.max(number.span.end), ..number.span };
        Ok(Condition::Of(quantity, pattern.text.clone(), span))
    }

    fn missing(&self) -> Problem {
        match self.peek() {
            Some(token) => bad(token.span, format!("a selection is missing before `{}`", token.text)),
            None => bad(self.whole, "the condition ends where a selection is missing"),
        }
    }
}

fn quantity(word: &str) -> Option<Quantity> {
    match word {
        _ if word.eq_ignore_ascii_case("all") => Some(Quantity::All),
        _ if word.eq_ignore_ascii_case("any") => Some(Quantity::AtLeast(1)),
        _ => word.parse().ok().filter(|number| *number > 0).map(Quantity::AtLeast),
    }
}

fn single(mut conditions: Vec<Condition>, many: fn(Vec<Condition>) -> Condition) -> Condition {
    if conditions.len() == 1 { conditions.remove(0) } else { many(conditions) }
}
