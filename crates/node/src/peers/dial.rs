//! Dialling a member: TCP, TLS with the one key that its sheet names, HTTP/1.1.

use super::{admission::Admitted, desk::Desk, error::PeerError, identity::Identity, patience::Patient, tls};
use axum::body::Bytes;
use http_body_util::Full;
use hyper::{
    Request, Response,
    body::Incoming,
    client::conn::http1::{self, SendRequest},
};
use hyper_util::rt::TokioIo;
use statement::MemberName;
use std::time::Duration;
use tokio::{net::TcpStream, task::JoinHandle};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

/// How long the head of an answer may be.
const MAX_HEAD: usize = 16 << 10;

/// How many lines it may have.
const MAX_HEADERS: usize = 64;

/// How long a peer may take nothing of a request.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open connection to a member.
pub(super) struct Line {
    sender: SendRequest<Full<Bytes>>,
    /// To whom, and by which key.
    pub(super) admitted: Admitted,
    _driver: Driver,
}

/// The task that moves the bytes. It ends with the line.
struct Driver(JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Line {
    /// Opens one.
    pub(super) async fn dial(
        desk: &dyn Desk,
        identity: &Identity,
        member: &MemberName,
    ) -> Result<Self, PeerError> {
        let known = desk.known();
        let missing = |what: &str| PeerError::Unreachable(what.to_owned());
        let address = known.addresses.get(member).ok_or_else(|| missing("its address is not known here"))?;
        let admitted = Admitted::expected(&known, member, desk.now()).ok_or_else(|| {
            missing("it is no member now, or no key sheet of it with a transport key is here")
        })?;
        let config =
            tls::client(identity, admitted.pin).map_err(|error| PeerError::Here(error.to_string()))?;
        let stream = TcpStream::connect(address).await.map_err(|error| PeerError::of(&error))?;
        drop(stream.set_nodelay(true));
        // Certificates are not asked for names, and none is sent.
        let name =
            ServerName::try_from("peer.invalid").map_err(|error| PeerError::Here(error.to_string()))?;
        let stream = TlsConnector::from(config).connect(name, Patient::new(stream, PATIENCE)).await;
        let stream = stream.map_err(|error| PeerError::of(&error))?;
        let handshake = http().handshake(TokioIo::new(stream)).await;
        let (sender, connection) = handshake.map_err(|error| PeerError::of(&error))?;
        // What breaks it is told to whoever waits for an answer.
        let driver = Driver(tokio::spawn(async { drop(connection.await) }));
        Ok(Line { sender, admitted, _driver: driver })
    }

    /// Sends a request and waits for the head of its answer.
    pub(super) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, hyper::Error> {
        self.sender.ready().await?;
        self.sender.send_request(request).await
    }

    /// Whether it is still open, as far as is known here.
    pub(super) fn is_open(&self) -> bool {
        !self.sender.is_closed()
    }
}

fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    http.max_headers(MAX_HEADERS).max_header_size(MAX_HEAD);
    http
}
