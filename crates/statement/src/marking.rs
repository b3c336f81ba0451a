//! Who may be told, and what may be done: TLP 2.0 (FIRST) and the PAP (MISP taxonomy).

use note::Malformed;
use std::{fmt, str::FromStr};

/// The Traffic Light Protocol, version 2.0: who may be told. Least open first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tlp {
    /// Nobody but the recipients in person.
    Red,
    /// The recipients' organisations.
    AmberStrict,
    /// The recipients' organisations and those whom they serve.
    Amber,
    /// The community.
    Green,
    /// Anybody.
    Clear,
}

/// The Permissible Actions Protocol: what may be done with it. Least open first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pap {
    /// Nothing that can be noticed from outside.
    Red,
    /// Passive look-ups that do not reach the adversary.
    Amber,
    /// Active defence too, such as blocking.
    Green,
    /// Anything lawful.
    Clear,
}

/// The marking of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marking {
    /// Who may be told.
    pub tlp: Tlp,
    /// What may be done; where it is not said, whatever the TLP allows.
    pub pap: Option<Pap>,
}

impl Tlp {
    const ALL: [(Tlp, &str); 5] = [
        (Tlp::Red, "TLP:RED"),
        (Tlp::AmberStrict, "TLP:AMBER+STRICT"),
        (Tlp::Amber, "TLP:AMBER"),
        (Tlp::Green, "TLP:GREEN"),
        (Tlp::Clear, "TLP:CLEAR"),
    ];

    /// As FIRST spells it.
    pub fn as_str(self) -> &'static str {
        Tlp::ALL.iter().find(|(tlp, _)| *tlp == self).map_or("", |(_, name)| name)
    }
}

impl Pap {
    const ALL: [(Pap, &str); 4] = [
        (Pap::Red, "PAP:RED"),
        (Pap::Amber, "PAP:AMBER"),
        (Pap::Green, "PAP:GREEN"),
        (Pap::Clear, "PAP:CLEAR"),
    ];

    /// As it stands in the marking line.
    pub fn as_str(self) -> &'static str {
        Pap::ALL.iter().find(|(pap, _)| *pap == self).map_or("", |(_, name)| name)
    }
}

impl fmt::Display for Marking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tlp.as_str())?;
        self.pap.map_or(Ok(()), |pap| write!(f, " {}", pap.as_str()))
    }
}

impl FromStr for Marking {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new("marking", "it is not one of TLP 2.0, then perhaps one of PAP");
        let (tlp, pap) = match text.split_once(' ') {
            Some((tlp, pap)) => (tlp, Some(pap)),
            None => (text, None),
        };
        let tlp = Tlp::ALL.iter().find(|(_, name)| *name == tlp).map(|(tlp, _)| *tlp).ok_or_else(refused)?;
        let known =
            |pap| Pap::ALL.iter().find(|(_, name)| *name == pap).map(|(pap, _)| *pap).ok_or_else(refused);
        Ok(Marking { tlp, pap: pap.map(known).transpose()? })
    }
}
