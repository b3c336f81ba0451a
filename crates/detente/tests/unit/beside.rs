//! Commands beside running nodes, and nodes that start, stop and come back.

use crate::support::{
    Room,
    nodes::{Node, until},
};
use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::net::UnixStream,
    process::Stdio,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

const TWO: [&str; 2] = ["alpha", "bravo"];

/// A unit of two, whose nodes run and speak.
fn two(more: &str) -> (Room, Node, Node) {
    let room = Room::unit(&TWO);
    room.connect(&TWO, more);
    let (alpha, bravo) = (room.serve("alpha"), room.serve("bravo"));
    (room, alpha, bravo)
}

/// Says something as soon as the node may speak: first the others have to tell it how long its log is.
fn say(room: &Room, member: &str, arguments: &[&str]) -> String {
    let mut all = vec!["say"];
    all.extend(arguments);
    let said = until("the node may speak", || Some(room.run(member, &all)).filter(|run| run.code == Some(0)));
    said.out.trim().to_owned()
}

/// Waits until a statement is on record at a member's node.
fn on_record(room: &Room, member: &str, owner: &str, id: &str) {
    until("it is on record", || {
        let entries = room.run(member, &["log", "show", owner, "--json"]).out;
        entries.lines().find(|line| line.contains(id) && line.contains("\"recorded\"")).map(drop)
    });
}

#[test]
fn words_are_said_shown_and_proved_beside_a_running_node() {
    let (room, _alpha, _bravo) = two("");
    room.file("body", "words\n");
    // More than goes with the rest in JSON.
    let long = room.file("long", vec![b'x'; 1 << 20]);
    let first = say(&room, "alpha", &["body", "--kind", "intel", "--type", "text/plain", "--until", "+30d"]);
    let second = say(
        &room,
        "alpha",
        &[long.to_str().expect("UTF-8"), "--kind", "intel", "--to", "bravo", "--refs", &first],
    );
    on_record(&room, "bravo", "alpha", &second);
    room.run("alpha", &["log", "show", &first])
        .ended(0)
        .said("| words")
        .said("on record since")
        .said("until 20");
    let got = room.path("got");
    until("bravo has the body", || {
        let run = room.run("bravo", &["log", "show", &second, "--body", got.to_str().expect("UTF-8")]);
        (run.code == Some(0)).then_some(())
    });
    assert_eq!(fs::read(&got).expect("a body"), fs::read(&long).expect("a body"));
    room.run("bravo", &["log", "prove", &second, "-o", "proof"]).ended(0);
    room.run("alpha", &["log", "verify", "proof", "--charter", "charter.1"]).ended(0).said("It holds");
    room.run("alpha", &["log", "show"]).ended(0).said("The log of alpha").said("to members bravo");
    room.run("alpha", &["log", "show", &"A".repeat(43)]).ended(2).said("no such statement");
}

#[test]
fn what_the_node_does_itself_is_refused_by_hand() {
    let (room, _alpha, _bravo) = two("");
    for (arguments, words) in [
        (&["say", "--kind", "quote"][..], "says quotes and receipts by itself"),
        (&["say", "--kind", "receipt"], "says quotes and receipts by itself"),
        (&["log", "import", "stick"], "a node runs in this home"),
        (&["log", "cosign", "stick"], "a node runs in this home"),
        (&["log", "export", "new"], "a node runs in this home"),
        (&["keys", "sheet", "--rotate", "log"], "a node runs in this home"),
        (&["node", "restore", "file"], "a node runs in this home"),
        (&["node", "rebuild"], "a node runs in this home"),
    ] {
        room.run("alpha", arguments).ended(2).said(words);
    }
    assert!(!room.path("new").exists(), "nothing was begun");
}

#[test]
fn watch_tells_what_changes_and_waits_for_a_node_that_goes_away() {
    let (room, _alpha, bravo) = two("");
    room.file("body", "words");
    let mut watch = room.command("bravo", &["watch", "--json"]);
    let mut watch = watch.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut lines =
        BufReader::new(watch.stdout.take().expect("a pipe")).lines().map(|line| line.expect("text"));
    let id = say(&room, "alpha", &["body", "--kind", "claim"]);
    assert!(lines.any(|line| line.contains("\"what\":\"statement\"") && line.contains(&id)));
    assert!(lines.any(|line| line.contains("\"what\":\"on-record\"") && line.contains("\"log\":\"alpha\"")));
    assert_eq!(bravo.stop(), Some(0));
    let _bravo = room.serve("bravo");
    assert!(lines.any(|line| line.contains("\"what\":\"missed\"")), "it says that it was away");
    until("it tells of what is said now", || {
        let id = say(&room, "alpha", &["body", "--kind", "claim"]);
        lines.by_ref().take(8).any(|line| line.contains(&id)).then_some(())
    });
    watch.kill().expect("killed");
    watch.wait().expect("ended");
}

