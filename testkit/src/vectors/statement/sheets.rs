//! Cases of key sheets: texts, and chains of signed ones.

use super::{
    Set,
    spoil::{letter, swap, without},
    trees::{key, signed},
    unit::*,
};
use note::Algorithm;
use statement::{Digest, Role};

pub fn all(set: &mut Set) {
    texts(set);
    chains(set);
    roots(set);
}

fn void(number: u8) -> String {
    format!("void 40 {}\n", role_key("alpha", Role::Statement, number).verifier())
}

fn more() -> String {
    format!("age age1{}\ntransport {}\n", "q".repeat(58), Digest::of(b"spki"))
}

fn texts(set: &mut Set) {
    let good = sheet(1, None, "");
    let second = sheet(2, Some(&good), &void(1));
    let mut case = |name: &str, good: bool, text: String, why: &str| {
        set.case("sheet", &[&format!("{name}.sheet")], good, text, why);
    };
    case("plain", true, good.clone(), "the keys alone");
    case("full", true, sheet(1, None, &more()), "with a recipient and a transport key");
    case("second", true, second.clone(), "a second sheet, which voids a key");
    case("voids-128", true, sheet(1, None, &void(1).repeat(128)), "128 keys are void");
    let mut bad = |name: &str, text: String, why: &str| case(name, false, text, why);
    bad("voids-129", sheet(1, None, &void(1).repeat(129)), "129 keys are void");
    bad("version", swap(&good, "keys/v1", "keys/v2"), "another first line");
    bad("unnumbered", swap(&good, "number 1\n", ""), "no number");
    bad("number-0", swap(&good, "number 1", "number 0"), "number 0");
    bad("number-01", swap(&good, "number 1", "number 01"), "leading zero");
    bad("two-alone", swap(&good, "number 1", "number 2"), "number 2 names none before it");
    bad("one-with-previous", swap(&second, "number 2", "number 1"), "number 1 names one before it");
    bad("no-witness", without(&good, 7), "no witness key");
    bad(
        "swapped",
        swap(&swap(&swap(&good, "\nstatement ", "\nS "), "\nlog ", "\nstatement "), "\nS ", "\nlog "),
        "the keys of two roles swapped",
    );
    let [statement, log, witness] = Role::ALL.map(|role| role_key("alpha", role, 1).verifier().to_string());
    let log_name = format!("{}/alpha/log", unit());
    let one_key = key(&log_name, Algorithm::Ed25519, 41).verifier().to_string();
    bad("one-key", swap(&good, &log, &one_key), "one key in two roles");
    let cosigning = key(&log_name, Algorithm::CosignatureV1, 51).verifier().to_string();
    bad("log-cosigns", swap(&good, &log, &cosigning), "a log key of type 0x04");
    let signing = key(&format!("{}/alpha/witness", unit()), Algorithm::Ed25519, 61).verifier().to_string();
    bad("witness-signs", swap(&good, &witness, &signing), "a witness key of type 0x01");
    let of_beta = role_key("beta", Role::Statement, 1).verifier().to_string();
    bad("key-of-beta", swap(&good, &statement, &of_beta), "a key of another member's name");
    let full = sheet(1, None, &more());
    bad("short-age", swap(&full, "qqq\n", "qq\n"), "a recipient that is too short");
    bad("capital-age", swap(&full, "age1q", "age1Q"), "a recipient in capital letters");
    bad(
        "age-behind",
        sheet(1, None, &more().lines().rev().map(|line| format!("{line}\n")).collect::<String>()),
        "lines in another order",
    );
    bad("void-number", swap(&second, "void 40", "void -1"), "a void whose number has a sign");
    bad("void-name", swap(&second, "void 40 ", "void 40  "), "two spaces");
    bad("extra-line", format!("{good}colour blue\n"), "extra line");
    bad("extra-newline", format!("{good}\n"), "extra byte: a newline at the end");
    bad("extra-space", swap(&good, "alpha\n", "alpha \n"), "extra byte: a space");
    bad("no-end", good.trim_end().to_owned(), "no newline at the end");
    bad("crlf", good.replace('\n', "\r\n"), "CRLF");
    bad("bom", format!("\u{feff}{good}"), "extra byte: a byte order mark");
    bad("made", swap(&good, "20:00:01Z", "20:00:01+00:00"), "a time in another spelling");
}

