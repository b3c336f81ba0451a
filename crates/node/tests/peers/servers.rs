//! Members who answer in ways that no honest node does.

use crate::{
    raw::{Lying, lie, of_member},
    room::{TestDesk, Unit, name},
};
use log::{AddCheckpoint, TileId};
use node::{
    AlarmKind,
    peers::{Answer, Peer, PeerError, Waits},
};
use std::{sync::Arc, time::Duration};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Bravo lies, and alpha asks it.
struct Liar {
    alpha: Arc<TestDesk>,
    peer: Peer,
    _listener: Lying,
}

/// Bravo answers every request with these bytes: the first once, the second again and again if there is one.
async fn liar(once: Vec<u8>, endlessly: Option<Vec<u8>>) -> Liar {
    let unit = Unit::found();
    let answer = Arc::new((once, endlessly));
    let listener = lie(of_member(&unit, "bravo"), move |mut stream| {
        let answer = answer.clone();
        async move {
            let mut head = [0; 4096];
            drop(stream.read(&mut head).await);
            let mut sent = stream.write_all(&answer.0).await;
            while let (Ok(()), Some(more)) = (&sent, &answer.1) {
                sent = stream.write_all(more).await;
            }
            drop(stream.flush().await);
            // Silence, with the connection open.
            drop(stream.read(&mut head).await);
        }
    })
    .await;
    let alpha = unit.desk("alpha");
    alpha.knows(unit.known(&[("bravo", listener.address)]));
    let waits = Waits { answer: Duration::from_millis(1500), cosign: Duration::from_millis(1500) };
    let peer = Peer::with_waits(alpha.clone(), unit.identity("alpha"), name("bravo"), waits);
    Liar { alpha, peer, _listener: listener }
}

