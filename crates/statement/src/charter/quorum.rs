//! What it takes for a log to be on record, and how many lies and silences that survives.

use super::{Charter, Seat};

/// The quorum of one member's log.
///
/// Two histories of a log can both be on record only if some `2k - w` of its witnesses sign both. So with at most f hostile
/// ones none can, if `2k - w > f`; and the log goes on against f silent ones, if `k <= w - f`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogQuorum<'c> {
    /// Whose log it is.
    pub owner: &'c Seat,
    /// How many members are outside the owner's bloc: only their cosignatures count (w).
    pub witnesses: u32,
    /// How many of them the charter takes to be hostile, besides the owner (f).
    pub hostile: u32,
    /// How many cosignatures it takes (k).
    pub cosignatures: u32,
}

/// A quorum that protects nobody.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsafe {
    /// Two histories could both be on record.
    #[error(
        "the log of {owner} could show two histories: {cosignatures} cosignatures of {witnesses} witnesses, of whom {hostile} may be \
         hostile, are not enough; it takes {least}"
    )]
    TwoHistories {
        /// Whose log.
        owner: String,
        /// k.
        cosignatures: u32,
        /// w.
        witnesses: u32,
        /// f.
        hostile: u32,
        /// The least k that is safe.
        least: u32,
    },
    /// It can never be reached.
    #[error(
        "the log of {owner} can never be on record: it takes {cosignatures} cosignatures from outside its bloc, where there are \
         {witnesses} members"
    )]
    Unreachable {
        /// Whose log.
        owner: String,
        /// k.
        cosignatures: u32,
        /// w.
        witnesses: u32,
    },
}

impl<'c> LogQuorum<'c> {
    pub(super) fn of(charter: &'c Charter, owner: &'c Seat) -> Self {
        let witnesses = charter.seats.iter().filter(|seat| seat.bloc != owner.bloc).count() as u32;
        let hostile = charter.thresholds.hostile.unwrap_or(witnesses.saturating_sub(1) / 3);
        let cosignatures = charter.thresholds.cosignatures.unwrap_or(least(witnesses, hostile));
        LogQuorum { owner, witnesses, hostile, cosignatures }
    }

    pub(super) fn check(self) -> Result<(), Unsafe> {
        let LogQuorum { owner, witnesses, hostile, cosignatures } = self;
        let (owner, least) = (owner.name.to_string(), least(witnesses, hostile));
        if cosignatures < least {
            return Err(Unsafe::TwoHistories { owner, cosignatures, witnesses, hostile, least });
        }
        if cosignatures > witnesses {
            return Err(Unsafe::Unreachable { owner, cosignatures, witnesses });
        }
        Ok(())
    }

    /// How many of the witnesses may side with a lying owner before the log can show two histories that are both on record.
    pub fn lies_survived(self) -> u32 {
        (2 * self.cosignatures).saturating_sub(self.witnesses + 1)
    }

    /// How many of the witnesses may be silent while the log still comes on record.
    pub fn silences_survived(self) -> u32 {
        self.witnesses.saturating_sub(self.cosignatures)
    }

    /// Whether as many as may be hostile may also be silent.
    pub fn is_live(self) -> bool {
        self.silences_survived() >= self.hostile
    }
}

/// The least k with 2k > w + f.
fn least(witnesses: u32, hostile: u32) -> u32 {
    witnesses.saturating_add(hostile) / 2 + 1
}
