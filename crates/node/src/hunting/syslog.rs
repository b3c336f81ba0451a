//! Syslog as it comes: by UDP a message a datagram (RFC 5426), by TCP and TLS with a count of octets before each message or a line end
//! behind it (RFC 6587, RFC 5425).
//!
//! What a sender can make larger is bounded: a message, what waits of a connection, connections. Where the hunt is behind, a connection is
//! not read; what comes by UDP meanwhile is dropped, and counted.

mod framing;

use super::{Delivery, Refused};
use crate::{Node, config::Config, http::tls};
use anyhow::Context;
use event::Format;
use framing::Framing;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use telemetry::follow::StreamId;
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    net::{TcpListener, UdpSocket},
    sync::Semaphore,
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

/// The longest message, in bytes: RFC 5425 asks for 8 KiB, and journals send more.
const MAX_MESSAGE: usize = 64 << 10;

/// How many bytes of messages are handed to the hunt together.
const TOGETHER: usize = 256 << 10;

/// How long messages wait for others.
const WAIT: Duration = Duration::from_millis(100);

/// How long to wait for room in the queue before it is looked at again.
const ROOM: Duration = Duration::from_millis(20);

/// How long a handshake of TLS may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// What is listened on.
pub(crate) struct Doors {
    datagrams: Vec<UdpSocket>,
    streams: Vec<(TcpListener, Option<TlsAcceptor>)>,
    room: Arc<Semaphore>,
}

impl Doors {
    /// Those that the configuration names.
    ///
    /// # Errors
    /// An address that cannot be listened on; a certificate that cannot be used.
    pub(crate) async fn bind(config: &Config) -> anyhow::Result<Self> {
        let (telemetry, client) = (&config.telemetry, &config.client);
        let room = Arc::new(Semaphore::new(telemetry.connections));
        let mut doors = Doors { datagrams: Vec::new(), streams: Vec::new(), room };
        for address in &telemetry.syslog_udp {
            let socket = UdpSocket::bind(address).await;
            doors.datagrams.push(socket.with_context(|| format!("cannot listen for syslog on {address}"))?);
        }
        for address in &telemetry.syslog_tcp {
            doors.streams.push((bind(address).await?, None));
        }
        let certificate = telemetry.certificate.as_ref().or(client.certificate.as_ref());
        let key = telemetry.key.as_ref().or(client.key.as_ref());
        if let (Some(certificate), Some(key), false) = (certificate, key, telemetry.syslog_tls.is_empty()) {
            let acceptor = tls::server(certificate, key)?;
            for address in &telemetry.syslog_tls {
                doors.streams.push((bind(address).await?, Some(acceptor.clone())));
            }
        }
        Ok(doors)
    }

    /// Lets messages in, until the node stops.
    pub(crate) fn open(self, node: &Arc<Node>, tasks: &mut JoinSet<()>) {
        for socket in self.datagrams {
            tasks.spawn(datagrams(node.clone(), socket));
        }
        for (listener, tls) in self.streams {
            tasks.spawn(connections(node.clone(), listener, tls, self.room.clone()));
        }
    }
}

async fn bind(address: &SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen for syslog on {address}"))
}

async fn datagrams(node: Arc<Node>, socket: UdpSocket) {
    let (mut buffer, mut lines) = (vec![0; MAX_MESSAGE], Lines::default());
    loop {
        let wait = if lines.bytes.is_empty() { Duration::from_secs(3_600) } else { WAIT };
        let came = tokio::select! {
            came = timeout(wait, socket.recv_from(&mut buffer)) => came,
            () = node.stopping() => return,
        };
        match came {
            Ok(Ok((length, _))) => lines.add(buffer.get(..length).unwrap_or_default()),
            // An answer of a network that some earlier sender is not there: nothing of ours.
            Ok(Err(_)) => tokio::time::sleep(ROOM).await,
            Err(_) => {}
        }
        if lines.bytes.len() < TOGETHER && matches!(came, Ok(Ok(_))) && !lines.is_old() {
            continue;
        }
        let Some((count, delivery)) = lines.take("syslog-udp") else { continue };
        if node.hunting.deliver(delivery).is_err() {
            node.hunting.with_state(|state| state.dropped += count);
        }
    }
}

