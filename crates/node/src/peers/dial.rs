//! Dialling a member: TCP, TLS with the one key that its sheet names, HTTP/1.1.

use super::{
    admission::Admitted,
    desk::Desk,
    error::PeerError,
    identity::{Identity, expecting},
    patience::Patient,
    tls,
};
use axum::body::Bytes;
use http_body_util::Full;
use hyper::{
    Request, Response,
    body::Incoming,
    client::conn::http1::{self, SendRequest},
};
use hyper_util::rt::TokioIo;
use statement::MemberName;
use std::{net::IpAddr, time::Duration};
use tokio::{net::TcpStream, task::JoinHandle};
use tokio_rustls::{TlsConnector, client::TlsStream, rustls::pki_types::ServerName};

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
        let stream =
            match shake_hands(identity, address, &admitted, ServerName::from(IpAddr::from([0; 4]))).await {
                // It may have a newer key, whose sheet we lack, and the one that we expect still.
                Err(PeerError::WrongPin) => {
                    let name = ServerName::try_from(expecting(&admitted.pin));
                    let name = name.map_err(|error| PeerError::Here(error.to_string()))?;
                    shake_hands(identity, address, &admitted, name).await?
                }
                shaken => shaken?,
            };
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

/// TCP and TLS. `name` is sent if it is one, and an address is none: whom we dial is nobody's business on the way.
async fn shake_hands(
    identity: &Identity,
    address: &str,
    admitted: &Admitted,
    name: ServerName<'static>,
) -> Result<TlsStream<Patient<TcpStream>>, PeerError> {
    let config = tls::client(identity, admitted.pin).map_err(|error| PeerError::Here(error.to_string()))?;
    let stream = TcpStream::connect(address).await.map_err(|error| PeerError::of(&error))?;
    // A request of a few bytes must not wait for more. Where the system cannot, it is only slower.
    drop(stream.set_nodelay(true));
    let shaken = TlsConnector::from(config).connect(name, Patient::new(stream, PATIENCE)).await;
    shaken.map_err(|error| PeerError::of(&error))
}

fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    http.max_headers(MAX_HEADERS).max_header_size(MAX_HEAD);
    http
}
