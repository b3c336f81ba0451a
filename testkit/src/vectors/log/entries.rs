//! Cases of entries: statements with exactly one signature line. What their headers may say is for `vectors/statement`.

use super::{
    Set,
    spoil::{letter, swap, swap_last, unused_bits},
    trees::{key, log_key, signed},
};
use note::Algorithm;

/// A digest, of nothing in particular.
const UNIT: &str = "CKZnDmO_ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI";

pub fn all(set: &mut Set) {
    let name = format!("{UNIT}/alpha/statement");
    let [author, stranger] = [2, 9].map(|seed| key(&name, Algorithm::Ed25519, seed));
    let text = format!(
        "detente/statement/v1\nunit {UNIT}\ncharter {UNIT}\nmember alpha\nkind stop\n\
         made 2026-11-22T20:00:00Z\nmarking TLP:AMBER\naudience unit\n"
    );
    set.file("statement.vkey", format!("{}\n", author.verifier()));
    let by_stranger = signed(&text, &[stranger]);
    let other = key(&name, Algorithm::Ed25519, 9);
    let good = signed(&text, &[author]);
    let [first, second] =
        [&good, &by_stranger].map(|note| note.lines().last().unwrap_or_default().to_owned());
    let mut case = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("entry", &["statement.vkey", &format!("{name}.statement")], good, bytes, why);
    };
    case("good", true, good.clone(), "a statement with its author's signature");
    case("extra-signature", false, format!("{good}{second}\n"), "extra signature line, by a stranger");
    case(
        "extra-log",
        false,
        signed(&text, &[key(&name, Algorithm::Ed25519, 2), log_key()]),
        "extra signature line, by another key",
    );
    case("twice", false, format!("{good}{first}\n"), "extra signature line: the same again");
    case("wrong-key", false, by_stranger, "wrong key");
    case("changed", false, swap(&good, "kind stop", "kind song"), "changed text");
    case("extra-byte", false, swap(&good, "unit\n\n", "unit \n\n"), "extra byte in the text");
    case("extra-newline", false, format!("{good}\n"), "extra byte: a newline at the end");
    case("bad-signature", false, letter(&good), "bad signature");
    case("unused-bits", false, unused_bits(&good), "base64 that is not canonical");
    case("crlf", false, good.replace('\n', "\r\n"), "CRLF");
    case("no-signature", false, swap_last(&good, &format!("{first}\n"), ""), "no signature line");
    set.file("statement-stranger.vkey", format!("{}\n", other.verifier()));
    set.line("entry", &["statement-stranger.vkey", "good.statement"], false, "wrong key");
}
