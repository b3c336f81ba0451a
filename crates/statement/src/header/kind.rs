//! The kinds of statements.

use note::Malformed;
use std::{fmt, str::FromStr};

/// What a statement is. A kind that is not known here is still kept, witnessed and passed on; nobody acts on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Indicators, rules, reports: what to look for.
    Intel,
    /// That something said by others was seen here, or met something harmless; how often and when, not where.
    Sighting,
    /// Who is thought to be behind something. Never acted upon by a machine.
    Claim,
    /// That statements of one's own no longer hold.
    Retraction,
    /// An action put to the unit.
    Proposal,
    /// A member's word on a proposal.
    Vote,
    /// That a proposal would do harm.
    Objection,
    /// What must not be blocked.
    Protect,
    /// Private counting.
    Count,
    /// Private matching.
    Match,
    /// A commitment to a data set.
    Seal,
    /// A part of a public random seed: first its hash, then itself.
    Seed,
    /// Up to where one holds the logs of others.
    Receipt,
    /// A checkpoint of one's own log with its quorum: it gives record time.
    Quote,
    /// The outcome that one's own node computed.
    Decision,
    /// That a log showed two histories.
    Evidence,
    /// A key sheet.
    Key,
    /// A charter.
    Charter,
    /// That one stops.
    Stop,
    /// Any other.
    Other(String),
}

/// What a kind asks of the lines that all have.
pub(super) struct Needs {
    pub(super) until: bool,
    pub(super) body: bool,
    pub(super) may_have_body: bool,
    /// For the whole unit, never sealed: what decisions read.
    pub(super) public: bool,
    /// The least and the greatest number of statements referred to.
    pub(super) refs: (usize, usize),
}

const NAMES: [(Kind, &str); 19] = [
    (Kind::Intel, "intel"),
    (Kind::Sighting, "sighting"),
    (Kind::Claim, "claim"),
    (Kind::Retraction, "retraction"),
    (Kind::Proposal, "proposal"),
    (Kind::Vote, "vote"),
    (Kind::Objection, "objection"),
    (Kind::Protect, "protect"),
    (Kind::Count, "count"),
    (Kind::Match, "match"),
    (Kind::Seal, "seal"),
    (Kind::Seed, "seed"),
    (Kind::Receipt, "receipt"),
    (Kind::Quote, "quote"),
    (Kind::Decision, "decision"),
    (Kind::Evidence, "evidence"),
    (Kind::Key, "key"),
    (Kind::Charter, "charter"),
    (Kind::Stop, "stop"),
];

impl Kind {
    /// All kinds that are known here.
    pub fn known() -> impl Iterator<Item = Kind> {
        NAMES.into_iter().map(|(kind, _)| kind)
    }

    /// The name in the `kind` line.
    pub fn as_str(&self) -> &str {
        match self {
            Kind::Other(name) => name,
            known => NAMES.iter().find(|(kind, _)| kind == known).map_or("", |(_, name)| name),
        }
    }

    pub(super) fn needs(&self) -> Needs {
        let any = (0, super::MAX_REFS);
        let needs = |refs| Needs { until: false, body: false, may_have_body: true, public: false, refs };
        let bare = |refs| Needs { may_have_body: false, public: true, ..needs(refs) };
        match self {
            Kind::Intel | Kind::Claim => Needs { body: true, ..needs(any) },
            Kind::Sighting => needs((1, super::MAX_REFS)),
            Kind::Retraction => bare((1, super::MAX_REFS)),
            Kind::Proposal => Needs { until: true, public: true, ..needs(any) },
            Kind::Vote => bare((1, 1)),
            Kind::Objection => Needs { until: true, public: true, ..needs((1, 1)) },
            Kind::Protect
            | Kind::Key
            | Kind::Charter
            | Kind::Quote
            | Kind::Receipt
            | Kind::Stop
            | Kind::Seed => bare((0, 0)),
            Kind::Evidence => bare((0, super::MAX_REFS)),
            Kind::Count | Kind::Match | Kind::Decision => Needs { public: true, ..needs(any) },
            Kind::Seal | Kind::Other(_) => needs(any),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How long the name of an unknown kind may be.
const MAX_KIND: usize = 32;

impl FromStr for Kind {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if let Some((kind, _)) = NAMES.into_iter().find(|(_, name)| *name == text) {
            return Ok(kind);
        }
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        match (1..=MAX_KIND).contains(&text.len()) && text.bytes().all(plain) {
            true => Ok(Kind::Other(text.to_owned())),
            false => Err(Malformed::new("kind", "it is not a word of lower-case letters and hyphens")),
        }
    }
}
