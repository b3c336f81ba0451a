//! Connections: how many there may be, what each may cost, and how they end.

use super::{
    door::Door,
    limits::{
        HANDSHAKE_TIME, HEAD_TIME, MAX_CONNECTIONS, MAX_CONNECTIONS_EACH, MAX_HEAD, MAX_HEADERS, MAX_LOCAL,
        STALL_TIME, STOP_TIME,
    },
    stall::Stall,
};
use axum::{Router, body::Body};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    collections::HashMap,
    net::IpAddr,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// Serves connections.
pub(super) struct Server {
    router: Router,
    stop: watch::Sender<bool>,
    network: Arc<Semaphore>,
    local: Arc<Semaphore>,
    each: Each,
}

impl Server {
    pub(super) fn new(router: Router) -> Self {
        Server {
            router,
            stop: watch::channel(false).0,
            network: Arc::new(Semaphore::new(MAX_CONNECTIONS)),
            local: Arc::new(Semaphore::new(MAX_LOCAL)),
            each: Each::default(),
        }
    }

    /// Waits until there is room for a connection from the network.
    pub(super) async fn room(&self) -> Option<OwnedSemaphorePermit> {
        self.network.clone().acquire_owned().await.ok()
    }

    /// Waits until there is room for a connection by the socket in the home.
    pub(super) async fn local_room(&self) -> Option<OwnedSemaphorePermit> {
        self.local.clone().acquire_owned().await.ok()
    }

    /// Serves a connection on a task of its own, which keeps its room until it ends. One more from another machine that has many is closed.
    pub(super) fn take<S>(
        &self,
        stream: S,
        tls: Option<TlsAcceptor>,
        door: Door,
        room: Option<OwnedSemaphorePermit>,
    ) where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let Some(place) = self.each.place(door) else { return };
        let (router, stopped) = (self.router.clone(), self.stop.subscribe());
        tokio::spawn(async move {
            let _held = (room, place);
            let stream = Stall::new(stream, STALL_TIME);
            let Some(tls) = tls else { return serve(stream, router, door, stopped).await };
            match tokio::time::timeout(HANDSHAKE_TIME, tls.accept(stream)).await {
                Ok(Ok(stream)) => serve(stream, router, door, stopped).await,
                Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                Err(_) => tracing::debug!("a TLS handshake took too long"),
            }
        });
    }

    /// Waits until what was asked is answered, but not for ever.
    pub(super) async fn finish(&self) {
        self.stop.send_replace(true);
        let all = |room: &Arc<Semaphore>, of: usize| {
            room.clone().acquire_many_owned(u32::try_from(of).unwrap_or(u32::MAX))
        };
        let both = async { (all(&self.network, MAX_CONNECTIONS).await, all(&self.local, MAX_LOCAL).await) };
        if tokio::time::timeout(STOP_TIME, both).await.is_err() {
            tracing::warn!("some clients were not answered before the node stopped");
        }
    }
}

/// Serves one connection to its end.
async fn serve<S>(stream: S, router: Router, door: Door, mut stopped: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(door);
        router.clone().oneshot(request.map(Body::new))
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(MAX_HEAD)
        .max_headers(MAX_HEADERS);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = is_stopping(&mut stopped) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Done when the node stops, or when nobody can tell any more.
async fn is_stopping(stopped: &mut watch::Receiver<bool>) {
    drop(stopped.wait_for(|stop| *stop).await);
}

/// How many connections each address of another machine has.
#[derive(Clone, Default)]
struct Each(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A place of an address, given back when it is dropped.
struct Place(Option<(Each, IpAddr)>);

impl Each {
    fn place(&self, door: Door) -> Option<Place> {
        let Door::Tcp { from, .. } = door else { return Some(Place(None)) };
        if door.is_this_machine() {
            return Some(Place(None));
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(from.ip()).or_default();
        if *count >= MAX_CONNECTIONS_EACH {
            return None;
        }
        *count += 1;
        Some(Place(Some((self.clone(), from.ip()))))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((each, address)) = self.0.take() else { return };
        let mut all = each.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                all.remove(&address);
            }
        }
    }
}
