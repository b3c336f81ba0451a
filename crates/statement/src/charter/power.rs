//! What members could do together, without anybody else.

use super::{Charter, Seat};
use crate::MemberName;
use std::collections::BTreeSet;

/// Members who act as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coalition<'c> {
    charter: &'c Charter,
    members: BTreeSet<&'c MemberName>,
}

/// What a coalition can do although all others resist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Power {
    /// Make the next charter, and so admit and expel.
    Amend,
    /// Have something blocked, if nobody objects.
    Block,
    /// Have something blocked against an objection.
    Override,
    /// Keep every log of others off the record, by silence.
    Halt,
    /// Show two histories of a log of one of them, both on record.
    Equivocate,
}

impl<'c> Coalition<'c> {
    /// These members of `charter`; others are passed over.
    pub fn of(charter: &'c Charter, members: impl IntoIterator<Item = &'c MemberName>) -> Self {
        let members = members.into_iter().filter(|member| charter.seat(member).is_some()).collect();
        Coalition { charter, members }
    }

    /// All members of a bloc.
    pub fn of_bloc(charter: &'c Charter, bloc: &MemberName) -> Self {
        let members = charter.seats.iter().filter(|seat| seat.bloc == *bloc).map(|seat| &seat.name);
        Coalition { charter, members: members.collect() }
    }

    /// Whether they can do it.
    pub fn can(&self, power: Power) -> bool {
        match power {
            Power::Amend => amends(self.charter, |seat| self.has(seat)),
            Power::Block => self.count() as u32 >= self.charter.vouches() && self.blocs() >= 2,
            Power::Override => self.overrides(),
            Power::Halt => self.halts(),
            Power::Equivocate => self.charter.logs().any(|log| {
                let with = self.seats().filter(|seat| seat.bloc != log.owner.bloc).count() as u32;
                self.has(log.owner) && with > log.lies_survived()
            }),
        }
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        self.members.len()
    }

    fn has(&self, seat: &Seat) -> bool {
        self.members.contains(&seat.name)
    }

    fn seats(&self) -> impl Iterator<Item = &'c Seat> {
        self.charter.seats.iter().filter(|seat| self.has(seat))
    }

    fn blocs(&self) -> usize {
        self.seats().map(|seat| &seat.bloc).collect::<BTreeSet<_>>().len()
    }

    /// Two thirds of the members and more than half of the blocs.
    fn overrides(&self) -> bool {
        3 * self.count() >= 2 * self.charter.seats.len() && 2 * self.blocs() > self.charter.blocs().len()
    }

    /// Each log of others lacks more of its witnesses than it can spare.
    fn halts(&self) -> bool {
        let mut others = self.charter.logs().filter(|log| !self.has(log.owner)).peekable();
        others.peek().is_some()
            && others.all(|log| {
                let silent = self.seats().filter(|seat| seat.bloc != log.owner.bloc).count() as u32;
                silent > log.silences_survived()
            })
    }
}

/// Whether the seats of a charter that `has` picks can sign its successor: more than half, from at least two blocs.
pub(super) fn amends(charter: &Charter, has: impl Fn(&Seat) -> bool) -> bool {
    let signers: Vec<&Seat> = charter.seats.iter().filter(|seat| has(seat)).collect();
    let blocs: BTreeSet<&MemberName> = signers.iter().map(|seat| &seat.bloc).collect();
    2 * signers.len() > charter.seats.len() && blocs.len() >= 2
}
