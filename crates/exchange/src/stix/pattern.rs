//! Reads a STIX pattern as far as it is a choice: comparisons with OR between, in one observation or several.

use super::token::{Token, tokens};

/// The longest pattern that is read, in bytes.
const MAX_PATTERN: usize = 1 << 20;

/// How deep parentheses may nest.
const MAX_DEPTH: usize = 32;

/// One of several things each of which is enough: comparisons of one object that must all hold.
pub(crate) type Choice<'p> = Vec<Comparison<'p>>;

/// A comparison of an object's property with values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comparison<'p> {
    /// The property as it stands.
    pub(crate) path: &'p str,
    pub(crate) is_negated: bool,
    /// `=`, `IN`, `ISSUBSET`, whatever stands there.
    pub(crate) operator: &'p str,
    /// The texts that it is compared with.
    pub(crate) values: Vec<String>,
    /// Numbers, truths and other constants that it is compared with, as they stand.
    pub(crate) others: Vec<&'p str>,
}

/// Why a pattern as a whole is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is no pattern.
    Syntax,
    /// It asks for several observations, or for times.
    Observations,
    /// It is longer or deeper than is read.
    Large,
}

/// The choices of a pattern.
pub(crate) fn choices(pattern: &str) -> Result<Vec<Choice<'_>>, Fault> {
    if pattern.len() > MAX_PATTERN {
        return Err(Fault::Large);
    }
    let tokens = tokens(pattern).ok_or(Fault::Syntax)?;
    let mut reader = Reader { tokens: &tokens, depth: 0 };
    let choices = reader.observations()?;
    match reader.tokens {
        [] => Ok(choices),
        [Token::Word(_), ..] => Err(Fault::Observations),
        _ => Err(Fault::Syntax),
    }
}

struct Reader<'t, 'p> {
    tokens: &'t [Token<'p>],
    depth: usize,
}

type Choices<'p> = Result<Vec<Choice<'p>>, Fault>;

impl<'p> Reader<'_, 'p> {
    /// Observations with OR between.
    fn observations(&mut self) -> Choices<'p> {
        let mut all = self.observation()?;
        while self.keyword("OR") {
            all.extend(self.observation()?);
        }
        Ok(all)
    }

    fn observation(&mut self) -> Choices<'p> {
        let close = if self.sign('[') {
            ']'
        } else if self.sign('(') {
            ')'
        } else {
            return Err(Fault::Syntax);
        };
        let all = self.deeper(|reader| if close == ']' { reader.ors() } else { reader.observations() })?;
        match self.sign(close) {
            true => Ok(all),
            // Within parentheses: AND, FOLLOWEDBY, WITHIN.
            false if close == ')' && matches!(self.tokens, [Token::Word(_), ..]) => Err(Fault::Observations),
            false => Err(Fault::Syntax),
        }
    }

    /// Comparisons with OR between.
    fn ors(&mut self) -> Choices<'p> {
        let mut all = self.ands()?;
        while self.keyword("OR") {
            all.extend(self.ands()?);
        }
        Ok(all)
    }

    /// Comparisons with AND between. Of choices in parentheses every combination would be one: they become one choice of all, which
    /// is used as what it is, more than an equality.
    fn ands(&mut self) -> Choices<'p> {
        let first = self.comparison()?;
        if !self.is_keyword("AND") {
            return Ok(first);
        }
        let mut all = first.concat();
        while self.keyword("AND") {
            all.extend(self.comparison()?.concat());
        }
        Ok(vec![all])
    }

    fn comparison(&mut self) -> Choices<'p> {
        if self.sign('(') {
            let all = self.deeper(Self::ors)?;
            return if self.sign(')') { Ok(all) } else { Err(Fault::Syntax) };
        }
        let mut is_negated = self.keyword("NOT");
        if self.keyword("EXISTS") {
            return Ok(vec![vec![Comparison {
                path: self.word()?,
                is_negated,
                operator: "EXISTS",
                values: Vec::new(),
                others: Vec::new(),
            }]]);
        }
        let path = self.word()?;
        is_negated |= self.keyword("NOT");
        let Some((&(Token::Operator(operator) | Token::Word(operator)), rest)) = self.tokens.split_first()
        else {
            return Err(Fault::Syntax);
        };
        self.tokens = rest;
        let mut comparison =
            Comparison { path, is_negated, operator, values: Vec::new(), others: Vec::new() };
        self.constants(&mut comparison)?;
        Ok(vec![vec![comparison]])
    }

    /// A constant, or several in parentheses.
    fn constants(&mut self, comparison: &mut Comparison<'p>) -> Result<(), Fault> {
        if !self.sign('(') {
            return self.constant(comparison);
        }
        loop {
            self.constant(comparison)?;
            match () {
                () if self.sign(',') => {}
                () if self.sign(')') => return Ok(()),
                () => return Err(Fault::Syntax),
            }
        }
    }

    /// A constant: a text, a number, a truth, or `t'...'`.
    fn constant(&mut self, comparison: &mut Comparison<'p>) -> Result<(), Fault> {
        match self.tokens.split_first().ok_or(Fault::Syntax)? {
            (Token::Text(text), _) => comparison.values.push(text.clone()),
            (Token::Word(word), _) if !["AND", "OR"].contains(word) => comparison.others.push(word),
            _ => return Err(Fault::Syntax),
        }
        self.tokens = self.tokens.get(1..).unwrap_or_default();
        Ok(())
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::Large);
        }
        let outcome = read(self);
        self.depth -= 1;
        outcome
    }

    fn word(&mut self) -> Result<&'p str, Fault> {
        let Some((&Token::Word(word), rest)) = self.tokens.split_first() else { return Err(Fault::Syntax) };
        self.tokens = rest;
        Ok(word)
    }

    fn is_keyword(&self, keyword: &str) -> bool {
        matches!(self.tokens.first(), Some(Token::Word(word)) if *word == keyword)
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        self.next_if(|token| matches!(token, Token::Word(word) if *word == keyword))
    }

    fn sign(&mut self, sign: char) -> bool {
        self.next_if(|token| *token == Token::Sign(sign))
    }

    fn next_if(&mut self, is_wanted: impl FnOnce(&Token<'_>) -> bool) -> bool {
        match self.tokens.split_first() {
            Some((token, rest)) if is_wanted(token) => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }
}
