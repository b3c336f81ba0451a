//! Requests that are made to do harm.

use super::{
    served::Served,
    wire::{exchange, request, tcp},
};
use crate::people::Scope;
use std::io::{Read, Write};
use store::Role;

#[test]
fn threat_30_odd_paths_name_nothing() {
    let served = Served::start();
    let token = served.odd_token(|_| {});
    for path in [
        "/",
        "//api/v1/unit",
        "/api/v1/../v1/unit",
        "/api/v1/unit/",
        "/api/v1/unit/..",
        "/api/v1/%75nit/%2e%2e/audit",
        "/api//v1/unit",
        "/API/v1/unit",
        "/api/v1/charters/0",
        "/api/v1/charters/01x",
        "/api/v1/charters/18446744073709551616",
        "/api/v1/charters/-1",
        "/api/v1/sheets/..%2f..%2fkeys",
        "/api/v1/sheets/%2e%2e",
        "/api/v1/sheets/Alpha",
        "/api/v1/sheets/alpha%00",
        "/api/v1/sheets/%ff",
        "/api/v1/logs/..%2f..%2fetc/entries",
        "/api/v1/logs/beta/entries",
        "/api/v1/statements/x",
        "/api/v1/statements/..%2f..%2f..%2fetc%2fpasswd",
        "/api/v1/statements/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
        "/api/v1/operators/%0aroot",
        "/.git/config",
    ] {
        let answer = served.ask("GET", path, &token, None);
        assert_eq!((answer.status, answer.code().as_str()), (404, "not-found"), "{path}");
    }
    for (method, path) in [
        ("PUT", "/api/v1/unit"),
        ("DELETE", "/api/v1/statements"),
        ("TRACE", "/api/v1/unit"),
        ("X", "/metrics"),
    ] {
        let answer = served.ask(method, path, &token, None);
        assert_eq!((answer.status, answer.code().as_str()), (405, "wrong-method"), "{method} {path}");
        assert!(answer.header("allow").is_some(), "{method} {path}");
    }
    for path in [
        "/api/v1/statements?limit=0",
        "/api/v1/statements?limit=1001",
        "/api/v1/statements?limit=x",
        "/api/v1/statements?kind=A",
        "/api/v1/statements?since=yesterday",
        "/api/v1/statements?since=1969-01-01T00:00:00Z",
        "/api/v1/statements?cursor=x",
        "/api/v1/statements?kind=intel&kind=vote",
        "/api/v1/statements?drop=table",
        "/api/v1/audit?before=18446744073709551615",
        "/api/v1/audit?limit=-1",
        "/api/v1/tokens?operator=A",
    ] {
        let answer = served.ask("GET", path, &token, None);
        assert_eq!((answer.status, answer.code().as_str()), (400, "bad-request"), "{path}");
    }
}

