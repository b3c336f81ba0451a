//! Invitations: what they bring, and those of which nothing is taken.

use crate::support::{Room, files};
use std::{fs, path::PathBuf, process::Stdio};

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

/// The home, byte for byte.
fn home(room: &Room, member: &str) -> Vec<(PathBuf, Vec<u8>)> {
    files(&room.home(member)).into_iter().map(|path| (path.clone(), fs::read(&path).expect("read"))).collect()
}

/// Sees that an invitation is refused with these words, and that it changes nothing at home.
#[track_caller]
fn refused(room: &Room, member: &str, file: &str, words: &str) {
    let before = home(room, member);
    let unit = room.unit_in(file);
    room.run(member, &["unit", "join", file, "--unit", &unit]).ended(1).said("nothing was taken").said(words);
    assert_eq!(home(room, member), before);
}

#[test]
fn nothing_is_signed_in_silence() {
    let room = Room::with(&THREE);
    let introductions: Vec<String> = THREE.iter().map(|member| room.introduction(member)).collect();
    let mut found = vec!["unit", "found", "--name", "A unit"];
    introductions.iter().for_each(|introduction| found.extend(["--member", introduction]));
    room.run("alpha", &found).ended(2).said("The bloc bravo").said("nothing was signed");
    assert!(!room.path("unit.invitation").exists());
    room.invitation(&THREE, "unit").ended(0);
    let before = fs::read(room.path("unit")).expect("an invitation");
    room.run("bravo", &["unit", "join", "unit"])
        .ended(2)
        .said("may lie")
        .said("--unit")
        .said("nothing was signed");
    let other = "A".repeat(43);
    room.run("bravo", &["unit", "join", "unit", "--unit", &other]).ended(1).said("nothing was taken");
    assert_eq!(fs::read(room.path("unit")).expect("an invitation"), before);
    assert!(!room.home("bravo").join("round").exists());
}

#[test]
fn copies_that_went_two_ways_come_together() {
    let room = Room::with(&THREE);
    room.invitation(&THREE, "one").ended(0);
    fs::copy(room.path("one"), room.path("two")).expect("copied");
    room.join("bravo", "one").ended(0);
    room.join("charlie", "two").ended(0);
    room.join("alpha", "one").ended(0).said("charlie must sign and has not");
    room.join("alpha", "two").ended(0).said("Charter 1 holds").said("All is in it");
    room.join("bravo", "two").ended(0).said("All is in it");
    // Nothing of a round stays behind it.
    assert!(!room.home("alpha").join("round").exists());
    room.run("alpha", &["unit", "invite", "-o", "three"]).ended(0);
    assert_eq!(fs::read(room.path("two")).expect("read"), fs::read(room.path("three")).expect("read"));
}

#[test]
fn what_was_broken_off_is_taken_up_by_the_next_run() {
    // Killed before the first charter was kept, and before the key sheets were.
    for lost in [&["charters", "sheets"][..], &["sheets"]] {
        let room = Room::joined(&THREE, "unit");
        let before = home(&room, "alpha");
        fs::copy(room.path("unit"), room.home("alpha").join("round")).expect("copied");
        lost.iter().for_each(|folder| fs::remove_dir_all(room.home("alpha").join(folder)).expect("removed"));
        room.run("alpha", &["unit", "invite", "-o", "again"]).ended(0).said("All is in it");
        assert_eq!(home(&room, "alpha"), before);
    }
}

#[test]
fn as_text_it_survives_what_mail_does_to_it() {
    let room = Room::with(&THREE);
    room.invitation(&THREE, "unit").ended(0);
    let unit = room.unit_in("unit");
    let text = room.run("alpha", &["unit", "invite", "--text"]).ended(0).out;
    let mailed = format!("Dear Bravo,\r\n\r\n  {}\r\nyours, Alpha\r\n", text.replace('\n', "\r\n  "));
    room.file("mail", mailed);
    let mut join = room.command("bravo", &["unit", "join", "-", "--unit", &unit]);
    join.stdin(Stdio::from(fs::File::open(room.path("mail")).expect("the mail")));
    let answer = crate::support::run::Run::of(join).ended(0).said("Give this text to charlie").out;
    room.file("answer", answer);
    room.run("charlie", &["unit", "join", "answer", "-o", "whole", "--unit", &unit])
        .ended(0)
        .said("Charter 1 holds");
    room.join("alpha", "whole").ended(0).said("All is in it");
}

