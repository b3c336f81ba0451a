//! Folders that travel: whoever carries one may have changed it.

use crate::support::{Room, copy, files};
use std::fs;

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

/// A unit in which alpha has said things that bravo has not heard of, exported to `stick`.
fn exported() -> Room {
    let room = Room::unit(&THREE);
    fs::write(room.path("body"), "a body for all").expect("written");
    room.say("alpha", &["body", "--kind", "intel"]);
    fs::write(room.path("body"), "a body for bravo").expect("written");
    room.say("alpha", &["body", "--kind", "intel", "--to", "bravo"]);
    room.witness("alpha", &["bravo", "charlie"]);
    room.say("alpha", &["--kind", "quote"]);
    fs::write(room.path("body"), "one more").expect("written");
    room.say("alpha", &["body", "--kind", "claim"]);
    room.run("alpha", &["log", "export", "stick"]).ended(0);
    room
}

#[test]
fn threats_23_and_27_every_file_that_was_tampered_with_is_found_and_nothing_is_taken() {
    let room = exported();
    let before: Vec<_> =
        files(&room.home("bravo")).iter().map(|file| (file.clone(), fs::read(file).expect("read"))).collect();
    let all = files(&room.path("stick"));
    assert!(all.len() >= 12, "{all:?}");
    for file in &all {
        let bytes = fs::read(file).expect("readable");
        let middle = bytes.len() / 2;
        let mut flipped = bytes.clone();
        flipped[middle] ^= 1;
        let mut last = bytes.clone();
        *last.last_mut().expect("not empty") ^= 4;
        let longer = [&bytes[..], b"\n"].concat();
        for (what, changed) in [
            ("flipped", &flipped[..]),
            ("last", &last),
            ("longer", &longer),
            ("cut", &bytes[..middle]),
            ("empty", b""),
        ] {
            fs::write(file, changed).expect("written");
            let run = room.run("bravo", &["log", "import", "stick"]);
            assert!(matches!(run.code, Some(1 | 2)), "{what} {}: {run:?}", file.display());
        }
        fs::write(file, &bytes).expect("written");
    }
    for (file, bytes) in before {
        // Locks are opened, and rewritten with nothing.
        assert_eq!(fs::read(&file).expect("still there"), bytes, "{}", file.display());
    }
    room.run("bravo", &["log", "import", "stick"]).ended(0).said("4 entries");
    room.run("bravo", &["log", "import", "stick"]).ended(0).said("0 new");
}

#[test]
fn a_file_that_is_missing_is_found_unless_it_may_be() {
    let room = exported();
    for file in files(&room.path("stick")) {
        let name = file.strip_prefix(room.path("stick")).expect("below").to_string_lossy().into_owned();
        copy(&room.home("bravo"), &room.home("copy"));
        let aside = room.path("aside");
        fs::rename(&file, &aside).expect("moved");
        let run = room.run("copy", &["log", "import", "stick"]);
        // A body may be withheld, a policy and an old head follow from the rest, key sheets and charters are here already.
        let may = ["bodies/", "policies/", "heads/", "sheets/bravo", "sheets/charlie"]
            .iter()
            .any(|start| name.starts_with(start));
        if !may {
            assert!(matches!(run.code, Some(1 | 2)), "{name}: {run:?}");
        }
        fs::rename(&aside, &file).expect("moved back");
        fs::remove_dir_all(room.home("copy")).expect("removed");
    }
}

#[cfg(unix)]
#[test]
fn threat_23_links_and_stray_files_do_not_travel() {
    let room = exported();
    let stray = room.path("stick/logs/alpha/notes.txt");
    fs::write(&stray, "hello").expect("written");
    room.run("bravo", &["log", "import", "stick"]).ended(2).said("no business");
    fs::remove_file(&stray).expect("removed");
    let link = room.path("stick/charters/2.charter");
    std::os::unix::fs::symlink("/etc/passwd", &link).expect("linked");
    room.run("bravo", &["log", "import", "stick"]).ended(2).said("no business");
    fs::remove_file(&link).expect("removed");
    let hostile = room.path("stick/sheets/\u{1b}[2J");
    fs::write(&hostile, "x").expect("written");
    let run = room.run("bravo", &["log", "import", "stick"]).ended(2);
    assert!(!run.err.contains('\u{1b}'), "{}", run.err);
    fs::remove_file(&hostile).expect("removed");
    room.run("bravo", &["log", "import", "stick"]).ended(0);
}

#[test]
fn a_stick_is_carried_cosigned_and_brought_back() {
    let room = Room::unit(&THREE);
    room.say("alpha", &["--kind", "stop"]);
    room.run("alpha", &["log", "export", "stick"]).ended(0);
    room.run("bravo", &["log", "cosign", "stick"]).ended(0).said("the log of alpha is cosigned: 1 entry");
    room.run("bravo", &["log", "cosign", "stick"]).ended(0).said("is cosigned already");
    // One of two is no quorum.
    room.run("alpha", &["log", "import", "stick"]).ended(0);
    room.run("alpha", &["say", "--kind", "quote"]).ended(2);
    room.run("charlie", &["log", "cosign", "stick"]).ended(0);
    room.run("alpha", &["log", "import", "stick"]).ended(0);
    room.say("alpha", &["--kind", "quote"]);
    // Charlie's stranger unit is none of ours.
    let other = Room::unit(&["alpha", "bravo"]);
    other.say("alpha", &["--kind", "stop"]);
    other.run("alpha", &["log", "export", "stick"]).ended(0);
    copy(&other.path("stick"), &room.path("foreign"));
    room.run("charlie", &["log", "import", "foreign"]).ended(2).said("another unit");
    room.run("alpha", &["log", "export", "stick"]).ended(2).said("is not empty");
}

#[test]
fn threat_8_a_home_from_a_backup_says_nothing_until_it_has_the_newer_log() {
    let room = Room::unit(&THREE);
    room.say("alpha", &["--kind", "stop"]);
    copy(&room.home("alpha"), &room.path("backup"));
    fs::write(room.path("body"), "x").expect("written");
    room.say("alpha", &["body", "--kind", "claim"]);
    room.witness("alpha", &["bravo", "charlie"]);
    // The disk fails; the backup is put in its place, and a stick of bravo's brings the newer log back before anything is said.
    fs::remove_dir_all(room.home("alpha")).expect("gone");
    copy(&room.path("backup"), &room.home("alpha"));
    room.run("bravo", &["log", "export", "help"]).ended(0);
    room.run("alpha", &["log", "import", "help"]).ended(0);
    assert_eq!(room.log("alpha", "alpha").len(), 2);
    fs::write(room.path("body"), "y").expect("written");
    room.say("alpha", &["body", "--kind", "claim"]);
    room.witness("alpha", &["bravo", "charlie"]);
    // Had it spoken first, it would have shown two histories.
    fs::remove_dir_all(room.home("alpha")).expect("gone");
    copy(&room.path("backup"), &room.home("alpha"));
    room.say("alpha", &["body", "--kind", "claim"]);
    room.run("alpha", &["log", "export", "fork"]).ended(0);
    room.run("bravo", &["log", "import", "fork"]).ended(1).said("ALARM");
}
