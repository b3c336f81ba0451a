//! Cases of what is signed: keys, notes, checkpoints, policies.

use super::{
    Set,
    spoil::{letter, swap, swap_last, unused_bits, without},
    trees::*,
};
use log::Hash;
use note::{Note, encoding};
use sha2::{Digest, Sha256};

pub fn all(set: &mut Set) {
    keys(set);
    notes(set);
    weak_keys(set);
    checkpoints(set);
    policies(set);
}

fn keys(set: &mut Set) {
    let vkey = format!("{}\n", log_key().verifier());
    let (name, rest) = vkey.split_once('+').expect("a vkey");
    let (id, point) = rest.split_once('+').expect("a vkey");
    set.file("wrong-number.vkey", format!("{name}+{}+{point}", "00000000"));
    set.file("capitals.vkey", format!("{name}+{}+{point}", id.to_uppercase()));
    set.file("padded.vkey", swap_last(&vkey, "\n", "=\n"));
    set.file("other-name.vkey", swap(&vkey, "alpha", "alphb"));
    set.file("log.vkey", vkey);
    set.file("stranger.vkey", format!("{}\n", stranger().verifier()));
    set.file("policy", policy(2));
}

fn policy(least: usize) -> String {
    let witnesses: String =
        (1..=3).map(|number| format!("witness W{number} {}\n", witness(number).verifier())).collect();
    format!("# two of three\nlog {}\n{witnesses}group G {least} W1 W2 W3\nquorum G\n", log_key().verifier())
}

fn notes(set: &mut Set) {
    let text = "A text.\n\nIts second paragraph.\n";
    let good = signed(text, &[log_key()]);
    let mut note = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("note", &["log.vkey", name], good, bytes, why);
    };
    note("good.note", true, good.clone(), "signed by the key");
    let both = signed(text, &[stranger(), log_key()]);
    note("stranger-too.note", true, both, "a signature of an unknown key is ignored, though it has the name");
    note("changed.note", false, swap(&good, "A text", "A test"), "changed text");
    note("only-stranger.note", false, signed(text, &[stranger()]), "wrong key");
    note("no-signature.note", false, format!("{text}\n"), "no signature line");
    note("bad-signature.note", false, letter(&good), "one letter of the signature changed");
    let line = letter(&good).lines().last().map(|line| format!("{line}\n")).expect("a line");
    note("good-then-bad.note", false, format!("{good}{line}"), "one of two signatures of the key is bad");
    note(
        "bad-then-good.note",
        false,
        swap(&good, "\u{2014}", &format!("{line}\u{2014}")),
        "one of two signatures of the key is bad",
    );
    note("extra-newline.note", false, format!("{good}\n"), "extra byte: a newline at the end");
    note("extra-line.note", false, format!("{good}x\n"), "extra line that is no signature");
    note("extra-byte.note", false, swap(&good, "text.\n", "text. \n"), "extra byte in the text");
    note("no-end.note", false, good.trim_end().to_owned(), "no newline at the end");
    note("crlf.note", false, good.replace('\n', "\r\n"), "CRLF");
    note("tab.note", false, signed(text, &[log_key()]).replace("A text", "A\ttext"), "control character");
    note(
        "no-blank-line.note",
        false,
        signed("A line.\n", &[log_key()]).replace("\n\n", "\n"),
        "no blank line",
    );
    note("hyphen.note", false, swap(&good, "\u{2014}", "-"), "hyphen for dash");
    note("two-spaces.note", false, swap_last(&good, " ", "  "), "two spaces before the signature");
    note("unused-bits.note", false, unused_bits(&good), "base64 that is not canonical: unused bits set");
    note("no-padding.note", false, swap_last(&good, "=", ""), "base64 without padding");
    note("space-after.note", false, swap_last(&good, "\n", " \n"), "space after the signature");
    let bytes = [b"A \xFF", good.get(1..).expect("longer").as_bytes()].concat();
    set.case("note", &["log.vkey", "not-utf8.note"], false, bytes, "not UTF-8");
    for (key, why) in [
        ("stranger.vkey", "wrong key"),
        ("wrong-number.vkey", "the key's number is not that of its name and bytes"),
        ("capitals.vkey", "the key's number in capital letters"),
        ("padded.vkey", "the key has padding that its base64 does not need"),
        ("other-name.vkey", "the key's name is another"),
    ] {
        set.line("note", &[key, "good.note"], false, why);
    }
}

