//! Tokens: making, listing, revoking.

use super::{Desk, FORGET_TOKENS, Trouble};
use crate::people::{Bearer, Caller, Right, Scope};
use log::Timestamp;
use statement::OperatorName;
use std::collections::BTreeSet;
use store::{Act, Operator, Token, TokenId};
use zeroize::Zeroizing;

/// How long a token is good if nothing else is said, in days.
pub const DEFAULT_DAYS: u32 = 90;

/// How long a token can be good, in days.
pub const MAX_DAYS: u32 = 366;

/// The scope that marks a session in the store.
pub(super) const SESSION_WORD: &str = "session";

/// A new token. The text is shown once.
#[derive(Debug)]
pub struct Minted {
    /// The token as it is kept.
    pub token: Token,
    /// What its owner writes down.
    pub text: Zeroizing<String>,
}

/// What a token is to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Whose.
    pub operator: OperatorName,
    /// What it is good for.
    pub scopes: BTreeSet<Scope>,
    /// How long it is good, in days.
    pub days: u32,
}

impl Desk<'_> {
    /// Tokens and sessions of one operator, or of all.
    ///
    /// # Errors
    /// Those of the store.
    pub fn tokens(&self, caller: &Caller, of: Option<&OperatorName>) -> Result<Vec<Token>, Trouble> {
        if of.is_none() || of != caller.name() {
            caller.may(Right::People)?;
        }
        Ok(self.store.keep().read("list tokens", |view| view.tokens(of))?)
    }

    /// Makes a token.
    ///
    /// # Errors
    /// Scopes that the operator's role does not have; more days than a token can have; those of the store.
    pub fn new_token(&self, caller: &Caller, new: &NewToken) -> Result<Minted, Trouble> {
        let name = new.operator.as_str();
        caller
            .may_mint_for(&new.operator)
            .or_else(|denied| self.refused(caller, "token-new", name, denied))?;
        let operator = self.store.keep().read("look an operator up", |view| view.operator(&new.operator))?;
        let operator =
            operator.filter(|operator| operator.disabled.is_none()).ok_or(Trouble::Missing("operator"))?;
        check(new, &operator)?;
        let expires = self.now.saturating_add(u64::from(new.days) * 86_400);
        let minted = self.mint(&new.operator, new.scopes.iter().copied(), expires)?;
        let (token, who, now) = (minted.token.clone(), caller.to_string(), self.now);
        self.transact("make a token", move |tx| {
            tx.forget_tokens(now.saturating_sub(FORGET_TOKENS))?;
            tx.add_token(&token)?;
            let words: Vec<&str> = token.scopes.iter().map(store::Scope::as_str).collect();
            let object =
                format!("{} of {} for {} until {}", token.id, token.operator, words.join(","), token.expires);
            tx.audit(&Act { time: now, who: &who, act: "token-new", object: &object })?;
            Ok(Ok(()))
        })?;
        Ok(minted)
    }

    /// Revokes a token, at once: the one that is shown, one of one's own in a session, any as an admin.
    ///
    /// # Errors
    /// [`Trouble::Missing`]; those of the store.
    pub fn revoke(&self, caller: &Caller, id: &TokenId) -> Result<(), Trouble> {
        let token = self.store.keep().read("look a token up", |view| view.token(id))?;
        let is_shown = caller.token() == Some(id);
        let may = match &token {
            Some(_) if is_shown => Ok(()),
            Some(token) => caller.may_mint_for(&token.operator),
            // Whether there is such a token is nobody's business but an admin's.
            None => caller.may(Right::People),
        };
        may.or_else(|denied| self.refused(caller, "token-revoke", id.as_str(), denied))?;
        let of = id.clone();
        self.change(caller, "token-revoke", id.to_string(), "token that is good", move |tx, now| {
            tx.revoke_token(&of, now)
        })
    }

    /// A token, not kept yet; without a scope it is a session's.
    pub(super) fn mint(
        &self,
        operator: &OperatorName,
        scopes: impl IntoIterator<Item = Scope>,
        expires: Timestamp,
    ) -> Result<Minted, Trouble> {
        let bearer = Bearer::draw().map_err(|error| Trouble::Chance(error.to_string()))?;
        let mut words: Vec<store::Scope> = scopes.into_iter().map(word).collect();
        if words.is_empty() {
            words.push(word(Scope::Session));
        }
        let token = Token {
            id: bearer.id.clone(),
            secret: bearer.digest(),
            operator: operator.clone(),
            scopes: words,
            created: self.now,
            expires,
            revoked: None,
            used_day: None,
        };
        Ok(Minted { token, text: bearer.text() })
    }
}

fn word(scope: Scope) -> store::Scope {
    scope.as_str().parse().expect("the words for scopes are lower-case letters")
}

fn check(new: &NewToken, operator: &Operator) -> Result<(), Trouble> {
    let given = Scope::of_role(operator.role);
    if let Some(scope) = new.scopes.iter().find(|scope| !given.contains(scope)) {
        return Err(Trouble::BadToken(format!(
            "{} has the role {} and not the scope {scope}",
            operator.name, operator.role
        )));
    }
    match (new.scopes.is_empty(), new.days) {
        (true, _) => Err(Trouble::BadToken("a token without a scope is good for nothing".to_owned())),
        (_, 1..=MAX_DAYS) => Ok(()),
        _ => Err(Trouble::BadToken(format!("a token is good for 1 to {MAX_DAYS} days"))),
    }
}
