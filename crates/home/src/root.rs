//! The root key: in a file of its own, which is best kept elsewhere, or in ssh-agent.

use crate::{
    Home, Passphrase, Seed,
    agent::{self, AgentKey},
    files, secret,
};
use anyhow::{Context, bail};
use note::{Algorithm, Note, SigningKey, VerifierKey};
use statement::{MemberName, Seat};
use std::path::Path;
use zeroize::Zeroizing;

/// The first line of the file.
const VERSION: &str = "detente/root-key/v1";

/// A root key that can sign.
pub enum Root {
    /// From a file.
    Key(SigningKey),
    /// In ssh-agent.
    Agent(AgentKey, VerifierKey),
}

impl Root {
    /// The root key of this home, from `file` where it is kept elsewhere.
    pub fn open(
        home: &Home,
        file: Option<&Path>,
        passphrase: &mut Option<Passphrase>,
    ) -> anyhow::Result<Self> {
        let public = home.root_verifier()?;
        let path = file.map_or_else(|| home.path().join("root.key"), Path::to_owned);
        let root = match file.is_none() && home.path().join("root.agent").exists() {
            true => Root::in_agent(&public)?,
            false => Root::in_file(&path, home.member(), passphrase)?,
        };
        match *root.verifier() == public {
            true => Ok(root),
            false => bail!("{} is another root key than {public}", path.display()),
        }
    }

    fn in_file(
        path: &Path,
        member: &MemberName,
        passphrase: &mut Option<Passphrase>,
    ) -> anyhow::Result<Self> {
        if !path.exists() {
            bail!(
                "the root key is not at {}: bring it, and name its file with --root (what to do if it is lost: docs/UNIT.md)",
                path.display()
            );
        }
        let text = secret::read(path, passphrase)?;
        let seed =
            text.strip_prefix(VERSION).and_then(|rest| rest.strip_prefix("\nseed ")?.strip_suffix('\n'));
        let seed = seed.with_context(|| format!("{} is no root key", path.display()))?;
        Ok(Root::Key(signing(member, &Seed::parse(seed)?)?))
    }

    fn in_agent(public: &VerifierKey) -> anyhow::Result<Self> {
        let key = agent::keys()?.into_iter().find(|key| key.public == *public.public());
        let key =
            key.with_context(|| format!("ssh-agent does not hold {public}: add the key with ssh-add"))?;
        Ok(Root::Agent(key, public.clone()))
    }

    /// The key to check its signatures with.
    pub fn verifier(&self) -> &VerifierKey {
        match self {
            Root::Key(key) => key.verifier(),
            Root::Agent(_, public) => public,
        }
    }

    /// Signs a note.
    pub fn sign(&self, note: Note) -> anyhow::Result<Note> {
        match self {
            Root::Key(key) => Ok(key.sign(note)),
            Root::Agent(key, public) => {
                let bytes = agent::sign(key, note.text().as_bytes())?;
                let signature =
                    note::Signature { name: public.name().clone(), id: public.id(), bytes: bytes.to_vec() };
                let signed = note.with(signature);
                signed.verify(public).context("ssh-agent gave a signature that is not right")?;
                Ok(signed)
            }
        }
    }
}

/// Draws a root key into a new file.
pub fn draw_root(
    path: &Path,
    member: &MemberName,
    passphrase: Option<&Passphrase>,
) -> anyhow::Result<VerifierKey> {
    let seed = Seed::draw()?;
    let key = signing(member, &seed)?;
    let text = Zeroizing::new(format!("{VERSION}\nseed {}\n", seed.to_text().as_str()));
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        files::make_folder(folder)?;
    }
    secret::write(path, &text, passphrase)?;
    Ok(key.verifier().clone())
}

/// Takes the Ed25519 key of ssh-agent that has this fingerprint or comment for the root.
pub fn use_agent(wanted: &str, member: &MemberName) -> anyhow::Result<VerifierKey> {
    let held = agent::keys()?;
    let mut found = held.iter().filter(|key| key.comment == wanted || key.fingerprint() == wanted);
    match (found.next(), found.next()) {
        (Some(key), None) => {
            let name = Seat::root_name(member).parse()?;
            Ok(VerifierKey::new(name, Algorithm::Ed25519, &key.public)?)
        }
        (Some(_), Some(_)) => {
            bail!("ssh-agent holds several Ed25519 keys called {wanted}: give the fingerprint")
        }
        (None, _) => {
            let held: Vec<String> =
                held.iter().map(|key| format!("{} ({})", key.fingerprint(), key.comment)).collect();
            let held = if held.is_empty() { "none".to_owned() } else { held.join(", ") };
            bail!("ssh-agent holds no Ed25519 key called {wanted}; those that it holds: {held}")
        }
    }
}

fn signing(member: &MemberName, seed: &Seed) -> anyhow::Result<SigningKey> {
    Ok(SigningKey::from_seed(Seat::root_name(member).parse()?, Algorithm::Ed25519, seed.bytes())?)
}
