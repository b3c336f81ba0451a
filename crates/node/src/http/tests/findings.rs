//! Findings from the first record to what the unit is told, over the API.

use super::served::Served;
use crate::{Node, config::Config, people::Scope};
use serde_json::{Value, json};
use statement::{Audience, Digest, Entry, StatementId};
use store::{FindingCause, FindingId, Met, NewFinding, Origin, Role, Seen, Severity};

/// What is in each record, and must be in nothing that leaves.
const SECRETS: [&str; 4] = ["secret-host", "secret-place", "secret-user", "secret-title"];

/// Says intel and waits until it is noted down.
pub fn intel(served: &Served, more: &Value) -> StatementId {
    let mut body = json!({"kind": "intel", "body": "ZXZpbC5leGFtcGxl", "media_type": "text/plain", "marking": "TLP:GREEN"});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let said = served.local("POST", "/api/v1/statements", Some(&body));
    assert_eq!(said.status, 201, "{said:?}");
    served.noted(said.json()["index"].as_u64().expect("an index") + 1);
    said.json()["id"].as_str().expect("an id").parse().expect("an id")
}

/// A record that met a domain which statements name.
pub fn meet(node: &Node, number: u64, from: &[StatementId]) -> FindingId {
    meet_domain(node, "evil.example", number, from)
}

/// [`meet`], with another domain.
pub fn meet_domain(node: &Node, value: &str, number: u64, from: &[StatementId]) -> FindingId {
    let value = value.to_owned();
    let author = node.member().clone();
    let from = from.to_vec();
    let met = node.store.keep().transact("a test", move |tx| {
        let origins: Vec<Origin> = from
            .iter()
            .map(|id| Origin { statement: *id, member: author.clone(), item: "line 1".to_owned() })
            .collect();
        let cause = FindingCause::Indicator { kind: "domain".to_owned(), value: value.clone() };
        tx.meet(&NewFinding {
            cause: &cause,
            origins: &origins,
            record: Digest::of(&number.to_be_bytes()),
            title: "secret-title: evil.example",
            level: Severity::High,
            met: 1_795_348_800,
            seen: Seen::Now { time: Some(1_795_300_000), host: Some("secret-host") },
            place: "secret-place/conn.log record 17",
            example: "{\"user\": \"secret-user\"}",
        })
    });
    let met = met.expect("met");
    node.tell_met(&[met]);
    met.id().expect("a place")
}

pub fn judge(served: &Served, id: FindingId, state: &str) {
    let body = json!({"state": state, "why": "seen in the proxy too"});
    assert_eq!(served.local("POST", &format!("/api/v1/findings/{id}/state"), Some(&body)).status, 204);
}

fn entry(served: &Served, index: u64) -> Entry {
    let tiles = served.node.tiles(served.node.member()).expect("a log");
    Entry::parse(&tiles.entry(index).expect("an entry")).expect("a statement")
}

