//! A round: what a home and the packets that came know together of a unit that is being founded or changed. Everything in it is verified; a
//! packet that is not of this unit, or that has another charter in some place, leaves it as it was (THREATS 10, 21, 23).
//!
//! As long as the newest charter lacks signatures, the round lies in the home as a packet, in the file `round`. When the charter holds, its papers
//! become the home's.

mod act;
mod keep;
mod missing;

pub use missing::Missing;

use crate::{Address, Charters, Packet, Sheets, packet::CarriedSheet};
use anyhow::{Context, bail};
use note::Note;
use statement::{Charter, MemberName, SignedCharter, UnitId, Unsigned};
use std::collections::BTreeMap;

/// What is known.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// The charters that hold, from the first.
    charters: Charters,
    /// The one that follows and lacks signatures.
    pending: Option<SignedCharter>,
    /// Key sheets; those of members who are new with the pending charter are good once it holds.
    sheets: Sheets,
    addresses: BTreeMap<MemberName, Address>,
}

impl Round {
    /// Begins with a first charter.
    ///
    /// # Errors
    /// A charter that is no first one, or has a wrong signature.
    pub fn begin(charter: SignedCharter) -> anyhow::Result<Self> {
        let mut round = Round::default();
        round.follow(charter)?;
        Ok(round)
    }

    /// What a packet says, by itself.
    ///
    /// # Errors
    /// Anything in it that does not hold, but for signatures that are missing under the last charter.
    pub fn of(packet: Packet) -> anyhow::Result<Self> {
        let Packet { unit, charters, sheets, addresses } = packet;
        let mut round = Round::default();
        for charter in charters {
            round.follow(charter)?;
        }
        if round.unit()? != unit {
            bail!(
                "it says that it is of the unit {unit}, and its first charter is that of {}",
                round.unit()?
            );
        }
        let known = round.prospect();
        for CarriedSheet { member, number, note } in sheets {
            let sheet: statement::KeySheet = note.text().parse()?;
            if sheet.member != member || sheet.number != number {
                bail!("key sheet {number} of {member} is called by another member or number");
            }
            let added = round.sheets.add(note, &known);
            added.with_context(|| format!("key sheet {number} of {member} does not hold"))?;
        }
        round.learn(&known, addresses)?;
        Ok(round)
    }

    /// What both know.
    ///
    /// # Errors
    /// A round of another unit, or with a rival of a charter that is here, or with another key sheet of some number.
    pub fn meet(mut self, other: Round) -> anyhow::Result<Self> {
        if self.unit()? != other.unit()? {
            bail!("it is of the unit {}, and this home is of the unit {}", other.unit()?, self.unit()?);
        }
        for charter in other.charters.signed().iter().chain(&other.pending) {
            self.take(charter.clone())?;
        }
        let known = self.prospect();
        for member in other.sheets.members() {
            let notes: Vec<Note> = other.sheets.notes(member).map(|(_, note)| note.clone()).collect();
            let added = self.sheets.add_together(notes, &known);
            added.with_context(|| format!("a key sheet of {member} is not taken"))?;
        }
        self.learn(&known, other.addresses)?;
        Ok(self)
    }

    /// The unit.
    ///
    /// # Errors
    /// A round without a charter, of which there are none behind the constructors.
    pub fn unit(&self) -> anyhow::Result<UnitId> {
        self.newest().map(Charter::unit).context("there is no charter")
    }

    /// The newest charter, whether or not it holds.
    pub fn newest(&self) -> Option<&Charter> {
        self.pending.as_ref().map(SignedCharter::charter).or_else(|| self.charters.last())
    }

    /// The newest charter, if it lacks signatures.
    pub fn pending(&self) -> Option<&SignedCharter> {
        self.pending.as_ref()
    }

    /// The charters that hold.
    pub fn charters(&self) -> &Charters {
        &self.charters
    }

    /// The key sheets.
    pub fn sheets(&self) -> &Sheets {
        &self.sheets
    }

    /// Where nodes are said to listen.
    pub fn addresses(&self) -> &BTreeMap<MemberName, Address> {
        &self.addresses
    }