#[test]
fn a_new_member_comes_with_the_next_charter() {
    let room = Room::joined(&THREE, "unit");
    room.run("delta", &["init", "delta", "--no-passphrase"]).ended(0);
    let (first, seat) = (room.home("alpha").join("charters/1.charter"), room.seat("delta"));
    let first = first.to_str().expect("UTF-8");
    room.run("alpha", &["charter", "new", "--after", first, "--member", &seat, "-o", "charter.2"]).ended(0);
    let id = room.charter_id("alpha", "charter.2");
    room.run("alpha", &["unit", "invite", "--next", "charter.2", "-o", "next"])
        .ended(2)
        .said("nothing was signed");
    room.run("alpha", &["unit", "invite", "--next", "charter.2", "--charter", &id, "-o", "next"])
        .ended(0)
        .said("Nobody has said yet where these listen: delta");
    room.run("delta", &["unit", "join", "next", "--charter", &id, "--address", "127.0.0.1:9"])
        .ended(0)
        .said("Charter 1 holds")
        .said("1 of the 3 members before have signed");
    room.run("bravo", &["unit", "join", "next", "--charter", &id]).ended(0).said("Charter 2 holds");
    // It holds without charlie, who is asked for nothing.
    room.run("charlie", &["unit", "join", "next"])
        .ended(0)
        .said("Charter 2 holds")
        .said("Key sheet 1 of delta");
    room.run("delta", &["unit", "join", "next"]).ended(0).said("Charter 2 holds");
    let addresses = fs::read_to_string(room.home("charlie").join("addresses")).expect("addresses");
    assert!(addresses.contains("delta 127.0.0.1:9\n"), "{addresses}");
}

#[test]
fn threat_20_who_is_left_out_is_told_and_cannot_stop_it() {
    let room = Room::joined(&THREE, "unit");
    let first = room.home("alpha").join("charters/1.charter");
    let new = [
        "charter",
        "new",
        "--after",
        first.to_str().expect("UTF-8"),
        "--remove",
        "charlie",
        "-o",
        "charter.2",
    ];
    room.run("alpha", &new).ended(0);
    let id = room.charter_id("alpha", "charter.2");
    room.run("alpha", &["unit", "invite", "--next", "charter.2", "--charter", &id, "-o", "next"]).ended(0);
    room.run("charlie", &["unit", "join", "next"])
        .ended(0)
        .said("Charter 2 leaves charlie out")
        .said("Give next to bravo");
    room.run("bravo", &["unit", "join", "next", "--charter", &id]).ended(0).said("Charter 2 holds");
    let told = room.run("charlie", &["unit", "join", "next"]).ended(0).said("Charter 2 leaves charlie out");
    assert!(!told.out.contains("detente serve"), "{}", told.out);
    room.run("charlie", &["unit", "status"]).ended(0);
}

#[test]
fn threat_10_an_invitation_of_another_unit_is_refused() {
    let room = Room::joined(&THREE, "unit");
    room.run("mallory", &["init", "mallory", "--no-passphrase"]).ended(0);
    room.invitation(&["mallory", "bravo", "charlie"], "other").ended(0);
    refused(&room, "bravo", "other", "this home is of the unit");
    // The head of one before the papers of the other.
    let (unit, other) = (room.unit_in("unit"), room.unit_in("other"));
    let text = fs::read_to_string(room.path("other")).expect("read");
    room.file("mixed", text.replacen(&other, &unit, 1));
    refused(&room, "bravo", "mixed", "its first charter is that of");
}

#[test]
fn threat_21_a_rival_charter_is_named_and_the_one_here_stays() {
    let room = Room::joined(&THREE, "unit");
    let first = room.home("alpha").join("charters/1.charter");
    let first = first.to_str().expect("UTF-8");
    for (by, out) in [("alpha", "charlie"), ("charlie", "alpha")] {
        let file = format!("without-{out}");
        room.run(by, &["charter", "new", "--after", first, "--remove", out, "-o", &file]).ended(0);
        let id = room.charter_id(by, &file);
        let next = format!("{file}.invitation");
        room.run(by, &["unit", "invite", "--next", &file, "--charter", &id, "-o", &next]).ended(0);
    }
    let id = room.charter_id("bravo", "without-charlie");
    room.run("bravo", &["unit", "join", "without-charlie.invitation", "--charter", &id])
        .ended(0)
        .said("Charter 2 holds");
    refused(&room, "bravo", "without-alpha.invitation", "ALARM: it has another charter 2");
    refused(&room, "charlie", "without-charlie.invitation", "ALARM: it has another charter 2");
    // A home that has signed one refuses the other, even if it has forgotten the round.
    fs::remove_file(room.home("charlie").join("round")).expect("forgotten");
    let id = room.charter_id("charlie", "without-charlie");
    room.run("charlie", &["unit", "invite", "--next", "without-charlie", "--charter", &id, "-o", "both"])
        .ended(2)
        .said("evidence against you");
}

