//! Who may do what, as one table.

use statement::Kind;
use std::{fmt, str::FromStr};
use store::Role;

/// Something that can be asked of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Look at the record, at alarms and at how the node does.
    Read,
    /// Look at findings: what was met in the member's own telemetry.
    Findings,
    /// Send telemetry to be hunted through.
    Feed,
    /// Say what was found: sightings, claims, intel, retractions.
    Say,
    /// Say what findings are: confirmed, false alarms, closed.
    Judge,
    /// Tell the unit of a finding; the configuration may ask for more (`release.by`).
    Release,
    /// Speak for the member: proposals, votes, objections, protections, a stop.
    Decide,
    /// Say that an alarm was seen.
    Acknowledge,
    /// Read who did what at this node.
    Audit,
    /// Operators, and the tokens of others.
    People,
    /// Say what belongs to the member's papers: key sheets and charters.
    Papers,
}

/// What a token is good for: a part of what the role of its operator may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// [`Right::Read`] and [`Right::Findings`].
    Read,
    /// [`Right::Say`], [`Right::Judge`] and [`Right::Release`].
    Say,
    /// [`Right::Decide`] and [`Right::Acknowledge`].
    Decide,
    /// [`Right::Audit`], [`Right::People`] and [`Right::Papers`].
    Admin,
    /// [`Right::Feed`]: for programs that forward telemetry and have no other business here.
    Feed,
    /// It was given for a password. Only such a one makes and revokes tokens of its own operator: a stolen token must not make another that
    /// outlives it.
    Session,
}

/// The table: what is asked, the least role that may, the scope that a token needs.
const TABLE: [(Right, Role, Scope); 11] = [
    (Right::Read, Role::Viewer, Scope::Read),
    (Right::Findings, Role::Analyst, Scope::Read),
    (Right::Feed, Role::Analyst, Scope::Feed),
    (Right::Say, Role::Analyst, Scope::Say),
    (Right::Judge, Role::Analyst, Scope::Say),
    (Right::Release, Role::Analyst, Scope::Say),
    (Right::Decide, Role::Officer, Scope::Decide),
    (Right::Acknowledge, Role::Officer, Scope::Decide),
    (Right::Audit, Role::Admin, Scope::Admin),
    (Right::People, Role::Admin, Scope::Admin),
    (Right::Papers, Role::Admin, Scope::Admin),
];

impl Right {
    /// All.
    pub fn all() -> impl Iterator<Item = Right> {
        TABLE.into_iter().map(|(right, ..)| right)
    }

    /// The least role that has it.
    pub fn role(self) -> Role {
        TABLE.iter().find(|(right, ..)| *right == self).map_or(Role::Admin, |(_, role, _)| *role)
    }

    /// The scope that a token needs for it.
    pub fn scope(self) -> Scope {
        TABLE.iter().find(|(right, ..)| *right == self).map_or(Scope::Admin, |(.., scope)| *scope)
    }

    /// What it takes to say a statement of this kind.
    ///
    /// Receipts, quotes and decisions are the node's own to say; that a person does is for when something went wrong.
    pub fn to_say(kind: &Kind) -> Self {
        match kind {
            Kind::Intel
            | Kind::Sighting
            | Kind::Claim
            | Kind::Retraction
            | Kind::Seal
            | Kind::Seed
            | Kind::Count
            | Kind::Match
            | Kind::Other(_) => Right::Say,
            Kind::Proposal | Kind::Vote | Kind::Objection | Kind::Protect | Kind::Stop | Kind::Evidence => {
                Right::Decide
            }
            Kind::Receipt | Kind::Quote | Kind::Decision | Kind::Key | Kind::Charter => Right::Papers,
        }
    }
}

impl Scope {
    /// Those that a token can be made with.
    pub const GIVEN: [Scope; 5] = [Scope::Read, Scope::Say, Scope::Decide, Scope::Admin, Scope::Feed];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Say => "say",
            Scope::Decide => "decide",
            Scope::Admin => "admin",
            Scope::Feed => "feed",
            Scope::Session => "session",
        }
    }

    /// What a role can be given: those scopes of which it has a right.
    pub fn of_role(role: Role) -> Vec<Scope> {
        let has = |scope: &Scope| TABLE.iter().any(|(_, least, of)| of == scope && *least <= role);
        Scope::GIVEN.into_iter().filter(has).collect()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = note::Malformed;

    fn from_str(text: &str) -> Result<Self, note::Malformed> {
        let known = Scope::GIVEN.into_iter().find(|scope| scope.as_str() == text);
        known.ok_or_else(|| note::Malformed::new("scope", "it is none of read, say, decide, admin and feed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_the_one_before_it_may() {
        let scopes = |role| Scope::of_role(role).iter().map(Scope::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(
            Role::ALL.map(scopes),
            ["read", "read say feed", "read say decide feed", "read say decide admin feed"]
        );
    }

    #[test]
    fn what_binds_the_member_takes_an_officer() {
        for kind in Kind::known() {
            let is_analysts = Right::to_say(&kind).role() <= Role::Analyst;
            let is_bare_fact = ["intel", "sighting", "claim", "retraction", "seal", "seed", "count", "match"]
                .contains(&kind.as_str());
            assert_eq!(is_analysts, is_bare_fact, "{kind}");
        }
    }
}
