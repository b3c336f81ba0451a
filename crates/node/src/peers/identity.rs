//! Who we are to TLS: a key, and a certificate that carries it because TLS wants one.

use anyhow::Context;
use home::{Keys, TransportKey, pin_of};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ED25519};
use statement::{Digest, MemberName};
use std::{fmt, sync::Arc};
use tokio_rustls::rustls::{
    crypto::ring::sign::any_eddsa_type,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    server::{ClientHello, ResolvesServerCert},
    sign::{CertifiedKey, SingleCertAndKey},
};
use webpki::EndEntityCert;

/// A member's transport key, ready for connections of either side.
#[derive(Clone)]
pub struct Identity {
    newest: Shown,
    former: Option<Shown>,
}

/// A key with its certificate, and what key sheets call it.
#[derive(Clone)]
struct Shown {
    pin: Digest,
    certified: Arc<CertifiedKey>,
}

impl Identity {
    /// That of `member`. Certificates are made now, signed by their own keys, and are good for ever: nobody asks them for dates. They name the member,
    /// which tells two apart whose key sheets name one key.
    ///
    /// A node that had another key before shows that one to those who have not seen the newest key sheet, so that they can fetch it. Otherwise
    /// a member that replaced its key would be met by nobody, and could tell nobody why.
    ///
    /// # Errors
    /// A key that the TLS library does not take.
    pub fn new(member: &MemberName, keys: &Keys) -> anyhow::Result<Self> {
        let newest = Shown::new(member, &keys.transport())?;
        let former = keys.former_transport().map(|key| Shown::new(member, &key)).transpose()?;
        Ok(Identity { newest, former })
    }

    /// The pin that the others must know it by.
    pub fn pin(&self) -> Digest {
        self.newest.pin
    }

    /// What is shown to those who are dialled.
    pub(super) fn newest(&self) -> Arc<SingleCertAndKey> {
        Arc::new(self.newest.certified.clone().into())
    }
}

impl Shown {
    fn new(member: &MemberName, key: &TransportKey<'_>) -> anyhow::Result<Self> {
        let secret = key.pkcs8();
        let der = PrivatePkcs8KeyDer::from(secret.as_slice());
        let pair = KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ED25519)
            .context("the transport key is none that certificates can be made with")?;
        let mut params = CertificateParams::new(vec![member.to_string()])?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, member.as_str());
        let certificate = params.self_signed(&pair)?;
        let certified = CertifiedKey::new(vec![certificate.der().clone()], any_eddsa_type(&der)?);
        Ok(Shown { pin: key.pin()?, certified: Arc::new(certified) })
    }
}

/// The name by which who dials says which key it expects (server name indication): the first 16 bytes of the pin, in hex.
pub(super) fn expecting(pin: &Digest) -> String {
    let (first, _) = pin.0.split_at(16);
    format!("{}.pin.invalid", note::encoding::hex(first))
}

/// Shows the newest key, but to one who expects the key before.
impl ResolvesServerCert for Identity {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let former =
            self.former.as_ref().filter(|former| hello.server_name() == Some(&expecting(&former.pin)));
        Some(former.unwrap_or(&self.newest).certified.clone())
    }
}

/// Without the secret.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.newest.pin)
    }
}

/// What a certificate shows: the pin of its key, and the members that it names.
pub(super) fn shown(certificate: &CertificateDer<'_>) -> Option<(Digest, Vec<MemberName>)> {
    let certificate = EndEntityCert::try_from(certificate).ok()?;
    let names = certificate.valid_dns_names().filter_map(|name| name.parse().ok()).collect();
    Some((pin_of(&certificate.subject_public_key_info()), names))
}
