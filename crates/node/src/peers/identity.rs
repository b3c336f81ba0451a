//! Who we are to TLS: a key, and a certificate that carries it because TLS wants one.

use anyhow::Context;
use home::{TransportKey, pin_of};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ED25519};
use statement::{Digest, MemberName};
use std::{fmt, sync::Arc};
use tokio_rustls::rustls::{
    crypto::ring::sign::any_eddsa_type,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    sign::{CertifiedKey, SingleCertAndKey},
};
use webpki::EndEntityCert;

/// A member's transport key, ready for connections of either side.
#[derive(Clone)]
pub struct Identity {
    pub(super) shown: Arc<SingleCertAndKey>,
    pin: Digest,
}

impl Identity {
    /// That of `member`. The certificate is made now, signed by its own key, and is good for ever: nobody asks it for dates. It names the member,
    /// which tells two apart whose key sheets name one key.
    ///
    /// # Errors
    /// A key that the TLS library does not take.
    pub fn new(member: &MemberName, key: &TransportKey<'_>) -> anyhow::Result<Self> {
        let secret = key.pkcs8();
        let der = PrivatePkcs8KeyDer::from(secret.as_slice());
        let pair = KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ED25519)
            .context("the transport key is none that certificates can be made with")?;
        let mut params = CertificateParams::new(vec![member.to_string()])?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, member.as_str());
        let certificate = params.self_signed(&pair)?;
        let signer = any_eddsa_type(&der)?;
        let certified = CertifiedKey::new(vec![certificate.der().clone()], signer);
        Ok(Identity { shown: Arc::new(certified.into()), pin: key.pin()? })
    }

    /// The pin that the others must know it by.
    pub fn pin(&self) -> Digest {
        self.pin
    }
}

/// Without the secret.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.pin)
    }
}

/// What a certificate shows: the pin of its key, and the members that it names.
pub(super) fn shown(certificate: &CertificateDer<'_>) -> Option<(Digest, Vec<MemberName>)> {
    let certificate = EndEntityCert::try_from(certificate).ok()?;
    let names = certificate.valid_dns_names().filter_map(|name| name.parse().ok()).collect();
    Some((pin_of(&certificate.subject_public_key_info()), names))
}
