//! What is held against: writes that wait for the disk, and bare signatures.

use anyhow::Result;
use ed25519_dalek::{Signature, VerifyingKey};
use note::VerifierKey;
use statement::Entry;
use std::{fs::File, hint::black_box, io::Write, path::Path, time::Instant};

/// Seconds for each statement of so many bytes that is checked, and written with one wait for the disk for each `batch`.
pub fn appended(folder: &Path, entries: &[Vec<u8>], key: &VerifierKey, batch: usize) -> Result<f64> {
    let checked = checked(entries, key)?;
    let mut file = File::create(folder.join("bare"))?;
    let began = Instant::now();
    for entries in entries.chunks(batch) {
        file.write_all(&entries.concat())?;
        file.sync_data()?;
    }
    Ok(checked + began.elapsed().as_secs_f64() / entries.len() as f64)
}

/// Seconds that `verify_strict` takes for each of these entries, read before.
pub fn checked(entries: &[Vec<u8>], key: &VerifierKey) -> Result<f64> {
    let point = VerifyingKey::from_bytes(key.public())?;
    let read = |bytes: &Vec<u8>| {
        let entry = Entry::parse(bytes)?;
        let signature = Signature::from_slice(
            &entry.note().signatures().first().map_or(vec![], |one| one.bytes.clone()),
        )?;
        Ok((entry.note().text().to_owned(), signature))
    };
    let messages = entries.iter().map(read).collect::<Result<Vec<(String, Signature)>>>()?;
    let began = Instant::now();
    messages
        .iter()
        .try_for_each(|(text, signature)| point.verify_strict(black_box(text.as_bytes()), signature))?;
    Ok(began.elapsed().as_secs_f64() / entries.len().max(1) as f64)
}
