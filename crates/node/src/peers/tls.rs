//! How TLS is set up: 1.3 alone, one provider, a certificate on both sides, and nothing that is carried over from one connection to the next.

use super::{
    desk::Desk,
    identity::Identity,
    pins::{MemberPins, ServerPin},
};
use statement::Digest;
use std::sync::Arc;
use tokio_rustls::rustls::{
    ClientConfig, Error, ServerConfig,
    client::Resumption,
    crypto::{CryptoProvider, ring},
    server::NoServerSessionStorage,
    version::TLS13,
};

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// For those who are dialled: every member of the charter in force may come.
pub(super) fn server(identity: &Identity, desk: Arc<dyn Desk>) -> Result<Arc<ServerConfig>, Error> {
    let provider = provider();
    let pins = MemberPins { desk, provider: provider.clone() };
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(Arc::new(pins))
        .with_cert_resolver(Arc::new(identity.clone()));
    // Each connection checks the pins anew; a session that was resumed would not.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}

/// For who dials: the other side has this key or is not the one.
pub(super) fn client(identity: &Identity, pin: Digest) -> Result<Arc<ClientConfig>, Error> {
    let provider = provider();
    let pins = ServerPin { pin, provider: provider.clone() };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(pins))
        .with_client_cert_resolver(identity.newest());
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}
