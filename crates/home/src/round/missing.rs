//! What a round still waits for.

use super::Round;
use statement::{Charter, MemberName, Seat};

/// What is missing, all in the order of the newest charter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Why the newest charter does not hold; nothing if it does.
    pub holds: Option<String>,
    /// Who could sign it and has not.
    pub signatures: Vec<MemberName>,
    /// Members without a key sheet.
    pub sheets: Vec<MemberName>,
    /// Members of whom nobody said where they listen.
    pub addresses: Vec<MemberName>,
}

impl Missing {
    /// Those without whom the unit does not work, each once.
    pub fn needed(&self) -> Vec<&MemberName> {
        let mut needed: Vec<&MemberName> = self.signatures.iter().collect();
        needed.extend(self.sheets.iter().filter(|name| !self.signatures.contains(name)));
        needed
    }
}

impl Round {
    /// What is missing.
    pub fn missing(&self) -> Missing {
        let Some(newest) = self.newest() else { return Missing::default() };
        let lack = |has: &dyn Fn(&MemberName) -> bool| -> Vec<MemberName> {
            newest.seats.iter().map(|seat| seat.name.clone()).filter(|name| !has(name)).collect()
        };
        Missing {
            holds: self.why_pending(),
            signatures: self.could_sign(),
            sheets: lack(&|name| self.sheets.newest(name).is_some()),
            addresses: lack(&|name| self.addresses.contains_key(name)),
        }
    }

    fn why_pending(&self) -> Option<String> {
        let pending = self.pending.as_ref()?;
        let holds = match self.charters.last() {
            None => pending.verify_first(),
            Some(before) => pending.verify_after(before),
        };
        holds.err().map(|error| error.to_string())
    }

    /// Members of the pending charter, and of the one before it, whose signature would count.
    fn could_sign(&self) -> Vec<MemberName> {
        let Some(pending) = &self.pending else { return Vec::new() };
        let before: Vec<&Seat> =
            self.charters.last().map_or(Vec::new(), |before: &Charter| before.seats.iter().collect());
        let mut names: Vec<MemberName> = Vec::new();
        for seat in pending.charter().seats.iter().chain(before) {
            if pending.note().verify(&seat.root).is_err() && !names.contains(&seat.name) {
                names.push(seat.name.clone());
            }
        }
        names
    }
}
