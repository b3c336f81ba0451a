//! Bodies for some members: salt, body and zeros in an age file (docs/spec/statement.md section 5).

use age::x25519;
use anyhow::{Context, bail};
use statement::{Body, BodyRef, KeySheet, MAX_BODY};
use std::io::{Read, Write};

/// What is encrypted is filled up to a multiple of this, so that its length tells little.
const PAD: usize = 4096;

/// Who can open what is sealed to this sheet.
pub fn recipient(sheet: &KeySheet) -> anyhow::Result<x25519::Recipient> {
    let age = sheet.age.as_deref().with_context(|| {
        format!(
            "{} has no `age` line in its key sheet {} and cannot read sealed bodies",
            sheet.member, sheet.number
        )
    })?;
    age.parse()
        .map_err(|error| anyhow::anyhow!("the `age` line of {} is no recipient: {error}", sheet.member))
}

/// The encrypted file of a body.
pub fn seal(body: &Body, recipients: &[x25519::Recipient]) -> anyhow::Result<Vec<u8>> {
    let recipients = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).context("cannot encrypt the body")?;
    let mut file = Vec::new();
    let mut writer = encryptor.wrap_output(&mut file)?;
    writer.write_all(body.stored())?;
    let length = body.stored().len();
    writer.write_all(&vec![0; length.next_multiple_of(PAD) - length])?;
    writer.finish()?;
    Ok(file)
}

/// The body in an encrypted file. `None` where none of the keys opens it.
pub fn unseal(file: &[u8], header: &BodyRef, keys: &[x25519::Identity]) -> anyhow::Result<Option<Body>> {
    let decryptor = age::Decryptor::new(file).context("the sealed body is no age file")?;
    let reader = match decryptor.decrypt(keys.iter().map(|key| key as &dyn age::Identity)) {
        Ok(reader) => reader,
        Err(age::DecryptError::NoMatchingKeys) => return Ok(None),
        Err(error) => return Err(error).context("the sealed body cannot be opened"),
    };
    let mut plain = Vec::new();
    reader.take(MAX_BODY + 2 * PAD as u64).read_to_end(&mut plain).context("the sealed body is damaged")?;
    // Salt and body; what follows fills up and must say nothing.
    let length = usize::try_from(header.bytes)?.saturating_add(32);
    if plain.len() != length.next_multiple_of(PAD) || plain.iter().skip(length).any(|byte| *byte != 0) {
        bail!("the sealed body is not filled up with zeros to a multiple of {PAD} bytes");
    }
    plain.truncate(length);
    Ok(Some(Body::open(plain, header)?))
}
