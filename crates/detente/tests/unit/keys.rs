//! Keys that are stolen, lost, replaced.

use crate::support::{Room, copy};
use std::fs;

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

fn retraction(room: &Room, member: &str, of: &str, reason: &str) -> String {
    room.say(member, &["--kind", "retraction", "--refs", of, "--reason", reason])
}

#[test]
fn threat_25_a_stolen_key_is_voided_and_what_stood_before_stays() {
    let room = Room::unit(&THREE);
    fs::write(room.path("body"), "before the theft").expect("written");
    let before = room.say("alpha", &["body", "--kind", "claim"]);
    room.witness("alpha", &["bravo", "charlie"]);
    room.say("alpha", &["--kind", "quote"]);
    room.run("alpha", &["log", "prove", &before, "-o", "before.proof"]).ended(0);
    // A thief copies alpha's keys and speaks in alpha's log.
    let stolen = retraction(&room, "alpha", &before, "forged");
    room.witness("alpha", &["bravo", "charlie"]);
    room.say("alpha", &["--kind", "quote"]);
    room.run("alpha", &["log", "prove", &stolen, "-o", "stolen.proof"]).ended(0);
    room.run("bravo", &["log", "verify", "stolen.proof", "--charter", "charter.1"]).ended(0);
    // Alpha sees entry 2, which it did not write, and voids the key from there on.
    room.run("alpha", &["keys", "sheet", "--void", "statement@2", "--no-passphrase"])
        .ended(0)
        .said("It voids");
    room.say("alpha", &["--kind", "key"]);
    room.exchange(&THREE);
    let log = room.log("bravo", "alpha");
    assert!(log[0].get("void").is_none() && log[1].get("void").is_none(), "{log:?}");
    assert!(log[2]["void"].as_str().expect("void").contains("counts as stolen"), "{log:?}");
    assert!(log[4].get("void").is_none(), "the new key is good: {log:?}");
    // Offline, whoever has the new sheet sees it too; who has not is told as of which sheet it was judged.
    let sheet = room.home("bravo").join("sheets/alpha/2.keys");
    let sheet = sheet.to_str().expect("a path");
    room.run("x", &["log", "verify", "stolen.proof", "--charter", "charter.1"])
        .ended(0)
        .said("as of key sheet 1");
    room.run("x", &["log", "verify", "stolen.proof", "--charter", "charter.1", "--sheet", sheet])
        .ended(1)
        .said("counts as stolen");
    // Threat 22: the void unmakes nothing that stood before it.
    room.run("x", &["log", "verify", "before.proof", "--charter", "charter.1", "--sheet", sheet])
        .ended(0)
        .said("as of key sheet 2");
}

#[test]
fn a_thief_with_the_log_key_makes_evidence_and_a_new_key_goes_on() {
    let room = Room::unit(&THREE);
    fs::write(room.path("body"), "true").expect("written");
    room.say("alpha", &["body", "--kind", "claim"]);
    // The thief has a copy of all of alpha's home.
    copy(&room.home("alpha"), &room.home("thief"));
    fs::write(room.path("body"), "false").expect("written");
    room.say("thief", &["body", "--kind", "claim"]);
    room.say("alpha", &["--kind", "stop"]);
    room.exchange(&["alpha", "bravo"]);
    room.run("thief", &["log", "export", "forged"]).ended(0);
    let alarm = room.run("bravo", &["log", "import", "forged"]).ended(1).said("ALARM").said("two histories");
    let evidence =
        alarm.out.split("kept in ").nth(1).expect("a file").split(';').next().expect("a file").to_owned();
    room.run("nobody", &["log", "evidence", &evidence]).ended(0).said("showed two histories");
    room.run("charlie", &["log", "evidence", &evidence]).ended(0).said("that of alpha");
    let id = room.say("bravo", &["--kind", "evidence", &evidence]);
    room.run("bravo", &["log", "show", &id]).ended(0).said("against alpha");
    // Nothing of it was taken, and bravo would not cosign it.
    assert_eq!(room.log("bravo", "alpha").len(), 2);
    room.run("bravo", &["log", "cosign", "forged"]).ended(1).said("ALARM");
    // Alpha replaces its log key; the log goes on, and the others follow.
    room.run("alpha", &["keys", "sheet", "--void", "log@2", "--no-passphrase"]).ended(0);
    room.say("alpha", &["--kind", "key"]);
    room.exchange(&["alpha", "bravo"]);
    assert_eq!(room.log("bravo", "alpha").len(), 3);
    room.run("bravo", &["log", "import", "forged"]).ended(1).said("two keys");
    // The thief goes on with the key that is void: nobody takes that for a head any more.
    room.say("thief", &["--kind", "stop"]);
    room.run("thief", &["log", "export", "more"]).ended(0);
    room.run("bravo", &["log", "import", "more"]).ended(2).said("counts as stolen");
}

