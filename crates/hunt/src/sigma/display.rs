//! Expressions in words, for tests and for people who want to see what a rule has become:
//! `(Image ends "\cmd.exe"i and not User = null)`.
//!
//! An `i` behind a text says that case does not matter. Texts stand as they are but for quotation marks and control
//! characters; in patterns after `like`, escapes are Sigma's.

use std::fmt::{self, Display, Formatter, Write};

use crate::rule::{
    Comparison, Expr, FieldComparison, Matcher, Pattern, Piece, Place, Regex, Subject, Test, TimePart,
};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expr::All(inner) if inner.is_empty() => f.write_str("always"),
            Expr::Any(inner) if inner.is_empty() => f.write_str("never"),
            Expr::All(inner) => linked(inner, " and ", f),
            Expr::Any(inner) => linked(inner, " or ", f),
            Expr::Not(inner) => write!(f, "not {inner}"),
            Expr::Test(test) => test.fmt(f),
        }
    }
}

fn linked(inner: &[Expr], link: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('(')?;
    for (index, expression) in inner.iter().enumerate() {
        if index > 0 {
            f.write_str(link)?;
        }
        expression.fmt(f)?;
    }
    f.write_char(')')
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Field(name) => shown(name, f)?,
            Subject::Keyword => f.write_str("keyword")?,
        }
        f.write_char(' ')?;
        self.matcher.fmt(f)
    }
}

impl Display for Matcher {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Matcher::Null => f.write_str("= null"),
            Matcher::Exists => f.write_str("exists"),
            Matcher::Text(pattern) => pattern.fmt(f),
            Matcher::Regex(regex) => regex.fmt(f),
            Matcher::Number(comparison, number) => write!(f, "{comparison} {}", number.get()),
            Matcher::Cidr(network) => write!(f, "in {network}"),
            Matcher::Field(comparison) => comparison.fmt(f),
            Matcher::Time(part, comparison, number) => write!(f, "{part} {comparison} {}", number.get()),
        }
    }
}

impl Display for Pattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let case = if self.cased { "" } else { "i" };
        match self.pieces.as_slice() {
            [] => f.write_str("= \"\""),
            [Piece::Any] => f.write_str("= *"),
            [Piece::Literal(text)] => quoted("=", text, case, f),
            [Piece::Any, Piece::Literal(text)] => quoted("ends", text, case, f),
            [Piece::Literal(text), Piece::Any] => quoted("starts", text, case, f),
            [Piece::Any, Piece::Literal(text), Piece::Any] => quoted("contains", text, case, f),
            pieces => quoted("like", &pieces.iter().map(escaped).collect::<String>(), case, f),
        }
    }
}

fn escaped(piece: &Piece) -> String {
    match piece {
        Piece::Any => "*".to_owned(),
        Piece::One => "?".to_owned(),
        Piece::Literal(text) => text.replace('\\', "\\\\").replace('*', "\\*").replace('?', "\\?"),
    }
}

fn quoted(word: &str, text: &str, case: &str, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "{word} \"")?;
    shown(text, f)?;
    write!(f, "\"{case}")
}

fn shown(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    text.chars().try_for_each(|character| match character {
        '"' => f.write_str("\\\""),
        control if control.is_control() => write!(f, "{}", control.escape_unicode()),
        plain => f.write_char(plain),
    })
}

impl Display for Regex {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("matches /")?;
        shown(&self.source, f)?;
        f.write_char('/')?;
        let flags = [(self.ignore_case, 'i'), (self.multi_line, 'm'), (self.dot_all, 's')];
        flags.into_iter().filter(|(set, _)| *set).try_for_each(|(_, flag)| f.write_char(flag))
    }
}

impl Display for FieldComparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let word = match self.place {
            Place::Whole => "=",
            Place::Start => "starts",
            Place::End => "ends",
            Place::Anywhere => "contains",
        };
        write!(f, "{word} field ")?;
        shown(&self.other, f)?;
        f.write_str(if self.cased { " cased" } else { "" })
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Comparison::Equal => "==",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        })
    }
}

impl Display for TimePart {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TimePart::Minute => "minute",
            TimePart::Hour => "hour",
            TimePart::Day => "day",
            TimePart::Week => "week",
            TimePart::Month => "month",
            TimePart::Year => "year",
        })
    }
}
