//! Signs other texts with the keys of `vectors/`, whose seeds are 32 equal bytes.

use note::{Algorithm, KeyId, KeyName, Note, Signature, SigningKey};
use std::collections::HashMap;

/// The keys that were found, by name and number.
#[derive(Debug, Default)]
pub struct Keys(HashMap<(KeyName, KeyId), Option<SigningKey>>);

impl Keys {
    /// A note of this text with the same signers as `like`. `None` where no note can have the text, or a key is not one of `vectors/`.
    pub fn resign(&mut self, text: &str, like: &Note) -> Option<Note> {
        let mut note = Note::unsigned(text).ok()?;
        for signature in like.signatures() {
            let key = self.find(signature)?;
            note = match (key.verifier().algorithm(), signature.bytes.first_chunk()) {
                (Algorithm::CosignatureV1, Some(time)) => cosign(note, key, *time),
                _ => key.sign(note),
            };
        }
        Some(note)
    }

    fn find(&mut self, signature: &Signature) -> Option<&SigningKey> {
        let of = (signature.name.clone(), signature.id);
        self.0.entry(of).or_insert_with(|| found(signature)).as_ref()
    }
}

/// The key whose seed gives this number.
fn found(signature: &Signature) -> Option<SigningKey> {
    let all =
        (0..=255).flat_map(|seed| [Algorithm::Ed25519, Algorithm::CosignatureV1].map(|kind| (kind, seed)));
    let mut keys =
        all.filter_map(|(kind, seed)| SigningKey::from_seed(signature.name.clone(), kind, &[seed; 32]).ok());
    keys.find(|key| key.verifier().id() == signature.id)
}

fn cosign(note: Note, key: &SigningKey, time: [u8; 8]) -> Note {
    let message = format!("cosignature/v1\ntime {}\n{}", u64::from_be_bytes(time), note.text());
    let line = key.line([&time[..], &key.raw(message.as_bytes())].concat());
    note.with(line)
}
