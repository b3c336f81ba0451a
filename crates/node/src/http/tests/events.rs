//! Followers.

use super::{
    served::Served,
    wire::{request, tcp},
};
use crate::{Change, people::Scope};
use std::io::{BufRead, BufReader, Write};
use store::Role;

/// Follows, and gives the lines of the events, without comments.
fn follow(served: &Served, token: &str, last: Option<&str>) -> impl Iterator<Item = String> {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("Authorization", bearer.as_str())];
    headers.extend(last.map(|id| ("Last-Event-ID", id)));
    let mut stream = tcp(served.address);
    stream.write_all(&request("GET", "/api/v1/events", &headers, b"")).expect("a request");
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    assert!(lines.next().expect("a status").contains("200"));
    // The greeting says that whatever comes from now on is told.
    let mut lines =
        lines.skip_while(|line| !line.starts_with(": following") && !line.starts_with("id:")).peekable();
    lines.peek().expect("a greeting");
    lines.filter(|line| line.starts_with("id:") || line.starts_with("event:") || line.starts_with("data:"))
}

fn change(number: u64) -> Change {
    Change::Grown { log: "beta".parse().expect("a name"), size: number }
}

#[test]
fn events_come_as_they_happen_and_again_to_whoever_comes_back() {
    let served = Served::start();
    let token = served.token(Role::Viewer, &[Scope::Read]);
    let mut lines = follow(&served, &token, None);
    served.node.tell(change(1));
    served.node.tell(change(2));
    let seen: Vec<String> = lines.by_ref().take(4).collect();
    let id = seen[0].strip_prefix("id: ").expect("an id").to_owned();
    assert_eq!(seen[1], r#"data: {"what":"grown","log":"beta","size":1}"#);
    assert_eq!(seen[3], r#"data: {"what":"grown","log":"beta","size":2}"#);
    drop(lines);
    let again: Vec<String> = follow(&served, &token, Some(&id)).take(2).collect();
    assert_eq!(again, seen[2..], "what came after the last that was seen");
    let of_another_run: Vec<String> = follow(&served, &token, Some("1-1")).take(3).collect();
    assert_eq!(of_another_run[1..], ["event: missed", r#"data: {"what":"missed"}"#]);
}

#[test]
fn threat_30_followers_that_do_not_read_hold_up_nobody() {
    let served = Served::with(|config| config.max_followers = 3);
    let token = served.token(Role::Viewer, &[Scope::Read]);
    let bearer = format!("Bearer {token}");
    let ask = request("GET", "/api/v1/events", &[("Authorization", &bearer)], b"");
    let mut idle: Vec<_> = (0..2).map(|_| tcp(served.address)).collect();
    idle.iter_mut().for_each(|stream| stream.write_all(&ask).expect("a request"));
    let mut reader = follow(&served, &token, None);
    let text = "x".repeat(4_000);
    for _ in 0..5_000 {
        served.node.tell(Change::Paper { text: text.clone() });
    }
    served.node.tell(change(7));
    assert!(reader.any(|line| line.contains("\"size\":7")), "whoever reads gets the newest");
    let answer = served.ask("GET", "/api/v1/events", &token, None);
    assert_eq!((answer.status, answer.code().as_str()), (503, "busy"), "one more than there is room for");
    drop(idle);
}
