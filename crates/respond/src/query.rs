//! What somebody looks for, from the words of a command line to a rule that the engine of the hunt runs.

use hunt::{About, Expr, Level, LogSource, Matcher, Pattern, Piece, Regex, Rule, Subject, Test};
use regex_automata::meta;
use std::sync::Arc;

/// How large a compiled expression may be, in bytes: half of what the engine allows, which compiles it its own way.
const MAX_COMPILED: usize = 2 << 20;

/// How long a term may be, in bytes.
const MAX_TERM: usize = 4 << 10;

/// How many terms a query may have.
const MAX_TERMS: usize = 1_000;

/// How terms are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Syntax {
    /// Terms are regular expressions.
    pub regex: bool,
    /// `name:` at the start of a term is text like any other.
    pub literal: bool,
    /// Case matters.
    pub cased: bool,
}

/// One thing that is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The field that it must stand in, by any name that rules call it; `None` for any field.
    pub field: Option<Arc<str>>,
    /// What the value must be.
    pub matcher: Matcher,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The terms.
    pub terms: Vec<Term>,
    /// One of them is enough.
    pub any: bool,
}

/// What is wrong with a term.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// It is empty, and would be found everywhere.
    #[error("an empty term would be found everywhere")]
    Empty,
    /// It is too long.
    #[error("a term has more than {MAX_TERM} bytes")]
    TooLong,
    /// There are too many.
    #[error("more than {MAX_TERMS} terms")]
    TooMany,
    /// It is no regular expression that can be run.
    #[error("the regular expression cannot be run: {0}")]
    Regex(String),
}

impl Query {
    /// Reads terms.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn parse(terms: &[String], any: bool, syntax: Syntax) -> Result<Query, QueryError> {
        if terms.len() > MAX_TERMS {
            return Err(QueryError::TooMany);
        }
        let terms = terms.iter().map(|term| Term::parse(term, syntax)).collect::<Result<_, _>>()?;
        Ok(Query { terms, any })
    }

    /// The query as a rule for all events.
    pub fn rule(&self) -> Rule {
        let tests = self.terms.iter().map(|term| Expr::Test(term.test())).collect();
        let condition = if self.any { Expr::Any(tests) } else { Expr::All(tests) };
        let about = About { title: "search".to_owned(), level: Level::Informational, ..About::default() };
        Rule { about: Arc::new(about), logsource: LogSource::default(), condition }
    }
}

impl Term {
    /// Reads a term: `name:value` asks a field, where `*` in the value stands for any text, quotes around it are dropped, and
    /// no value at all asks whether the field is there. Everything else is a text that may stand in any value.
    ///
    /// ```
    /// use respond::{Syntax, Term};
    ///
    /// let field = |term| Term::parse(term, Syntax::default()).map(|term| term.field);
    /// assert_eq!(field("EventID:4624")?.as_deref(), Some("EventID"));
    /// assert_eq!(field("https://example.org")?, None);
    /// assert_eq!(field(r"C:\Windows")?, None);
    /// # Ok::<(), respond::QueryError>(())
    /// ```
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn parse(term: &str, syntax: Syntax) -> Result<Term, QueryError> {
        if term.is_empty() {
            return Err(QueryError::Empty);
        }
        if term.len() > MAX_TERM {
            return Err(QueryError::TooLong);
        }
        let Some((name, value)) = field_and_value(term).filter(|_| !syntax.literal) else {
            return Ok(Term { field: None, matcher: anywhere(term, syntax)? });
        };
        let matcher = match unquoted(value) {
            "" if value.is_empty() => Matcher::Exists,
            value if syntax.regex => regex(value, syntax)?,
            value => Matcher::Text(Pattern { pieces: pieces(value), cased: syntax.cased }),
        };
        Ok(Term { field: Some(name.into()), matcher })
    }

    /// The literals of which each must stand in the value. None for what is no text.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &str> {
        let pieces = match &self.matcher {
            Matcher::Text(pattern) => pattern.pieces.as_slice(),
            _ => &[],
        };
        pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(text.as_str()),
            Piece::Any | Piece::One => None,
        })
    }

    fn test(&self) -> Test {
        let subject = self.field.clone().map_or(Subject::Keyword, Subject::Field);
        Test { subject, matcher: self.matcher.clone() }
    }
}

