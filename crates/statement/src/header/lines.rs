//! The lines of a header.

use super::{MAX_HEADER, VERSION};
use note::Malformed;
use std::iter::Peekable;
use std::str::Split;

/// A line: a name in lower-case letters and hyphens, a space, a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The name.
    pub name: String,
    /// The value: not empty, no control character, no space at either end.
    pub value: String,
}

/// How long the name of a line may be.
const MAX_NAME: usize = 32;

/// The lines behind the first, one after another.
pub(super) struct Lines<'t> {
    rest: Peekable<Split<'t, char>>,
}

impl<'t> Lines<'t> {
    /// Checks what all headers have in common, and stands behind the first line.
    pub(super) fn of(text: &'t str) -> Result<Self, Malformed> {
        let refused = |why: &'static str| Malformed::new("header", why);
        if text.len() > MAX_HEADER {
            return Err(refused("it is longer than 32 KiB"));
        }
        let text = text.strip_suffix('\n').ok_or_else(|| refused("its last line has no end"))?;
        let mut rest = text.split('\n').peekable();
        match rest.next() {
            Some(VERSION) => Ok(Lines { rest }),
            _ => Err(refused("its first line is not detente/statement/v1")),
        }
    }

    /// The value of the next line, which must be called `name`.
    pub(super) fn take(&mut self, name: &str) -> Result<&'t str, Malformed> {
        let missing =
            || Malformed::new("header", format!("the line `{name}` is missing, or not in its place"));
        self.take_if(name)?.ok_or_else(missing)
    }

    /// The value of the next line, if it is called `name`.
    pub(super) fn take_if(&mut self, name: &str) -> Result<Option<&'t str>, Malformed> {
        let value = self.rest.peek().and_then(|line| line.strip_prefix(name)?.strip_prefix(' '));
        match value {
            Some(value) => {
                self.rest.next();
                Line::new(name, value)?;
                Ok(Some(value))
            }
            None => Ok(None),
        }
    }

    /// The next line, whatever it is called.
    pub(super) fn next(&mut self) -> Result<Option<Line>, Malformed> {
        let Some(line) = self.rest.next() else { return Ok(None) };
        let refused = || Malformed::new("header", "a line is not a name, a space and a value");
        let (name, value) = line.split_once(' ').ok_or_else(refused)?;
        Line::new(name, value).map(Some)
    }
}

impl Line {
    /// A line.
    ///
    /// # Errors
    /// A name or a value that no line can have.
    pub fn new(name: &str, value: &str) -> Result<Self, Malformed> {
        let refused =
            || Malformed::new("header", format!("the line `{name}` is not a name, a space and a value"));
        let is_name = (1..=MAX_NAME).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let is_value = !value.is_empty()
            && !value.starts_with(char::is_whitespace)
            && !value.ends_with(char::is_whitespace)
            && !value.chars().any(char::is_control);
        match is_name && is_value {
            true => Ok(Line { name: name.to_owned(), value: value.to_owned() }),
            false => Err(refused()),
        }
    }

    pub(super) fn of(name: &str, value: impl ToString) -> Self {
        Line { name: name.to_owned(), value: value.to_string() }
    }
}