async fn connections(node: Arc<Node>, listener: TcpListener, tls: Option<TlsAcceptor>, room: Arc<Semaphore>) {
    let mut open = JoinSet::new();
    let watch = if tls.is_some() { "syslog-tls" } else { "syslog-tcp" };
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = open.join_next(), if !open.is_empty() => continue,
            () = node.stopping() => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ROOM).await;
            continue;
        };
        // Where all places are taken, the connection is closed at once, and the sender sees it.
        let Ok(place) = room.clone().try_acquire_owned() else { continue };
        let (node, tls) = (node.clone(), tls.clone());
        open.spawn(async move {
            let _place = place;
            match tls {
                None => messages(&node, stream, watch).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = timeout(HANDSHAKE, tls.accept(stream)).await {
                        messages(&node, stream, watch).await;
                    }
                }
            }
        });
    }
    // What was read goes to the hunt; what was not stays with its sender.
    while open.join_next().await.is_some() {}
}

/// Takes the messages of a connection.
async fn messages(node: &Node, mut stream: impl AsyncRead + Unpin, watch: &'static str) {
    let (mut framing, mut lines) = (Framing::new(MAX_MESSAGE), Lines::default());
    let mut buffer = vec![0; 16 << 10];
    loop {
        let wait = if lines.bytes.is_empty() { Duration::from_secs(3_600) } else { WAIT };
        let came = tokio::select! {
            came = timeout(wait, stream.read(&mut buffer)) => came,
            () = node.stopping() => Ok(Ok(0)),
        };
        let is_over = matches!(came, Ok(Ok(0) | Err(_)));
        if let Ok(Ok(length)) = came {
            framing.take(buffer.get(..length).unwrap_or_default(), |message| lines.add(message));
        }
        if is_over {
            framing.end(|message| lines.add(message));
        }
        if (is_over || came.is_err() || lines.bytes.len() >= TOGETHER || lines.is_old())
            && let Some((_, delivery)) = lines.take(watch)
            && !deliver(node, delivery).await
        {
            return;
        }
        if is_over {
            return;
        }
    }
}

/// Waits until there is room: meanwhile the connection is not read, and its sender waits too. `false` where the node stops.
async fn deliver(node: &Node, mut delivery: Delivery) -> bool {
    while let Err(Refused(back)) = node.hunting.deliver(delivery) {
        delivery = back;
        if node.is_stopping() {
            return false;
        }
        tokio::time::sleep(ROOM).await;
    }
    true
}

/// Messages, a line each.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    count: u64,
    since: Option<tokio::time::Instant>,
}

impl Lines {
    /// Adds a message. Line ends in it would make two of it.
    fn add(&mut self, message: &[u8]) {
        let message = message.trim_ascii_end();
        if message.is_empty() {
            return;
        }
        self.since.get_or_insert_with(tokio::time::Instant::now);
        self.bytes
            .extend(message.iter().map(|&byte| if matches!(byte, b'\n' | b'\r' | 0) { b' ' } else { byte }));
        self.bytes.push(b'\n');
        self.count += 1;
    }

    fn is_old(&self) -> bool {
        self.since.is_some_and(|since| since.elapsed() >= WAIT)
    }

    /// All of them, and how many.
    fn take(&mut self, watch: &'static str) -> Option<(u64, Delivery)> {
        let Lines { bytes, count, .. } = std::mem::take(self);
        let mut name = [0; 16];
        // Without randomness two deliveries might be taken for one: better not to take this one.
        getrandom::fill(&mut name).ok()?;
        (count > 0).then(|| {
            let stream = StreamId(u128::from_ne_bytes(name));
            (
                count,
                Delivery {
                    name: watch.to_owned(),
                    stream,
                    watch,
                    bytes,
                    format: Some(Format::Syslog),
                    reply: None,
                },
            )
        })
    }
}
