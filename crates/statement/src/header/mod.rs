//! Headers: what a statement says to all, in lines `name value`.

mod common;
mod content;
mod kind;
mod lines;
mod value;

pub use common::Common;
pub use content::{Action, Content, MAX_VALUES, Seed, Verdict, Word};
pub use kind::Kind;
pub use lines::Line;
pub use value::Value;

use lines::Lines;
use note::Malformed;
use std::fmt;

/// How long a header may be, its lines and newlines together. Longer lists are split over several statements.
pub const MAX_HEADER: usize = 32 << 10;

/// How many statements a header may refer to.
pub const MAX_REFS: usize = 128;

/// The first line.
const VERSION: &str = "detente/statement/v1";

/// A header. As text it is what is signed; [`Header::parse`] and its `Display` are each other's inverse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The lines that all statements have.
    pub common: Common,
    /// What this kind of statement says.
    pub content: Content,
}

impl Header {
    /// Reads a header.
    ///
    /// # Errors
    /// Any text but the one spelling: lines in another order, lines that the kind does not have or lacks, other spaces, a missing newline.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut lines = Lines::of(text)?;
        let (common, kind) = Common::parse(&mut lines)?;
        let content = Content::parse(kind, &mut lines)?;
        let header = Header { common, content };
        header.check()?;
        match header.to_string() == text {
            true => Ok(header),
            false => Err(Malformed::new("header", "it is not in its one spelling")),
        }
    }

    /// What the kind asks of the lines that all have.
    fn check(&self) -> Result<(), Malformed> {
        let needs = self.content.kind().needs();
        let refused = |why: &'static str| Err(Malformed::new("header", why));
        let Common { until, audience, body, sealed, refs, .. } = &self.common;
        match () {
            () if needs.until && until.is_none() => refused("this kind must say until when it holds"),
            () if needs.body && body.is_none() => refused("this kind must have a body"),
            () if !needs.may_have_body && body.is_some() => refused("this kind has no body"),
            () if refs.len() < needs.refs.0 => refused("this kind must refer to more statements"),
            () if refs.len() > needs.refs.1 => refused("this kind refers to fewer statements"),
            () if needs.public && (*audience != crate::Audience::Unit || sealed.is_some()) => {
                refused("this kind is for the whole unit and never sealed")
            }
            () => Ok(()),
        }
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.common.write(f, self.content.kind())?;
        self.content.lines().iter().try_for_each(|line| writeln!(f, "{} {}", line.name, line.value))
    }
}