#[test]
fn exactly_what_was_shown_is_said_and_nothing_of_the_records() {
    let served = Served::start();
    let intel = intel(&served, &json!({}));
    let id = meet(&served.node, 1, &[intel]);
    let path = format!("/api/v1/findings/{id}/release");
    let refused = served.local("GET", &path, None);
    assert_eq!((refused.status, refused.code().as_str()), (422, "cannot-be-said"), "nobody has confirmed it");
    judge(&served, id, "confirmed");
    let shown = served.local("GET", &path, None).json();
    let (text, body) = (shown["text"].as_str().expect("a text"), shown["body"].as_str().expect("a body"));
    assert!(text.contains(&format!("refs {intel}\nseen 1 2026-11-21 2026-11-21\n")), "{text}");
    assert!(body.contains("domain evil.example"), "{body}");
    let all = format!("{shown}");
    assert!(SECRETS.iter().all(|secret| !all.contains(secret)), "{all}");
    // Everything that is not a constant of the format is named.
    let told: Vec<String> =
        shown["tells"].as_array().expect("a list").iter().map(|one| one["says"].to_string()).collect();
    for what in ["evil.example", "at least 1", "2026-11-21", "TLP:GREEN", &intel.to_string()] {
        assert!(told.iter().any(|says| says.contains(what)), "{what}: {told:?}");
    }
    let digest = json!({"digest": shown["digest"]});
    let released = served.local("POST", &path, Some(&digest));
    assert_eq!(released.status, 201, "{released:?}");
    let index = released.json()["index"].as_u64().expect("an index");
    assert_eq!(entry(&served, index).note().text(), text, "the very text");
    served.noted(index + 1);
    let said = released.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(
        served.local("GET", &format!("/api/v1/statements/{said}/body"), None).text(),
        body,
        "the very body"
    );
    let again = served.local("POST", &path, Some(&digest));
    assert_eq!(again.status, 404, "a preview is said once");
    let shown = served.local("GET", &path, None).json();
    assert_eq!(shown["told_already"].as_str(), Some(said.as_str()));
    let finding = served.local("GET", &format!("/api/v1/findings/{id}"), None).json();
    assert_eq!(
        (&finding["releases"][0]["statement"], &finding["state"]),
        (&json!(said), &json!("confirmed"))
    );
    let acts: Vec<&str> =
        finding["acts"].as_array().expect("acts").iter().filter_map(|act| act["act"].as_str()).collect();
    assert_eq!(acts, ["opened", "confirmed", "released"]);
    let audit = served.audit();
    assert!(audit.contains(&format!("local:owner finding-confirmed {id}")), "{audit:?}");
    assert!(audit.contains(&format!("local:owner release finding {id} seen {said}")), "{audit:?}");
    assert!(SECRETS.iter().all(|secret| !audit.join(" ").contains(secret)), "{audit:?}");
    let told = served.local("GET", &format!("/api/v1/sightings?of={intel}"), None).json();
    assert_eq!((&told[0]["by"][0]["count"], &told[0]["by"][0]["verdict"]), (&json!(1), &json!("seen")));
    assert_eq!(told[0]["seen"], 0, "one's own sighting confirms nothing");
}

#[test]
fn what_has_changed_since_it_was_shown_is_shown_again() {
    let served = Served::start();
    let intel = intel(&served, &json!({}));
    let id = meet(&served.node, 1, &[intel]);
    judge(&served, id, "confirmed");
    let path = format!("/api/v1/findings/{id}/release");
    let digest = || json!({"digest": served.local("GET", &path, None).json()["digest"]});
    let (before, other) = (digest(), digest());
    meet(&served.node, 2, &[intel]);
    let refused = served.local("POST", &path, Some(&before));
    assert_eq!((refused.status, refused.code().as_str()), (409, "changed"), "two are told in another band");
    judge(&served, id, "false-alarm");
    assert_eq!(served.local("POST", &path, Some(&other)).code(), "changed");
    let wrong = json!({"digest": Digest::of(b"x").to_string()});
    assert_eq!(served.local("POST", &path, Some(&wrong)).status, 404);
    let elsewhere = digest();
    assert_eq!(
        served.local("POST", "/api/v1/findings/99/release", Some(&elsewhere)).status,
        404,
        "of another finding"
    );
    let shown = served.local("GET", &path, None).json();
    assert_eq!(shown["verdict"], "false-alarm");
    let said = served.local("POST", &path, Some(&json!({"digest": shown["digest"]})));
    assert_eq!(said.status, 201, "{said:?}");
    let text = entry(&served, said.json()["index"].as_u64().expect("an index")).note().text().to_owned();
    assert!(text.contains("\nfalse-alarm 2 2026-11-21 2026-11-21\n"), "{text}");
    served.noted(2);
    let told = served.local("GET", "/api/v1/sightings", None).json();
    assert_eq!(told, json!([]), "nobody else told of it");
    // It was what it says after all: what is told then takes the place of what was told.
    judge(&served, id, "confirmed");
    let (one, two) = (served.local("GET", &path, None).json(), served.local("GET", &path, None).json());
    assert_eq!(one["instead"], said.json()["id"]);
    let digest = json!({"digest": one["digest"]});
    let later = served.local("POST", &path, Some(&digest)).json();
    let text = entry(&served, later["index"].as_u64().expect("an index")).note().text().to_owned();
    assert!(
        text.contains(&format!("refs {intel} {}\n", said.json()["id"].as_str().expect("an id"))),
        "{text}"
    );
    served.noted(3);
    let told = served.local("GET", &format!("/api/v1/sightings?of={intel}"), None).json();
    assert_eq!(told[0]["by"].as_array().map(Vec::len), Some(1));
    assert_eq!(told[0]["by"][0]["sighting"], later["id"]);
    // Both previews said the same when they were made; after one of them there is nothing to tell any more.
    if one["digest"] != two["digest"] {
        assert_eq!(served.local("POST", &path, Some(&json!({"digest": two["digest"]}))).code(), "changed");
    }
}