/// Name and value, if the term has the form of a field. A drive, a URL, `A::b` and words before a colon and a space have not.
fn field_and_value(term: &str) -> Option<(&str, &str)> {
    let (name, value) = term.split_once(':')?;
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '@' | '-' | '#' | '$');
    let is_name = name.len() > 1
        && name.chars().all(letter)
        && name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '@'));
    let is_value =
        !value.starts_with("//") && !value.starts_with(':') && !value.starts_with(char::is_whitespace);
    (is_name && is_value).then_some((name, value))
}

fn unquoted(value: &str) -> &str {
    let within = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(value)
}

fn anywhere(text: &str, syntax: Syntax) -> Result<Matcher, QueryError> {
    if syntax.regex {
        return regex(text, syntax);
    }
    let pieces = vec![Piece::Any, Piece::Literal(text.to_owned()), Piece::Any];
    Ok(Matcher::Text(Pattern { pieces, cased: syntax.cased }))
}

/// Literals between `*`.
fn pieces(value: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, literal) in value.split('*').enumerate() {
        if at > 0 && pieces.last() != Some(&Piece::Any) {
            pieces.push(Piece::Any);
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal.to_owned()));
        }
    }
    pieces
}

fn regex(source: &str, syntax: Syntax) -> Result<Matcher, QueryError> {
    let regex =
        Regex { source: source.to_owned(), ignore_case: !syntax.cased, multi_line: false, dot_all: false };
    let syntax = regex_automata::util::syntax::Config::new().case_insensitive(regex.ignore_case);
    let limits = meta::Config::new().nfa_size_limit(Some(MAX_COMPILED));
    let built = meta::Builder::new().configure(limits).syntax(syntax).build(source);
    built.map(|_| Matcher::Regex(regex)).map_err(|error| {
        let reason = error.syntax_error().map_or_else(|| error.to_string(), ToString::to_string);
        QueryError::Regex(reason)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_as_people_write_them() {
        let any = |text: &str| vec![Piece::Any, Piece::Literal(text.into()), Piece::Any];
        let literal = |text: &str| Piece::Literal(text.into());
        for (term, field, expected) in [
            ("mimikatz", None, any("mimikatz")),
            ("two words", None, any("two words")),
            ("2024-01-01T10:00", None, any("2024-01-01T10:00")),
            ("a: b", None, any("a: b")),
            ("c:\\x", None, any("c:\\x")),
            ("::1", None, any("::1")),
            ("sekurlsa::x", None, any("sekurlsa::x")),
            ("http://x/y", None, any("http://x/y")),
            ("EventID:4625", Some("EventID"), vec![literal("4625")]),
            ("id.orig_h:10.*", Some("id.orig_h"), vec![literal("10."), Piece::Any]),
            ("Image:*\\cmd.exe", Some("Image"), vec![Piece::Any, literal("\\cmd.exe")]),
            ("User:\"NT AUTHORITY\\SYSTEM\"", Some("User"), vec![literal("NT AUTHORITY\\SYSTEM")]),
            ("a1:**b**", Some("a1"), vec![Piece::Any, literal("b"), Piece::Any]),
            ("empty:''", Some("empty"), vec![]),
        ] {
            let parsed = Term::parse(term, Syntax::default()).expect(term);
            assert_eq!(parsed.field.as_deref(), field, "{term}");
            assert_eq!(parsed.matcher, Matcher::Text(Pattern { pieces: expected, cased: false }), "{term}");
        }
        let exists = Term::parse("CommandLine:", Syntax::default()).expect("a term");
        assert_eq!(exists.matcher, Matcher::Exists);
    }

    #[test]
    fn what_cannot_be_looked_for_is_said() {
        let regex = Syntax { regex: true, ..Syntax::default() };
        assert_eq!(Term::parse("", regex), Err(QueryError::Empty));
        assert_eq!(Term::parse(&"x".repeat(MAX_TERM + 1), regex), Err(QueryError::TooLong));
        for source in ["(", "(?<n>a){1000}{1000}{1000}", "a(?=b)"] {
            assert!(matches!(Term::parse(source, regex), Err(QueryError::Regex(_))), "{source}");
        }
    }
}
