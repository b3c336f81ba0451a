//! Bodies for some members.

use crate::support::Room;
use std::fs;

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

#[test]
fn a_sealed_body_is_opened_by_the_recipient_and_by_nobody_else() {
    let room = Room::unit(&THREE);
    let secret = "a word for bravo \u{1b}[2J\n";
    fs::write(room.path("body"), secret).expect("written");
    let id = room.say("alpha", &["body", "--kind", "intel", "--to", "bravo", "--type", "text/plain"]);
    room.exchange(&THREE);
    let shown = room.run("bravo", &["log", "show", &id]).ended(0).said("| a word for bravo");
    assert!(!shown.out.contains('\u{1b}'), "escaped: {}", shown.out);
    room.run("bravo", &["log", "show", &id, "--body", "opened"]).ended(0);
    assert_eq!(fs::read_to_string(room.path("opened")).expect("a body"), secret);
    // Charlie has the file and sees for whom it is. Not even alpha, who sent it, can open it: it did not name itself.
    for member in ["charlie", "alpha"] {
        room.run(member, &["log", "show", &id]).ended(0).said("sealed for members bravo");
        room.run(member, &["log", "show", &id, "--body", "not"]).ended(2);
    }
    // The plaintext lies nowhere but with its author, where it was.
    for member in THREE {
        for file in crate::support::files(&room.home(member)) {
            let bytes = fs::read(&file).expect("readable");
            assert!(
                !bytes.windows(16).any(|window| window == &secret.as_bytes()[..16]),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn a_sealed_file_tells_its_length_in_steps_of_four_kibibytes() {
    let room = Room::unit(&THREE);
    let mut lengths = Vec::new();
    for length in [0usize, 1, 4064, 4065, 8160] {
        fs::write(room.path("body"), vec![b'x'; length]).expect("written");
        let id = room.say("alpha", &["body", "--kind", "claim", "--to", "bravo", "alpha"]);
        let log = room.log("alpha", "alpha");
        let entry = log.iter().find(|entry| entry["id"] == id.as_str()).expect("the entry");
        let header = entry["header"].as_str().expect("a header");
        let sealed = header.lines().find(|line| line.starts_with("sealed ")).expect("a line");
        lengths.push(sealed.rsplit(' ').next().expect("a length").parse::<u64>().expect("a number"));
        room.run("alpha", &["log", "show", &id, "--body", &format!("body.{length}")]).ended(0);
        assert_eq!(fs::read(room.path(&format!("body.{length}"))).expect("a body").len(), length);
    }
    // The library puts a little of chance into each file, so that two of one body differ in length; never by half a step.
    let steps: Vec<u64> = lengths.iter().map(|length| length / 4096).collect();
    assert_eq!(steps, [1, 1, 1, 2, 2], "{lengths:?}");
}

#[test]
fn what_decisions_read_is_never_sealed() {
    let room = Room::unit(&THREE);
    fs::write(room.path("body"), "x").expect("written");
    let proposal = [
        "say",
        "body",
        "--kind",
        "proposal",
        "--until",
        "+1d",
        "--action",
        "block",
        "--value",
        "domain:evil.example",
    ];
    let mut sealed = proposal.to_vec();
    sealed.extend(["--to", "bravo"]);
    room.run("alpha", &sealed).ended(2).said("whole unit");
    room.run("alpha", &proposal).ended(0);
    room.run("alpha", &["say", "--kind", "vote", "--vote", "yes"]).ended(2).said("refer to more");
    // Values stand in the one spelling, in order, whatever way they were typed.
    let mixed =
        ["domain:WWW.Evil[.]example.", "cidr:198.51.100.7/24", "ipv4:192.0.2.7", "domain:www.evil.example"];
    room.run("alpha", &[&["say", "--kind", "protect", "--value"][..], &mixed].concat()).ended(0);
    let header = room.log("alpha", "alpha")[1]["header"].as_str().expect("a header").to_owned();
    let values: Vec<&str> = header.lines().filter_map(|line| line.strip_prefix("value ")).collect();
    assert_eq!(values, ["cidr 198.51.100.0/24", "domain www.evil.example", "ipv4 192.0.2.7"]);
    room.run("alpha", &["say", "--kind", "protect", "--value", "ipv4:1.2.3"]).ended(2);
    let id = room.log("alpha", "alpha")[0]["id"].as_str().expect("an id").to_owned();
    room.run("bravo", &["say", "--kind", "vote", "--vote", "maybe", "--refs", &id])
        .ended(2)
        .said("`yes`, `no` and `withdraw`");
    room.say("bravo", &["--kind", "vote", "--vote", "yes", "--refs", &id]);
}

#[test]
fn nobody_is_sealed_to_whose_sheet_is_not_here() {
    let room = Room::with(&THREE);
    room.found(&THREE, "charter.1");
    room.run("alpha", &["keys", "sheet"]).ended(0);
    fs::write(room.path("body"), "x").expect("written");
    room.run("alpha", &["say", "body", "--kind", "intel", "--to", "bravo"])
        .ended(2)
        .said("key sheet of bravo");
    assert!(room.run("alpha", &["log", "show"]).out.contains("0 entries"));
}
