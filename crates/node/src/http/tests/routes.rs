//! What the routes answer.

use super::{served::Served, wire::request};
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
    assert_eq!(paths.len(), 31, "{:?}", paths.keys().collect::<Vec<_>>());
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

#[test]
fn what_is_said_is_found_again() {
    let served = Served::start();
    let token = served.token(Role::Officer, &Scope::of_role(Role::Officer));
    let body = json!({"kind": "intel", "body": "aGVsbG8=", "media_type": "text/plain", "marking": "TLP:GREEN PAP:AMBER"});
    let said = served.ask("POST", "/api/v1/statements", &token, Some(&body));
    assert_eq!(said.status, 201, "{said:?}");
    let id = said.json()["id"].as_str().expect("an id").to_owned();
    let location = said.header("location").expect("a location").to_owned();
    assert_eq!(location, format!("/api/v1/statements/{id}"));
    served.noted(1);
    let one = served.ask("GET", &location, &token, None).json();
    assert_eq!((one["member"].as_str(), one["says"]["kind"].as_str()), (Some("alpha"), Some("intel")));
    assert_eq!((&one["says"]["marking"], &one["says"]["lines"]), (&json!("TLP:GREEN PAP:AMBER"), &json!([])));
    assert_eq!(served.ask("GET", &format!("{location}/body"), &token, None).text(), "hello");
    let waits = served.ask("GET", &format!("{location}/proof"), &token, None);
    assert_eq!((waits.status, waits.text().contains("not on record yet")), (404, true), "{waits:?}");
    let log = served.ask("GET", "/api/v1/logs/alpha", &token, None).json();
    assert_eq!(
        (log["size"].as_u64(), log["on_record"].as_u64(), log["void"].as_u64()),
        (Some(1), Some(0), Some(0))
    );
    let entries = served.ask("GET", "/api/v1/logs/alpha/entries", &token, None).json();
    assert_eq!(entries["entries"][0]["id"], json!(id));
    assert!(served.audit().last().expect("a row").ends_with(&format!("say intel {id}")));
}

#[test]
fn a_long_body_is_said_as_it_is_and_sealed_to_whom_it_names() {
    let served = Served::start();
    let bearer = format!("Bearer {}", served.token(Role::Analyst, &Scope::of_role(Role::Analyst)));
    let body: Vec<u8> = (0..3_000_000u32).flat_map(u32::to_le_bytes).collect();
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/octet-stream")];
    let path = "/api/v1/statements?kind=intel&to=alpha&media_type=application/zip&marking=TLP:RED";
    let said = served.send(&request("POST", path, &headers, &body)).expect("an answer");
    assert_eq!(said.status, 201, "{said:?}");
    let location = said.header("location").expect("a location").to_owned();
    served.noted(1);
    let back =
        served.send(&request("GET", &format!("{location}/body"), &headers[..1], b"")).expect("an answer");
    assert_eq!((back.status, back.body == body), (200, true));
    assert_eq!(back.header("content-type"), Some("application/octet-stream"));
    assert_eq!(back.header("content-disposition"), Some("attachment"));
    let says = served.send(&request("GET", &location, &headers[..1], b"")).expect("an answer").json();
    assert_eq!(
        (&says["says"]["to"], &says["says"]["body"]["bytes"]),
        (&json!(["alpha"]), &json!(12_000_000))
    );
    for (query, status) in [
        ("kind=vote", 403),
        ("kind=intel&kind=intel", 400),
        ("kind=intel&line=x", 400),
        ("kind=intel&colour=blue", 400),
        ("kind=intel&to=stranger", 422),
        ("marking=TLP:RED", 400),
    ] {
        let answer = served.send(&request("POST", &format!("/api/v1/statements?{query}"), &headers, b"x"));
        assert_eq!(answer.expect("an answer").status, status, "{query}");
    }
}

#[test]
fn pages_of_statements_follow_one_another() {
    let served = Served::start();
    let token = served.token(Role::Analyst, &Scope::of_role(Role::Analyst));
    let ids: Vec<String> = (0..5)
        .map(|number| {
            let body = json!({"kind": "claim", "body": "eA==", "media_type": format!("text/x-{number}")});
            let said = served.ask("POST", "/api/v1/statements", &token, Some(&body));
            said.json()["id"].as_str().unwrap_or_else(|| panic!("{said:?}")).to_owned()
        })
        .collect();
    served.noted(5);
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page =
            served.ask("GET", &format!("/api/v1/statements?kind=claim&limit=2{next}"), &token, None).json();
        let statements = page["statements"].as_array().expect("statements");
        seen.extend(statements.iter().map(|one| one["id"].as_str().expect("an id").to_owned()));
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, ids);
    let none = served.ask("GET", "/api/v1/statements?kind=vote", &token, None).json();
    assert_eq!(none["statements"], json!([]));
    let newest = served.ask("GET", "/api/v1/statements?newest=true&limit=1", &token, None).json();
    assert_eq!(newest["statements"][0]["id"], json!(ids[4]));
}
