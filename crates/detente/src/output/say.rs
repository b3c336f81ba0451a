//! Sentences for people on standard output, each line made safe: there is a stranger's text in most of them.

use super::escape::terminal;
use std::io::{self, Write};

/// Prints lines.
pub fn say<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    for line in lines {
        writeln!(out, "{}", terminal(line.as_ref()))?;
    }
    out.flush()?;
    Ok(())
}

/// Prints bytes as they are: what is meant for a program or a file.
pub fn print(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush())?;
    Ok(())
}

/// Says something that matters more than the result, on standard error.
pub fn warn(sentence: &str) {
    eprintln!("warning: {}", terminal(sentence));
}

/// `1 entry`, `2 entries`.
pub fn many(number: impl TryInto<u64>, one: &str, more: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    format!("{number} {}", if number == 1 { one } else { more })
}