#[test]
fn what_is_sealed_is_told_to_no_more_than_may_know() {
    let served = Served::start();
    let sealed = intel(&served, &json!({"to": ["alpha"], "marking": "TLP:RED"}));
    let id = meet(&served.node, 1, &[sealed]);
    judge(&served, id, "confirmed");
    let shown = served.local("GET", &format!("/api/v1/findings/{id}/release"), None).json();
    let said = served.local(
        "POST",
        &format!("/api/v1/findings/{id}/release"),
        Some(&json!({"digest": shown["digest"]})),
    );
    let entry = entry(&served, said.json()["index"].as_u64().expect("an index"));
    let common = &entry.header().common;
    assert_eq!(common.audience, Audience::of(vec!["alpha".parse().expect("a name")]).expect("an audience"));
    assert!(common.sealed.is_some() && common.marking.to_string() == "TLP:RED");
    let day = common.made.to_string()[..10].to_owned();
    assert!(entry.note().text().contains(&format!("\nseen 1 {day} {day}\n")), "all members read the header");
    let to = served.local("GET", &format!("/api/v1/findings/{id}/release?to=beta"), None);
    assert_eq!(to.status, 422, "it is not for beta");
    let open = intel(&served, &json!({}));
    meet(&served.node, 2, &[open]);
    let shown = served.local("GET", &format!("/api/v1/findings/{id}/release"), None).json();
    assert_eq!(shown["others"], json!([sealed.to_string()]), "who releases knows of both");
    let leaves = format!("{}{}", shown["text"], shown["body"]);
    assert!(leaves.contains(&open.to_string()) && !leaves.contains(&sealed.to_string()), "{leaves}");
}

#[test]
fn the_author_is_told_by_the_id_of_its_own_object() {
    let served = Served::start();
    let id = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
    let bundle = json!({"type": "bundle", "id": "bundle--1", "objects": [{"type": "identity"}, {"pattern": "x", "id": id}]});
    let body = json!({"body": note::encoding::base64(bundle.to_string().as_bytes())});
    let statement = intel(&served, &body);
    let cause = FindingCause::Rule("a rule".to_owned());
    let member = served.node.member().clone();
    let met = served.node.store.keep().transact("a test", move |tx| {
        let origins = [Origin { statement, member, item: "/objects/1/pattern".to_owned() }];
        let seen = Seen::Now { time: Some(1_795_300_000), host: None };
        let (record, level) = (Digest::of(b"x"), Severity::High);
        tx.meet(&NewFinding {
            cause: &cause,
            origins: &origins,
            record,
            title: "x",
            level,
            met: 1,
            seen,
            place: "",
            example: "",
        })
    });
    let finding = met.expect("met").id().expect("a place");
    judge(&served, finding, "confirmed");
    let shown = served.local("GET", &format!("/api/v1/findings/{finding}/release"), None).json();
    assert!(
        shown["body"].as_str().expect("a body").contains(&format!("\"sighting_of_ref\": \"{id}\"")),
        "{shown}"
    );
}

