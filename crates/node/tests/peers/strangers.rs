//! Those who are no members, on the network.

use crate::{
    raw::{exchange, rest},
    room::{Pair, quick},
};
use std::sync::atomic::Ordering::Relaxed;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
};

/// A ClientHello of TLS 1.2 (RFC 5246 section 7.4.1.2) that offers one suite and no versions beyond.
fn hello_of_tls_12() -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.extend([0, 0, 2, 0xC0, 0x2F, 1, 0]);
    let mut message = vec![1, 0, 0, body.len() as u8];
    message.extend(body);
    let mut record = vec![22, 3, 1, 0, message.len() as u8];
    record.extend(message);
    record
}

#[tokio::test]
async fn threat_30_old_tls_plain_http_and_garbage_get_an_alert_and_no_more() {
    let pair = Pair::of(quick()).await;
    let http = b"GET /about HTTP/1.1\r\nhost: bravo\r\n\r\n".to_vec();
    let garbage: Vec<u8> =
        (0..100_000u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for bytes in [
        hello_of_tls_12(),
        http,
        garbage,
        vec![0; 1 << 20],
        vec![22, 3, 1, 0xFF, 0xFF],
        vec![22, 3, 3, 0, 4, 1, 0xFF, 0xFF, 0xFF],
    ] {
        let mut stream = TcpStream::connect(pair.running.address).await.expect("a connection");
        let answer = exchange(&mut stream, &bytes).await;
        assert!(answer.len() <= 7, "{answer:?}");
    }
    pair.peer().about().await.expect("members are answered");
    assert_eq!(pair.running.counts.failed_handshakes.load(Relaxed), 6);
}

#[tokio::test]
async fn threat_30_the_alert_for_old_tls_says_what_is_wrong() {
    let pair = Pair::of(quick()).await;
    let mut stream = TcpStream::connect(pair.running.address).await.expect("a connection");
    // A fatal alert: handshake_failure or protocol_version (RFC 8446 section 6.2).
    let answer = exchange(&mut stream, &hello_of_tls_12()).await;
    assert!(matches!(answer.as_bytes(), [21, 3, _, 0, 2, 2, 40 | 70]), "{answer:?}");
}

#[tokio::test]
async fn threat_30_a_handshake_that_stalls_is_ended() {
    let pair = Pair::of(quick()).await;
    for first in [&[][..], &[22, 3, 1], &hello_of_tls_12()[..20]] {
        let mut stream = TcpStream::connect(pair.running.address).await.expect("a connection");
        stream.write_all(first).await.expect("sent");
        assert_eq!(rest(&mut stream).await, "");
    }
}

#[tokio::test]
async fn threat_30_idle_connections_of_a_stranger_keep_no_member_out() {
    let pair = Pair::of(quick()).await;
    let mut idle = Vec::new();
    for _ in 0..400 {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind("127.0.0.2:0".parse().expect("an address")).expect("bound");
        if let Ok(stream) = socket.connect(pair.running.address).await {
            idle.push(stream);
        }
    }
    pair.peer().about().await.expect("members are answered");
    let over = pair.running.counts.over_limit.load(Relaxed);
    assert!(over >= 100, "{over} of {} were over the limit", idle.len());
    // The others are ended too, and their places are free again.
    for stream in &mut idle {
        assert_eq!(rest(stream).await, "");
    }
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.2:0".parse().expect("an address")).expect("bound");
    let mut late = socket.connect(pair.running.address).await.expect("a connection");
    assert_ne!(exchange(&mut late, b"garbage").await, "");
    pair.running.stop().await;
}
