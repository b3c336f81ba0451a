//! What replaces certificate authorities: the key that a side shows must be the one that a key sheet names. Chains, names and dates of
//! certificates are not looked at; the signature of the handshake is checked as the provider checks it.

use super::{admission::Admitted, desk::Desk, identity::shown};
use statement::Digest;
use std::{fmt, sync::Arc};
use tokio_rustls::rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};

/// The key is not the one that it must be. Who gets this error knows that the handshake failed at nothing else.
pub(super) const NOT_PINNED: Error =
    Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure);

/// A client takes the one server that has this key.
pub(super) struct ServerPin {
    pub(super) pin: Digest,
    pub(super) provider: Arc<CryptoProvider>,
}

/// A server takes the clients who are members now.
pub(super) struct MemberPins {
    pub(super) desk: Arc<dyn Desk>,
    pub(super) provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for ServerPin {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let (pin, _) = shown(certificate).ok_or(CertificateError::BadEncoding)?;
        match pin == self.pin {
            true => Ok(ServerCertVerified::assertion()),
            false => Err(NOT_PINNED),
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.2 is not spoken here".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl ClientCertVerifier for MemberPins {
    /// None: a certificate that nobody issued has no issuer to ask for.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let (pin, names) = shown(certificate).ok_or(CertificateError::BadEncoding)?;
        match Admitted::by(&self.desk.known(), pin, &names, self.desk.now()) {
            Some(_) => Ok(ClientCertVerified::assertion()),
            None => Err(NOT_PINNED),
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.2 is not spoken here".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl fmt::Debug for ServerPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerPin({})", self.pin)
    }
}

impl fmt::Debug for MemberPins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemberPins")
    }
}
