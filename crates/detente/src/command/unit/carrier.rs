//! How an invitation comes and goes: a file, or text that is pasted.

use crate::output::{escape::terminal, say};
use anyhow::{Context, bail};
use home::{MAX_PACKET, Packet, read_file, replace_public};
use std::{
    io::Read,
    path::{Path, PathBuf},
};

/// Where an invitation goes.
#[derive(Clone, Debug, clap::Args)]
pub struct OutArgs {
    /// Where to write the invitation
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print it as short text to paste, instead of a file
    #[arg(long)]
    pub text: bool,
}

/// Where an invitation goes, decided.
#[derive(Clone, Debug)]
pub enum Out {
    /// Into a file, in the place of what is there.
    File(PathBuf),
    /// To standard output, as text to paste.
    Text,
}

impl Out {
    /// Writes it.
    pub fn write(&self, packet: &Packet) -> anyhow::Result<()> {
        match self {
            Out::File(path) => replace_public(path, packet.to_string().as_bytes()),
            Out::Text => say::print(packet.armoured().as_bytes()),
        }
    }

    /// Says sentences: beside the text, if that takes standard output.
    pub fn say(&self, lines: Vec<String>) -> anyhow::Result<()> {
        match self {
            Out::File(_) => say::say(lines),
            Out::Text => {
                lines.iter().for_each(|line| eprintln!("{}", terminal(line)));
                Ok(())
            }
        }
    }

    /// What to call it in a sentence.
    pub fn name(&self) -> String {
        match self {
            Out::File(path) => path.display().to_string(),
            Out::Text => "this text".to_owned(),
        }
    }
}

/// The bytes of an invitation; `-` is standard input. It may be twice as long as a packet, since text to paste is longer.
pub fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let most = MAX_PACKET * 2;
    if path.as_os_str() != "-" {
        return read_file(path, most);
    }
    let mut bytes = Vec::new();
    let input = std::io::stdin().lock().take(most as u64 + 1).read_to_end(&mut bytes);
    input.context("cannot read standard input")?;
    match bytes.len() <= most {
        true => Ok(bytes),
        false => bail!("the text is longer than {} MiB", most >> 20),
    }
}
