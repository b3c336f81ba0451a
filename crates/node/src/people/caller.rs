//! Who asks.

use super::{Right, Scope};
use statement::OperatorName;
use std::{collections::BTreeSet, fmt};
use store::{Role, TokenId};

/// Somebody who has shown who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    who: Who,
    role: Role,
    scopes: BTreeSet<Scope>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Who {
    /// The owner of the home, who came by its socket or by the command line. Whoever is it can read the keys anyway.
    Local,
    /// An operator, by a token.
    Operator(OperatorName, TokenId),
}

/// Why somebody may not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The operator's role does not have the right.
    #[error("that takes the role {0} at least")]
    Role(Role),
    /// The token was not made for it.
    #[error("the token does not have the scope {0}")]
    Scope(Scope),
    /// Only a session makes and revokes tokens.
    #[error("a token does not make or revoke tokens: open a session with a password")]
    NoSession,
}

impl Caller {
    /// The owner of the home.
    pub fn local() -> Self {
        let scopes = Scope::GIVEN.into_iter().chain([Scope::Session]).collect();
        Caller { who: Who::Local, role: Role::Admin, scopes }
    }

    /// An operator who has shown a token.
    pub fn operator(name: OperatorName, token: TokenId, role: Role, scopes: BTreeSet<Scope>) -> Self {
        Caller { who: Who::Operator(name, token), role, scopes }
    }

    /// Whether it may.
    ///
    /// # Errors
    /// [`Denied`], and what is missing.
    pub fn may(&self, right: Right) -> Result<(), Denied> {
        match () {
            () if self.role < right.role() => Err(Denied::Role(right.role())),
            () if !self.scopes.contains(&right.scope()) => Err(Denied::Scope(right.scope())),
            () => Ok(()),
        }
    }

    /// Whether it may make and revoke tokens of this operator: its own in a session, those of others as an admin.
    ///
    /// # Errors
    /// [`Denied`], and what is missing.
    pub fn may_mint_for(&self, operator: &OperatorName) -> Result<(), Denied> {
        if !self.scopes.contains(&Scope::Session) {
            return Err(Denied::NoSession);
        }
        match self.name() == Some(operator) {
            true => Ok(()),
            false => self.may(Right::People),
        }
    }

    /// The operator, if it is one.
    pub fn name(&self) -> Option<&OperatorName> {
        match &self.who {
            Who::Local => None,
            Who::Operator(name, _) => Some(name),
        }
    }

    /// The token that was shown.
    pub fn token(&self) -> Option<&TokenId> {
        match &self.who {
            Who::Local => None,
            Who::Operator(_, token) => Some(token),
        }
    }

    /// What it may do.
    pub fn role(&self) -> Role {
        self.role
    }

    /// What its token is good for.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.scopes.iter().copied()
    }
}

/// As it stands in the audit log. A colon is in no operator's name, so that nobody can be called `local:owner`.
impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.who {
            Who::Local => f.write_str("local:owner"),
            Who::Operator(name, token) => write!(f, "{name} token:{token}"),
        }
    }
}
