//! TLS for people and programs on other machines: 1.3 only, with a certificate like any web server's.

use crate::config::ClientConfig;
use anyhow::Context;
use std::{path::Path, sync::Arc};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        version::TLS13,
    },
};

/// What does the handshakes, if the configuration names a certificate.
pub(super) fn acceptor(config: &ClientConfig) -> anyhow::Result<Option<TlsAcceptor>> {
    let (Some(certificate), Some(key)) = (&config.certificate, &config.key) else { return Ok(None) };
    server(certificate, key).map(Some)
}

/// What does the handshakes with a certificate and its key.
///
/// # Errors
/// Files that cannot be read, or that do not belong together.
pub(crate) fn server(certificate: &Path, key: &Path) -> anyhow::Result<TlsAcceptor> {
    let unusable = || format!("{} and {} do not make a server", certificate.display(), key.display());
    let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])?
        .with_no_client_auth()
        .with_single_cert(chain(certificate)?, private(key)?)
        .with_context(unusable)?;
    Ok(TlsAcceptor::from(Arc::new(tls)))
}

fn chain(path: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let cannot = || format!("cannot read the certificate {}", path.display());
    let found = CertificateDer::pem_file_iter(path).with_context(cannot)?;
    found.collect::<Result<_, _>>().with_context(cannot)
}

fn private(path: &Path) -> anyhow::Result<PrivateKeyDer<'static>> {
    PrivateKeyDer::from_pem_file(path).with_context(|| format!("cannot read the key {}", path.display()))
}
