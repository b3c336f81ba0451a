//! What is done with operators and tokens, each with its row in the audit log, in one transaction. Nothing here is async.

mod findings;
mod operators;
mod sessions;
mod tokens;

pub use tokens::{DEFAULT_DAYS, MAX_DAYS, Minted, NewToken};

use super::{Caller, Denied, Right};
use log::Timestamp;
use store::{Act, Store};

/// Tokens that were over so long ago are removed when a new one is made, in seconds. The audit log goes on naming them.
const FORGET_TOKENS: u64 = 30 * 86_400;

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
