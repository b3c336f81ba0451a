//! Three nodes that were set up by nothing but an invitation that went round.

use crate::support::{Room, serving::Serving, until};
use serde_json::Value;
use std::fs;

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

#[test]
fn what_one_says_is_on_record_at_all_three() {
    let room = Room::with(&THREE);
    room.invitation(&THREE, "unit").ended(0).said("Give unit to bravo, then to charlie");
    room.join("bravo", "unit").ended(0).said("charlie must sign and has not").said("Give unit to charlie");
    room.join("charlie", "unit")
        .ended(0)
        .said("Charter 1 holds")
        .said("joins once more with unit: alpha, bravo");
    for member in ["alpha", "bravo"] {
        room.join(member, "unit").ended(0).said("All is in it").said("detente serve");
    }
    room.run("alpha", &["unit", "status"]).ended(0).said("No node runs here");
    let nodes: Vec<Serving> = THREE.iter().map(|member| Serving::as_found(&room, member)).collect();
    until("alpha signs", || {
        nodes[0].ask("GET", "/api/v1/status", "")["gates"].as_array().is_some_and(Vec::is_empty)
    });
    let said = nodes[0].ask("POST", "/api/v1/statements", r#"{"kind": "intel", "body": "aGVsbG8="}"#);
    let path = format!("/api/v1/statements/{}", said["id"].as_str().expect("an id"));
    for (member, node) in THREE.iter().zip(&nodes) {
        until(member, || on_record(&room, member, "alpha"));
        until(member, || node.ask("GET", &path, "")["recorded"].is_string());
        room.run(member, &["unit", "status"])
            .ended(0)
            .said("Alarms: none")
            .said("nothing keeps this node from it");
    }
    room.run("charlie", &["unit", "leave", "--yes"]).ended(0).said("--remove charlie");
    until("charlie's stop", || on_record(&room, "bravo", "charlie"));
}

/// Whether something of this log is on record here, and no alarm stands.
fn on_record(room: &Room, member: &str, owner: &str) -> bool {
    let run = room.run(member, &["unit", "status", "--json"]);
    let status: Value = serde_json::from_str(&run.out).expect("JSON");
    let logs = status["logs"].as_array().expect("logs");
    let log = logs.iter().find(|log| log["owner"] == owner).expect("its log");
    log["on_record"].as_u64() > Some(0) && run.code == Some(0)
}

#[test]
fn a_running_node_dials_where_the_invitation_says_until_a_member_says_otherwise_itself() {
    let room = Room::joined(&THREE, "unit");
    let nodes: Vec<Serving> = THREE[..2].iter().map(|member| Serving::as_found(&room, member)).collect();
    let dialled = |member: &str| {
        let status = nodes[0].ask("GET", "/api/v1/status", "");
        let peers =
            status["peers"].as_array().expect("peers").iter().find(|peer| peer["member"] == member).cloned();
        peers.map(|peer| (peer["address"].to_string(), peer["reachable_since"].is_number()))
    };
    until("bravo says where it listens", || dialled("bravo").is_some_and(|(_, works)| works));
    let bravo = dialled("bravo");
    // Charlie moves, and somebody writes bravo down elsewhere.
    room.run("charlie", &["unit", "join", "unit", "--address", "127.0.0.1:9"]).ended(0);
    let text = fs::read_to_string(room.path("unit")).expect("an invitation");
    let said = text.lines().find(|line| line.starts_with("address bravo ")).expect("an address");
    room.file("unit", text.replace(said, "address bravo 127.0.0.1:10"));
    room.join("alpha", "unit").ended(0).said("bravo is said to listen at 127.0.0.1:10 now");
    until("charlie is dialled elsewhere", || {
        dialled("charlie").is_some_and(|(address, _)| address.contains(":9\""))
    });
    assert_eq!(dialled("bravo"), bravo);
}
