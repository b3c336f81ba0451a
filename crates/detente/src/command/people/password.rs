//! Where an operator's password comes from: the terminal, without echo, or a file. Never a flag: other users of a machine can read those.
//! And never the passphrase of the member's keys, which the environment of a service may name.

use anyhow::{Context, bail};
use node::people::MAX_PASSWORD;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Flags for a password.
#[derive(Clone, Debug, clap::Args)]
pub struct PasswordArgs {
    /// A file whose first line is the password, `-` for standard input [default: asked for twice]
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl PasswordArgs {
    /// The password.
    pub fn read(&self, of: &str) -> anyhow::Result<Zeroizing<String>> {
        match &self.password_file {
            Some(path) if path.as_os_str() == "-" => {
                first_line(io::stdin().lock(), Path::new("standard input"))
            }
            Some(path) => {
                let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
                first_line(file, path)
            }
            None => twice(of),
        }
    }
}

fn first_line(from: impl Read, path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    let read = from.take(MAX_PASSWORD as u64 + 2).read_to_string(&mut text);
    read.with_context(|| format!("cannot read {}", path.display()))?;
    let line = text.lines().next().unwrap_or_default();
    Ok(Zeroizing::new(line.to_owned()))
}

fn twice(of: &str) -> anyhow::Result<Zeroizing<String>> {
    let ask = |prompt: String| {
        let typed = rpassword::prompt_password(prompt).map(Zeroizing::new);
        typed.context(
            "cannot ask for a password: there is no terminal (in scripts, --password-file names a file)",
        )
    };
    let first = ask(format!("New password of {of}: "))?;
    match *ask("The same again: ".to_owned())? == *first {
        true => Ok(first),
        false => bail!("the two passwords differ; nothing was changed"),
    }
}
