//! What a node says of itself, so that two can tell whether they speak the same language in the same unit.

use super::desk::Desk;
use note::Malformed;
use serde::{Deserialize, Serialize};
use statement::{CharterId, MemberName, UnitId};
use std::collections::BTreeMap;

/// The protocol that this node speaks.
pub const PROTOCOL: &str = "detente/peer/1";

/// How long the answer may be.
pub const MAX_ABOUT: usize = 64 << 10;

/// How many members may be named: those of all charters of a unit.
const MAX_NAMED: usize = 1024;

/// How long a free text in it may be.
const MAX_TEXT: usize = 256;

const WHAT: &str = "word of a node about itself";

/// What a node says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The protocol that it speaks.
    pub protocol: String,
    /// The program and its version. For people.
    pub program: String,
    /// Whose node it is.
    pub member: MemberName,
    /// Its unit.
    pub unit: UnitId,
    /// The newest charter that it has: its number and digest. It may not have started yet.
    pub charter: (u64, CharterId),
    /// The charter that it acts under.
    pub in_force: Option<(u64, CharterId)>,
    /// Where it wants to be reached, `host:port`.
    pub address: Option<String>,
    /// How many key sheets it has of each member.
    pub sheets: BTreeMap<MemberName, u64>,
}

impl About {
    /// What is said here. `None` while there is no charter.
    pub(super) fn of(desk: &dyn Desk) -> Option<Self> {
        let (known, me, now) = (desk.known(), desk.member(), desk.now());
        let newest = known.charters.last()?;
        let count = |member: &MemberName| (member.clone(), known.sheets.chain(member).count() as u64);
        Some(About {
            protocol: PROTOCOL.to_owned(),
            program: concat!("detente/", env!("CARGO_PKG_VERSION")).to_owned(),
            member: me.clone(),
            unit: newest.unit(),
            charter: (newest.number, newest.id),
            in_force: known.in_force(now).map(|charter| (charter.number, charter.id)),
            address: known.addresses.get(me).cloned(),
            sheets: known.sheets.members().map(count).collect(),
        })
    }

    /// Reads an answer. What it does not know it reads over, so that later versions may say more.
    ///
    /// # Errors
    /// Bytes that are not the JSON of it; names, digests or texts that cannot be such; more than a unit can have.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_ABOUT {
            return Err(Malformed::new(WHAT, "it is longer than 64 KiB"));
        }
        let wire: Wire =
            serde_json::from_slice(bytes).map_err(|error| Malformed::new(WHAT, error.to_string()))?;
        let texts = [Some(&wire.protocol), Some(&wire.program), wire.address.as_ref()];
        if texts.into_iter().flatten().any(|text| text.len() > MAX_TEXT || text.chars().any(char::is_control))
        {
            return Err(Malformed::new(WHAT, "a text is too long or has control characters"));
        }
        if wire.sheets.len() > MAX_NAMED {
            return Err(Malformed::new(WHAT, "it names more than 1,024 members"));
        }
        let sheets = wire.sheets.into_iter().map(|(name, count)| Ok((name.parse()?, count)));
        Ok(About {
            protocol: wire.protocol,
            program: wire.program,
            member: wire.member.parse()?,
            unit: wire.unit.parse()?,
            charter: wire.charter.read()?,
            in_force: wire.in_force.map(Numbered::read).transpose()?,
            address: wire.address,
            sheets: sheets.collect::<Result<_, Malformed>>()?,
        })
    }

    /// As it is sent.
    pub fn to_json(&self) -> String {
        let wire = Wire {
            protocol: self.protocol.clone(),
            program: self.program.clone(),
            member: self.member.to_string(),
            unit: self.unit.to_string(),
            charter: Numbered::of(self.charter),
            in_force: self.in_force.map(Numbered::of),
            address: self.address.clone(),
            sheets: self.sheets.iter().map(|(name, count)| (name.to_string(), *count)).collect(),
        };
        serde_json::to_string(&wire).expect("texts and numbers are always JSON")
    }

    /// Whether the two can speak with one another: the number behind the last slash of the protocol is the same. What is added under one number can be
    /// read over.
    pub fn is_spoken_here(&self) -> bool {
        self.protocol == PROTOCOL
    }
}

/// The JSON.
#[derive(Deserialize, Serialize)]
struct Wire {
    protocol: String,
    program: String,
    member: String,
    unit: String,
    charter: Numbered,
    in_force: Option<Numbered>,
    address: Option<String>,
    sheets: BTreeMap<String, u64>,
}

#[derive(Deserialize, Serialize)]
struct Numbered {
    number: u64,
    id: String,
}

impl Numbered {
    fn of((number, id): (u64, CharterId)) -> Self {
        Numbered { number, id: id.to_string() }
    }

    fn read(self) -> Result<(u64, CharterId), Malformed> {
        Ok((self.number, self.id.parse()?))
    }
}
