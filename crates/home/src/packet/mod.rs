//! A packet: the one text that travels while a unit is founded or changed, and by which a member is invited. It carries charters with the
//! signatures so far, key sheets, and where nodes listen.
//!
//! ```text
//! detente/invitation/v1
//! unit ID
//! charter NUMBER BYTES
//! ... a signed note of so many bytes ...
//! sheet MEMBER NUMBER BYTES
//! ... a signed note of so many bytes ...
//! address MEMBER HOST:PORT
//! ```
//!
//! Charters stand in their order from the first, sheets by member and number, addresses by member; a thing has one spelling. Whoever carried it
//! may have changed it, and here nothing is verified but the form: [`crate::Round`] is for the rest.

mod armour;
mod parse;

use crate::Address;
use anyhow::{Context, bail};
use note::Note;
use statement::{MemberName, SignedCharter, UnitId};
use std::{collections::BTreeMap, fmt};

/// How long a packet may be. A unit of 64 members has about 20 KiB a charter, and 2 KiB a key sheet.
pub const MAX_PACKET: usize = 8 << 20;

/// The first line.
const VERSION: &str = "detente/invitation/v1";

/// What travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The unit.
    pub unit: UnitId,
    /// Its charters from the first; the last may lack signatures.
    pub charters: Vec<SignedCharter>,
    /// Key sheets, by member and number.
    pub sheets: Vec<CarriedSheet>,
    /// Where nodes are said to listen.
    pub addresses: BTreeMap<MemberName, Address>,
}

/// A key sheet that travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedSheet {
    /// Whose it is said to be.
    pub member: MemberName,
    /// Its number.
    pub number: u64,
    /// The sheet.
    pub note: Note,
}

impl Packet {
    /// Reads a packet as it is, or as text that was pasted.
    ///
    /// # Errors
    /// Anything that is not spelled as [`Packet`] is written.
    pub fn read(bytes: &[u8]) -> anyhow::Result<Self> {
        if bytes.len() > MAX_PACKET * 2 {
            bail!("it is longer than {} MiB", (MAX_PACKET * 2) >> 20);
        }
        let text = std::str::from_utf8(bytes).context("it is not UTF-8")?;
        match armour::find(text) {
            Some(lines) => Packet::parse(&armour::open(lines)?),
            None => Packet::parse(text),
        }
    }

    /// As text to paste into a mail or a chat, where what travels as it is would be changed on the way.
    pub fn armoured(&self) -> String {
        armour::close(&self.to_string())
    }
}

impl fmt::Display for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}\nunit {}\n", self.unit)?;
        for charter in &self.charters {
            let note = charter.note().to_string();
            write!(f, "charter {} {}\n{note}", charter.charter().number, note.len())?;
        }
        for sheet in &self.sheets {
            let note = sheet.note.to_string();
            write!(f, "sheet {} {} {}\n{note}", sheet.member, sheet.number, note.len())?;
        }
        self.addresses.iter().try_for_each(|(member, address)| writeln!(f, "address {member} {address}"))
    }
}
