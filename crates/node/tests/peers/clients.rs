//! Members who ask in ways that no honest node does.

use crate::{
    raw::{connect, exchange, of_member, rest},
    room::{Pair, quick},
};
use node::peers::PeerLimits;
use std::{sync::atomic::Ordering::Relaxed, time::Duration};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_rustls::client::TlsStream;

async fn charlie(pair: &Pair) -> TlsStream<TcpStream> {
    connect(pair.running.address, Some(of_member(&pair.unit, "charlie"))).await.expect("let in")
}

/// The status of what is answered to these bytes.
async fn status(pair: &Pair, bytes: &[u8]) -> String {
    let answer = exchange(&mut charlie(pair).await, bytes).await;
    answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).unwrap_or(&answer).to_owned()
}

fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bravo\r\nconnection: close\r\n\r\n").into_bytes()
}

#[tokio::test]
async fn threat_30_paths_lead_nowhere_but_where_they_should() {
    let pair = Pair::of(quick()).await;
    pair.bravo.has_log(&pair.unit, "bravo", 300, 10);
    for path in [
        "/about",
        "/heads",
        "/log/bravo/checkpoint",
        "/log/bravo/tile/0/000",
        "/log/bravo/tile/entries/001.p/44",
    ] {
        assert_eq!(status(&pair, &get(path)).await, "200", "{path}");
    }
    let tricks = [
        "/log/../keys/1.key",
        "/log/bravo/../../keys/1.key",
        "/log/%2e%2e/checkpoint",
        "/log/bravo/%2e%2e/lock",
        "/log//bravo/checkpoint",
        "/log/bravo/lock",
        "/log/bravo/tile/0/-1",
        "/log/bravo/tile/0/00000000000000000000000",
        "/log/bravo/tile/0/x999/x999/x999/x999/x999/999",
        "/log/bravo/tile/entries/../../checkpoint",
        "/log/bravo/tile/9/000",
        "/about?x=1",
        "/./about",
        "/body/..%2f..%2fkeys",
        "/",
        "//",
        "*",
        "http://bravo/about",
        "http://localhost:22/",
        "/add-checkpoint/",
    ];
    for path in tricks {
        let status = status(&pair, &get(path)).await;
        assert!(matches!(status.as_str(), "400" | "404" | "405"), "{path}: {status}");
    }
    let long = format!("/log/{}/checkpoint", "a".repeat(60_000));
    assert!(matches!(status(&pair, &get(&long)).await.as_str(), "414" | "431" | "404"));
}

#[tokio::test]
async fn threat_30_methods_and_versions_that_nobody_needs_are_refused() {
    let pair = Pair::of(quick()).await;
    for (method, path) in [
        ("POST", "/about"),
        ("PUT", "/about"),
        ("DELETE", "/about"),
        ("GET", "/add-checkpoint"),
        ("CONNECT", "bravo:443"),
        ("TRACE", "/about"),
    ] {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: bravo\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        let status = status(&pair, request.as_bytes()).await;
        assert!(matches!(status.as_str(), "404" | "405" | "400"), "{method} {path}: {status}");
    }
    for bytes in [
        &b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..],
        b"GET /about\r\n\r\n",
        b"GET /about HTTP/9.9\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"GET /about HTTP/1.1\r\nhost bravo\r\n\r\n",
    ] {
        let status = status(&pair, bytes).await;
        assert!(matches!(status.as_str(), "400" | ""), "{status}");
    }
}

#[tokio::test]
async fn threat_30_slow_headers_and_idle_connections_are_ended() {
    let pair = Pair::of(quick()).await;
    let mut slow = charlie(&pair).await;
    slow.write_all(b"GET /about HTTP/1.1\r\nx: ").await.expect("sent");
    let trickle = async {
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if slow.write_all(b"a").await.is_err() || slow.flush().await.is_err() {
                break;
            }
        }
        rest(&mut slow).await
    };
    let answer = trickle.await;
    assert!(!answer.contains(" 200 "), "{answer}");
    assert_eq!(rest(&mut charlie(&pair).await).await, "");
}

