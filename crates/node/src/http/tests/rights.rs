//! Every route, by everybody who may not and by somebody who may.

use super::served::Served;
use crate::people::Scope::{self, Admin, Decide, Feed, Read, Say};
use serde_json::{Value, json};
use store::Role;

/// A route: method, path, body, the least role that gets past the door, and the scope that it takes. `None` is a route for one's own things.
type Route = (&'static str, &'static str, Option<Value>, Role, Option<Scope>);

fn routes() -> Vec<Route> {
    let id = "/api/v1/statements/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let say = |kind: &str| Some(json!({"kind": kind, "lines": []}));
    let operator = Some(json!({"name": "mallory", "role": "admin", "password": "a long password"}));
    vec![
        ("GET", "/api/v1/unit", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/charters", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/charters/1", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/sheets/alpha", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/logs", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/logs/alpha", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/logs/alpha/entries", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/statements", None, Role::Viewer, Some(Read)),
        ("GET", id, None, Role::Viewer, Some(Read)),
        (
            "GET",
            concat!("/api/v1/statements/", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/body"),
            None,
            Role::Viewer,
            Some(Read),
        ),
        (
            "GET",
            concat!("/api/v1/statements/", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/proof"),
            None,
            Role::Viewer,
            Some(Read),
        ),
        ("POST", "/api/v1/statements", say("claim"), Role::Analyst, Some(Say)),
        ("POST", "/api/v1/statements", say("vote"), Role::Officer, Some(Decide)),
        ("POST", "/api/v1/statements", say("proposal"), Role::Officer, Some(Decide)),
        ("POST", "/api/v1/statements", say("protect"), Role::Officer, Some(Decide)),
        ("POST", "/api/v1/statements", say("stop"), Role::Officer, Some(Decide)),
        ("POST", "/api/v1/statements", say("key"), Role::Admin, Some(Admin)),
        ("GET", "/api/v1/about", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/findings", None, Role::Analyst, Some(Read)),
        ("GET", "/api/v1/findings/1", None, Role::Analyst, Some(Read)),
        ("POST", "/api/v1/findings/1/state", Some(json!({"state": "closed"})), Role::Analyst, Some(Say)),
        ("POST", "/api/v1/findings/1/notes", Some(json!({"text": "x"})), Role::Analyst, Some(Say)),
        ("GET", "/api/v1/findings/1/release", None, Role::Analyst, Some(Say)),
        ("POST", "/api/v1/findings/1/release", Some(json!({"digest": "x"})), Role::Analyst, Some(Say)),
        ("GET", "/api/v1/sightings", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/watches", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/seen?value=192.0.2.1", None, Role::Analyst, Some(Read)),
        // With a name that none may have: nobody hunts here, and whoever got past the door would wait.
        ("POST", "/api/v1/telemetry?name=%07", Some(json!({"a": 1})), Role::Analyst, Some(Feed)),
        ("GET", "/api/v1/status", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/alarms", None, Role::Viewer, Some(Read)),
        ("POST", "/api/v1/alarms/equivocation.beta/acknowledge", None, Role::Officer, Some(Decide)),
        ("GET", "/api/v1/events", None, Role::Viewer, Some(Read)),
        ("GET", "/api/v1/operators", None, Role::Admin, Some(Admin)),
        ("POST", "/api/v1/operators", operator, Role::Admin, Some(Admin)),
        ("GET", "/api/v1/operators/nobody", None, Role::Admin, Some(Admin)),
        ("PATCH", "/api/v1/operators/nobody", Some(json!({"role": "admin"})), Role::Admin, Some(Admin)),
        ("PATCH", "/api/v1/operators/nobody", Some(json!({"disabled": false})), Role::Admin, Some(Admin)),
        ("DELETE", "/api/v1/operators/nobody", None, Role::Admin, Some(Admin)),
        ("GET", "/api/v1/tokens?operator=nobody", None, Role::Admin, Some(Admin)),
        ("GET", "/api/v1/tokens", None, Role::Viewer, None),
        ("POST", "/api/v1/tokens", Some(json!({"scopes": ["read"]})), Role::Viewer, None),
        ("DELETE", "/api/v1/tokens/0123", None, Role::Admin, Some(Admin)),
        ("GET", "/api/v1/audit", None, Role::Admin, Some(Admin)),
    ]
}

#[test]
fn threat_30_no_route_without_a_good_token() {
    let served = Served::start();
    let revoked = served.odd_token(|token| token.revoked = Some(2));
    let expired = served.odd_token(|token| token.expires = 1_000);
    let good = served.odd_token(|_| {});
    let gone = served.odd_token(|token| token.operator = "ghost".parse().expect("a name"));
    let (id, _) = good.trim_start_matches("dt_").split_once('_').expect("a token");
    let forged = format!("dt_{id}_{}", "A".repeat(43));
    let strangers = ["", &revoked, &expired, &gone, &forged, "dt_", "x", "dt_é_é"];
    for (method, path, body, ..) in routes() {
        for token in strangers {
            let answer = served.ask(method, path, token, body.as_ref());
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (401, "unauthenticated"),
                "{method} {path} {token}"
            );
            assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"detente\""));
        }
    }
    let disabled = served.operator(Role::Viewer);
    let token = served.token(Role::Viewer, &[Read]);
    assert_eq!(served.ask("GET", "/api/v1/unit", &token, None).status, 200);
    served.desk().set_disabled(&crate::people::Caller::local(), &disabled, true).expect("an operator");
    assert_eq!(served.ask("GET", "/api/v1/unit", &token, None).status, 401, "a disabled operator's token");
}

#[test]
fn threat_30_each_route_takes_its_role_and_its_scope() {
    let served = Served::start();
    for (method, path, body, least, scope) in routes() {
        let Some(scope) = scope else { continue };
        for role in Role::ALL {
            // All that the role can be given, and all of it but the scope that it takes.
            let given = Scope::of_role(role);
            let without: Vec<Scope> = given.iter().copied().filter(|given| *given != scope).collect();
            let answer = match path.ends_with("/events") && role >= least {
                // It would never end.
                true => continue,
                false => served.ask(method, path, &served.token(role, &given), body.as_ref()),
            };
            let refused = answer.status == 403;
            assert_eq!(refused, role < least, "{method} {path} by {role}: {answer:?}");
            assert_ne!(answer.status, 401, "{method} {path} by {role}");
            if refused {
                assert_eq!(answer.code(), "wrong-role", "{method} {path} by {role}");
            }
            if role >= least {
                // The one scope is enough.
                assert_ne!(
                    served.ask(method, path, &served.token(role, &[scope]), body.as_ref()).status,
                    403,
                    "{method} {path} by {role}"
                );
            }
            if role >= least && !without.is_empty() {
                let answer = served.ask(method, path, &served.token(role, &without), body.as_ref());
                let code = answer.code();
                assert_eq!((answer.status, code.as_str()), (403, "wrong-scope"), "{method} {path} by {role}");
            }
        }
    }
}

#[test]
fn threat_30_what_is_refused_is_in_the_audit_log_and_no_secret_is() {
    let served = Served::start();
    let token = served.token(Role::Viewer, &[Read]);
    assert_eq!(served.ask("DELETE", "/api/v1/operators/admin", &token, None).status, 403);
    let body = json!({"name": "mallory", "role": "admin", "password": "a password of mallory"});
    assert_eq!(served.ask("POST", "/api/v1/operators", &token, Some(&body)).status, 403);
    let vote = json!({"kind": "vote", "lines": [{"name": "vote", "value": "yes"}]});
    assert_eq!(served.ask("POST", "/api/v1/statements", &token, Some(&vote)).status, 403);
    assert_eq!(served.local("POST", "/api/v1/operators", Some(&body)).status, 201);
    let rows = served.audit();
    let id = token.split('_').nth(1).expect("an id");
    for row in [
        format!("viewer token:{id} operators-refused "),
        format!("viewer token:{id} say-refused "),
        "local:owner operator-add mallory admin".to_owned(),
    ] {
        assert!(rows.contains(&row), "{row} is not in {rows:#?}");
    }
    let all = rows.join("\n");
    assert!(
        !all.contains(&token) && !all.contains("a password of mallory") && !all.contains("argon2"),
        "{all}"
    );
    let answer = served.local("GET", "/api/v1/audit?verify=true&limit=2", None).json();
    assert_eq!((&answer["chain"], answer["rows"].as_array().map(Vec::len)), (&json!("whole"), Some(2)));
    assert_eq!(answer["rows"][0]["before"], answer["rows"][1]["hash"]);
    assert_eq!(answer["hash"], answer["rows"][0]["hash"]);
}

#[test]
fn threat_30_a_token_makes_no_token_and_a_session_none_beyond_its_role() {
    let served = Served::start();
    let scopes = Scope::of_role(Role::Officer);
    let token = served.token(Role::Officer, &scopes);
    let body = json!({"scopes": ["read"]});
    assert_eq!(served.ask("POST", "/api/v1/tokens", &token, Some(&body)).code(), "no-session");
    let session = json!({"operator": "officer", "password": super::served::PASSWORD});
    let session = served.ask("POST", "/api/v1/sessions", "", Some(&session));
    assert_eq!(session.status, 201, "{session:?}");
    let session = session.json()["token"].as_str().expect("a token").to_owned();
    let made = served.ask("POST", "/api/v1/tokens", &session, Some(&body));
    assert_eq!(made.status, 201, "{made:?}");
    let made = made.json();
    assert_eq!(served.ask("GET", "/api/v1/unit", made["token"].as_str().expect("a token"), None).status, 200);
    for (body, status) in [
        (json!({"scopes": ["admin"]}), 422),
        (json!({"scopes": ["session"]}), 422),
        (json!({"scopes": []}), 422),
        (json!({"scopes": ["read"], "days": 0}), 422),
        (json!({"scopes": ["read"], "days": 367}), 422),
        (json!({"scopes": ["read"], "operator": "admin"}), 403),
    ] {
        assert_eq!(served.ask("POST", "/api/v1/tokens", &session, Some(&body)).status, status, "{body}");
    }
    // Revoked by its owner, it is no good at once.
    let id = made["id"].as_str().expect("an id");
    assert_eq!(served.ask("DELETE", &format!("/api/v1/tokens/{id}"), &session, None).status, 204);
    assert_eq!(served.ask("GET", "/api/v1/unit", made["token"].as_str().expect("a token"), None).status, 401);
    // What is shown can be revoked by whoever shows it.
    let own = token.split('_').nth(1).expect("an id");
    assert_eq!(served.ask("DELETE", &format!("/api/v1/tokens/{own}"), &token, None).status, 204);
    assert_eq!(served.ask("GET", "/api/v1/unit", &token, None).status, 401);
}
