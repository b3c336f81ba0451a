//! What the routes answer.

use super::served::Served;
use crate::{Alarm, AlarmKind, people::Scope};
use serde_json::json;
use store::Role;

#[test]
fn the_unit_is_shown_in_numbers_and_words() {
    let served = Served::start();
    let token = served.token(Role::Viewer, &[Scope::Read]);
    let unit = served.ask("GET", "/api/v1/unit", &token, None).json();
    assert_eq!((unit["name"].as_str(), unit["charter"]["number"].as_u64()), (Some("A unit"), Some(1)));
    assert_eq!(unit["id"], unit["charter"]["id"]);
    assert_eq!(unit["members"][1]["quorum"]["cosignatures"], 2);
    let words = unit["members"][0]["quorum"]["words"].as_str().expect("words");
    assert!(words.starts_with("it takes 2 of 2 cosignatures from outside the bloc alpha"), "{words}");
    let charter = served.ask("GET", "/api/v1/charters/1", &token, None).text();
    let file = std::fs::read_to_string(served.node.home.shelf().charter(1)).expect("a charter");
    assert_eq!(charter, file, "the bytes that were signed");
    let sheets = served.ask("GET", "/api/v1/sheets/alpha", &token, None).json();
    assert_eq!((sheets[0]["number"].as_u64(), sheets.as_array().map(Vec::len)), (Some(1), Some(1)));
    let none = served.ask("GET", "/api/v1/statements", &token, None).json();
    assert_eq!(none, json!({"statements": []}));
}

#[test]
fn an_alarm_is_acknowledged_by_an_officer_where_that_can_end_it() {
    let served = Served::start();
    let token = served.token(Role::Officer, &Scope::of_role(Role::Officer));
    let alarm = |kind| Alarm {
        kind,
        member: Some("beta".parse().expect("a name")),
        text: "two histories".to_owned(),
        since: 1_700_000_000,
        evidence: None,
    };
    served.node.alarms.raise(alarm(AlarmKind::Equivocation));
    served.node.alarms.raise(alarm(AlarmKind::Unreachable));
    let alarms = served.ask("GET", "/api/v1/alarms", &token, None).json();
    assert_eq!((&alarms[0]["id"], &alarms[0]["until_seen"]), (&json!("equivocation.beta"), &json!(true)));
    let metrics = served.ask("GET", "/metrics", "", None).text();
    assert!(metrics.contains("detente_alarms{kind=\"equivocation\"} 1\n"), "{metrics}");
    let acknowledge =
        |id: &str| served.ask("POST", &format!("/api/v1/alarms/{id}/acknowledge"), &token, None).status;
    assert_eq!([acknowledge("equivocation.beta"), acknowledge("equivocation.beta")], [204, 404]);
    assert_eq!(acknowledge("unreachable.beta"), 409, "it ends when beta can be reached");
    assert!(served.audit().last().expect("a row").ends_with("alarm-acknowledge equivocation.beta"));
}

#[test]
fn health_and_metrics_say_nothing_of_what_was_said() {
    let served = Served::start();
    assert_eq!(served.ask("GET", "/healthz", "", None).text(), "ok\n");
    served.ask("GET", "/no/such/script", "", None);
    let metrics = served.ask("GET", "/metrics", "", None).text();
    assert!(
        metrics.contains("detente_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1\n"),
        "{metrics}"
    );
    assert!(metrics.contains("route=\"other\",status=\"404\""), "{metrics}");
    assert!(!metrics.contains("script"), "{metrics}");
    let disk = Alarm {
        kind: AlarmKind::Disk,
        member: None,
        text: "full of secrets".to_owned(),
        since: 1,
        evidence: None,
    };
    served.node.alarms.raise(disk);
    let health = served.ask("GET", "/healthz", "", None);
    assert_eq!((health.status, health.text().as_str()), (503, "disk\n"));
}

#[test]
fn the_openapi_document_names_every_route_that_there_is() {
    let served = Served::start();
    let document = served.ask("GET", "/api/v1/openapi.json", "", None).json();
    assert!(
        document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")),
        "{}",
        document["openapi"]
    );
    let paths = document["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 22, "{:?}", paths.keys().collect::<Vec<_>>());
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().expect("methods") {
            let path = path.replace("{number}", "1").replace("{member}", "alpha").replace("{name}", "x");
            let path = path.replace("{id}", "x");
            let token = operation.get("security").is_some();
            let answer = served.ask(&method.to_uppercase(), &path, "", None);
            let expected = if token { 401 } else { 415 };
            assert_eq!(answer.status, expected, "{method} {path}");
            for status in ["400", "401", "403", "404", "413", "503"] {
                assert!(operation["responses"].get(status).is_some(), "{method} {path} {status}");
            }
        }
    }
    assert!(document["components"]["schemas"].get("ProblemDetails").is_some());
}