/// Keys with which R = 1, S = 0 is a signature over anything, to those who do not look.
fn weak_keys(set: &mut Set) {
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut second_spelling = [0xFF; 32];
    (second_spelling[0], second_spelling[31]) = (0xEE, 0x7F);
    for (name, point) in [("weak", identity), ("weak-spelling", second_spelling)] {
        let key = [&[1][..], &point].concat();
        let hash = Sha256::new().chain_update("weak\n").chain_update(&key).finalize();
        let id: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let signature = [&hash[..4], &identity, &[0; 32]].concat();
        let (vkey, note) = (format!("{name}.vkey"), format!("{name}.note"));
        set.file(&vkey, format!("weak+{id}+{}\n", encoding::base64(&key)));
        let text = format!("Anything.\n\n\u{2014} weak {}\n", encoding::base64(&signature));
        set.case(
            "note",
            &[&vkey, &note],
            false,
            text,
            "the key is a point of small order, with which anything verifies",
        );
    }
}

fn checkpoints(set: &mut Set) {
    let leaves = leaves(SMALL);
    let text = checkpoint(SMALL as u64, root(&leaves));
    let good = signed(&text, &[log_key(), witness(1), witness(3)]);
    let mut head = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("checkpoint", &["policy", name], good, bytes, why);
    };
    head("good.checkpoint", true, good.clone(), "signed by the log, cosigned by two of three");
    head(
        "stranger.checkpoint",
        true,
        signed(&text, &[log_key(), witness(1), witness(7), witness(2)]),
        "a cosignature of an unknown witness is ignored",
    );
    head("one-missing.checkpoint", false, signed(&text, &[log_key(), witness(1)]), "one cosignature missing");
    head(
        "unknown.checkpoint",
        false,
        signed(&text, &[log_key(), witness(1), witness(7)]),
        "a cosignature of an unknown witness does not count",
    );
    let twice = cosigned(
        Note::parse(signed(&text, &[log_key(), witness(1)]).as_bytes()).expect("a note"),
        &witness(1),
        1_700_000_001,
    );
    head("twice.checkpoint", false, twice.to_string(), "one witness twice is one witness");
    head("bad-cosignature.checkpoint", false, letter(&good), "one bad cosignature");
    let three = signed(&text, &[log_key(), witness(1), witness(2), witness(3)]);
    head(
        "bad-third.checkpoint",
        false,
        letter(&three),
        "a bad cosignature of a known witness, though the quorum is there",
    );
    head("no-log.checkpoint", false, signed(&text, &[witness(1), witness(3)]), "not signed by the log");
    head(
        "wrong-log.checkpoint",
        false,
        signed(&text, &[stranger(), witness(1), witness(3)]),
        "signed by a wrong key of the log's name",
    );
    head("changed-size.checkpoint", false, swap(&good, "\n21\n", "\n22\n"), "changed size");
    let other = root(&forked(SMALL)).to_string();
    head("changed-root.checkpoint", false, swap(&good, &root(&leaves).to_string(), &other), "changed root");
    let sign = |text: String| signed(&text, &[log_key(), witness(1), witness(3)]);
    head(
        "origin.checkpoint",
        false,
        sign(swap(&text, "alpha", "beta")),
        "signed, but the origin is not the key's name",
    );
    head(
        "leading-zero.checkpoint",
        false,
        sign(swap(&text, "\n21\n", "\n021\n")),
        "signed, but the size has a leading zero",
    );
    head("plus.checkpoint", false, sign(swap(&text, "\n21\n", "\n+21\n")), "signed, but the size has a sign");
    head(
        "too-large.checkpoint",
        false,
        sign(swap(&text, "\n21\n", "\n9223372036854775808\n")),
        "signed, but the size is 2^63",
    );
    head(
        "unused-bits.checkpoint",
        false,
        sign(unused_bits(&text)),
        "signed, but the root's base64 is not canonical",
    );
    head(
        "short-root.checkpoint",
        false,
        sign(swap(&text, &root(&leaves).to_string(), "AAAA")),
        "signed, but the root is too short",
    );
    head("two-lines.checkpoint", false, sign(without(&text, 2)), "signed, but the root is missing");
    head(
        "extension.checkpoint",
        false,
        sign(format!("{text}extension\n")),
        "signed, but with an extension line, which this project refuses",
    );
    head("empty.checkpoint", true, sign(checkpoint(0, Hash::empty())), "the empty tree");
    head(
        "empty-root.checkpoint",
        false,
        sign(checkpoint(0, root(&leaves))),
        "signed, but the empty tree has another root",
    );
    let time = cosigned(
        Note::parse(signed(&text, &[log_key(), witness(1)]).as_bytes()).expect("a note"),
        &witness(3),
        1 << 63,
    );
    head("time.checkpoint", false, time.to_string(), "a cosignature's time is 2^63");
}

