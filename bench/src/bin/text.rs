//! How fast free text is read, with all that is found in it, beside a bare pass over the same bytes that counts line ends.
//!
//! `text [SECONDS]`: each rate is measured for so long (3 if nothing is said). The documents are made up: prose with a value here and there,
//! as advisories are; a list of nothing but values; the prose as a page and as a mail in base64.

use anyhow::{Context, Result};
use bench::own;
use exchange::text::{TextOptions, read};
use std::{env, fmt::Write, hint::black_box};

/// About how long a document is, in bytes.
const LENGTH: usize = 4 << 20;

fn main() -> Result<()> {
    let seconds = env::args().nth(1).map_or(Ok(3.0), |seconds| seconds.parse())?;
    let prose = prose();
    let page = format!("<html><body><p>{}</p></body></html>", prose.replace("\n\n", "</p>\n<p>"));
    let mail = format!(
        "From: a@example.org\nTo: b@example.com\nContent-Transfer-Encoding: base64\n\n{}",
        base64(prose.as_bytes())
    );
    for (what, text) in [("prose", prose), ("a list of values", list()), ("a page", page), ("a mail", mail)] {
        rates(what, text.as_bytes(), seconds)?;
    }
    Ok(())
}

fn rates(what: &str, bytes: &[u8], seconds: f64) -> Result<()> {
    let document = read(bytes, &TextOptions::default()).context("a made-up document")?;
    let limit = rate(bytes.len(), seconds, || {
        black_box(memchr::memchr_iter(b'\n', bytes).count());
        Ok(())
    })?;
    let ours = rate(bytes.len(), seconds, || {
        black_box(read(bytes, &TextOptions::default())?);
        Ok(())
    })?;
    println!("{what}: {} bytes, {} candidates", bytes.len(), document.candidates.len());
    println!("  limit: line ends counted  {limit:>9.1} MB/s");
    println!("  ours                      {ours:>9.1} MB/s, {:.4} of the limit", ours / limit);
    Ok(())
}

/// Megabytes for each second of processor time.
fn rate(bytes: usize, seconds: f64, mut once: impl FnMut() -> Result<()>) -> Result<f64> {
    let (start, mut rounds) = (own()?, 0_u32);
    loop {
        once()?;
        rounds += 1;
        let spent = own()? - start;
        if spent >= seconds {
            return Ok(f64::from(rounds) * bytes as f64 / 1e6 / spent);
        }
    }
}

fn prose() -> String {
    let mut text = String::from("# A made-up advisory\n\n");
    let mut number = 0_u32;
    while text.len() < LENGTH {
        number += 1;
        let sentence = "The operators changed how they work in the last weeks, and what was seen before is of little use by now. ";
        text.push_str(&sentence.repeat(3));
        let _ = write!(
            text,
            "They load it from hxxp://host{number}[.]example[.]com/a and speak to 198.51.100.{}; see https://www.example.org/{number}.\n\n",
            number % 256
        );
    }
    text
}

fn list() -> String {
    let mut text = String::from("# Indicators\n");
    let mut number = 0_u32;
    while text.len() < LENGTH {
        number += 1;
        let _ = writeln!(text, "- host{number}[.]example[.]com\n- {number:032x}");
    }
    text
}

/// In lines of 76 characters.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (line, chunk) in bytes.chunks(57).enumerate() {
        if line > 0 {
            text.push('\n');
        }
        for three in chunk.chunks(3) {
            let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
                << (8 * (3 - three.len()));
            for place in 0..=three.len() {
                text.push(char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize]));
            }
        }
    }
    text
}