#[test]
fn the_policy_says_who_releases() {
    let served = Served::start();
    let intel = intel(&served, &json!({}));
    let id = meet(&served.node, 1, &[intel]);
    judge(&served, id, "confirmed");
    let path = format!("/api/v1/findings/{id}/release");
    let analyst = served.token(Role::Analyst, &[Scope::Say]);
    let officer = served.token(Role::Officer, &[Scope::Say]);
    assert_eq!(served.ask("GET", &path, &analyst, None).status, 200);
    served
        .node
        .set_up(Config::parse("[release]\nby = \"officer\"\noperator = true").expect("a configuration"));
    let refused = served.ask("GET", &path, &analyst, None);
    assert_eq!((refused.status, refused.code().as_str()), (403, "wrong-role"));
    assert_eq!(served.ask("GET", &path, &officer, None).status, 200);
    assert_eq!(served.local("GET", &path, None).code(), "no-operator");
    let by_hand = json!({"kind": "sighting", "refs": [intel.to_string()], "lines": [{"name": "seen", "value": "1 2026-11-21 2026-11-21"}]});
    assert_eq!(
        served.ask("POST", "/api/v1/statements", &analyst, Some(&by_hand)).status,
        403,
        "by no other way either"
    );
    let viewer = served.token(Role::Viewer, &[Scope::Read]);
    assert_eq!(
        served.ask("GET", "/api/v1/findings", &viewer, None).status,
        403,
        "telemetry is not for viewers"
    );
}

#[test]
fn findings_are_listed_noted_on_and_counted() {
    let served = Served::start();
    let intel = intel(&served, &json!({}));
    let id = meet(&served.node, 1, &[intel]);
    let mut changes = served.node.changes();
    judge(&served, id, "closed");
    let change = serde_json::to_value(changes.blocking_recv().expect("a change")).expect("JSON");
    assert_eq!((&change["what"], &change["state"]), (&json!("finding-judged"), &json!("closed")));
    assert_eq!(meet(&served.node, 2, &[intel]), id);
    let change = serde_json::to_value(changes.blocking_recv().expect("a change")).expect("JSON");
    assert_eq!(
        (&change["what"], &change["count"], &change["from"]),
        (&json!("finding"), &json!(2), &json!(["alpha"]))
    );
    let note = json!({"text": "told the owner"});
    assert_eq!(served.local("POST", &format!("/api/v1/findings/{id}/notes"), Some(&note)).status, 204);
    assert_eq!(served.local("POST", "/api/v1/findings/99/notes", Some(&note)).status, 404);
    let bad = json!({"text": "two\nlines"});
    assert_eq!(served.local("POST", &format!("/api/v1/findings/{id}/notes"), Some(&bad)).status, 422);
    let count = |query: &str| {
        let answer = served.local("GET", &format!("/api/v1/findings?{query}"), None);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["findings"].as_array().expect("a list").len()
    };
    assert_eq!(
        [count(""), count("state=new,confirmed"), count("state=closed"), count("level=critical")],
        [1, 1, 0, 0]
    );
    assert_eq!(
        [
            count("text=EVIL"),
            count("member=alpha"),
            count("member=beta"),
            count(&format!("statement={intel}"))
        ],
        [1, 1, 0, 1]
    );
    for wrong in ["state=old", "level=dire", "limit=0", "cursor=x", "since=yesterday", "no=such"] {
        assert_eq!(served.local("GET", &format!("/api/v1/findings?{wrong}"), None).status, 400, "{wrong}");
    }
    let whole = served.local("GET", &format!("/api/v1/findings/{id}"), None).json();
    assert_eq!(
        (&whole["by_host"][0]["host"], &whole["by_day"][0]["count"]),
        (&json!("secret-host"), &json!(2))
    );
    assert_eq!(served.local("GET", "/api/v1/findings/x", None).status, 404);
    let metrics = served.ask("GET", "/metrics", "", None).text();
    assert!(metrics.contains("detente_findings{state=\"new\",level=\"high\"} 1\n"), "{metrics}");
    assert!(SECRETS.iter().all(|secret| !metrics.contains(secret)), "{metrics}");
}

#[test]
fn a_full_house_is_an_alarm_until_somebody_deals_with_it() {
    let served = Served::start();
    let intel = intel(&served, &json!({}));
    let id = meet(&served.node, 1, &[intel]);
    let told = served.node.clone();
    let alarms = |text: &str| served.local("GET", "/api/v1/alarms", None).text().contains(text);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime");
            runtime
                .block_on(async { tokio::spawn(async move { told.tell_met(&[Met::Full]) }).await })
                .expect("told");
        });
    });
    assert!(alarms("findings-full"));
    judge(&served, id, "closed");
    assert!(!alarms("findings-full"));
}