#[test]
fn threat_30_bodies_that_are_none_or_too_long_are_refused() {
    let served = Served::with(|config| config.max_body = 2 << 20);
    let bearer = format!("Bearer {}", served.odd_token(|_| {}));
    let send = |path: &str, content: &str, body: &[u8]| {
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", content)];
        let answer = served.send(&request("POST", path, &headers, body)).expect("an answer");
        (answer.status, answer.code())
    };
    let refused = |status: u16, code: &str| (status, code.to_owned());
    let (json, path) = ("application/json", "/api/v1/statements");
    let deep = [b"[".repeat(500_000), b"]".repeat(500_000)].concat();
    let deep_field =
        format!("{{\"kind\": \"intel\", \"lines\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let giant = format!("{{\"kind\": \"intel\", \"body\": \"{}\"}}", "A".repeat(1 << 20));
    let lines =
        format!("{{\"kind\":\"claim\",\"lines\":[{}]}}", [r#"{"name":"a","value":"b"}"#; 5_000].join(","));
    for (content, body, expected) in [
        (json, &b""[..], refused(400, "bad-request")),
        (json, b"{", refused(400, "bad-request")),
        (json, b"null", refused(400, "bad-request")),
        (json, b"{\"kind\": \"INTEL\"}", refused(400, "bad-request")),
        (json, b"{\"kind\": \"intel\", \"kind\": \"vote\"}", refused(400, "bad-request")),
        (json, b"{\"kind\": \"intel\", \"colour\": 1}", refused(400, "bad-request")),
        (json, b"{\"kind\": \"intel\", \"body\": 1e400}", refused(400, "bad-request")),
        (json, b"{\"kind\": \"int\xffel\"}", refused(400, "bad-request")),
        (json, &deep, refused(400, "bad-request")),
        (json, deep_field.as_bytes(), refused(400, "bad-request")),
        (json, giant.as_bytes(), refused(413, "too-large")),
        (json, lines.as_bytes(), refused(422, "cannot-be-said")),
        (json, b"{\"kind\": \"intel\", \"body\": \"?\"}", refused(422, "cannot-be-said")),
        (
            json,
            b"{\"kind\": \"claim\", \"lines\": [{\"name\": \"a\", \"value\": \"b\\nc\"}]}",
            refused(422, "cannot-be-said"),
        ),
        ("text/plain", b"{}", refused(415, "wrong-type")),
        ("application/x-www-form-urlencoded", b"kind=vote", refused(415, "wrong-type")),
        ("multipart/form-data; boundary=x", b"--x--", refused(415, "wrong-type")),
        ("", b"{}", refused(415, "wrong-type")),
        ("application/octet-stream", b"no kind", refused(400, "bad-request")),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        assert_eq!(send(path, content, body), expected, "{content} {shown}");
    }
    let long = vec![0; (2 << 20) + 1];
    assert_eq!(
        send("/api/v1/statements?kind=intel", "application/octet-stream", &long),
        refused(413, "too-large")
    );
    assert_eq!(send("/api/v1/sessions", json, giant.as_bytes()).0, 413);
    // A length that nobody means: refused when it is said, or when it does not come.
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: {bearer}\r\nContent-Type: {json}\r\n\
         Content-Length: 99999999999\r\n\r\n"
    );
    let answer = exchange(tcp(served.address), head.as_bytes()).expect("an answer");
    assert_eq!(answer.status, 413, "{answer:?}");
}

#[test]
fn threat_30_heads_that_are_too_long_or_smuggle_are_refused() {
    let served = Served::start();
    let long = request("GET", "/api/v1/unit", &[("X", &"x".repeat(200 << 10))], b"");
    let many: Vec<(String, &str)> = (0..100).map(|number| (format!("X-{number}"), "x")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    for bytes in [
        long,
        request("GET", "/api/v1/unit", &many, b""),
        request("GET", &format!("/{}", "a".repeat(100 << 10)), &[], b""),
        b"GET /api/v1/unit HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n".to_vec(),
        b"GET /api/v1/unit HTTP/9.9\r\nHost: localhost\r\n\r\n".to_vec(),
        b"POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        vec![0; 1 << 20],
    ] {
        let answer = served.send(&bytes);
        let status = answer.map_or(0, |answer| answer.status);
        assert!([0, 400, 414, 431].contains(&status), "{status}: {}", String::from_utf8_lossy(&bytes[..40.min(bytes.len())]));
    }
    assert_eq!(served.local("GET", "/healthz", None).status, 200);
}

#[test]
fn threat_30_slow_heads_are_closed_and_others_are_served_meanwhile() {
    let served = Served::start();
    let mut slow: Vec<_> = (0..100).map(|_| tcp(served.address)).collect();
    for stream in &mut slow {
        stream.write_all(b"GET /api/v1/unit HTTP/1.1\r\nHost: loc").expect("the beginning of a head");
    }
    let token = served.token(Role::Viewer, &[Scope::Read]);
    assert_eq!(served.ask("GET", "/api/v1/unit", &token, None).status, 200);
    // All of them come to an end without a word more.
    for mut stream in slow {
        let mut rest = Vec::new();
        drop(stream.read_to_end(&mut rest));
        assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&rest));
    }
}

#[test]
fn answers_carry_what_keeps_browsers_from_harm() {
    let served = Served::start();
    for (path, status) in [("/api/v1/openapi.json", 200), ("/api/v1/unit", 401), ("/nowhere", 404)] {
        let answer = served.ask("GET", path, "", None);
        assert_eq!(answer.status, status);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert_eq!(answer.header("set-cookie"), None);
        assert_eq!(answer.header("server"), None);
    }
}

#[test]
fn more_requests_than_are_served_are_told_to_come_back() {
    let served = Served::with(|config| config.max_requests = 0);
    let answer = served.ask("GET", "/healthz", "", None);
    assert_eq!((answer.status, answer.code().as_str()), (503, "busy"));
    assert!(answer.header("retry-after").is_some());
    assert_eq!(
        served.local("GET", "/healthz", None).status,
        200,
        "the owner of the home has room of its own"
    );
}