fn policies(set: &mut Set) {
    let good = policy(2);
    let vkey = |number| witness(number).verifier().to_string();
    let mut policy = |name: &str, verdict: bool, bytes: String, why: &str| {
        let name = format!("{name}.policy");
        set.file(&name, bytes);
        set.line("checkpoint", &[&name, "good.checkpoint"], verdict, why);
    };
    policy("one", true, swap(&good, "G 2", "G any"), "any of three");
    policy("none", true, swap(&good, "quorum G", "quorum none"), "no cosignature asked for");
    policy(
        "nested",
        true,
        swap(&good, "quorum G", "group H all G\n\tquorum  H "),
        "a group in a group, tabs and spaces",
    );
    policy("all", false, swap(&good, "G 2", "G all"), "all of three, of whom one is missing");
    policy("witness-2", false, swap(&good, "quorum G", "quorum W2"), "the witness that is missing");
    policy("no-quorum", false, swap(&good, "quorum G\n", ""), "no quorum line");
    policy("two-quorums", false, format!("{good}quorum W1\n"), "two quorum lines");
    policy("unknown", false, swap(&good, "W3\nquorum", "W4\nquorum"), "a member that is not defined");
    policy("too-many", false, swap(&good, "G 2", "G 4"), "four of three");
    policy("zero", false, swap(&good, "G 2", "G 0"), "none of three");
    policy("twice", false, swap(&good, "G 2 W1 W2 W3", "G 2 W1 W1 W3"), "a member twice");
    policy("two-groups", false, swap(&good, "quorum", "group H any W1\nquorum"), "a witness in two groups");
    policy("same-key", false, swap(&good, &vkey(2), &vkey(1)), "two witnesses with one key");
    policy("same-name", false, swap(&good, "witness W2", "witness W1"), "two witnesses with one name");
    policy("crlf", false, good.replace('\n', "\r\n"), "CRLF");
    policy(
        "other-log",
        false,
        swap(&good, &log_key().verifier().to_string(), &stranger().verifier().to_string()),
        "another log",
    );
    policy("word", false, swap(&good, "quorum", "quorom"), "an unknown word");
    let (before, after) = good.split_once("group G").expect("a group");
    let name =
        [before.replace("W3", "W\u{e9}").as_bytes(), b"group G", after.replace("W3", "W\u{e9}").as_bytes()]
            .concat();
    let latin: Vec<u8> = name.into_iter().filter(|byte| *byte != 0xC3).collect();
    set.file("latin.policy", latin);
    set.line(
        "checkpoint",
        &["latin.policy", "good.checkpoint"],
        true,
        "a name that is not UTF-8 is only bytes",
    );
}
