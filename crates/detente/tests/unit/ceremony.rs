//! Three members in a room found a unit, and put their first words on record.

use crate::support::Room;
use std::fs;

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

#[test]
fn three_members_found_a_unit_and_one_statement_is_on_record() {
    // Each has run `detente init` at home and brought its root's verifier key.
    let room = Room::with(&THREE);
    // Alpha writes the charter; all read what it would do before they sign.
    room.new_charter(
        &THREE,
        &["--name", "Northern counties", "--starts", "2026-01-01T00:00:00Z", "-o", "charter.1"],
    )
    .ended(0);
    room.run("bravo", &["charter", "check", "charter.1"])
        .ended(1)
        .said("The log of alpha is on record with 2 cosignatures of the 2 members outside its bloc")
        .said("none of them may be silent")
        .said("2 members, if they are the right ones, could make the next charter")
        .said("0 of 3 have signed")
        .said("alpha, bravo, charlie must sign and have not");
    // Alpha and bravo sign one copy, charlie another; the signatures are joined.
    fs::copy(room.path("charter.1"), room.path("copy")).expect("copied");
    room.run("alpha", &["charter", "sign", "charter.1"]).ended(0);
    room.run("bravo", &["charter", "sign", "charter.1"]).ended(0);
    room.run("charlie", &["charter", "sign", "copy"]).ended(0);
    room.run("alpha", &["charter", "accept", "charter.1"]).ended(1).said("charlie must sign and has not");
    room.run("alpha", &["charter", "join", "charter.1", "copy"]).ended(0);
    room.run("charlie", &["charter", "check", "charter.1"]).ended(0).said("It holds.");
    for member in THREE {
        room.run(member, &["say", "--kind", "stop"]).ended(2).said("charter");
        room.run(member, &["charter", "accept", "charter.1"]).ended(0);
        room.run(member, &["say", "--kind", "stop"]).ended(2).said("keys sheet");
        room.run(member, &["keys", "sheet"]).ended(0);
    }
    room.run("alpha", &["charter", "show"]).ended(0).said("Northern counties").said("\"Office\", of bravo");
    room.exchange(&THREE);

    // Alpha says something. Nobody can be shown it yet: nobody has cosigned.
    fs::write(room.path("report"), "They came by mail.\n").expect("written");
    let id = room.say(
        "alpha",
        &["report", "--kind", "intel", "--type", "text/plain", "--marking", "TLP:GREEN PAP:AMBER"],
    );
    room.run("alpha", &["log", "prove", &id]).ended(2).said("cosign");
    room.witness("alpha", &["bravo", "charlie"]);
    // It can now, but has no record time before alpha's log quotes the cosigned checkpoint.
    room.run("alpha", &["log", "prove", &id, "-o", "early.proof"]).ended(0);
    room.run("alpha", &["log", "verify", "early.proof", "--charter", "charter.1"])
        .ended(0)
        .said("No quote gives its record time yet");
    room.say("alpha", &["--kind", "quote"]);
    room.run("alpha", &["say", "--kind", "quote"]).ended(2).said("no head of your log");
    room.run("alpha", &["log", "prove", &id, "-o", "alpha.proof"]).ended(0);
    // Threat 6: whoever has the charter can check it, without alpha and without a home.
    room.run("nobody", &["log", "verify", "alpha.proof", "--charter", "charter.1"])
        .ended(0)
        .said("It is on record since")
        .said("Judged as of key sheet 1 of alpha")
        .said("cosigned by")
        .said("It holds.");
    // Bravo has it, with its body.
    room.exchange(&THREE);
    room.run("bravo", &["log", "show", &id]).ended(0).said("| They came by mail.").said("on record since");
    assert_eq!(room.log("bravo", "alpha").len(), 2);
    let policy = room.path(&room.fresh("stick"));
    room.run("bravo", &["log", "export", policy.to_str().expect("a path")]).ended(0);
    let policy = policy.join("policies/alpha.policy");
    room.run("nobody", &["log", "verify", "alpha.proof", "--policy", policy.to_str().expect("a path")])
        .ended(0)
        .said("cosigned by");
}

#[test]
fn a_proof_that_was_changed_does_not_hold() {
    let room = Room::unit(&THREE);
    fs::write(room.path("body"), "words").expect("written");
    let id = room.say("alpha", &["body", "--kind", "claim"]);
    room.witness("alpha", &["bravo", "charlie"]);
    room.say("alpha", &["--kind", "quote"]);
    room.run("alpha", &["log", "prove", &id, "-o", "proof"]).ended(0);
    let proof = fs::read_to_string(room.path("proof")).expect("a proof");
    let changes = [
        ("another index", proof.replace("\nindex 0\n", "\nindex 1\n")),
        ("a signature less", proof.trim_end().rsplit_once('\n').expect("lines").0.to_owned() + "\n"),
        ("another size", proof.replacen("\n1\n", "\n2\n", 1)),
        ("a byte more", proof.clone() + "\n"),
    ];
    for (what, changed) in changes {
        assert_ne!(changed, proof, "{what}");
        room.file("changed", &changed);
        let run = room.run("alpha", &["log", "verify", "changed", "--charter", "charter.1"]);
        assert!(matches!(run.code, Some(1 | 2)), "{what}: {run:?}");
        let run = room.run("nobody", &["log", "verify", "changed", "--charter", "charter.1"]);
        assert!(matches!(run.code, Some(1 | 2)), "{what}: {run:?}");
    }
    room.run("nobody", &["log", "verify", "proof", "--charter", "charter.1"]).ended(0);
}
