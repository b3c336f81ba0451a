//! The markings that everybody knows by their ids: the Traffic Light Protocol, versions 1 and 2.

use super::{common::Common, id::Id};
use statement::Tlp;

/// The markings of TLP 1 (STIX 2.1, 7.2.1.4) and TLP 2 (OASIS, "STIX 2.1 TLP 2.0 extension"): all but their type.
const IDS: [(&str, Tlp); 9] = [
    ("613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::Clear),
    ("34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::Green),
    ("f88d31f6-486f-44da-b317-01333bde0b82", Tlp::Amber),
    ("5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::Red),
    ("94868c89-83c2-464b-929b-a1a8aa3c8487", Tlp::Clear),
    ("bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Tlp::Green),
    ("55d920b0-5e8b-4f79-9ee9-91f868d9b421", Tlp::Amber),
    ("939a9414-2ddd-4d32-a0cd-375ea402b003", Tlp::AmberStrict),
    ("e828b379-4e03-4974-9ac4-e53a884c97c1", Tlp::Red),
];

/// Where those of TLP 2 begin.
const FIRST_OF_2: usize = 4;

/// What the id of a marking says, if it is one of the Traffic Light Protocol. `TLP:WHITE` of version 1 is `TLP:CLEAR`.
///
/// ```
/// use exchange::stix::{Id, tlp};
/// let red = Id::read("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed").unwrap();
/// assert_eq!(tlp(red), Some(statement::Tlp::Red));
/// ```
pub fn tlp(id: Id<'_>) -> Option<Tlp> {
    let uuid = id.as_str().strip_prefix("marking-definition--")?.to_ascii_lowercase();
    IDS.iter().find(|(known, _)| *known == uuid).map(|(_, tlp)| *tlp)
}

/// The id of the marking of TLP 2 that says this.
pub fn tlp_marking(tlp: Tlp) -> String {
    let (uuid, _) = IDS.iter().skip(FIRST_OF_2).find(|(_, known)| *known == tlp).unwrap_or(&IDS[8]);
    format!("marking-definition--{uuid}")
}

/// The strictest of the Traffic Light Protocol that marks the object or a part of it.
pub fn strictest(common: &Common<'_>) -> Option<Tlp> {
    common.markings().filter_map(tlp).min()
}
