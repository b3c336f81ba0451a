//! Whether a charter holds: its signatures say so, whatever way it came.

use super::{BadCharter, Charter, Seat, power::amends};
use crate::MemberName;
use note::{BadSignature, Malformed, Note, Unverified};

/// A charter and the note that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCharter {
    charter: Charter,
    note: Note,
}

/// Why a charter does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// A signature is wrong.
    #[error(transparent)]
    BadSignature(#[from] BadSignature),
    /// A member who must sign has not.
    #[error("{} must sign and {} not", names(.0), if .0.len() == 1 { "has" } else { "have" })]
    Missing(Vec<MemberName>),
    /// It does not follow on that charter.
    #[error("it does not follow on the charter given before it: {0}")]
    NotNext(&'static str),
    /// Too few of those before have signed.
    #[error("{has} of the {of} members before have signed; it takes more than half, from at least two blocs")]
    NoMajority {
        /// How many have.
        has: usize,
        /// How many there were.
        of: usize,
    },
}

fn names(members: &[MemberName]) -> String {
    members.iter().map(MemberName::as_str).collect::<Vec<_>>().join(", ")
}

impl SignedCharter {
    /// Reads a charter and its signatures. Nothing is verified yet.
    ///
    /// # Errors
    /// Bytes that are no note, or whose text is no sound charter.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadCharter> {
        let note = Note::parse(bytes)?;
        Ok(SignedCharter { charter: Charter::parse(note.text())?, note })
    }

    /// A charter that nobody has signed yet.
    ///
    /// # Errors
    /// A text that is no sound charter.
    pub fn unsigned(text: &str) -> Result<Self, BadCharter> {
        Ok(SignedCharter { charter: Charter::parse(text)?, note: Note::unsigned(text)? })
    }

    /// What it says.
    pub fn charter(&self) -> &Charter {
        &self.charter
    }

    /// The note.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// The same charter with the signatures of both. This is how signatures are gathered.
    ///
    /// # Errors
    /// Another charter.
    pub fn join(self, other: &SignedCharter) -> Result<Self, Malformed> {
        if self.charter.id != other.charter.id {
            return Err(Malformed::new("copy of this charter", "its text is another"));
        }
        let note = other.note.signatures().iter().cloned().fold(self.note, Note::with);
        Ok(SignedCharter { note, ..self })
    }

    /// Those of its own members who have signed.
    ///
    /// # Errors
    /// A signature that is wrong.
    pub fn signers(&self) -> Result<Vec<&Seat>, BadSignature> {
        let signed = self.charter.seats.iter().map(|seat| Ok((seat, self.has_signed(seat)?)));
        let signed = signed.collect::<Result<Vec<_>, _>>()?;
        Ok(signed.into_iter().filter(|(_, has)| *has).map(|(seat, _)| seat).collect())
    }

    /// Checks a first charter: every root that it lists has signed.
    ///
    /// # Errors
    /// [`Unsigned`].
    pub fn verify_first(&self) -> Result<(), Unsigned> {
        if self.charter.succeeds.is_some() {
            return Err(Unsigned::NotNext("it is not a first charter"));
        }
        self.signed_by_all(self.charter.seats.iter())
    }

    /// Checks a charter that follows on `before`, which holds: more than half of the roots before, from at least two blocs, and every
    /// root that was not there before.
    ///
    /// # Errors
    /// [`Unsigned`].
    pub fn verify_after(&self, before: &Charter) -> Result<(), Unsigned> {
        match self.charter.succeeds {
            Some((unit, previous)) if unit == before.unit() && previous == before.id => {}
            _ => return Err(Unsigned::NotNext("it names another unit or another charter before it")),
        }
        if self.charter.number != before.number + 1 || self.charter.starts <= before.starts {
            return Err(Unsigned::NotNext("its number is not the next, or it does not start later"));
        }
        let mut signed = Vec::new();
        for seat in &before.seats {
            if self.has_signed(seat)? {
                signed.push(&seat.name);
            }
        }
        if !amends(before, |seat| signed.contains(&&seat.name)) {
            return Err(Unsigned::NoMajority { has: signed.len(), of: before.seats.len() });
        }
        let is_new = |seat: &&Seat| before.seat(&seat.name).is_none_or(|old| old.root != seat.root);
        self.signed_by_all(self.charter.seats.iter().filter(is_new))
    }

    /// The members who signed both this and another charter with the same charter before it: evidence against each of them.
    ///
    /// # Errors
    /// A signature that is wrong, on either.
    pub fn double_signers(
        &self,
        rival: &SignedCharter,
        before: &Charter,
    ) -> Result<Vec<MemberName>, BadSignature> {
        let same_before =
            self.charter.succeeds == rival.charter.succeeds && self.charter.id != rival.charter.id;
        let mut both = Vec::new();
        for seat in before.seats.iter().filter(|_| same_before) {
            // Both are asked: one wrong signature spoils a charter, whoever else has signed.
            let (one, other) = (self.has_signed(seat)?, rival.has_signed(seat)?);
            if one && other {
                both.push(seat.name.clone());
            }
        }
        Ok(both)
    }

    fn signed_by_all<'s>(&self, seats: impl Iterator<Item = &'s Seat>) -> Result<(), Unsigned> {
        let mut missing = Vec::new();
        for seat in seats {
            if !self.has_signed(seat)? {
                missing.push(seat.name.clone());
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(Unsigned::Missing(missing)) }
    }

    fn has_signed(&self, seat: &Seat) -> Result<bool, BadSignature> {
        match self.note.verify(&seat.root) {
            Ok(()) => Ok(true),
            Err(Unverified::NotSigned(_)) => Ok(false),
            Err(Unverified::BadSignature(bad)) => Err(bad),
        }
    }
}
