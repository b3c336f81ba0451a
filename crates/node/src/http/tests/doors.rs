//! The two ways in.

use super::{
    served::Served,
    wire::{by_socket, request},
};
use crate::{Client, config::ClientConfig, people::Scope};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use store::Role;

#[test]
fn the_owner_of_the_home_is_admin_by_its_socket() {
    let served = Served::start();
    let meta = std::fs::metadata(served.socket()).expect("a socket");
    assert!(meta.file_type().is_socket());
    assert_eq!(meta.permissions().mode() & 0o777, 0o600);
    let home = std::fs::metadata(served.node.home.path()).expect("a home");
    assert_eq!(home.permissions().mode() & 0o777, 0o700);
    let about = served.local("GET", "/api/v1/about", None).json();
    assert_eq!((about["caller"]["role"].as_str(), about["member"].as_str()), (Some("admin"), Some("alpha")));
    // With a token one is less.
    let bearer = format!("Bearer {}", served.token(Role::Viewer, &[Scope::Read]));
    let less = request("GET", "/api/v1/audit", &[("Authorization", &bearer)], b"");
    assert_eq!(by_socket(&served.socket(), &less).code(), "wrong-role");
    let bad = request("GET", "/api/v1/audit", &[("Authorization", "Bearer dt_x_y")], b"");
    assert_eq!(by_socket(&served.socket(), &bad).code(), "unauthenticated", "a bad token is not the owner");
}

#[test]
fn a_second_node_does_not_take_the_socket_of_the_first() {
    let served = Served::start();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let config = || ClientConfig { listen: ([127, 0, 0, 1], 0).into(), ..ClientConfig::default() };
    let refused = runtime.block_on(Client::bind(served.node.clone(), config())).err().expect("refused");
    assert!(format!("{refused:#}").contains("runs in this home already"), "{refused:#}");
    assert_eq!(served.local("GET", "/healthz", None).status, 200, "the first still answers");
    let node = served.node.clone();
    // What was left behind by one that was killed is in nobody's way.
    let path = served.socket();
    runtime.block_on(async {
        std::fs::remove_file(&path).expect("a socket");
        drop(std::os::unix::net::UnixListener::bind(&path).expect("a stale socket"));
        Client::bind(node, config()).await.expect("a stale socket is replaced");
    });
}

#[test]
fn threat_30_rebinding_and_pages_of_others_are_refused_on_every_route() {
    let served = Served::with(|config| config.names = vec!["node.example".to_owned()]);
    let bearer = format!("Bearer {}", served.token(Role::Admin, &Scope::GIVEN));
    for path in ["/api/v1/unit", "/api/v1/openapi.json", "/metrics", "/healthz", "/nowhere"] {
        let ask = |headers: &[(&str, &str)]| {
            let headers = [headers, &[("Authorization", bearer.as_str())]].concat();
            served.send(&request("GET", path, &headers, b"")).expect("an answer")
        };
        let good = if path == "/nowhere" { 404 } else { 200 };
        assert_eq!(ask(&[("Host", "node.example:7414")]).status, good, "{path}");
        assert_eq!(ask(&[("Host", "localhost"), ("Origin", "http://localhost")]).status, good, "{path}");
        for headers in [
            &[("Host", "evil.example")][..],
            &[("Host", "localhost"), ("Host", "evil.example")],
            &[("Origin", "http://evil.example")],
            &[("Origin", "null")],
        ] {
            let answer = ask(headers);
            assert_eq!((answer.status, answer.code().as_str()), (403, "foreign"), "{path} {headers:?}");
        }
    }
    // A cookie is nothing: there is no session to ride on.
    let cookie = request("GET", "/api/v1/unit", &[("Cookie", &format!("token={}", &bearer[7..]))], b"");
    assert_eq!(served.send(&cookie).expect("an answer").status, 401);
    // Nor is a token in the address.
    assert_eq!(served.ask("GET", &format!("/api/v1/unit?token={}", &bearer[7..]), "", None).status, 401);
    // No page of others learns anything from a preflight.
    let preflight = request("OPTIONS", "/api/v1/unit", &[("Access-Control-Request-Method", "GET")], b"");
    let answer = served.send(&preflight).expect("an answer");
    assert_eq!(answer.status, 405);
    assert!(!answer.head.to_ascii_lowercase().contains("access-control"), "{}", answer.head);
}
