//! The ids of MISP: UUIDs, mostly.

use crate::Uuid;

/// The name space of ids that are made for what has none. It is this project's own, made once by chance.
const OURS: Uuid = Uuid(0x5bb1_6f2c_7d0e_4c39_9a57_0d2f_6a1e_84c3_u128.to_be_bytes());

/// Reads one: 32 hexadecimal digits in five groups. Others than those of RFC 9562 (variant `10`, versions 1 to 8) are none: readers of
/// STIX do not take them.
pub(super) fn read(text: &str) -> Option<Uuid> {
    let hyphens = [8, 13, 18, 23];
    let fits = |(place, byte): (usize, u8)| match hyphens.contains(&place) {
        true => byte == b'-',
        false => byte.is_ascii_hexdigit(),
    };
    let is_shaped = text.len() == 36 && text.bytes().enumerate().all(fits);
    let digits: String = text.chars().filter(|letter| *letter != '-').collect();
    let value = is_shaped.then(|| u128::from_str_radix(&digits, 16).ok()).flatten()?;
    let (variant, version) = (value >> 62 & 0b11, value >> 76 & 0xF);
    (variant == 0b10 && (1..=8).contains(&version)).then(|| Uuid(value.to_be_bytes()))
}

/// One made of what tells a thing from all others, for a thing that has none. The same parts give the same.
pub(super) fn made(parts: &[&str]) -> Uuid {
    Uuid::of_name(OURS, parts.join("\u{1f}").as_bytes())
}

/// The same, marked as one of version 4. Ids of observables are of that version unless they follow from what the object says (STIX 2.1,
/// 2.9), which those of MISP do not.
pub(super) fn version_4(uuid: Uuid) -> Uuid {
    let value = u128::from_be_bytes(uuid.0);
    Uuid((value & !(0xF << 76) | 0x4 << 76).to_be_bytes())
}
