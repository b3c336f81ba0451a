//! Cases of what is signed: keys, notes, checkpoints.

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
    limits(set);
    checkpoints(set);
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

/// As much as a note may have, and one more.
fn limits(set: &mut Set) {
    let good = signed("A text.\n", &[log_key()]);
    let line = |name: &str, number: u8| format!("\u{2014} {name} {}\n", encoding::base64(&[number; 68]));
    let lines =
        |count: u8| good.clone() + &(1..count).map(|number| line("stranger", number)).collect::<String>();
    for (name, good, bytes, why) in [
        ("lines-100.note", true, lines(100), "a hundred signatures"),
        ("lines-101.note", false, lines(101), "a hundred and one signatures"),
        ("name-255.note", true, good.clone() + &line(&"n".repeat(255), 1), "a signature's name of 255 bytes"),
        (
            "name-256.note",
            false,
            good.clone() + &line(&"n".repeat(256), 1),
            "a signature's name of 256 bytes",
        ),
    ] {
        set.case("note", &["log.vkey", name], good, bytes, why);
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
