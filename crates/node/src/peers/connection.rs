//! One connection of a peer, from its first byte to its last.

use super::{
    admission::Admitted,
    answer::{answer, no},
    counts::{PeerCounts, count},
    desk::Desk,
    identity::shown,
    limits::{PeerLimits, Place, Places},
    patience::Patient,
    pins::NOT_PINNED,
};
use axum::body::Body;
use hyper::{Request, Response, StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use statement::MemberName;
use std::{
    collections::BTreeMap,
    convert::Infallible,
    io,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    net::TcpStream,
    sync::{Semaphore, watch},
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_rustls::{TlsAcceptor, rustls, server::TlsStream};

/// How long the head of a request may be. The longest that this program sends has some 400 bytes.
const MAX_HEAD: usize = 8 << 10;

/// How many lines it may have.
const MAX_HEADERS: usize = 32;

/// What all connections share.
pub(super) struct Shared {
    pub(super) desk: Arc<dyn Desk>,
    pub(super) counts: Arc<PeerCounts>,
    pub(super) places: Arc<Places>,
    limits: PeerLimits,
    tls: TlsAcceptor,
    held: Mutex<BTreeMap<MemberName, Arc<Semaphore>>>,
}

impl Shared {
    pub(super) fn new(
        desk: Arc<dyn Desk>,
        tls: TlsAcceptor,
        counts: Arc<PeerCounts>,
        limits: PeerLimits,
    ) -> Self {
        let places = Arc::new(Places::new(&limits));
        Shared { desk, counts, places, limits, tls, held: Mutex::default() }
    }

    /// What bounds the memory that a member's answers take.
    pub(super) fn held(&self, member: &MemberName) -> Arc<Semaphore> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.entry(member.clone()).or_insert_with(|| Arc::new(Semaphore::new(self.limits.held))).clone()
    }
}

/// Shakes hands and answers until one side ends it.
pub(super) async fn speak(
    shared: Arc<Shared>,
    stream: TcpStream,
    _place: Place,
    stop: watch::Receiver<bool>,
) {
    // An answer of a few bytes must not wait for more. Where the system cannot, it is only slower.
    drop(stream.set_nodelay(true));
    let accepting = shared.tls.accept(Patient::new(stream, shared.limits.patience));
    let Ok(Ok(stream)) =
        timeout(shared.limits.handshake, accepting).await.inspect(|accepted| note_failure(&shared, accepted))
    else {
        return count(&shared.counts.failed_handshakes);
    };
    // Papers may have come since the verifier looked.
    let Some(caller) = caller(&shared, &stream) else { return };
    let Some(_of_member) = shared.places.for_member(&caller.member) else {
        return count(&shared.counts.over_limit);
    };
    shared.desk.heard(&caller.member);
    converse(&shared, &caller, stream, stop).await;
}

/// A key that no member has is told apart from garbage: it may be a member whose newest key sheet we lack.
fn note_failure<S>(shared: &Shared, accepted: &io::Result<S>) {
    let cause = accepted.as_ref().err().and_then(io::Error::get_ref);
    if cause.and_then(|cause| cause.downcast_ref::<rustls::Error>()) == Some(&NOT_PINNED) {
        count(&shared.counts.unknown_pins);
        tracing::debug!("a connection showed a key that no member has");
    }
}

fn caller(shared: &Shared, stream: &TlsStream<Patient<TcpStream>>) -> Option<Admitted> {
    let (_, session) = stream.get_ref();
    let (pin, names) = shown(session.peer_certificates()?.first()?)?;
    Admitted::by(&shared.desk.known(), pin, &names, shared.desk.now())
}

async fn converse(
    shared: &Arc<Shared>,
    caller: &Admitted,
    stream: TlsStream<Patient<TcpStream>>,
    mut stop: watch::Receiver<bool>,
) {
    let service = service_fn(|request| async { Ok::<_, Infallible>(respond(shared, caller, request).await) });
    let mut connection = pin!(http(&shared.limits).serve_connection(TokioIo::new(stream), service));
    let mut recheck = interval(shared.limits.recheck);
    recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stopping = false;
    loop {
        if *stop.borrow_and_update() && !stopping {
            stopping = true;
            connection.as_mut().graceful_shutdown();
        }
        tokio::select! {
            // What became of it is the peer's to know: it broke off, was idle, or sent what is no HTTP.
            _ = connection.as_mut() => return,
            changed = stop.changed(), if !stopping => if changed.is_err() { return },
            _ = recheck.tick() => {
                if !caller.stands(&shared.desk.known(), shared.desk.now()) {
                    count(&shared.counts.expelled);
                    tracing::info!(member = %caller.member, "a connection is ended: its key is no member's any more");
                    return;
                }
            }
        }
    }
}

fn http(limits: &PeerLimits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(MAX_HEADERS)
        .max_header_size(MAX_HEAD)
        .max_buf_size(8 * MAX_HEAD)
        .half_close(false);
    http
}

/// Answers a request, if its member still is one, and within the time.
async fn respond(shared: &Arc<Shared>, caller: &Admitted, request: Request<Incoming>) -> Response<Body> {
    let response = match caller.stands(&shared.desk.known(), shared.desk.now()) {
        false => {
            no(StatusCode::FORBIDDEN, "you are no member by the charter in force here, or have a newer key")
        }
        true => match timeout(shared.limits.request, answer(shared, &caller.member, request)).await {
            Ok(response) => response,
            Err(_) => no(StatusCode::SERVICE_UNAVAILABLE, "this takes too long; ask again later"),
        },
    };
    count(&shared.counts.requests);
    if response.status().as_u16() >= 400 {
        count(&shared.counts.refused);
    }
    response
}
