//! TLS without any of our checks: what a hostile node would use.

use crate::room::{Unit, name};
use home::Keys;
use rcgen::{CertificateParams, KeyPair, PKCS_ED25519};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::{
    TlsAcceptor, TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, DigitallySignedStruct, Error, ServerConfig, SignatureScheme,
        client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        crypto::{CryptoProvider, ring},
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime},
    },
    server,
};

/// Longer than any limit of these tests.
pub const LONG: Duration = Duration::from_secs(20);

pub type Shown = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// A key and a certificate that calls itself `called`.
pub fn shown(pkcs8: &[u8], called: &str) -> Shown {
    let der = PrivatePkcs8KeyDer::from(pkcs8.to_vec());
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ED25519).expect("a key");
    let certificate = CertificateParams::new(vec![called.to_owned()]).expect("a name").self_signed(&pair);
    (vec![certificate.expect("a certificate").der().clone()], der.into())
}

/// Those of a member.
pub fn of_member(unit: &Unit, member: &str) -> Shown {
    shown(&unit.keys(&name(member)).transport().pkcs8(), member)
}

/// Those of a stranger.
pub fn of_stranger(called: &str) -> Shown {
    shown(&Keys::draw().expect("keys").transport().pkcs8(), called)
}

#[derive(Debug)]
struct Anything(Arc<CryptoProvider>);

impl ServerCertVerifier for Anything {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// A connection to a listener, with this certificate or none.
pub async fn connect(address: SocketAddr, shown: Option<Shown>) -> std::io::Result<TlsStream<TcpStream>> {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anything(provider)));
    let config = match shown {
        Some((chain, key)) => config.with_client_auth_cert(chain, key).expect("a certificate"),
        None => config.with_no_client_auth(),
    };
    let name = ServerName::try_from("anything.invalid").expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, TcpStream::connect(address).await?).await
}

/// Sends bytes and reads all that comes until the other side ends it. An error on the way ends it too.
pub async fn exchange(stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin), bytes: &[u8]) -> String {
    // It may have ended already.
    drop(stream.write_all(bytes).await);
    drop(stream.flush().await);
    rest(stream).await
}

/// All that comes until the other side ends it.
pub async fn rest(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut all = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        match timeout(LONG, stream.read(&mut chunk)).await.expect("the connection is ended, not left open") {
            Ok(0) | Err(_) => return String::from_utf8_lossy(&all).into_owned(),
            Ok(read) => all.extend_from_slice(&chunk[..read]),
        }
    }
}

/// A listener that does with each connection what it is told. It ends with the test.
pub struct Lying {
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Lying {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Listens with this certificate, and asks nobody for one.
pub async fn lie<F>(shown: Shown, each: impl Fn(server::TlsStream<TcpStream>) -> F + Send + 'static) -> Lying
where
    F: Future<Output = ()> + Send + 'static,
{
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(shown.0, shown.1)
        .expect("a certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let task = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            if let Ok(stream) = acceptor.accept(stream).await {
                tokio::spawn(each(stream));
            }
        }
    });
    Lying { address, task }
}
