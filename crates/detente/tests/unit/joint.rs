//! The joint hunt over real intelligence and real telemetry: what one member imports is met at another in what it had seen before and in what comes later;
//! its people judge, and release; the author sees it; and nothing else has left.

use crate::support::{
    Room,
    leaving::Leaving,
    nodes::{Node, until},
};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

/// Real data, or nothing, and then it is said that the script is skipped.
fn data(part: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("DETENTE_DATA").map_or(beside, PathBuf::from).join(part);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: there is no {} (DETENTE_DATA says where real data lies)", path.display());
    None
}

/// What the records of Zeek have as the other end of connections.
fn destinations(log: &str) -> BTreeSet<String> {
    let records = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    records.filter_map(|record| Some(record["id_resp_h"].as_str()?.to_owned())).collect()
}

/// Findings of a member by an indicator, as JSON.
fn findings(room: &Room, member: &str) -> Vec<Value> {
    let run = room.run(member, &["findings", "list", "--json"]).ended(0);
    let all: Vec<Value> = run.out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    all.into_iter().flat_map(|line| line.as_array().cloned().unwrap_or_else(|| vec![line])).collect()
}

fn finding_of(room: &Room, member: &str, value: &str) -> Option<Value> {
    findings(room, member).into_iter().find(|finding| finding["value"] == value)
}

/// What others tell of statements of `author`.
fn is_told(room: &Room, author: &str, words: &str) -> Option<()> {
    room.run(author, &["findings", "told"]).out.contains(words).then_some(())
}

fn count(finding: &Value) -> u64 {
    finding["count"].as_u64().expect("a count")
}

/// Imports as soon as the node may speak.
fn import(room: &Room, member: &str, path: &str) {
    let arguments = ["intel", "import", path, "--format", "text"];
    until("the node may speak", || {
        let run = room.run(member, &arguments);
        run.out.contains("said").then_some(()).or_else(|| {
            let said_before = run.out.contains("you have said this before");
            said_before.then_some(())
        })
    });
}

#[test]
fn what_is_imported_is_found_backward_and_forward_and_told_back_and_nothing_else_leaves() {
    let (Some(intel), Some(zeek)) = (data("intel"), data("otrf/compound/apt29/day1/zeek/combined_zeek.log"))
    else {
        return;
    };
    let telemetry = fs::read_to_string(zeek).expect("readable");
    let half = telemetry.char_indices().filter(|(_, c)| *c == '\n').nth(telemetry.lines().count() / 2);
    let (before, after) = telemetry.split_at(half.expect("lines").0 + 1);
    let (old, all) = (destinations(before), destinations(&telemetry));

    let room = Room::unit(&THREE);
    room.connect(&THREE, "");
    let watched = room.path("bravo-telemetry");
    fs::create_dir(&watched).expect("a folder");
    let settings = room.home("bravo").join("node.toml");
    let text = fs::read_to_string(&settings).expect("settings");
    fs::write(&settings, format!("{text}[[watch]]\npath = {watched:?}\n")).expect("written");
    let log = watched.join("zeek.log");
    fs::write(&log, before).expect("written");
    let nodes: [Node; 3] = THREE.map(|member| room.serve(member));
    let known = old.first().expect("a destination").clone();
    until("bravo remembers what it saw", || {
        room.run("bravo", &["seen", &known]).out.contains(&known).then_some(())
    });

    import(&room, "alpha", intel.to_str().expect("UTF-8"));
    let list: String = all.iter().map(|address| format!("{address}\n")).collect();
    room.file("destinations.txt", &list);
    import(&room, "alpha", "destinations.txt");

    // Backward: each address that was there already, and none that was not.
    until("bravo finds what it had seen", || {
        old.iter().all(|address| finding_of(&room, "bravo", address).is_some()).then_some(())
    });
    let first: Vec<Value> = findings(&room, "bravo");
    for finding in &first {
        let value = finding["value"].as_str().expect("a value");
        assert!(before.contains(value), "{finding}");
    }
    // Forward: as soon as it is written.
    let mut file = OpenOptions::new().append(true).open(&log).expect("it is there");
    file.write_all(after.as_bytes()).expect("written");
    let later: Vec<&String> = all.iter().filter(|address| after.contains(address.as_str())).collect();
    until("bravo finds what comes", || {
        let more = |address: &&String| {
            let now = finding_of(&room, "bravo", address)?;
            let then = first.iter().find(|finding| finding["value"] == address.as_str()).map_or(0, count);
            (count(&now) > then).then_some(())
        };
        later.iter().all(|address| more(address).is_some()).then_some(())
    });

    // Up to here bravo has said nothing: what the others have of its telemetry is what alpha imported.
    let leaving = Leaving::of(&room, "bravo", &["alpha", "charlie"], &telemetry);
    // A person at bravo says of one that it is right, and of another that it is not, and tells both.
    let number = |value: &str| finding_of(&room, "bravo", value).expect("found")["id"].to_string();
    let mut two = old.iter();
    let (right, wrong) = (number(two.next().expect("one")), number(two.next().expect("another")));
    room.run("bravo", &["findings", "confirm", &right, "--why", "the proxy has it too"]).ended(0);
    room.run("bravo", &["findings", "false-alarm", &wrong, "--why", "our own server"]).ended(0);
    for finding in [&right, &wrong] {
        until("bravo may speak", || {
            (room.run("bravo", &["release", finding, "--yes"]).code == Some(0)).then_some(())
        });
    }
    until("alpha sees the sighting", || is_told(&room, "alpha", "bravo has seen it"));
    until("alpha sees the false alarm", || is_told(&room, "alpha", "false alarm"));

    // Files come and go while nodes run.
    drop(nodes);
    leaving.nothing_but(&[], &[]);
}
