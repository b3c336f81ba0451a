//! Getting in: by a token, or by a password for one.

use super::{Desk, FORGET_TOKENS, Minted, Trouble, tokens::SESSION_WORD};
use crate::people::{Bearer, Caller, Scope, Source, throttle};
use statement::OperatorName;
use std::collections::BTreeSet;
use store::{Act, Operator, PasswordHash, Token};

/// How long a session is good, in seconds: a working day.
const SESSION: u64 = 12 * 3_600;

impl Desk<'_> {
    /// Who shows this token, if it is good.
    ///
    /// # Errors
    /// Those of the store. That a token is no good is none, and why it is no good is told nobody.
    pub fn who(&self, bearer: &Bearer) -> Result<Option<Caller>, Trouble> {
        let id = bearer.id.clone();
        let found = self.store.keep().read("look a token up", |view| {
            let Some(token) = view.token(&id)? else { return Ok(None) };
            Ok(view.operator(&token.operator)?.map(|operator| (token, operator)))
        })?;
        let Some((token, operator)) = found.filter(|(token, operator)| self.is_good(bearer, token, operator))
        else {
            return Ok(None);
        };
        self.note_use(&token)?;
        let scopes = scopes(&token);
        Ok(Some(Caller::operator(operator.name, token.id, operator.role, scopes)))
    }

    fn is_good(&self, bearer: &Bearer, token: &Token, operator: &Operator) -> bool {
        bearer.is(&token.secret)
            && token.revoked.is_none()
            && (token.created..token.expires).contains(&self.now.max(token.created))
            && operator.disabled.is_none()
    }

    /// A token's day of use, once a day.
    fn note_use(&self, token: &Token) -> Result<(), Trouble> {
        let (id, day) = (token.id.clone(), self.now / 86_400);
        if token.used_day != Some(day) {
            self.store.keep().transact("note that a token is used", move |tx| tx.used_token(&id, day))?;
        }
        Ok(())
    }

    /// Counts an attempt to get in, before the password is looked at: a hundred at a time must not all be the first. Gives what the password
    /// of that name is checked with, if there is such an operator who may get in.
    ///
    /// # Errors
    /// [`Trouble::TooSoon`].
    pub fn attempt(
        &self,
        name: &OperatorName,
        source: Option<Source>,
    ) -> Result<Option<PasswordHash>, Trouble> {
        let (name, now) = (name.clone(), self.now);
        self.transact("count an attempt", move |tx| {
            let of_source =
                |source: Source| Ok::<_, store::Error>(source.wait(tx.attempts(&source.subject())?, now));
            let by_source = source.map(of_source).transpose()?.unwrap_or(0);
            let wait = by_source.max(throttle::wait_for_name(tx.attempts(&subject(&name))?, now));
            if wait > 0 {
                return Ok(Err(Trouble::TooSoon(wait)));
            }
            tx.forget_failures_before(now.saturating_sub(throttle::FORGET))?;
            tx.count_failure(&subject(&name), now)?;
            source.map(|source| tx.count_failure(&source.subject(), now)).transpose()?;
            let operator = tx.operator(&name)?.filter(|operator| operator.disabled.is_none());
            Ok(Ok(operator.map(|operator| operator.password)))
        })
    }

    /// Notes that an attempt failed.
    ///
    /// # Errors
    /// [`Trouble::WrongPassword`], always, or those of the store.
    pub fn refuse(&self, name: &OperatorName, source: Option<Source>) -> Result<Minted, Trouble> {
        let from = source.map_or_else(|| "the socket".to_owned(), |source| source.to_string());
        self.note(&format!("{name} unproven"), "session-refused", &format!("from {from}"))?;
        Err(Trouble::WrongPassword)
    }

    /// Opens a session for an operator whose password was right.
    ///
    /// # Errors
    /// An operator that was disabled meanwhile; those of the store.
    pub fn open_session(&self, name: &OperatorName, source: Option<Source>) -> Result<Minted, Trouble> {
        let (minted, operator) = (self.mint(name, [], self.now.saturating_add(SESSION))?, name.clone());
        let (token, now) = (minted.token.clone(), self.now);
        self.transact("open a session", move |tx| {
            let Some(of) = tx.operator(&operator)?.filter(|of| of.disabled.is_none()) else {
                return Ok(Err(Trouble::WrongPassword));
            };
            tx.forget_failures(&subject(&operator))?;
            source.map(|source| tx.forget_failures(&source.subject())).transpose()?;
            tx.forget_tokens(now.saturating_sub(FORGET_TOKENS))?;
            tx.add_token(&token)?;
            let who = format!("{} token:{}", of.name, token.id);
            tx.audit(&Act { time: now, who: &who, act: "session-open", object: "" })?;
            Ok(Ok(()))
        })?;
        Ok(minted)
    }
}

/// What the failures under a name are counted by.
fn subject(name: &OperatorName) -> String {
    format!("operator:{name}")
}

/// A session may what its operator may; a token has its own scopes.
fn scopes(token: &Token) -> BTreeSet<Scope> {
    match token.scopes.iter().any(|scope| scope.as_str() == SESSION_WORD) {
        true => Scope::GIVEN.into_iter().chain([Scope::Session]).collect(),
        false => token.scopes.iter().filter_map(|scope| scope.as_str().parse().ok()).collect(),
    }
}
