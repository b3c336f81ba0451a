//! Key files: who can read them, and what opens them.

use crate::support::{Room, files, run::Run};
use std::fs;

fn init(room: &Room, member: &str, passphrase: &str) -> Run {
    let file = room.file(&format!("{member}.passphrase"), format!("{passphrase}\n"));
    let mut command = room.command(member, &["init", member]);
    command.env("DETENTE_PASSPHRASE_FILE", file);
    Run::of(command)
}

#[cfg(unix)]
#[test]
fn key_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::unit(&["alpha", "bravo"]);
    room.say("alpha", &["--kind", "stop"]);
    let mode = |path: &std::path::Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let home = room.home("alpha");
    for secret in ["root.key", "keys/1.key"] {
        assert_eq!(mode(&home.join(secret)), 0o600, "{secret}");
    }
    for folder in ["", "keys", "logs", "charters", "sheets"] {
        assert_eq!(mode(&home.join(folder)), 0o700, "{folder}");
    }
    // Nothing secret travels.
    room.run("alpha", &["log", "export", "stick"]).ended(0);
    let secrets: Vec<Vec<u8>> = ["root.key", "keys/1.key"]
        .iter()
        .flat_map(|name| {
            fs::read_to_string(home.join(name))
                .expect("readable")
                .lines()
                .skip(1)
                .map(|line| line.rsplit(' ').next().expect("a word").as_bytes().to_vec())
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(secrets.len(), 6);
    for file in files(&room.path("stick")) {
        let bytes = fs::read(&file).expect("readable");
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{}", file.display());
        }
    }
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let room = Room::with(&["bravo"]);
    init(&room, "alpha", "short").ended(2).said("fewer than 8");
    init(&room, "alpha", "correct horse battery").ended(0);
    for secret in ["root.key", "keys/1.key"] {
        let bytes = fs::read(room.home("alpha").join(secret)).expect("readable");
        assert!(bytes.starts_with(b"age-encryption.org/v1\n-> scrypt "), "{secret}");
    }
    room.new_charter(&["alpha", "bravo"], &["--name", "x", "-o", "charter.1"]).ended(0);
    let sign = |passphrase: &str| {
        let file = room.file("given", passphrase);
        let mut command = room.command("alpha", &["charter", "sign", "charter.1"]);
        command.env("DETENTE_PASSPHRASE_FILE", file);
        Run::of(command)
    };
    sign("wrong horse battery\n").ended(2).said("is it the right passphrase?");
    sign("\n").ended(2).said("first line is empty");
    sign("correct horse battery\n").ended(0);
    // Without a terminal and without a file it is said what to do.
    room.run("alpha", &["charter", "sign", "charter.1"]).ended(2).said("DETENTE_PASSPHRASE_FILE");
}

#[test]
fn nothing_is_overwritten() {
    let room = Room::with(&["alpha"]);
    let before = fs::read(room.home("alpha").join("root.key")).expect("a key");
    room.run("alpha", &["init", "alpha", "--no-passphrase"]).ended(2).said("is a home already");
    room.run("alpha", &["keys", "root", "--no-passphrase"]).ended(2).said("is not replaced");
    assert_eq!(fs::read(room.home("alpha").join("root.key")).expect("a key"), before);
    room.file("taken", "something");
    room.run("bravo", &["init", "bravo", "--no-passphrase", "--root-in", "taken"])
        .ended(2)
        .said("is not replaced");
    assert_eq!(fs::read(room.path("taken")).expect("there"), b"something");
    room.run("nobody", &["keys", "show"]).ended(2).said("detente init");
}

#[test]
fn the_root_key_can_be_elsewhere() {
    let room = Room::empty();
    room.run("alpha", &["init", "alpha", "--no-passphrase", "--root-in", "usb/alpha.root"])
        .ended(0)
        .said("usb/alpha.root");
    assert!(!room.home("alpha").join("root.key").exists());
    room.run("bravo", &["init", "bravo", "--no-passphrase"]).ended(0);
    room.new_charter(&["alpha", "bravo"], &["--name", "x", "-o", "charter.1"]).ended(0);
    room.run("alpha", &["charter", "sign", "charter.1"]).ended(2).said("--root");
    let other = room.home("bravo").join("root.key");
    room.run("alpha", &["charter", "sign", "charter.1", "--root", other.to_str().expect("a path")])
        .ended(2)
        .said("another root key");
    room.run("alpha", &["charter", "sign", "charter.1", "--root", "usb/alpha.root"]).ended(0);
}
