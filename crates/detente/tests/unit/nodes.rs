//! Three nodes that were set up by nothing but an invitation that went round.

use crate::support::{Room, serving::Serving, until};
use serde_json::Value;

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
