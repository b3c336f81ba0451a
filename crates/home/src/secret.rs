//! Secret files: a few lines of text, as they are or in an age file under a passphrase (C2SP age, scrypt).

use crate::{Passphrase, files};
use age::scrypt;
use anyhow::{Context, bail};
use note::encoding;
use std::{
    io::{Read, Write},
    path::Path,
};
use zeroize::Zeroizing;

/// How much work a guess costs: scrypt's N is 2^17 with r 8, so 128 MiB and about half a second.
const WORK: u8 = 17;

/// A file that asks for more than 1 GiB of memory is none that was written here.
const MAX_WORK: u8 = 20;

/// How long a secret file may be.
const MAX_SECRET: usize = 64 << 10;

/// How every age file begins.
const AGE: &[u8] = b"age-encryption.org/v1\n";

/// 32 secret bytes that a key follows from.
pub struct Seed(Zeroizing<[u8; 32]>);

impl Seed {
    /// New ones, from the system.
    pub fn draw() -> anyhow::Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        match getrandom::fill(&mut *bytes) {
            Ok(()) => Ok(Seed(bytes)),
            Err(error) => bail!("the system gives no random numbers: {error}"),
        }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As it stands in a secret file.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(encoding::base64(&*self.0))
    }

    /// Reads what [`Seed::to_text`] writes.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let bytes = Zeroizing::new(encoding::unbase64("secret key", text)?);
        let bytes: [u8; 32] = bytes.as_slice().try_into().context("a secret key does not have 32 bytes")?;
        Ok(Seed(Zeroizing::new(bytes)))
    }
}

/// Writes a secret file that was not there, mode 0600.
pub fn write(path: &Path, text: &str, passphrase: Option<&Passphrase>) -> anyhow::Result<()> {
    match passphrase {
        None => files::write_new(path, text.as_bytes()),
        Some(passphrase) => files::write_new(path, &locked(text, passphrase)?),
    }
}

fn locked(text: &str, passphrase: &Passphrase) -> anyhow::Result<Vec<u8>> {
    let mut recipient = scrypt::Recipient::new(passphrase.secret());
    recipient.set_work_factor(WORK);
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).context("cannot encrypt a key file")?;
    let mut file = Vec::new();
    let mut writer = encryptor.wrap_output(&mut file)?;
    writer.write_all(text.as_bytes())?;
    writer.finish()?;
    Ok(file)
}

/// What a secret file says. `passphrase` is asked for if it needs one, and kept for the next file.
pub fn read(path: &Path, passphrase: &mut Option<Passphrase>) -> anyhow::Result<Zeroizing<String>> {
    let bytes = Zeroizing::new(files::read(path, MAX_SECRET)?);
    if !bytes.starts_with(AGE) {
        let text =
            std::str::from_utf8(&bytes).with_context(|| format!("{} is no key file", path.display()))?;
        return Ok(Zeroizing::new(text.to_owned()));
    }
    // The passphrase of the last file may be that of this one too.
    if let Some(Ok(text)) = passphrase.as_ref().map(|known| unlocked(&bytes, known)) {
        return Ok(text);
    }
    let asked = Passphrase::recall(path)?;
    let text = unlocked(&bytes, &asked)
        .with_context(|| format!("cannot open {}: is it the right passphrase?", path.display()))?;
    *passphrase = Some(asked);
    Ok(text)
}

fn unlocked(bytes: &[u8], passphrase: &Passphrase) -> anyhow::Result<Zeroizing<String>> {
    let mut identity = scrypt::Identity::new(passphrase.secret());
    identity.set_max_work_factor(MAX_WORK);
    let decryptor = age::Decryptor::new(bytes)?;
    let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))?;
    let mut text = Zeroizing::new(String::new());
    reader.read_to_string(&mut text)?;
    Ok(text)
}
