//! Cases of what a kind asks of a header: of its common lines, and of its own.

use super::{Set, headers::*};

pub fn all(set: &mut Set) {
    needs(set);
    own(set);
}

/// What a kind asks of the common lines.
fn needs(set: &mut Set) {
    let (body, refs) = (body(), refs());
    let mut bad = |name: &str, kind: &str, common: &str, own: &str, why: &str| {
        case(set, name, false, header(kind, common, own), why);
    };
    bad("intel-bare", "intel", ALL, "", "no body where there must be one");
    bad("claim-bare", "claim", ALL, &refs, "no body where there must be one");
    bad("sighting-bare", "sighting", ALL, "seen 1 2026-11-01 2026-11-20\n", "nothing referred to");
    bad("retraction-bare", "retraction", ALL, "", "nothing referred to");
    bad("vote-bare", "vote", ALL, "vote yes\n", "nothing referred to");
    bad("vote-two", "vote", ALL, &format!("refs {DIGEST} {OTHER}\nvote yes\n"), "two statements voted on");
    bad("vote-body", "vote", ALL, &format!("{body}{refs}vote yes\n"), "a body where there is none");
    bad("stop-refs", "stop", ALL, &refs, "something referred to");
    bad("protect-refs", "protect", ALL, &format!("{refs}value domain a.example\n"), "something referred to");
    bad(
        "proposal-no-end",
        "proposal",
        ALL,
        "action watch\nvalue domain a.example\n",
        "no time until when it holds",
    );
    bad("objection-no-end", "objection", ALL, &format!("{refs}reason no\n"), "no time until when it holds");
    for (kind, own) in
        [("proposal", "action watch\nvalue domain a.example\n"), ("count", ""), ("decision", "")]
    {
        let to_some =
            format!("{UNTIL}{body}sealed {HASH} 432\n").replace("audience unit", "audience members beta");
        bad(&format!("{kind}-sealed"), kind, &to_some, own, "a public kind for some members");
    }
}

/// What is wrong with the lines of a kind.
fn own(set: &mut Set) {
    let refs = refs();
    let mut bad = |name: &str, kind: &str, own: &str, why: &str| {
        let common = if matches!(kind, "proposal" | "objection") { UNTIL } else { ALL };
        let refs = if matches!(kind, "sighting" | "vote" | "objection" | "retraction") { &*refs } else { "" };
        case(set, name, false, header(kind, &format!("{common}{refs}"), own), why);
    };
    bad("seen-zero", "sighting", "seen 0 2026-11-01 2026-11-20\n", "seen no time");
    bad("seen-back", "sighting", "seen 1 2026-11-21 2026-11-20\n", "the last day before the first");
    bad("seen-day", "sighting", "seen 1 2026-11-31 2026-12-20\n", "a day that there is not");
    bad("false-zero", "sighting", "false-alarm 0 2026-11-01 2026-11-20\n", "a false alarm at no time");
    bad("false-back", "sighting", "false-alarm 1 2026-11-21 2026-11-20\n", "the last day before the first");
    let both = "seen 1 2026-11-01 2026-11-20\nfalse-alarm 1 2026-11-01 2026-11-20\n";
    bad("seen-and-false", "sighting", both, "seen and a false alarm at once");
    let both = "false-alarm 1 2026-11-01 2026-11-20\nseen 1 2026-11-01 2026-11-20\n";
    bad("false-and-seen", "sighting", both, "a false alarm and seen at once");
    bad("neither", "sighting", "", "neither seen nor a false alarm");
    bad("seen-four", "sighting", "seen 1 2026-11-01 2026-11-20 here\n", "a word more");
    bad("reason-501", "objection", &format!("reason {}\n", "x".repeat(501)), "a reason of 501 bytes");
    bad("no-reason", "objection", "", "no reason");
    bad("vote-maybe", "vote", "vote maybe\n", "no such vote");
    bad("vote-why", "vote", "vote yes\nreason why\n", "a line that the kind does not have");
    bad("action-burn", "proposal", "action burn\nvalue domain a.example\n", "no such action");
    bad("no-values", "proposal", "action block\n", "no value");
    bad("values-order", "protect", "value domain b.example\nvalue domain a.example\n", "values out of order");
    bad("values-twice", "protect", "value domain a.example\nvalue domain a.example\n", "a value twice");
    bad("value-type", "protect", "value Domain a.example\n", "a type with a capital letter");
    bad("value-alone", "protect", "value domain\n", "a type without value");
    let values =
        |count: usize| (0..count).map(|at| format!("value ipv4 192.0.2.{at:03}\n")).collect::<String>();
    bad("values-257", "protect", &values(257), "257 values");
    bad("rows-plus", "seal", &format!("root {DIGEST}\nrows +1\nname x\n"), "a number with a sign");
    bad("rows-large", "seal", &format!("root {DIGEST}\nrows 9223372036854775808\nname x\n"), "2^63");
    bad("seed-both", "seed", &format!("commit {DIGEST}\nreveal AAECAw==\n"), "committed and revealed");
    bad("reveal-bits", "seed", "reveal AAECAx==\n", "base64 that is not canonical");
    bad("reveal-bare", "seed", "reveal AAECAw\n", "base64 without padding");
    bad("holds-order", "receipt", "holds beta 3\nholds alpha 0\n", "members out of order");
    bad("holds-twice", "receipt", "holds beta 3\nholds beta 4\n", "a member twice");
    bad("holds-size", "receipt", "holds beta 03\n", "leading zero");
    bad("against-nobody", "evidence", "evidence AAECAw==\n", "against nobody");
    bad("charter-hash", "charter", &format!("hash {HASH}\n"), "a digest in standard base64");
    case(set, "values-256", true, header("protect", ALL, &values(256)), "256 values");
    let reason = format!("{refs}reason {}\n", "x".repeat(500));
    case(set, "reason-500", true, header("objection", UNTIL, &reason), "a reason of 500 bytes");
    // `-` stands before a letter, and the type is compared before the value.
    let ordered = "value a z\nvalue a-b a\nvalue ab a\n";
    case(
        set,
        "values-ordered",
        true,
        header("protect", ALL, ordered),
        "types are compared before values, byte by byte",
    );
}
