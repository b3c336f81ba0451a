//! Charters: who is in the unit, in which blocs, with which roots, and by which thresholds it acts.

mod form;
mod least;
mod power;
mod quorum;
mod signed;
mod text;

pub use power::{Coalition, Power};
pub use quorum::{LogQuorum, Unsafe};
pub use signed::{SignedCharter, Unsigned};
pub use text::{Quota, Thresholds, Times};

use crate::{CharterId, Digest, MAX_MEMBERS, MemberName, Stamp, UnitId};
use note::{Algorithm, Malformed, VerifierKey};
use std::collections::BTreeSet;

/// How long a charter may be.
pub const MAX_CHARTER: usize = 64 << 10;

/// The version of the rules of decision that this code knows.
const RULES: u32 = 1;

/// A charter that has been read and found sound. Whether it holds is for its signatures to say: [`SignedCharter`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charter {
    /// The digest of its text.
    pub id: CharterId,
    /// Its number, from 1.
    pub number: u64,
    /// What people call the unit.
    pub name: String,
    /// The unit, and the charter before; of the first charter `None`, since its digest *is* the unit.
    pub succeeds: Option<(UnitId, CharterId)>,
    /// When it starts.
    pub starts: Stamp,
    /// The version of the rules of decision.
    pub rules: u32,
    /// The members, in the order of the text.
    pub seats: Vec<Seat>,
    /// How many it takes.
    pub thresholds: Thresholds,
    /// How long things may take.
    pub times: Times,
    /// How much a member may say.
    pub quota: Quota,
}

/// A member's place in a charter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its name.
    pub name: MemberName,
    /// What people call it.
    pub title: String,
    /// Those with whom it would side.
    pub bloc: MemberName,
    /// The key that signs charters and key sheets.
    pub root: VerifierKey,
}

/// Why a text is no charter that anybody should sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCharter {
    /// It cannot be read.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// With these thresholds a log could show two histories, or never be on record.
    #[error(transparent)]
    Unsafe(#[from] Unsafe),
}

impl Charter {
    /// Reads a charter's text.
    ///
    /// # Errors
    /// Text that is not the TOML of a charter, with the place; members or keys that are there twice; thresholds that protect nobody.
    pub fn parse(text: &str) -> Result<Self, BadCharter> {
        let charter = text::read(text)?;
        charter.check_seats()?;
        charter.logs().try_for_each(|log| log.check())?;
        Ok(charter)
    }

    /// The unit that it is of.
    pub fn unit(&self) -> UnitId {
        self.succeeds.map_or(self.id, |(unit, _)| unit)
    }

    /// The seat of a member.
    pub fn seat(&self, member: &MemberName) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.name == *member)
    }

    /// The blocs, in the order of their names.
    pub fn blocs(&self) -> BTreeSet<&MemberName> {
        self.seats.iter().map(|seat| &seat.bloc).collect()
    }

    /// What it takes for each member's log to be on record.
    pub fn logs(&self) -> impl Iterator<Item = LogQuorum<'_>> {
        self.seats.iter().map(|owner| LogQuorum::of(self, owner))
    }

    /// How many members must vouch for a block. The default is one more than may be hostile, of the log where most may be.
    pub fn vouches(&self) -> u32 {
        let hostile = self.logs().map(|log| log.hostile).max().unwrap_or(0);
        self.thresholds.vouches.unwrap_or(hostile + 1)
    }

    fn check_seats(&self) -> Result<(), Malformed> {
        let refused = |why: &'static str| Err(Malformed::new("charter", why));
        let names: BTreeSet<&MemberName> = self.seats.iter().map(|seat| &seat.name).collect();
        let roots: BTreeSet<&[u8; 32]> = self.seats.iter().map(|seat| seat.root.public()).collect();
        match self.seats.len() {
            2..=MAX_MEMBERS => {}
            _ => return refused("it does not have 2 to 64 members"),
        }
        if names.len() < self.seats.len() {
            return refused("a member is there twice");
        }
        if roots.len() < self.seats.len() {
            return refused("two members have the same root key: one organisation, one vote");
        }
        if self.blocs().len() < 2 {
            return refused("all members are in one bloc: nobody would witness for anybody");
        }
        Ok(())
    }
}

impl Seat {
    /// The name that a member's root key must have.
    pub fn root_name(member: &MemberName) -> String {
        format!("{member}/root")
    }

    fn check_root(self) -> Result<Self, Malformed> {
        let is_root = self.root.algorithm() == Algorithm::Ed25519
            && self.root.name().as_str() == Seat::root_name(&self.name);
        match is_root {
            true => Ok(self),
            false => {
                let why = format!("the root of {0} is not an Ed25519 key called {0}/root", self.name);
                Err(Malformed::new("charter", why))
            }
        }
    }
}

fn id_of(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}