fn by_alpha(text: &str) -> String {
    by(text, &FIVE[..1])
}

fn chains(set: &mut Set) {
    let one = sheet(1, None, "");
    let two = sheet(2, Some(&one), &void(1));
    let three = sheet(3, Some(&two), "");
    let mut chain = |files: &[&str], good: bool, text: String, why: &str| {
        set.case("sheets", &[&["first.charter"], files].concat(), good, text, why);
    };
    chain(&["1.keys"], true, by_alpha(&one), "signed by the root");
    chain(&["1.keys", "2.keys"], true, by_alpha(&two), "the next, which voids a key of the first");
    chain(&["1.keys", "2.keys", "3.keys"], true, by_alpha(&three), "three");
    let forged = key("alpha/root", Algorithm::Ed25519, 99);
    let two_roots = by(&one, &FIVE[..2]);
    let again = sheet(1, None, &void(1));
    let mut first = |name: &str, bytes: String, why: &str| chain(&[name], false, bytes, why);
    first("by-beta.keys", by(&one, &FIVE[1..2]), "signed by another member's root");
    first("by-stranger.keys", signed(&one, &[forged]), "wrong root: another key of the root's name");
    first(
        "by-own.keys",
        signed(&one, &[role_key("alpha", Role::Statement, 1)]),
        "signed by a key of its own",
    );
    first("two-lines.keys", two_roots, "extra signature line");
    first("unsigned.keys", format!("{one}\n"), "no signature");
    first("letter.keys", letter(&by_alpha(&one)), "bad signature");
    first("changed.keys", swap(&by_alpha(&one), "20:00:01Z", "20:00:02Z"), "changed text");
    first("no-member.keys", by(&sheet_of("zeta", 1, None, ""), &[ZETA]), "of somebody who is no member");
    first("starts-at-2.keys", by_alpha(&two), "the chain does not begin with number 1");
    let mut second = |name: &str, bytes: String, why: &str| chain(&["1.keys", name], false, bytes, why);
    second("skips.keys", by_alpha(&sheet(3, Some(&one), "")), "number 3 after number 1");
    second("unchained.keys", by_alpha(&sheet(2, Some(&again), "")), "it names another sheet before it");
    second("again.keys", by_alpha(&again), "a second sheet 1");
    set.line("sheets", &["first.charter", "1.keys", "1.keys"], false, "the same sheet twice");
    set.line("sheets", &["first.charter", "2.keys", "1.keys"], false, "in another order");
    set.line("sheets", &["first.charter", "1.keys", "3.keys"], false, "the sheet between is missing");
    set.line("sheets", &["bloc.charter", "1.keys"], false, "of another unit");
}

/// Alpha gets a new root by the second charter.
fn roots(set: &mut Set) {
    let one = sheet(1, None, "");
    let two = sheet(2, Some(&one), &void(1));
    let three = sheet(3, Some(&two), "");
    let charters = ["first.charter", "replaced.charter"];
    set.line("sheets", &[&charters[..], &["1.keys"]].concat(), true, "by the root that it had then");
    let by_new = by(&two, &[NEW_ALPHA]);
    set.case(
        "sheets",
        &[&charters[..], &["1.keys", "2-new.keys"]].concat(),
        true,
        by_new,
        "the next by the new root",
    );
    let by_old = by_alpha(&three);
    let files = [&charters[..], &["1.keys", "2-new.keys", "3-old.keys"]].concat();
    set.case("sheets", &files, false, by_old, "by the root that was replaced before");
    set.line("sheets", &["first.charter", "1.keys", "2-new.keys"], false, "by a root that no charter lists");
    set.line(
        "sheets",
        &["replaced.charter", "first.charter", "1.keys"],
        false,
        "the charters in another order",
    );
}
