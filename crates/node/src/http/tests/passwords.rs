//! Guessing.

use super::served::{PASSWORD, Served};
use serde_json::json;
use store::Role;

fn sign_in(served: &Served, operator: &str, password: &str) -> (u16, Option<u64>) {
    let body = json!({"operator": operator, "password": password});
    let answer = served.ask("POST", "/api/v1/sessions", "", Some(&body));
    (answer.status, answer.header("retry-after").and_then(|seconds| seconds.parse().ok()))
}

#[test]
fn threat_30_guessing_is_slowed_and_does_not_lock_out() {
    let served = Served::start();
    served.operator(Role::Analyst);
    assert_eq!(sign_in(&served, "analyst", PASSWORD).0, 201);
    for operator in ["analyst", "nobody-here", "Not A Name"] {
        // Three are free; then it is said how long to wait, for names that exist and that do not alike.
        let tried: Vec<u16> = (0..4).map(|_| sign_in(&served, operator, "a wrong password").0).collect();
        assert!(tried.contains(&429) || tried == [401; 4], "{operator}: {tried:?}");
    }
    let (status, wait) = sign_in(&served, "analyst", PASSWORD);
    assert_eq!(status, 429, "the right password comes too soon as well");
    assert!(wait.is_some_and(|seconds| (1..=30).contains(&seconds)), "{wait:?}");
    // The owner of the home, and whoever has a token, comes in all the same.
    assert_eq!(served.local("GET", "/api/v1/unit", None).status, 200);
    let audit = served.audit().join("\n");
    assert!(audit.contains("analyst unproven session-refused from 127.0.0.1"), "{audit}");
    assert!(!audit.contains("wrong password") && !audit.contains("nobody-here token"), "{audit}");
}

#[test]
fn threat_30_a_hundred_guesses_at_a_time_are_not_a_hundred_guesses() {
    let served = Served::start();
    served.operator(Role::Analyst);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let guess = |_| scope.spawn(|| sign_in(&served, "analyst", "a wrong password").0);
        let all: Vec<_> = (0..40).map(guess).collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    let looked_at = statuses.iter().filter(|status| **status == 401).count();
    assert!(looked_at <= 8, "{looked_at} of 40 were looked at: {statuses:?}");
    assert!(statuses.iter().all(|status| [401, 429, 503].contains(status)), "{statuses:?}");
}

#[test]
fn a_new_password_ends_all_sessions_and_tokens() {
    let served = Served::start();
    served.operator(Role::Analyst);
    let body = json!({"operator": "analyst", "password": PASSWORD});
    let session = served.ask("POST", "/api/v1/sessions", "", Some(&body)).json();
    let session = session["token"].as_str().expect("a token");
    let token = served.token(Role::Analyst, &[crate::people::Scope::Read]);
    let short =
        served.ask("PATCH", "/api/v1/operators/analyst", session, Some(&json!({"password": "short"})));
    assert_eq!((short.status, short.code().as_str()), (422, "bad-password"));
    let new = json!({"password": "another long password"});
    let by_token = served.ask("PATCH", "/api/v1/operators/analyst", &token, Some(&new));
    assert_eq!(by_token.status, 403, "a token does not change the password of its owner");
    assert_eq!(served.ask("PATCH", "/api/v1/operators/analyst", session, Some(&new)).status, 200);
    for token in [session, &token] {
        assert_eq!(served.ask("GET", "/api/v1/unit", token, None).status, 401);
    }
    assert_eq!(sign_in(&served, "analyst", PASSWORD).0, 401);
    assert_eq!(sign_in(&served, "analyst", "another long password").0, 201);
}
