//! What is done with operators and tokens, each with its row in the audit log, in one transaction. Nothing here is async.

use super::{Bearer, Caller, Denied, Right, Scope, Source, throttle};
use log::Timestamp;
use statement::OperatorName;
use std::collections::BTreeSet;
use store::{Act, Operator, PasswordHash, Role, Store, Token, TokenId};
use zeroize::Zeroizing;

/// How long a token is good if nothing else is said, in days.
pub const DEFAULT_DAYS: u32 = 90;

/// How long a token can be good, in days.
pub const MAX_DAYS: u32 = 366;

/// How long a session is good, in seconds: a working day.
const SESSION: u64 = 12 * 3_600;

/// Tokens that were over so long ago are removed when a new one is made, in seconds. The audit log goes on naming them.
const FORGET_TOKENS: u64 = 30 * 86_400;

/// The scope that marks a session in the store.
const SESSION_WORD: &str = "session";

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such operator or token, or it is none of the caller's.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// There is one of that name already.
    #[error("there is an operator of that name already")]
    Taken,
    /// A token cannot be made like this.
    #[error("{0}")]
    BadToken(String),
    /// Name and password do not belong together, or the operator is disabled: which of these is not said.
    #[error("the name or the password is wrong")]
    WrongPassword,
    /// Too many failures.
    #[error("too many failures: wait {0} seconds")]
    TooSoon(u64),
    /// Memory does not do its part.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The system has no chance to give.
    #[error("no random numbers: {0}")]
    Chance(String),
}

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

/// Where operators and tokens are looked after: a store, and a time.
#[derive(Clone, Copy)]
pub struct Desk<'s> {
    store: &'s Store,
    now: Timestamp,
}

impl<'s> Desk<'s> {
    /// The desk at `now`, in seconds since 1970.
    pub fn new(store: &'s Store, now: i64) -> Self {
        Desk { store, now: now.unsigned_abs() }
    }

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

    /// All operators.
    ///
    /// # Errors
    /// Those of the store.
    pub fn operators(&self, caller: &Caller) -> Result<Vec<Operator>, Trouble> {
        caller.may(Right::People)?;
        Ok(self.store.keep().read("list operators", |view| view.operators())?)
    }

    /// One operator: any by an admin, oneself by oneself.
    ///
    /// # Errors
    /// [`Trouble::Missing`]; those of the store.
    pub fn operator(&self, caller: &Caller, name: &OperatorName) -> Result<Operator, Trouble> {
        if caller.name() != Some(name) {
            caller.may(Right::People)?;
        }
        let found = self.store.keep().read("look an operator up", |view| view.operator(name))?;
        found.ok_or(Trouble::Missing("operator"))
    }

    /// Adds an operator.
    ///
    /// # Errors
    /// [`Trouble::Taken`]; those of the store.
    pub fn add(
        &self,
        caller: &Caller,
        name: OperatorName,
        role: Role,
        password: PasswordHash,
    ) -> Result<(), Trouble> {
        self.allow(caller, Right::People, "operator-add", name.as_str())?;
        let new = Operator { name, role, password, disabled: None, created: self.now };
        let (who, now) = (caller.to_string(), self.now);
        self.transact("add an operator", move |tx| {
            if !tx.add_operator(&new)? {
                return Ok(Err(Trouble::Taken));
            }
            let object = format!("{} {}", new.name, new.role);
            tx.audit(&Act { time: now, who: &who, act: "operator-add", object: &object })?;
            Ok(Ok(()))
        })
    }

    /// Gives an operator another role. What its tokens may changes with it, at once.
    ///
    /// # Errors
    /// [`Trouble::Missing`]; those of the store.
    pub fn set_role(&self, caller: &Caller, name: &OperatorName, role: Role) -> Result<(), Trouble> {
        self.allow(caller, Right::People, "operator-role", name.as_str())?;
        let (of, object) = (name.clone(), format!("{name} {role}"));
        self.change(caller, "operator-role", object, "operator", move |tx, _| tx.set_role(&of, role))
    }

    /// Gives an operator another password, one's own or, as an admin, anybody's. All its tokens are revoked: whoever knew the old password may
    /// have made them.
    ///
    /// # Errors
    /// [`Trouble::Missing`]; those of the store.
    pub fn set_password(
        &self,
        caller: &Caller,
        name: &OperatorName,
        password: PasswordHash,
    ) -> Result<(), Trouble> {
        caller
            .may_mint_for(name)
            .or_else(|denied| self.refused(caller, "operator-password", name.as_str(), denied))?;
        let of = name.clone();
        self.change(caller, "operator-password", name.to_string(), "operator", move |tx, now| {
            tx.revoke_tokens_of(&of, now)?;
            tx.set_password(&of, &password)
        })
    }

    /// Lets an operator in no more, and revokes all its tokens; or lets it in again. Operators are not removed: the audit log names them.
    ///
    /// # Errors
    /// [`Trouble::Missing`]; those of the store.
    pub fn set_disabled(&self, caller: &Caller, name: &OperatorName, disabled: bool) -> Result<(), Trouble> {
        let act = if disabled { "operator-disable" } else { "operator-enable" };
        self.allow(caller, Right::People, act, name.as_str())?;
        let of = name.clone();
        self.change(caller, act, name.to_string(), "operator", move |tx, now| {
            tx.revoke_tokens_of(&of, now)?;
            tx.set_disabled(&of, disabled.then_some(now))
        })
    }

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

    /// Whether the caller may; that it may not is noted in the audit log.
    ///
    /// # Errors
    /// [`Trouble::Denied`]; those of the store.
    pub fn allow(&self, caller: &Caller, right: Right, act: &str, object: &str) -> Result<(), Trouble> {
        caller.may(right).or_else(|denied| self.refused(caller, act, object, denied))
    }

    /// Notes an act that the store itself knows nothing of.
    ///
    /// # Errors
    /// Those of the store.
    pub fn note(&self, who: &str, act: &str, object: &str) -> Result<(), Trouble> {
        let (who, act, object, time) = (who.to_owned(), act.to_owned(), object.to_owned(), self.now);
        let row = move |tx: &store::Tx<'_, store::Keep>| {
            tx.audit(&Act { time, who: &who, act: &act, object: &object })
        };
        self.store.keep().transact("note an act", row)?;
        Ok(())
    }

    fn refused(&self, caller: &Caller, act: &str, object: &str, denied: Denied) -> Result<(), Trouble> {
        self.note(&caller.to_string(), &format!("{act}-refused"), object)?;
        Err(denied.into())
    }

    fn mint(
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

    /// A change with its row in the audit log; `what` there is none of, where `act` says `false`.
    fn change(
        &self,
        caller: &Caller,
        name: &'static str,
        object: String,
        what: &'static str,
        act: impl FnOnce(&store::Tx<'_, store::Keep>, Timestamp) -> Result<bool, store::Error> + Send + 'static,
    ) -> Result<(), Trouble> {
        let (who, now) = (caller.to_string(), self.now);
        self.transact(name, move |tx| {
            if !act(tx, now)? {
                return Ok(Err(Trouble::Missing(what)));
            }
            tx.audit(&Act { time: now, who: &who, act: name, object: &object })?;
            Ok(Ok(()))
        })
    }

    /// A transaction with a refusal of ours inside.
    fn transact<T: Send + 'static>(
        &self,
        name: &'static str,
        act: impl FnOnce(&store::Tx<'_, store::Keep>) -> Result<Result<T, Trouble>, store::Error> + Send + 'static,
    ) -> Result<T, Trouble> {
        self.store.keep().transact(name, act)?
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
