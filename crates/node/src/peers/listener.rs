//! The listener for peers: connections are taken within limits, each is spoken with in a task of its own, and all are ended in order.

use super::{
    connection::{Shared, speak},
    counts::{PeerCounts, count},
    desk::Desk,
    identity::Identity,
    limits::PeerLimits,
    tls,
};
use anyhow::Context;
use std::{sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

/// How long connections get to end what they are at when the node stops.
const TO_END: Duration = Duration::from_secs(8);

/// How long to wait when the system has no more files to give: connections that end give some back.
const BREATH: Duration = Duration::from_millis(100);

/// A listener for peers that is to be.
pub struct Server {
    /// The node behind it.
    pub desk: Arc<dyn Desk>,
    /// Whose key it shows.
    pub identity: Identity,
    /// What it allows.
    pub limits: PeerLimits,
    /// Where it counts what it sees.
    pub counts: Arc<PeerCounts>,
}

impl Server {
    /// Answers peers until `stop` says `true` or its sender goes; then takes no more connections, lets the running requests end, and returns.
    ///
    /// # Errors
    /// A key that TLS does not take.
    pub async fn run(self, listener: TcpListener, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
        let config = tls::server(&self.identity, self.desk.clone()).context("cannot set up TLS for peers")?;
        let shared = Shared::new(self.desk, TlsAcceptor::from(config), self.counts, self.limits);
        accept(listener, Arc::new(shared), stop).await;
        Ok(())
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    while !*stop.borrow_and_update() {
        tokio::select! {
            taken = listener.accept() => match taken {
                Ok((stream, from)) => {
                    let Some(place) = shared.places.for_address(from.ip()) else {
                        count(&shared.counts.over_limit);
                        continue;
                    };
                    count(&shared.counts.accepted);
                    connections.spawn(speak(shared.clone(), stream, place, stop.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "the listener for peers cannot take a connection");
                    sleep(BREATH).await;
                }
            },
            Some(ended) = connections.join_next(), if !connections.is_empty() => {
                if ended.is_err_and(|error| error.is_panic()) {
                    tracing::error!("speaking with a peer ended in a panic");
                }
            }
            changed = stop.changed() => if changed.is_err() { break },
        }
    }
    drop(listener);
    // Who is not done by then is cut off: the set ends its tasks when it goes.
    drop(timeout(TO_END, async { while connections.join_next().await.is_some() {} }).await);
}
