//! One POST to the target's URL, and nothing else: no redirect is followed, no proxy asked, nothing of the answer read but its status.

use super::hmac;
use crate::config::{Carrier, Endpoint, NotifyTarget};
use anyhow::{Context, bail};
use axum::body::Bytes;
use http_body_util::Full;
use hyper::{Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use std::{path::Path, sync::Arc};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        client::Resumption,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
        version::TLS13,
    },
};

/// Where systems keep the certificates that they trust: Debian and Alpine, Red Hat, SUSE, the BSDs and macOS.
const ROOTS: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// How long a secret may be, in bytes.
const MAX_SECRET: usize = 1_024;

/// How long the head of an answer may be, and how many fields it may have.
const MAX_HEAD: usize = 16 << 10;
const MAX_HEADERS: usize = 64;

/// A connection of either kind.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Posts JSON.
///
/// # Errors
/// A target that cannot be reached, or that does not answer with a status of 200 to 299.
pub(super) async fn post(
    target: &NotifyTarget,
    endpoint: &Endpoint,
    path: &str,
    json: &[u8],
) -> anyhow::Result<()> {
    let request = request(target, endpoint, path, json)?;
    let stream = connect(target, endpoint).await?;
    let mut http = http1::Builder::new();
    http.max_headers(MAX_HEADERS).max_header_size(MAX_HEAD);
    let (mut sender, connection) = http.handshake(TokioIo::new(stream)).await.context("it speaks no HTTP")?;
    let driver = tokio::spawn(async { drop(connection.await) });
    let answer = sender.send_request(request).await;
    driver.abort();
    let status = answer.context("it did not answer")?.status();
    match status.is_success() {
        true => Ok(()),
        false => bail!("it answered {status}"),
    }
}

fn request(
    target: &NotifyTarget,
    endpoint: &Endpoint,
    path: &str,
    json: &[u8],
) -> anyhow::Result<Request<Full<Bytes>>> {
    let host = match endpoint.host.contains(':') {
        true => format!("[{}]:{}", endpoint.host, endpoint.port),
        false => format!("{}:{}", endpoint.host, endpoint.port),
    };
    let mut request = Request::post(path)
        .header("host", host)
        .header("content-type", "application/json")
        .header("user-agent", concat!("detente/", env!("CARGO_PKG_VERSION")));
    if let Some(path) = &target.secret {
        request = request.header("detente-signature", format!("sha256={}", hmac::sign(&secret(path)?, json)));
    }
    request.body(Full::from(json.to_vec())).context("the request cannot be made")
}

/// The first line of the file, without what ends it.
fn secret(path: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot = || format!("cannot read the secret {}", path.display());
    let text = home::read_file(path, MAX_SECRET).with_context(cannot)?;
    let line: Vec<u8> = text.into_iter().take_while(|byte| !b"\r\n".contains(byte)).collect();
    match line.is_empty() {
        true => bail!("the secret {} is empty", path.display()),
        false => Ok(line),
    }
}

/// A connection, under TLS if the endpoint is so.
pub(super) async fn connect(target: &NotifyTarget, endpoint: &Endpoint) -> anyhow::Result<Box<dyn Stream>> {
    let stream =
        TcpStream::connect((endpoint.host.as_str(), endpoint.port)).await.context("it cannot be reached")?;
    if endpoint.carrier != Carrier::Tls {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(endpoint.host.clone())
        .context("its name is none that a certificate can have")?;
    let shaken = TlsConnector::from(tls(target)?).connect(name, stream).await;
    Ok(Box::new(shaken.context("the handshake failed (it has to speak TLS 1.3)")?))
}

fn tls(target: &NotifyTarget) -> anyhow::Result<Arc<ClientConfig>> {
    let path = match &target.ca {
        Some(path) => path.as_path(),
        None => ROOTS
            .iter()
            .map(Path::new)
            .find(|path| path.exists())
            .context("this system's certificates are not found: name a file (notify.ca)")?,
    };
    let cannot = || format!("cannot read the certificates {}", path.display());
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).with_context(cannot)? {
        // A system may have some among them that are not understood; the others serve.
        drop(roots.add(certificate.with_context(cannot)?));
    }
    if roots.is_empty() {
        bail!("there is no certificate in {}", path.display());
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}
