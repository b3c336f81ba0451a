//! Where a passphrase comes from: the terminal, without echo, or a file that the environment names. Never a flag: other
//! users of a machine can read those.

use age::secrecy::{ExposeSecret, SecretString};
use anyhow::{Context, bail};
use std::path::Path;
use zeroize::Zeroizing;

/// The variable that names a file whose first line is the passphrase: for scripts. `/dev/fd/3` is a file too.
const FROM_FILE: &str = "DETENTE_PASSPHRASE_FILE";

/// How long a passphrase may be, in bytes.
const MAX_PASSPHRASE: usize = 1024;

/// How few characters are refused where a key is made.
const MIN_PASSPHRASE: usize = 8;

/// A passphrase. It is wiped from memory when it goes.
pub struct Passphrase(SecretString);

impl Passphrase {
    /// The one to protect new keys with; a person types it twice.
    pub fn choose(what: &str) -> anyhow::Result<Self> {
        let passphrase = match from_file()? {
            Some(passphrase) => passphrase,
            None => {
                let first = ask(&format!("New passphrase for {what}: "))?;
                if *ask("The same again: ")? != *first {
                    bail!("the two passphrases differ; nothing was written");
                }
                first
            }
        };
        if passphrase.chars().count() < MIN_PASSPHRASE {
            bail!(
                "a passphrase of fewer than {MIN_PASSPHRASE} characters is soon guessed: take six words drawn by dice, for example"
            );
        }
        Ok(Passphrase(SecretString::from(passphrase.as_str().to_owned())))
    }

    /// The one that opens `path`.
    pub fn recall(path: &Path) -> anyhow::Result<Self> {
        let passphrase = match from_file()? {
            Some(passphrase) => passphrase,
            None => ask(&format!("Passphrase of {path:?}: "))?,
        };
        Ok(Passphrase(SecretString::from(passphrase.as_str().to_owned())))
    }

    /// For the library that encrypts.
    pub fn secret(&self) -> SecretString {
        SecretString::from(self.0.expose_secret().to_owned())
    }
}

fn ask(prompt: &str) -> anyhow::Result<Zeroizing<String>> {
    let typed = rpassword::prompt_password(prompt);
    typed.map(Zeroizing::new).with_context(|| {
        format!("cannot ask for a passphrase: there is no terminal (in scripts, {FROM_FILE} names a file whose first line it is)")
    })
}

fn from_file() -> anyhow::Result<Option<Zeroizing<String>>> {
    use std::io::Read;
    let Some(path) = std::env::var_os(FROM_FILE).filter(|path| !path.is_empty()) else { return Ok(None) };
    let cannot = || format!("cannot read the passphrase in {}", Path::new(&path).display());
    let mut text = Zeroizing::new(String::new());
    // It may be a pipe, so it is read to its end and asked for nothing else.
    let file = std::fs::File::open(&path).with_context(cannot)?;
    file.take(MAX_PASSPHRASE as u64 + 2).read_to_string(&mut text).with_context(cannot)?;
    let line = text.lines().next().unwrap_or_default();
    match line.len() {
        0 => bail!("{}: its first line is empty", Path::new(&path).display()),
        1..=MAX_PASSPHRASE => Ok(Some(Zeroizing::new(line.to_owned()))),
        _ => bail!("{}: a passphrase has at most {MAX_PASSPHRASE} bytes", Path::new(&path).display()),
    }
}
