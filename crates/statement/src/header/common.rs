//! The lines that all statements have.

use super::{Kind, MAX_REFS, VERSION, lines::Lines};
use crate::{
    Audience, BodyRef, CharterId, Marking, MemberName, OperatorName, SealedRef, Stamp, StatementId, UnitId,
};
use note::{KeyName, Malformed};
use std::fmt;

/// The names of the lines that all statements may have.
pub(super) const COMMON: [&str; 12] = [
    "unit", "charter", "member", "kind", "made", "until", "marking", "audience", "body", "sealed", "refs",
    "operator",
];

/// Who says it, when, to whom, and what it is about. In this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Common {
    /// The unit. What is said in one is said in no other.
    pub unit: UnitId,
    /// The charter that the author acts under.
    pub charter: CharterId,
    /// The author.
    pub member: MemberName,
    /// When it was made, by the author's clock. No decision reads it; record time counts.
    pub made: Stamp,
    /// Until when it holds.
    pub until: Option<Stamp>,
    /// Who may be told, and what may be done.
    pub marking: Marking,
    /// Who may read the body.
    pub audience: Audience,
    /// The body.
    pub body: Option<BodyRef>,
    /// The encrypted file that the body lies in, where it is not for all.
    pub sealed: Option<SealedRef>,
    /// Statements that this one is about, in an order that the author chose; none twice.
    pub refs: Vec<StatementId>,
    /// Who at the member said it, where the member's policy is to tell.
    pub operator: Option<OperatorName>,
}

impl Common {
    /// The name of the key that must sign it.
    pub fn signer(&self) -> KeyName {
        self.member.key_name(&self.unit, "statement")
    }

    pub(super) fn parse(lines: &mut Lines<'_>) -> Result<(Self, Kind), Malformed> {
        let unit = lines.take("unit")?.parse()?;
        let charter = lines.take("charter")?.parse()?;
        let member = lines.take("member")?.parse()?;
        let kind = lines.take("kind")?.parse()?;
        let made = lines.take("made")?.parse()?;
        let until = lines.take_if("until")?.map(str::parse).transpose()?;
        let marking = lines.take("marking")?.parse()?;
        let audience = lines.take("audience")?.parse()?;
        let body = lines.take_if("body")?.map(str::parse).transpose()?;
        let sealed = lines.take_if("sealed")?.map(str::parse).transpose()?;
        let refs = lines.take_if("refs")?.map(refs).transpose()?.unwrap_or_default();
        let operator = lines.take_if("operator")?.map(str::parse).transpose()?;
        let common =
            Common { unit, charter, member, made, until, marking, audience, body, sealed, refs, operator };
        common.check()?;
        Ok((common, kind))
    }

    fn check(&self) -> Result<(), Malformed> {
        let refused = |why: &'static str| Err(Malformed::new("header", why));
        if self.until.is_some_and(|until| until <= self.made) {
            return refused("it ends before it is made");
        }
        match (&self.audience, &self.body, &self.sealed) {
            (_, None, Some(_)) => refused("a body is sealed and there is none"),
            (Audience::Unit, _, Some(_)) => refused("a body for the whole unit is sealed"),
            (Audience::Members(_), Some(_), None) => refused("a body for some members is not sealed"),
            (Audience::Members(_), None, None) => refused("it is for some members and has no body for them"),
            _ => Ok(()),
        }
    }

    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, kind: Kind) -> fmt::Result {
        writeln!(f, "{VERSION}\nunit {}\ncharter {}\nmember {}", self.unit, self.charter, self.member)?;
        writeln!(f, "kind {kind}\nmade {}", self.made)?;
        optional(f, "until", &self.until)?;
        writeln!(f, "marking {}\naudience {}", self.marking, self.audience)?;
        optional(f, "body", &self.body)?;
        optional(f, "sealed", &self.sealed)?;
        if !self.refs.is_empty() {
            let refs: Vec<String> = self.refs.iter().map(StatementId::to_string).collect();
            writeln!(f, "refs {}", refs.join(" "))?;
        }
        optional(f, "operator", &self.operator)
    }
}

fn optional(f: &mut fmt::Formatter<'_>, name: &str, value: &Option<impl fmt::Display>) -> fmt::Result {
    value.as_ref().map_or(Ok(()), |value| writeln!(f, "{name} {value}"))
}

fn refs(text: &str) -> Result<Vec<StatementId>, Malformed> {
    let refs = text.split(' ').take(MAX_REFS + 1).map(str::parse).collect::<Result<Vec<StatementId>, _>>()?;
    let mut sorted = refs.clone();
    sorted.sort();
    sorted.dedup();
    match refs.len() <= MAX_REFS && sorted.len() == refs.len() {
        true => Ok(refs),
        false => Err(Malformed::new("header", "it refers to more than 128 statements, or to one twice")),
    }
}
