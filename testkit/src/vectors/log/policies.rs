//! Cases of policies: which logs are believed, and how many of which witnesses it takes.

use super::{
    Set,
    spoil::{letter, swap},
    trees::*,
};
use note::{Algorithm, SigningKey};

pub fn all(set: &mut Set) {
    set.file("policy", policy(2));
    policies(set);
    two_logs(set);
    witnesses(set);
}

fn policy(least: usize) -> String {
    let witnesses: String =
        (1..=3).map(|number| format!("witness W{number} {}\n", witness(number).verifier())).collect();
    format!("# two of three\nlog {}\n{witnesses}group G {least} W1 W2 W3\nquorum G\n", log_key().verifier())
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

/// A log whose key was replaced: the policy knows both, and a wrong signature by either spoils the checkpoint.
fn two_logs(set: &mut Set) {
    let (old, new) = (log_key(), key("unit/alpha/log", Algorithm::Ed25519, 3));
    set.file("two-logs.policy", format!("log {}\nlog {}\nquorum none\n", old.verifier(), new.verifier()));
    let leaves = leaves(SMALL);
    let text = checkpoint(SMALL as u64, root(&leaves));
    let key = |seed| key("unit/alpha/log", Algorithm::Ed25519, seed);
    let both = signed(&text, &[key(1), key(3)]);
    for (name, good, bytes, why) in [
        ("old-log.checkpoint", true, signed(&text, &[key(1)]), "signed by the old key of the log"),
        ("new-log.checkpoint", true, signed(&text, &[key(3)]), "signed by the new key of the log"),
        ("both-logs.checkpoint", true, both.clone(), "signed by both keys of the log"),
        (
            "both-logs-bad.checkpoint",
            false,
            letter(&both),
            "signed by both keys of the log, the second signature is bad",
        ),
        (
            "both-logs-bad-first.checkpoint",
            false,
            letter(&signed(&text, &[key(3), key(1)])),
            "signed by both keys of the log, the old one's signature is bad",
        ),
    ] {
        set.case("checkpoint", &["two-logs.policy", name], good, bytes, why);
    }
}

/// As many witnesses as a policy may have, and one more.
fn witnesses(set: &mut Set) {
    let more: String =
        (0..129).map(|number| format!("witness N{number} {}\n", key_of_many(number).verifier())).collect();
    let policy = |count: usize| {
        let some: String = more.split_inclusive('\n').take(count).collect();
        format!("log {}\n{some}quorum none\n", log_key().verifier())
    };
    set.file("witnesses-128.policy", policy(128));
    set.file("witnesses-129.policy", policy(129));
    set.line("checkpoint", &["witnesses-128.policy", "old-log.checkpoint"], true, "128 witnesses");
    set.line("checkpoint", &["witnesses-129.policy", "old-log.checkpoint"], false, "129 witnesses");
}

fn key_of_many(number: usize) -> SigningKey {
    key(&format!("unit/n{number}/witness"), Algorithm::CosignatureV1, 110 + number as u8)
}
