//! Operators and tokens, by the command line and by docs/API.md, with a node and without.

use crate::support::{Room, run::Run, serving::Serving};
use std::{fs, path::Path, process::Command};

const MEMBERS: [&str; 3] = ["alpha", "bravo", "charlie"];
const PASSWORD: &str = "correct horse battery staple\n";

/// The same commands, whether a node runs or not, with the same words.
fn look_after(room: &Room) -> Vec<String> {
    room.file("password", PASSWORD);
    room.file("short", "short\n");
    let run = |arguments: &[&str]| room.run("alpha", arguments);
    let add = |name, role, file| run(&["operator", "add", name, "--role", role, "--password-file", file]);
    let added = add("maria-k", "analyst", "password").ended(0).out;
    let refused = [
        add("maria-k", "admin", "password").ended(2).err,
        add("karl", "analyst", "short").ended(2).err,
        run(&["operator", "role", "nobody", "admin"]).ended(2).err,
        run(&["token", "new", "maria-k", "--scope", "admin"]).ended(2).err,
        run(&["token", "new", "maria-k", "--days", "400"]).ended(2).err,
        run(&["token", "revoke", "0123"]).ended(2).err,
    ];
    let token = run(&["token", "new", "maria-k"]).ended(0).out;
    assert!(token.starts_with("dt_") && token.trim().len() == 63, "{token}");
    let id = token.split('_').nth(1).expect("an id").to_owned();
    let listed = run(&["token", "list"]).ended(0).out;
    assert!(listed.contains(&id) && listed.contains("read,say,feed "), "{listed}");
    run(&["token", "revoke", &id]).ended(0);
    let after = run(&["token", "list", "maria-k"]).ended(0).out;
    assert!(after.contains("revoked"), "{after}");
    let words = [
        run(&["operator", "role", "maria-k", "officer"]).ended(0).out,
        run(&["operator", "password", "maria-k", "--password-file", "password"]).ended(0).out,
        run(&["operator", "disable", "maria-k"]).ended(0).out,
    ];
    let all = run(&["operator", "list"]).ended(0).out;
    assert!(all.starts_with("maria-k") && all.contains("officer") && all.contains("disabled since"), "{all}");
    let again = run(&["operator", "disable", "--undo", "maria-k"]).ended(0).out;
    [vec![added], refused.to_vec(), words.to_vec(), vec![again]].concat()
}

#[test]
fn operators_are_looked_after_alike_with_a_node_and_without() {
    let (with, without) = (Room::unit(&MEMBERS), Room::unit(&MEMBERS));
    let serving = Serving::start(&with, "alpha");
    assert_eq!(look_after(&with), look_after(&without));
    drop(serving);
    // What was done while the node ran is there when it does not.
    let listed = with.run("alpha", &["operator", "list"]).ended(0).out;
    assert!(listed.starts_with("maria-k"), "{listed}");
}

/// The commands of docs/API.md in their order, as one script; `curl` says what the status was.
fn script(port: u16) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/API.md");
    let text = fs::read_to_string(page).expect("the page").replace("\\\n", " ");
    let lines = text.lines().filter_map(|line| line.strip_prefix("    ")).map(str::trim);
    let mut script = "set -e\ncurl() { command curl -w '\\n%{http_code}\\n' \"$@\"; }\n".to_owned();
    for line in
        lines.filter(|line| ["curl ", "detente ", "TOKEN="].iter().any(|start| line.starts_with(start)))
    {
        script.push_str(&format!("{}\n", line.replace("7414", &port.to_string())));
    }
    script
}

#[test]
fn every_command_of_the_page_about_the_api_works_as_it_is_written() {
    if Command::new("curl").arg("--version").output().is_err() {
        println!("skipped: there is no curl here");
        return;
    }
    let room = Room::unit(&MEMBERS);
    let serving = Serving::start(&room, "alpha");
    room.file("password.txt", PASSWORD);
    room.file("bundle.json", "{\"type\": \"bundle\"}");
    let script = script(serving.port);
    assert!(script.lines().count() > 14, "{script}");
    let program = Path::new(env!("CARGO_BIN_EXE_detente")).parent().expect("a folder").display().to_string();
    let mut command = Command::new("sh");
    command.arg("-c").arg(&script).current_dir(room.path("."));
    command.env("HOME_DIR", room.home("alpha"));
    command.env("PATH", format!("{program}:{}", std::env::var("PATH").unwrap_or_default()));
    let run = Run::of(command).ended(0);
    let statuses: Vec<&str> = run
        .out
        .lines()
        .filter(|line| line.len() == 3 && line.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    // Nobody else's node runs, so saying something waits for them; all else is answered.
    assert!(statuses.iter().all(|status| ["200", "201", "503"].contains(status)), "{}", run.out);
    assert_eq!(statuses.iter().filter(|status| **status == "503").count(), 2, "{}", run.out);
    assert_eq!(run.out.matches("waiting-for-peers").count(), 2, "{}", run.out);
}