fn ok(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

async fn about(once: Vec<u8>, endlessly: Option<Vec<u8>>) -> PeerError {
    liar(once, endlessly).await.peer.about().await.expect_err("no answer of an honest node")
}

fn is_misbehaviour(error: &PeerError) -> bool {
    matches!(error, PeerError::Misbehaved(_))
}

#[tokio::test]
async fn threat_23_answers_that_are_no_http_are_misbehaviour() {
    for bytes in [
        &b"garbage\r\n\r\n"[..],
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
    ] {
        let error = about(bytes.to_vec(), None).await;
        assert!(is_misbehaviour(&error), "{error:?}");
    }
}

#[tokio::test]
async fn threat_30_endless_and_oversize_answers_are_cut_off() {
    let long = b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n".to_vec();
    assert!(is_misbehaviour(&about(long, None).await));
    let endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    assert!(is_misbehaviour(&about(endless, Some(vec![b'a'; 1 << 14])).await));
    let chunks = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    assert!(is_misbehaviour(&about(chunks, Some(b"1\r\na\r\n".repeat(1000))).await));
    let heads = about(b"HTTP/1.1 200 OK\r\n".to_vec(), Some(b"x: aaaaaaaaaaaaaaaa\r\n".repeat(100))).await;
    assert!(is_misbehaviour(&heads), "{heads:?}");
    let refusal = b"HTTP/1.1 404 Not Found\r\n\r\n".to_vec();
    assert!(is_misbehaviour(&about(refusal, Some(vec![b'a'; 1 << 14])).await));
}

#[tokio::test]
async fn threat_30_slow_answers_are_not_waited_for() {
    assert_eq!(about(Vec::new(), None).await, PeerError::Slow);
    assert_eq!(about(b"HTTP/1.1 200 OK\r\n".to_vec(), None).await, PeerError::Slow);
    assert_eq!(
        about(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{".to_vec(), None).await,
        PeerError::Slow
    );
}

#[tokio::test]
async fn threat_23_answers_that_say_something_else_are_misbehaviour() {
    let liar = liar(ok("{\"protocol\":1}"), None).await;
    let log = name("bravo");
    let id = TileId { level: 0, index: 0, width: 2 };
    assert!(is_misbehaviour(&liar.peer.about().await.expect_err("no")));
    assert!(is_misbehaviour(&liar.peer.heads().await.expect_err("no")));
    assert!(is_misbehaviour(&liar.peer.checkpoint(&log).await.expect_err("no")));
    assert!(is_misbehaviour(&liar.peer.charter(1).await.expect_err("no")));
    assert!(is_misbehaviour(&liar.peer.sheet(&log, 1).await.expect_err("no")));
    assert!(is_misbehaviour(&liar.peer.bundle(&log, id).await.expect_err("no")));
    assert!(is_misbehaviour(&liar.peer.tile(&log, id).await.expect_err("no")));
    assert!(is_misbehaviour(&liar.peer.entries(&log, 0, 2).await.expect_err("no")));
    let unit = Unit::found();
    let note = unit.desk("alpha").has_log(&unit, "alpha", 1, 1).note().clone();
    let asked = AddCheckpoint { old: 0, proof: Vec::new(), note };
    assert!(is_misbehaviour(&liar.peer.add_checkpoint(&asked).await.expect_err("no")));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("body");
    assert!(is_misbehaviour(&liar.peer.body(&[1; 32], 100, &path).await.expect_err("no")));
    assert_eq!(std::fs::read(&path).expect("the file"), b"", "what is something else is not kept");
}

#[tokio::test]
async fn threat_23_words_of_a_peer_are_short_and_plain_when_they_are_shown() {
    let text = format!("\u{1b}[31mno\u{7}{}", "x".repeat(3000));
    let answer = format!("HTTP/1.1 403 Forbidden\r\ncontent-length: {}\r\n\r\n{text}", text.len());
    let error = about(answer.into_bytes(), None).await;
    let PeerError::Refused { status: 403, text } = &error else { panic!("{error:?}") };
    assert!(text.starts_with("[31mno") && text.chars().count() <= 200, "{text:?}");
    assert!(!error.to_string().chars().any(char::is_control));
}

#[tokio::test]
async fn a_conflict_without_a_size_is_misbehaviour() {
    let unit = Unit::found();
    let note = unit.desk("alpha").has_log(&unit, "alpha", 1, 1).note().clone();
    let asked = AddCheckpoint { old: 0, proof: Vec::new(), note };
    for (body, right) in [
        ("17\n", Some(17)),
        ("17", None),
        ("-1\n", None),
        ("017\n", None),
        ("", None),
        ("99999999999999999999\n", None),
    ] {
        let answer = format!("HTTP/1.1 409 Conflict\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let liar = liar(answer.into_bytes(), None).await;
        match (liar.peer.add_checkpoint(&asked).await, right) {
            (answer, Some(size)) => assert_eq!(answer, Ok(Answer::Conflict(size))),
            (answer, None) => assert!(is_misbehaviour(&answer.expect_err("no")), "{body:?}"),
        }
    }
}

#[tokio::test]
async fn another_version_is_refused_with_an_alarm() {
    let unit = Unit::found();
    let id = unit.id();
    let body = |member: &str, protocol: &str| {
        format!(
            "{{\"protocol\":\"{protocol}\",\"program\":\"detente/9\",\"member\":\"{member}\",\"unit\":\"{id}\",\
             \"charter\":{{\"number\":1,\"id\":\"{id}\"}},\"in_force\":null,\"address\":null,\"sheets\":{{}},\"more\":[1]}}"
        )
    };
    let newer = liar(ok(&body("bravo", "detente/peer/2")), None).await;
    assert_eq!(newer.peer.about().await, Err(PeerError::Version("detente/peer/2".to_owned())));
    assert_eq!(newer.alpha.alarms(), [AlarmKind::Version]);
    let same = liar(ok(&body("bravo", "detente/peer/1")), None).await;
    same.peer.about().await.expect("what is more is read over");
    assert_eq!(same.alpha.alarms(), []);
    let other = liar(ok(&body("charlie", "detente/peer/1")), None).await;
    assert!(is_misbehaviour(&other.peer.about().await.expect_err("no")));
}

#[tokio::test]
async fn a_peer_that_is_away_is_dialled_again_later_and_at_once_when_it_was_heard() {
    let unit = Unit::found();
    let (alpha, bravo) = (unit.desk("alpha"), unit.desk("bravo"));
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    alpha.knows(unit.known(&[("bravo", address)]));
    let peer = Peer::new(alpha.clone(), unit.identity("alpha"), name("bravo"));
    for _ in 0..50 {
        assert!(matches!(peer.about().await, Err(PeerError::Unreachable(_))));
    }
    let running = crate::room::listen(bravo, unit.identity("bravo"), crate::room::quick()).await;
    alpha.knows(unit.known(&[("bravo", running.address)]));
    peer.wake();
    peer.about().await.expect("an answer");
}