#[tokio::test]
async fn threat_30_giant_headers_are_refused() {
    let pair = Pair::of(quick()).await;
    let long = format!("GET /about HTTP/1.1\r\nx: {}\r\n\r\n", "a".repeat(1 << 20));
    let many = format!("GET /about HTTP/1.1\r\n{}\r\n", "x: a\r\n".repeat(1000));
    for bytes in [long, many] {
        let status = status(&pair, bytes.as_bytes()).await;
        assert!(matches!(status.as_str(), "431" | "400" | ""), "{status}");
    }
}

#[tokio::test]
async fn threat_30_giant_bodies_are_refused() {
    let pair = Pair::of(quick()).await;
    let half = 512 << 10;
    let mut declared = format!(
        "POST /add-checkpoint HTTP/1.1\r\nhost: bravo\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        half + 1
    )
    .into_bytes();
    declared.extend(vec![b'a'; half + 1]);
    assert_eq!(status(&pair, &declared).await, "413");
    let mut chunked = b"POST /add-checkpoint HTTP/1.1\r\nhost: bravo\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..40 {
        chunked.extend(format!("{:x}\r\n{}\r\n", 1 << 14, "a".repeat(1 << 14)).into_bytes());
    }
    let status_of_chunked = status(&pair, &chunked).await;
    assert!(matches!(status_of_chunked.as_str(), "413" | ""), "{status_of_chunked}");
    let junk = b"POST /add-checkpoint HTTP/1.1\r\nhost: bravo\r\nconnection: close\r\ncontent-length: 5\r\n\r\nold 0";
    assert_eq!(status(&pair, junk).await, "400");
}

#[tokio::test]
async fn threat_30_a_request_body_that_never_comes_is_not_waited_for() {
    let pair = Pair::of(quick()).await;
    let request = b"POST /add-checkpoint HTTP/1.1\r\nhost: bravo\r\ncontent-length: 100\r\n\r\nold";
    let answer = exchange(&mut charlie(&pair).await, request).await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after"), "{answer}");
}

#[tokio::test]
async fn threat_30_one_who_takes_nothing_of_its_answer_is_left() {
    let pair = Pair::of(quick()).await;
    pair.bravo.has_log(&pair.unit, "bravo", 256, 30_000);
    let mut stream = charlie(&pair).await;
    // Many answers asked for at once, and none read.
    let many = b"GET /log/bravo/tile/entries/000 HTTP/1.1\r\nhost: bravo\r\n\r\n".repeat(20);
    stream.write_all(&many).await.expect("sent");
    stream.flush().await.expect("sent");
    tokio::time::sleep(Duration::from_secs(2)).await;
    // What lay in buffers of the system comes, and then the end, far before all has come.
    let answer = rest(&mut stream).await;
    assert!(answer.len() < 20 * 256 * 30_000, "{}", answer.len());
    pair.peer().about().await.expect("others are answered");
}

#[tokio::test]
async fn threat_30_a_member_has_so_many_connections_and_no_more() {
    let pair = Pair::of(PeerLimits { per_member: 3, head: Duration::from_secs(60), ..quick() }).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut stream = charlie(&pair).await;
        stream.write_all(b"GET /about HTTP/1.1\r\nhost: bravo\r\n\r\n").await.expect("sent");
        stream.flush().await.expect("sent");
        let mut first = [0; 12];
        tokio::io::AsyncReadExt::read_exact(&mut stream, &mut first).await.expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 200");
        open.push(stream);
    }
    assert_eq!(exchange(&mut charlie(&pair).await, &get("/about")).await, "");
    pair.peer().about().await.expect("another member is answered");
    assert_eq!(pair.running.counts.over_limit.load(Relaxed), 1);
    drop(open);
    // A place that was given back can be had.
    let mut again = String::new();
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        again = exchange(&mut charlie(&pair).await, &get("/about")).await;
        if !again.is_empty() {
            break;
        }
    }
    assert!(again.starts_with("HTTP/1.1 200"), "{again}");
}

#[tokio::test]
async fn a_node_that_stops_ends_what_lies_open() {
    let pair = Pair::of(PeerLimits { head: Duration::from_secs(60), ..quick() }).await;
    let peer = pair.peer();
    peer.about().await.expect("an answer");
    let mut idle = charlie(&pair).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    pair.running.stop().await;
    assert_eq!(rest(&mut idle).await, "");
    assert!(peer.about().await.is_err());
}
