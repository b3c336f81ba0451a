//! The unit that the files are made of.

use super::trees::{key, signed};
use note::{Algorithm, SigningKey};
use statement::{Charter, Digest, Role};
use std::fmt::Write;

/// A member: its name, its bloc, and the number of its root's seed.
pub type Seat = (&'static str, &'static str, u8);

/// The members of the first charter, each a bloc.
pub const FIVE: [Seat; 5] =
    [("alpha", "a", 11), ("beta", "b", 12), ("gamma", "c", 13), ("delta", "d", 14), ("epsilon", "e", 15)];

/// Who joins later.
pub const ZETA: Seat = ("zeta", "f", 16);

/// Alpha with its second root.
pub const NEW_ALPHA: Seat = ("alpha", "a", 21);

/// The root key of a member.
pub fn root((member, _, seed): Seat) -> SigningKey {
    key(&format!("{member}/root"), Algorithm::Ed25519, seed)
}

/// The text of a charter.
pub fn text(number: u64, before: Option<&Charter>, seats: &[Seat], more: &str) -> String {
    let mut text = format!("charter = {number}\nname = \"A unit\"\n");
    if let Some(before) = before {
        write!(text, "unit = \"{}\"\nprevious = \"{}\"\n", before.unit(), before.id).expect("strings grow");
    }
    let day = 20 + number;
    write!(text, "starts = \"2026-11-{day:02}T00:00:00Z\"\nrules = 1\n{more}").expect("strings grow");
    for seat in seats {
        text += &member(*seat);
    }
    text
}

/// The table of a member.
pub fn member(seat: Seat) -> String {
    let (name, bloc, _) = seat;
    let root = root(seat);
    format!(
        "\n[[member]]\nname = \"{name}\"\ntitle = \"Office of {name}\"\nbloc = \"{bloc}\"\nroot = \"{}\"\n",
        root.verifier()
    )
}

/// A text signed by the roots of these members.
pub fn by(text: &str, seats: &[Seat]) -> String {
    signed(text, &seats.iter().map(|seat| root(*seat)).collect::<Vec<_>>())
}

/// What a charter says.
pub fn read(text: &str) -> Charter {
    Charter::parse(text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

/// The first charter's text.
pub fn first() -> String {
    text(1, None, &FIVE, "")
}

/// The unit.
pub fn unit() -> Digest {
    Digest::of(first().as_bytes())
}

/// The key for a role of a member in its sheet of this number: seeds 40, 50 and 60, and the number.
pub fn role_key(member: &str, role: Role, number: u8) -> SigningKey {
    let seed = match role {
        Role::Statement => 40,
        Role::Log => 50,
        Role::Witness => 60,
    };
    key(&format!("{}/{member}/{}", unit(), role.as_str()), role.algorithm(), seed + number)
}

/// The text of a sheet of alpha's; `more` stands behind the keys.
pub fn sheet(number: u8, before: Option<&str>, more: &str) -> String {
    sheet_of("alpha", number, before, more)
}

/// The text of a sheet of a member's.
pub fn sheet_of(member: &str, number: u8, before: Option<&str>, more: &str) -> String {
    let mut text = format!("detente/keys/v1\nunit {}\nmember {member}\nnumber {number}\n", unit());
    if let Some(before) = before {
        writeln!(text, "previous {}", Digest::of(before.as_bytes())).expect("strings grow");
    }
    writeln!(text, "made 2026-11-22T20:00:{number:02}Z").expect("strings grow");
    for role in Role::ALL {
        writeln!(text, "{} {}", role.as_str(), role_key(member, role, number).verifier())
            .expect("strings grow");
    }
    text + more
}