#[test]
fn a_stop_under_load_loses_nothing_that_was_acknowledged() {
    let (room, alpha, bravo) = two("");
    room.file("body", "words");
    say(&room, "alpha", &["body", "--kind", "claim"]);
    let (said, stopped) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    thread::scope(|scope| {
        for speaker in 0..4 {
            let (room, said, stopped) = (&room, &said, &stopped);
            scope.spawn(move || {
                for number in 0.. {
                    if stopped.load(Ordering::Relaxed) {
                        return;
                    }
                    // Beside a node alone: without one the command would say it by itself.
                    let body = format!(r#"{{"kind":"claim","body":"{:016}"}}"#, speaker * 1_000_000 + number);
                    let head = format!(
                        "POST /api/v1/statements HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    if let Some(id) = acknowledged(room, &head) {
                        said.lock().expect("alone").push(id);
                    }
                }
            });
        }
        until("some are said", || (said.lock().expect("alone").len() > 50).then_some(()));
        assert_eq!(alpha.stop(), Some(0));
        stopped.store(true, Ordering::Relaxed);
    });
    assert_eq!(bravo.stop(), Some(0));
    let said = said.into_inner().expect("nobody panicked");
    let log: Vec<String> = room
        .log("alpha", "alpha")
        .iter()
        .map(|entry| entry["id"].as_str().expect("an id").to_owned())
        .collect();
    let lost: Vec<&String> = said.iter().filter(|id| !log.contains(id)).collect();
    assert!(lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), said.len());
}

/// The id that a node has given for a request, if it did.
fn acknowledged(room: &Room, request: &str) -> Option<String> {
    use std::io::{Read, Write};
    let mut node = std::os::unix::net::UnixStream::connect(room.home("alpha").join("node.socket")).ok()?;
    node.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    node.read_to_string(&mut answer).ok()?;
    let body = answer.split_once("\r\n\r\n").filter(|(head, _)| head.contains(" 201 "))?.1;
    serde_json::from_str::<serde_json::Value>(body).ok()?["id"].as_str().map(str::to_owned)
}

#[test]
fn threat_8_a_restored_node_says_so_until_the_others_were_asked() {
    let (room, alpha, bravo) = two("");
    room.file("body", "words");
    let id = say(&room, "alpha", &["body", "--kind", "claim"]);
    on_record(&room, "alpha", "alpha", &id);
    room.run("bravo", &["node", "backup", "bravo.backup"]).ended(0);
    room.run("bravo", &["node", "backup", "bravo.backup"]).ended(2).said("is there already");
    assert_eq!(bravo.stop(), Some(0));
    assert_eq!(alpha.stop(), Some(0));
    room.run("bravo", &["node", "restore", "bravo.backup"]).ended(0).said("signs nothing");
    room.run("alpha", &["node", "restore", "body"]).ended(2);
    // Alone it cannot know; by hand nothing is cosigned either.
    let bravo = room.serve("bravo");
    let alarms = || ask(&room, "bravo", "/api/v1/alarms");
    assert!(alarms().contains("\"restored\""), "{}", alarms());
    let _alpha = room.serve("alpha");
    until("the alarm is over", || (!alarms().contains("\"restored\"")).then_some(()));
    assert_eq!(bravo.stop(), Some(0));
    let bravo = room.serve("bravo");
    assert!(!alarms().contains("\"restored\""), "it was settled for good");
    drop(bravo);
}