    /// What travels.
    ///
    /// # Errors
    /// As [`Round::unit`].
    pub fn packet(&self) -> anyhow::Result<Packet> {
        let sheets = self.sheets.members().flat_map(|member| {
            let notes = self.sheets.notes(member);
            notes.map(|(number, note)| CarriedSheet { member: member.clone(), number, note: note.clone() })
        });
        Ok(Packet {
            unit: self.unit()?,
            charters: self.charters.signed().iter().chain(&self.pending).cloned().collect(),
            sheets: sheets.collect(),
            addresses: self.addresses.clone(),
        })
    }

    /// The charters as they will be when the pending one holds: by them its new members' key sheets are checked.
    fn prospect(&self) -> Charters {
        self.charters.with_next(self.pending.clone())
    }

    /// Takes a charter of a number that may be here.
    fn take(&mut self, charter: SignedCharter) -> anyhow::Result<()> {
        let number = charter.charter().number;
        let held = self.charters.signed().iter().find(|here| here.charter().number == number);
        if let Some(here) = held {
            return same(here, &charter);
        }
        match self.pending.take() {
            Some(here) if here.charter().number == number => {
                same(&here, &charter)?;
                self.follow(here.join(&charter)?)
            }
            Some(here) => {
                bail!("charter {} does not hold, and it has another behind it", here.charter().number)
            }
            None => self.follow(charter),
        }
    }

    /// Puts the next charter behind those that are here.
    fn follow(&mut self, charter: SignedCharter) -> anyhow::Result<()> {
        let number = charter.charter().number;
        if let Some(pending) = &self.pending {
            bail!("charter {} does not hold, and it has another behind it", pending.charter().number);
        }
        let before = self.charters.last();
        let holds = match before {
            None => charter.verify_first(),
            Some(before) => charter.verify_after(before),
        };
        match holds {
            Ok(()) => self.charters.push(charter),
            Err(Unsigned::Missing(_) | Unsigned::NoMajority { .. }) => {
                charter.signers().with_context(|| format!("charter {number} does not hold"))?;
                self.pending = Some(without_strangers(&charter, before)?);
                Ok(())
            }
            Err(error) => Err(error).with_context(|| format!("charter {number} does not hold")),
        }
    }

    /// Takes addresses, the later word before the earlier.
    fn learn(&mut self, known: &Charters, addresses: BTreeMap<MemberName, Address>) -> anyhow::Result<()> {
        for (member, address) in addresses {
            if known.seats(&member).next().is_none() {
                bail!("it has an address of {member}, who is no member by any charter");
            }
            self.addresses.insert(member, address);
        }
        Ok(())
    }
}

/// Two charters of one number are one, or rivals.
fn same(here: &SignedCharter, there: &SignedCharter) -> anyhow::Result<()> {
    there.signers()?;
    let (charter, rival) = (here.charter(), there.charter());
    if charter.id == rival.id {
        return Ok(());
    }
    let both: Vec<_> = here
        .note()
        .signatures()
        .iter()
        .filter(|one| {
            there.note().signatures().iter().any(|other| (&other.name, other.id) == (&one.name, one.id))
        })
        .map(|one| one.name.to_string())
        .collect();
    bail!(
        "ALARM: it has another charter {}, {}, than the one here, {}, which stays. Signatures under both: {}. Keep the file and ask in person",
        charter.number,
        rival.id,
        charter.id,
        if both.is_empty() { "none".to_owned() } else { both.join(", ") }
    )
}

/// Only signatures of those who have a say: others would fill the note until there is no room for those that count.
fn without_strangers(charter: &SignedCharter, before: Option<&Charter>) -> anyhow::Result<SignedCharter> {
    let seats = charter.charter().seats.iter().chain(before.into_iter().flat_map(|before| &before.seats));
    let roots: Vec<_> = seats.map(|seat| &seat.root).collect();
    let counts =
        |one: &&note::Signature| roots.iter().any(|root| *root.name() == one.name && root.id() == one.id);
    let mut clean = SignedCharter::unsigned(charter.note().text())?.note().clone();
    for signature in charter.note().signatures().iter().filter(counts) {
        clean = clean.with(signature.clone());
    }
    match clean.signatures().is_empty() {
        false => Ok(SignedCharter::parse(clean.to_string().as_bytes())?),
        true => bail!("nobody who has a say has signed charter {}", charter.charter().number),
    }
}
