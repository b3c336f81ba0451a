//! Charters that expel, that rival one another, that protect nobody.

use crate::support::Room;
use std::fs;

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

#[test]
fn threats_20_and_21_an_expelled_member_cannot_stop_it_and_reads_no_more() {
    let room = Room::unit(&THREE);
    let next = [
        "charter",
        "new",
        "--after",
        "charter.1",
        "--remove",
        "charlie",
        "--starts",
        "2026-02-01T00:00:00Z",
        "-o",
        "charter.2",
    ];
    room.run("alpha", &next).ended(0);
    room.run("alpha", &["charter", "sign", "charter.2"]).ended(0);
    room.run("alpha", &["charter", "check", "charter.2"])
        .ended(1)
        .said("1 of the 3 members before have signed");
    room.run("bravo", &["charter", "sign", "charter.2"]).ended(0);
    room.run("bravo", &["charter", "check", "charter.2", "--after", "charter.1"]).ended(0).said("It holds.");
    room.run("alpha", &["charter", "accept", "charter.2"]).ended(0);
    // It travels by any path: bravo gets it on a stick.
    room.exchange(&["alpha", "bravo"]);
    fs::write(room.path("body"), "not for charlie").expect("written");
    room.run("bravo", &["say", "body", "--kind", "intel", "--to", "charlie"])
        .ended(2)
        .said("charlie is no member");
    room.say("bravo", &["body", "--kind", "intel", "--to", "alpha"]);
    // Charlie, who does not want to know, goes on under the old charter. What it says after the new one started is void by record time,
    // and nobody cosigns it.
    room.say("charlie", &["--kind", "stop"]);
    room.run("charlie", &["log", "export", "late"]).ended(0);
    room.run("alpha", &["log", "cosign", "late"]).ended(0).said("the log of charlie is not cosigned");
    // When charlie takes the new charter it knows that it is out.
    room.run("bravo", &["log", "export", "news"]).ended(0);
    room.run("charlie", &["log", "import", "news"]).ended(0).said("charter 2");
    room.run("charlie", &["say", "--kind", "stop"]).ended(2).said("charlie is no member under charter 2");
}

#[test]
fn threat_21_of_two_rival_charters_the_old_one_stays_and_double_signers_are_named() {
    let room = Room::unit(&["alpha", "bravo", "charlie", "delta"]);
    for (file, out) in [("charter.2", "delta"), ("rival.2", "charlie")] {
        room.run(
            "alpha",
            &[
                "charter",
                "new",
                "--after",
                "charter.1",
                "--remove",
                out,
                "--starts",
                "2026-02-01T00:00:00Z",
                "-o",
                file,
            ],
        )
        .ended(0);
    }
    for member in ["alpha", "bravo", "charlie"] {
        room.run(member, &["charter", "sign", "charter.2"]).ended(0);
    }
    // Bravo would sign both. Its home refuses; bravo makes it forget.
    room.run("bravo", &["charter", "sign", "rival.2"]).ended(2).said("evidence against you");
    fs::remove_dir_all(room.home("bravo").join("signed")).expect("forgotten");
    for member in ["bravo", "delta"] {
        room.run(member, &["charter", "sign", "rival.2"]).ended(0);
    }
    fs::remove_dir_all(room.home("alpha").join("signed")).expect("forgotten");
    room.run("alpha", &["charter", "sign", "rival.2"]).ended(0);
    room.run("charlie", &["charter", "accept", "charter.2"]).ended(0);
    room.run("charlie", &["charter", "accept", "rival.2"])
        .ended(1)
        .said("ALARM")
        .said("evidence against them: alpha, bravo");
    assert!(
        room.run("charlie", &["charter", "show"]).ended(0).out.contains("charlie of the bloc"),
        "the old one stays"
    );
    // The rival comes on a stick too; nothing of it is taken.
    room.run("delta", &["charter", "accept", "rival.2"]).ended(0);
    room.run("delta", &["say", "--kind", "stop"]).ended(0);
    room.run("delta", &["log", "export", "rivals"]).ended(0);
    room.run("charlie", &["log", "import", "rivals"]).ended(1).said("ALARM").said("alpha, bravo");
}

#[test]
fn threat_12_a_charter_whose_quorum_is_unsafe_is_refused() {
    let room = Room::with(&["alpha", "bravo", "charlie", "delta", "echo"]);
    let five = ["alpha", "bravo", "charlie", "delta", "echo"];
    room.new_charter(&five, &["--name", "Weak", "--cosignatures", "2", "-o", "weak"])
        .ended(0)
        .said("two histories");
    room.run("bravo", &["charter", "check", "weak"])
        .ended(1)
        .said("Nobody should sign it")
        .said("it takes 3");
    room.run("bravo", &["charter", "sign", "weak"]).ended(2).said("two histories");
    room.new_charter(&five, &["--name", "Deaf", "--cosignatures", "5", "-o", "deaf"])
        .ended(0)
        .said("never be on record");
    room.run("bravo", &["charter", "check", "deaf"]).ended(1);
    // The same five with the default survive one lie and one silence.
    room.new_charter(&five, &["--name", "Sound", "-o", "sound"]).ended(0);
    room.run("bravo", &["charter", "check", "sound"])
        .ended(1)
        .said("3 cosignatures of the 4 members outside its bloc: its owner and 1 of the witnesses may lie; 1 of them may be silent")
        .said("The bloc alpha, 1 member, alone could do none of what follows.")
        .said("3 members, if they are the right ones, could show two histories");
}

#[test]
fn hostile_names_are_escaped_and_refused() {
    let room = Room::with(&["alpha", "bravo"]);
    let key = fs::read_to_string(room.home("bravo").join("root.vkey")).expect("a root");
    let seat = format!("bravo,bravo,\u{202E}evil\u{1b}[31m,{}", key.trim());
    let alpha = room.seat("alpha");
    room.run("alpha", &["charter", "new", "--name", "x", "--member", &alpha, "--member", &seat])
        .ended(2)
        .said("control");
    let seat = format!("bravo,bravo,\u{202E}evil,{}", key.trim());
    room.run("alpha", &["charter", "new", "--name", "x", "--member", &alpha, "--member", &seat, "-o", "c"])
        .ended(0);
    let shown = room.run("alpha", &["charter", "check", "c"]).ended(1);
    assert!(!shown.out.contains('\u{202E}') && shown.out.contains("\\u{202e}evil"), "{}", shown.out);
}

#[test]
fn a_large_quorum_is_warned_of() {
    let members: Vec<String> = (1..=26).map(|number| format!("member-{number}")).collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let room = Room::with(&members);
    room.new_charter(&members, &["--name", "Many", "-o", "many"]).ended(0);
    room.run("member-1", &["charter", "check", "many"]).ended(1).said("WARNING: a quorum of 17 cosignatures");
}
