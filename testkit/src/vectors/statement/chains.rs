//! Cases of charters that are signed: which hold, and which two are evidence.

use super::{
    Set,
    spoil::{letter, swap},
    trees::{key, signed},
    unit::*,
};
use note::Algorithm;
use statement::Charter;

pub fn all(set: &mut Set) {
    let first = first();
    firsts(set, &first);
    let (first, second) = successors(set, &read(&first));
    thirds(set, &first, &second);
    rivals(set, &first);
}

/// The letters of members, as file names and reasons have them: `abc` is alpha, beta, gamma.
fn seats(letters: &str) -> Vec<Seat> {
    let all = [FIVE[0], FIVE[1], FIVE[2], FIVE[3], FIVE[4], ZETA, NEW_ALPHA];
    letters.chars().map(|letter| all["abcdezA".find(letter).expect("a member")]).collect()
}

fn firsts(set: &mut Set, text: &str) {
    let good = by(text, &seats("abcde"));
    let mut case = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("charters", &[&format!("{name}.charter")], good, bytes, why);
    };
    case("first", true, good.clone(), "signed by all five roots");
    case("first-order", true, by(text, &seats("edcba")), "signed in another order");
    case("first-stranger", true, by(text, &seats("abcdez")), "a signature of somebody else is ignored");
    case("first-abcd", false, by(text, &seats("abcd")), "one root has not signed");
    case("first-unsigned", false, format!("{text}\n"), "nobody has signed");
    case("first-changed", false, swap(&good, "A unit", "A Unit"), "changed text");
    case("first-letter", false, letter(&good), "one letter of the last signature changed");
    let forged = key("epsilon/root", Algorithm::Ed25519, 99);
    let roots: Vec<_> = seats("abcd").into_iter().map(root).chain([forged]).collect();
    case("first-forged", false, signed(text, &roots), "signed by a wrong key of a root's name");
    let unsafe_quorum = text_with("\n[thresholds]\ncosignatures = 2\n");
    case(
        "first-unsafe",
        false,
        by(&unsafe_quorum, &seats("abcde")),
        "signed by all, but the quorum is unsafe",
    );
    let crlf = good.replace('\n', "\r\n");
    case("first-crlf", false, crlf, "CRLF");
    case("first-newline", false, format!("{good}\n"), "extra byte: a newline at the end");
}

fn text_with(more: &str) -> String {
    text(1, None, &FIVE, more)
}

/// Successors of the first charter. Gives it and the one without epsilon.
fn successors(set: &mut Set, first: &Charter) -> (Charter, Charter) {
    let expelled = text(2, Some(first), &FIVE[..4], "");
    let mut case = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("charters", &["first.charter", &format!("{name}.charter")], good, bytes, why);
    };
    case("expelled", true, by(&expelled, &seats("abc")), "epsilon is expelled by three of five");
    case(
        "expelled-with-own",
        true,
        by(&expelled, &seats("abe")),
        "by three of five, one of them the one expelled",
    );
    case("expelled-ab", false, by(&expelled, &seats("ab")), "two of five are too few");
    case("expelled-abz", false, by(&expelled, &seats("abz")), "two of five and a stranger");
    case(
        "expelled-letter",
        false,
        letter(&by(&expelled, &seats("abcd"))),
        "enough, but one signature is wrong",
    );
    let joined = text(2, Some(first), &[&FIVE[..], &[ZETA]].concat(), "");
    case("joined", true, by(&joined, &seats("abcz")), "zeta joins and has signed");
    case("joined-unsigned", false, by(&joined, &seats("abcde")), "zeta has not signed");
    let replaced = text(2, Some(first), &[&[NEW_ALPHA], &FIVE[1..]].concat(), "");
    case("replaced", true, by(&replaced, &seats("Abcd")), "alpha has a new root, which has signed");
    case(
        "replaced-by-old",
        false,
        by(&replaced, &seats("abcd")),
        "alpha's old root has signed, its new one not",
    );
    case(
        "replaced-too-few",
        false,
        by(&replaced, &seats("Abc")),
        "a new root is not one of the three before that it takes",
    );
    let mut bad = |name: &str, text: String, why: &str| {
        case(name, false, by(&text, &seats("abcd")), why);
    };
    bad("number-3", swap(&expelled, "charter = 2", "charter = 3"), "its number is not the next");
    bad("starts-same", swap(&expelled, "2026-11-22", "2026-11-21"), "it does not start later");
    let other = read(&text(1, None, &FIVE[..4], "")).id.to_string();
    bad("previous-other", swap_line(&expelled, "previous", &other), "it names another predecessor");
    bad("unit-other", swap_line(&expelled, "unit", &other), "it names another unit");
    set.line("charters", &["expelled.charter"], false, "a later charter alone");
    set.line("charters", &["first.charter", "first.charter"], false, "the first charter after itself");
    by_one_bloc(set);
    (first.clone(), read(&expelled))
}