#[test]
fn lost_keys_are_replaced_with_the_root() {
    let room = Room::unit(&THREE);
    room.say("alpha", &["--kind", "stop"]);
    fs::remove_file(room.home("alpha").join("keys/1.key")).expect("lost");
    room.run("alpha", &["say", "--kind", "stop"]).ended(2).said("keys sheet --replace");
    room.run("alpha", &["keys", "sheet", "--replace", "--no-passphrase"]).ended(0);
    room.say("alpha", &["--kind", "key"]);
    room.exchange(&THREE);
    let log = room.log("charlie", "alpha");
    assert!(log.len() == 2 && log.iter().all(|entry| entry.get("void").is_none()), "{log:?}");
}

#[test]
fn a_lost_root_is_replaced_by_a_charter() {
    let room = Room::unit(&THREE);
    fs::remove_file(room.home("charlie").join("root.key")).expect("lost");
    room.run("charlie", &["keys", "sheet", "--rotate", "statement", "--no-passphrase"])
        .ended(2)
        .said("--root");
    room.run("charlie", &["keys", "root", "--no-passphrase"]).ended(0);
    // The new root is nobody's until a charter lists it.
    room.run("charlie", &["keys", "sheet", "--rotate", "statement", "--no-passphrase"])
        .ended(2)
        .said("would not hold");
    let seat = room.seat("charlie");
    room.run(
        "alpha",
        &[
            "charter",
            "new",
            "--after",
            "charter.1",
            "--member",
            &seat,
            "--starts",
            "2026-02-01T00:00:00Z",
            "-o",
            "charter.2",
        ],
    )
    .ended(0);
    for member in ["alpha", "bravo"] {
        room.run(member, &["charter", "sign", "charter.2"]).ended(0);
    }
    room.run("alpha", &["charter", "check", "charter.2"]).ended(1).said("charlie must sign");
    room.run("charlie", &["charter", "sign", "charter.2"]).ended(0);
    for member in THREE {
        room.run(member, &["charter", "accept", "charter.2"]).ended(0);
    }
    room.run("charlie", &["keys", "sheet", "--rotate", "statement", "--no-passphrase"]).ended(0);
    let id = room.say("charlie", &["--kind", "key"]);
    room.exchange(&THREE);
    room.run("alpha", &["log", "show", &id]).ended(0);
    assert!(room.log("alpha", "charlie")[0].get("void").is_none());
    // Whoever finds the old root now can do nothing with it: see `Sheets::add_offered`.
    room.run("alpha", &["keys", "show", "charlie"]).ended(0).said("key sheet 2");
}

#[test]
fn two_sheets_of_one_number_are_an_alarm() {
    let room = Room::unit(&THREE);
    copy(&room.home("alpha"), &room.home("twin"));
    room.run("alpha", &["keys", "sheet", "--rotate", "statement", "--no-passphrase"]).ended(0);
    room.run("twin", &["keys", "sheet", "--rotate", "log", "--no-passphrase"]).ended(0);
    for (member, stick) in [("alpha", "one"), ("twin", "other")] {
        room.run(member, &["say", "--kind", "stop"]).ended(0);
        room.run(member, &["log", "export", stick]).ended(0);
    }
    room.run("bravo", &["log", "import", "one"]).ended(0);
    room.run("bravo", &["log", "import", "other"]).ended(2).said("ALARM").said("two key sheets 2");
}

#[test]
fn the_key_of_a_members_node_is_pinned_by_its_sheet_and_can_be_replaced() {
    let room = Room::unit(&THREE);
    let pins = || -> Vec<String> {
        let shown = room.run("alpha", &["keys", "show", "alpha"]).ended(0).out;
        let pins = shown.lines().filter_map(|line| line.trim().strip_prefix("transport "));
        pins.map(str::to_owned).collect()
    };
    assert_eq!(pins().len(), 1);
    room.run("alpha", &["keys", "sheet", "--rotate", "transport", "--no-passphrase"]).ended(0);
    room.run("alpha", &["keys", "sheet", "--rotate", "log", "--no-passphrase"]).ended(0);
    let shown = pins();
    assert!(shown.len() == 3 && shown[0] != shown[1] && shown[1] == shown[2], "{shown:?}");
    // The key before goes on from file to file, for those who expect it still.
    let files = [1, 2, 3].map(|number| {
        fs::read_to_string(room.home("alpha").join(format!("keys/{number}.key"))).expect("a key file")
    });
    let line =
        |file: &str, name: &str| file.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    let first = line(&files[0], "transport ");
    assert!(first.is_some() && line(&files[0], "former-transport ").is_none());
    assert_eq!(line(&files[1], "former-transport "), first);
    assert_eq!(line(&files[2], "former-transport "), first);
    room.run("alpha", &["say", "--kind", "stop"]).ended(0);
}