/// What a member's node answers.
fn ask(room: &Room, member: &str, path: &str) -> String {
    use std::io::{Read, Write};
    let mut node =
        std::os::unix::net::UnixStream::connect(room.home(member).join("node.socket")).expect("a node");
    node.write_all(format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n").as_bytes()).expect("written");
    let mut answer = String::new();
    node.read_to_string(&mut answer).expect("text");
    answer
}

#[test]
fn a_cache_that_is_made_anew_says_the_same() {
    let (room, alpha, bravo) = two("");
    room.file("body", "words");
    say(&room, "alpha", &["body", "--kind", "claim"]);
    let entries = || ask(&room, "alpha", "/api/v1/logs/alpha/entries");
    let id = say(&room, "alpha", &["body", "--kind", "intel"]);
    on_record(&room, "alpha", "alpha", &id);
    assert_eq!(bravo.stop(), Some(0));
    assert_eq!(alpha.stop(), Some(0));
    fs::remove_file(room.home("alpha").join("node/cache.sqlite")).expect("removed");
    room.run("alpha", &["node", "rebuild"]).ended(0).said("0 signatures");
    let _alpha = room.serve("alpha");
    until("all is noted down", || {
        Some(entries()).filter(|now| now.contains(&id) && now.contains("recorded"))
    });
}

#[test]
fn threat_23_logs_hold_no_secret_and_no_word_that_was_said() {
    let (room, alpha, bravo) = two("[log]\nlevel = \"debug\"\n");
    room.file("body", "the-words-of-the-body");
    room.file("password", "correct horse battery staple\n");
    room.run("alpha", &["operator", "add", "anna", "--role", "analyst", "--password-file", "password"])
        .ended(0);
    let token = room.run("alpha", &["token", "new", "anna"]).ended(0).out.trim().to_owned();
    let id = say(&room, "alpha", &["body", "--kind", "claim"]);
    on_record(&room, "bravo", "alpha", &id);
    room.run("alpha", &["log", "show", &id]).ended(0).said("the-words");
    let port = alpha
        .written()
        .split("client=127.0.0.1:")
        .nth(1)
        .and_then(|rest| rest.split(' ').next().map(str::to_owned));
    let url = format!("http://127.0.0.1:{}", port.expect("a port").trim());
    let mut watch = room.command("alpha", &["watch", "--url", &url, "--json"]);
    let mut watch = watch.env("DETENTE_TOKEN", &token).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(watch.stdout.take().expect("a pipe")).lines();
    say(&room, "alpha", &["body", "--kind", "claim"]);
    assert!(lines.next().expect("a line").is_ok(), "the token was taken");
    watch.kill().expect("killed");
    watch.wait().expect("ended");
    let mut refused = room.command("alpha", &["watch", "--url", &url]);
    let refused = refused.env("DETENTE_TOKEN", "dt_AAAAAAAAAAAA_guessed").output().expect("it ran");
    assert_eq!(refused.status.code(), Some(2));
    for node in [alpha, bravo] {
        let log = node.log.clone();
        assert_eq!(node.stop(), Some(0));
        let log = fs::read_to_string(log).expect("text");
        for secret in [token.as_str(), "correct horse", "the-words-of-the-body", "guessed", "SECRET"] {
            assert!(!log.contains(secret), "{secret} is in the log");
        }
        assert!(log.contains("the node stops"), "{log}");
    }
}

#[test]
fn a_configuration_is_read_again_with_sighup() {
    let room = Room::unit(&TWO);
    room.connect(&TWO, "");
    let alpha = room.serve("alpha");
    let file = room.home("alpha").join("node.toml");
    let good = fs::read_to_string(&file).expect("a file");
    let told = |words: &str| {
        alpha.signal("HUP");
        until(words, || alpha.written().contains(words).then_some(()));
    };
    fs::write(&file, good.replace("gossip = 1", "gossip = \"often\"")).expect("written");
    told("the configuration stays as it was");
    fs::write(&file, good.replace("gossip = 1", "gossip = 2") + "[log]\nlevel = \"debug\"\n")
        .expect("written");
    told("were read again");
    until("it says what waits", || alpha.written().contains("what=\"log\"").then_some(()));
    assert_eq!(alpha.stop(), Some(0));
    assert!(!room.home("alpha").join("node.socket").exists(), "the socket is gone with the node");
}

#[test]
fn a_node_that_is_started_before_the_last_one_has_ended_waits_for_it() {
    let room = Room::unit(&TWO);
    room.connect(&TWO, "");
    let first = room.serve("alpha");
    let mut next = room.command("alpha", &["serve"]).stderr(Stdio::null()).spawn().expect("it starts");
    thread::sleep(Duration::from_millis(500));
    assert!(next.try_wait().expect("its state").is_none());
    assert_eq!(first.stop(), Some(0));
    let socket = room.home("alpha").join("node.socket");
    until("the next one answers", || UnixStream::connect(&socket).ok());
    assert!(next.try_wait().expect("its state").is_none());
    next.kill().expect("killed");
    next.wait().expect("gone");
}

#[test]
fn intelligence_is_said_and_found_beside_running_nodes() {
    let (room, _alpha, _bravo) = two("");
    // More than goes with the rest in JSON, and cut in two.
    let object = |number: u32| {
        let description = "x".repeat(1000);
        format!(
            "{{\"type\":\"x-own\",\"id\":\"x-own--{number:08x}-2222-4333-8444-555555555555\",\"description\":\"{description}\"}}"
        )
    };
    let objects: Vec<String> = (0..4500).map(object).collect();
    room.file("in.json", format!("[{}]", objects.join(",")));
    say(&room, "alpha", &["--kind", "stop"]);
    let import = ["intel", "import", "in.json", "--to", "alpha", "bravo", "--format", "text"];
    room.run("alpha", &import).ended(0).said("part 2 of 2");
    room.run("alpha", &import).ended(0).said("you have said this before");
    until("it is on record at bravo", || {
        let exported = room.run("bravo", &["intel", "export"]).out;
        (exported.matches("x-own--").count() == 4500).then_some(())
    });
    room.run("bravo", &["intel", "search", "x-own--00001193-2222-4333-8444-555555555555"])
        .ended(0)
        .said("on record");
}