fn swap_line(text: &str, name: &str, value: &str) -> String {
    let start = format!("{name} = ");
    let line = |line: &str| match line.starts_with(&start) {
        true => format!("{start}\"{value}\"\n"),
        false => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

fn by_one_bloc(set: &mut Set) {
    let [alpha, beta, gamma, delta] =
        [("alpha", "x", 11), ("beta", "x", 12), ("gamma", "x", 13), ("delta", "y", 14)];
    let first = text(1, None, &[alpha, beta, gamma, delta], "");
    set.case(
        "charters",
        &["bloc.charter"],
        true,
        by(&first, &seats("abcd")),
        "three members of one bloc, one of another",
    );
    let second = text(2, Some(&read(&first)), &[alpha, beta, ("gamma", "y", 13)], "");
    let mut case = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("charters", &["bloc.charter", name], good, bytes, why);
    };
    case("bloc-abc.charter", false, by(&second, &seats("abc")), "three of four, all of one bloc");
    case("bloc-abd.charter", true, by(&second, &seats("abd")), "three of four, of two blocs");
    case("bloc-ad.charter", false, by(&second, &seats("ad")), "half of them, of two blocs");
}

fn thirds(set: &mut Set, first: &Charter, second: &Charter) {
    let back = text(3, Some(second), &FIVE, "");
    let mut case = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("charters", &["first.charter", "expelled.charter", name], good, bytes, why);
    };
    case("third.charter", true, by(&back, &seats("abce")), "epsilon is back, and has signed");
    case("third-unsigned.charter", false, by(&back, &seats("abcd")), "epsilon is back, and has not signed");
    case(
        "third-ab.charter",
        false,
        by(&back, &seats("abe")),
        "two of four, and who joins: not more than half",
    );
    let skipping = text(3, Some(first), &FIVE[..4], "");
    case(
        "third-skips.charter",
        false,
        by(&skipping, &seats("abcd")),
        "it names the charter before its predecessor",
    );
    set.line("charters", &["first.charter", "third.charter"], false, "the second charter is missing");
}

fn rivals(set: &mut Set, first: &Charter) {
    let without_alpha = text(2, Some(first), &FIVE[1..], "");
    let mut case = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("rivals", &["first.charter", "expelled.charter", name], good, bytes, why);
    };
    case("rival.charter", true, by(&without_alpha, &seats("cde")), "gamma has signed both");
    case("rival-d.charter", false, by(&without_alpha, &seats("de")), "nobody has signed both");
    case(
        "rival-c.charter",
        true,
        by(&without_alpha, &seats("c")),
        "gamma has signed both, though this one does not hold",
    );
    case(
        "rival-bad-d.charter",
        false,
        letter(&by(&without_alpha, &seats("ecd"))),
        "gamma has signed both, but delta's signature on one is wrong",
    );
    case(
        "rival-bad.charter",
        false,
        letter(&by(&without_alpha, &seats("dec"))),
        "gamma's signature is wrong",
    );
    set.line(
        "rivals",
        &["first.charter", "expelled.charter", "expelled-with-own.charter"],
        false,
        "one charter twice",
    );
    let elsewhere = text(2, Some(&read(&text(1, None, &FIVE[..4], ""))), &FIVE[1..4], "");
    let elsewhere = by(&elsewhere, &seats("abc"));
    set.case(
        "rivals",
        &["first.charter", "expelled.charter", "rival-elsewhere.charter"],
        false,
        elsewhere,
        "they name two predecessors",
    );
    set.line(
        "rivals",
        &["bloc.charter", "expelled.charter", "rival.charter"],
        false,
        "the predecessor is another than that which both name",
    );
}