#[test]
fn a_founder_who_puts_another_key_in_ones_place_is_found_out() {
    let room = Room::with(&["alpha", "charlie"]);
    room.run("bravo", &["init", "bravo", "--no-passphrase"]).ended(0);
    room.invitation(&["alpha", "bravo", "charlie"], "unit").ended(0);
    // The true bravo has another root.
    fs::remove_dir_all(room.home("bravo")).expect("removed");
    room.run("bravo", &["init", "bravo", "--no-passphrase"]).ended(0);
    refused(&room, "bravo", "unit", "lists another root key for bravo");
    room.run("delta", &["init", "delta", "--no-passphrase"]).ended(0);
    refused(&room, "delta", "unit", "no charter in it lists delta");
}

#[test]
fn an_old_invitation_takes_no_newer_key_sheet_away() {
    let room = Room::joined(&THREE, "unit");
    fs::copy(room.path("unit"), room.path("old")).expect("copied");
    room.run("bravo", &["keys", "sheet", "--rotate", "log", "--no-passphrase"]).ended(0);
    room.join("bravo", "unit").ended(0);
    room.join("alpha", "unit").ended(0).said("Key sheet 2 of bravo is taken");
    room.join("alpha", "old").ended(0);
    assert!(room.home("alpha").join("sheets/bravo/2.keys").exists());
    assert!(fs::read_to_string(room.path("old")).expect("read").contains("\nsheet bravo 2 "));
}

#[test]
fn threat_23_what_is_damaged_cut_or_in_another_order_is_refused() {
    let room = Room::joined(&THREE, "unit");
    let good = fs::read_to_string(room.path("unit")).expect("read");
    let at = |what: &str| good.find(what).unwrap_or_else(|| panic!("{what} is in it"));
    let (alpha, bravo, charlie, end) =
        (at("sheet alpha 1 "), at("sheet bravo 1 "), at("sheet charlie 1 "), at("address alpha "));
    let swapped = [&good[..alpha], &good[bravo..charlie], &good[alpha..bravo], &good[charlie..]].concat();
    let cases = [
        ("swapped sheets", swapped, "not in their order"),
        ("a sheet twice", [&good[..bravo], &good[alpha..]].concat(), "not in their order"),
        ("cut", good[..end - 3].to_owned(), "breaks off"),
        ("line ends", good.replace('\n', "\r\n"), "line ends were changed"),
        ("something behind", format!("{good}address alpha 127.0.0.1:1\n"), "in another order"),
        ("a stranger", format!("{good}address zulu 127.0.0.1:1\n"), "no member by any charter"),
        ("an escape", good.replacen("address alpha 1", "address alpha \u{1b}[2J", 1), "address"),
        ("too long", format!("{good}{}", "x".repeat(8 << 20)), "longer than 8 MiB"),
        ("another signature", good.replacen("\n\u{2014} alpha/root ", "\n\u{2014} alpha/root A", 1), ""),
        ("another number", good.replacen("\ncharter 1 ", "\ncharter 2 ", 1), "not in their order"),
    ];
    let before = home(&room, "charlie");
    for (name, text, words) in cases {
        room.file("bad", text);
        let run = room.run("charlie", &["unit", "join", "bad"]);
        assert!(run.code == Some(1) && run.out.contains(words), "{name}: {run:?}");
    }
    for at in (0..good.len()).step_by(211) {
        let mut bytes = good.clone().into_bytes();
        bytes[at] ^= 1;
        room.file("bad", &bytes);
        let run = room.run("charlie", &["unit", "join", "bad"]);
        // In an address anything may stand.
        assert!(run.code == Some(1) || at > end, "a bit at {at}: {run:?}");
    }
    room.file("huge", vec![b'x'; (16 << 20) + 1]);
    room.run("charlie", &["unit", "join", "huge"]).ended(2).said("larger than");
    let after: Vec<_> =
        home(&room, "charlie").into_iter().filter(|(path, _)| !path.ends_with("addresses")).collect();
    let before: Vec<_> = before.into_iter().filter(|(path, _)| !path.ends_with("addresses")).collect();
    assert_eq!(after, before);
}
