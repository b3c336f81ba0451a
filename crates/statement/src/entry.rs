//! Entries: signed statements, as they stand in a log.

use crate::{Digest, Header, StatementId};
use note::{KeyName, Malformed, Note, SigningKey, Unverified, VerifierKey};

/// A statement as it stands in the log: the header's text and exactly one signature line, the author's. Read, not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    header: Header,
    note: Note,
    id: StatementId,
}

/// Why bytes are no entry of this author.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEntry {
    /// They are no statement with one signature.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The author's key did not sign them.
    #[error(transparent)]
    Unverified(#[from] Unverified),
}

impl Entry {
    /// Reads an entry. Every byte counts: another line, order, space or signature is another entry or none.
    ///
    /// # Errors
    /// Bytes that are no note, whose text is no header, with more or fewer signatures than one, or with one by a key of another name than
    /// the author's statement key.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let note = Note::parse(bytes)?;
        let header = Header::parse(note.text())?;
        let signer = header.common.signer();
        match note.signatures() {
            [only] if only.name == signer => {}
            [_] => return Err(Malformed::new("entry", "its signature is not by the author's statement key")),
            _ => return Err(Malformed::new("entry", "it does not have exactly one signature")),
        }
        Ok(Entry { header, id: Digest::of_entry(bytes), note })
    }

    /// Signs a header with the author's statement key.
    ///
    /// # Errors
    /// A header that is too long, or that is not by the one whose key it is.
    pub fn sign(header: &Header, key: &SigningKey) -> Result<Self, NotAnEntry> {
        let text = header.to_string();
        // What is written must be what is read: a header that its own grammar refuses is not signed.
        Header::parse(&text)?;
        let note = key.sign(Note::unsigned(&text)?);
        Ok(Entry::parse(note.to_string().as_bytes())?)
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// A key that did not sign this, or a signature that is wrong.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), Unverified> {
        self.note.verify(key)
    }

    /// What it says.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What it is called.
    pub fn id(&self) -> StatementId {
        self.id
    }

    /// What tells entries with the same text: a second one in the unit is void, whoever signed it and however.
    pub fn text_digest(&self) -> Digest {
        Digest::of(self.note.text().as_bytes())
    }

    /// The note. Its text and signature are the bytes that were read.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// The name of the key that it says signed it.
    pub fn signer(&self) -> KeyName {
        self.header.common.signer()
    }
}
