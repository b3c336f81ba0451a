//! Units made up for tests.
#![allow(dead_code, reason = "every test file uses its part")]

use note::{Algorithm, SigningKey};
use statement::{Charter, MemberName, SignedCharter};

/// A key that follows from a name, so that tests need no randomness.
pub fn key(name: &str, algorithm: Algorithm, seed: &str) -> SigningKey {
    let seed = statement::Digest::of(seed.as_bytes()).0;
    SigningKey::from_seed(name.parse().expect("a name"), algorithm, &seed).expect("a key")
}

/// The root key of a member.
pub fn root(member: &str) -> SigningKey {
    key(&format!("{member}/root"), Algorithm::Ed25519, &format!("root of {member}"))
}

pub fn name(member: &str) -> MemberName {
    member.parse().expect("a name")
}

/// The text of a charter: members and their blocs, what stands before them, thresholds.
pub fn text(number: u64, before: Option<&Charter>, members: &[(&str, &str)], more: &str) -> String {
    let succeeds = before.map_or(String::new(), |before| {
        format!("unit = \"{}\"\nprevious = \"{}\"\n", before.unit(), before.id)
    });
    let mut text = format!(
        "charter = {number}\nname = \"A unit\"\n{succeeds}starts = \"2026-11-{:02}T00:00:00Z\"\nrules = 1\n{more}",
        20 + number
    );
    for (member, bloc) in members {
        text += &format!(
            "\n[[member]]\nname = \"{member}\"\ntitle = \"Office of {member}\"\nbloc = \"{bloc}\"\nroot = \"{}\"\n",
            root(member).verifier()
        );
    }
    text
}

/// A charter signed by these members.
pub fn signed(text: &str, signers: &[&str]) -> SignedCharter {
    let note = note::Note::unsigned(text).expect("a text");
    let note = signers.iter().fold(note, |note, member| root(member).sign(note));
    SignedCharter::parse(note.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}:\n{note}"))
}

/// Five members, each a bloc of its own.
pub const FIVE: [(&str, &str); 5] =
    [("alpha", "a"), ("beta", "b"), ("gamma", "c"), ("delta", "d"), ("epsilon", "e")];
