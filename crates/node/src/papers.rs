//! What is known of the unit: charters, key sheets, and where the others can be reached. Readers take a snapshot; a new paper makes a new one.

use home::{Charters, Home, Sheets};
use statement::{Charter, Digest, MemberName, UnitId};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

/// A snapshot.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The charters, from the first.
    pub charters: Charters,
    /// Everybody's key sheets.
    pub sheets: Sheets,
    /// Where members say that their nodes listen, `host:port`.
    pub addresses: BTreeMap<MemberName, String>,
}

impl Known {
    /// The unit.
    ///
    /// # Errors
    /// There is no charter yet.
    pub fn unit(&self) -> anyhow::Result<UnitId> {
        self.charters.unit()
    }

    /// What logs are judged by: these papers, and the rules as this version of the program has them.
    pub(crate) fn judged_by(&self) -> Digest {
        let charters = self.charters.all().map(|charter| charter.id);
        let sheets = self.sheets.members().flat_map(|member| self.sheets.chain(member)).map(|sheet| sheet.id);
        let all = std::iter::once(env!("CARGO_PKG_VERSION").to_owned());
        Digest::of(
            all.chain(charters.chain(sheets).map(|id| format!("\n{id}"))).collect::<String>().as_bytes(),
        )
    }

    /// The charter in force at `now`.
    pub fn in_force(&self, now: i64) -> Option<&Charter> {
        self.charters.in_force(now)
    }

    /// The members of the charter in force other than `me`, in the order of their names.
    pub fn others(&self, me: &MemberName, now: i64) -> Vec<MemberName> {
        let seats = self.in_force(now).into_iter().flat_map(|charter| &charter.seats);
        let mut names: Vec<_> = seats.map(|seat| seat.name.clone()).filter(|name| name != me).collect();
        names.sort();
        names
    }

    /// The public key that a member's node must show.
    pub fn pin(&self, member: &MemberName) -> Option<Digest> {
        self.sheets.newest(member)?.transport
    }
}

/// The newest snapshot, shared.
#[derive(Debug)]
pub struct Papers {
    known: RwLock<Arc<Known>>,
    turn: Mutex<()>,
}

impl Papers {
    /// Those of a home.
    ///
    /// # Errors
    /// Papers that do not hold.
    pub fn load(home: &Home, addresses: BTreeMap<MemberName, String>) -> anyhow::Result<Self> {
        let charters = home.charters()?;
        let sheets = home.sheets(&charters)?;
        let known = Arc::new(Known { charters, sheets, addresses });
        Ok(Papers { known: RwLock::new(known), turn: Mutex::default() })
    }

    /// What is known now.
    pub fn known(&self) -> Arc<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whoever takes papers, into the home and here, waits for this first: two peers may give the same one at a time.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts something newer in its place. Only the job that keeps papers does it, when it is its turn.
    pub(crate) fn replace(&self, known: Known) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
    }
}
