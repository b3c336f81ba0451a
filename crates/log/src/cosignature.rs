//! Cosignatures: what a witness puts under a checkpoint (C2SP tlog-cosignature, Ed25519).

use crate::{Checkpoint, Hash, Refused};
use note::{Algorithm, BadSignature, KeyName, Malformed, Note, Signature, SigningKey, VerifierKey};

/// A time in seconds since 1970-01-01T00:00:00Z, as cosignatures carry it.
pub type Timestamp = u64;

/// A key that cosigns. It must serve nothing else: the signed bytes do not name the witness.
#[derive(Debug)]
pub struct Cosigner(SigningKey);

impl Cosigner {
    /// The cosigner that follows from 32 secret bytes, which the caller draws.
    ///
    /// # Errors
    /// None that chance can bring about.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Result<Self, Malformed> {
        SigningKey::from_seed(name, Algorithm::CosignatureV1, seed).map(Cosigner)
    }

    /// The key to check its cosignatures with.
    pub fn verifier(&self) -> &VerifierKey {
        self.0.verifier()
    }

    /// Signs that at `time` this was the largest tree seen. Only a [`Stored`](crate::Stored) step of a witness may ask for it.
    pub(crate) fn cosign(&self, checkpoint: &Checkpoint, time: Timestamp) -> Signature {
        let mut bytes = time.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.0.raw(message(&checkpoint.to_string(), time).as_bytes()));
        self.0.line(bytes)
    }
}

/// What is signed: a line of its own, the time, the checkpoint.
fn message(checkpoint: &str, time: Timestamp) -> String {
    format!("cosignature/v1\ntime {time}\n{checkpoint}")
}

/// Checks that `key` has cosigned the checkpoint of this text, and gives the time.
fn verify(key: &VerifierKey, checkpoint: &str, signature: &[u8]) -> Result<Timestamp, BadSignature> {
    let refused = || BadSignature(key.name().clone());
    let (time, signature) = signature.split_first_chunk().ok_or_else(refused)?;
    let time = Timestamp::from_be_bytes(*time);
    if key.algorithm() != Algorithm::CosignatureV1 || time > i64::MAX as u64 {
        return Err(refused());
    }
    key.verify(message(checkpoint, time).as_bytes(), signature)?;
    Ok(time)
}

/// A log's head: a checkpoint that the log has signed, and the note in which it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    checkpoint: Checkpoint,
    note: Note,
}

impl Head {
    /// Takes a note for the head of a log that signs with `key`. Other signatures are neither asked for nor looked at.
    ///
    /// # Errors
    /// A note that `key` has not signed, or that is no checkpoint of the log that the key is named after, or of a tree that cannot be.
    pub fn open(note: Note, key: &VerifierKey) -> Result<Self, NotAHead> {
        let head = Head::signed(note, key)?;
        head.checkpoint.check()?;
        Ok(head)
    }

    /// As [`Head::open`], of any tree: a witness has other things to say of a request before it looks at the tree.
    pub(crate) fn signed(note: Note, key: &VerifierKey) -> Result<Self, NotAHead> {
        note.verify(key).map_err(Refused::from)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        match checkpoint.origin == *key.name() {
            true => Ok(Head { checkpoint, note }),
            false => Err(Refused::NotSigned(checkpoint.origin).into()),
        }
    }

    /// A head that the log signs now. The caller answers for its being an extension of all signed before.
    ///
    /// # Errors
    /// A key of another log.
    pub fn sign(checkpoint: Checkpoint, key: &SigningKey) -> Result<Self, NotAHead> {
        let note = Note::unsigned(&checkpoint.to_string())?;
        Head::open(key.sign(note), key.verifier())
    }

    /// What it says.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note, with all its signatures.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Size and root.
    pub fn tree(&self) -> (u64, Hash) {
        (self.checkpoint.size, self.checkpoint.root)
    }

    /// The same head with the signature of the log alone.
    pub fn bare(&self) -> Self {
        let note = self.note.clone().only_by_name(&self.checkpoint.origin);
        Head { note, ..self.clone() }
    }

    /// The same head with the signature of the log, and of the cosignatures those that say they were made at a time that is wanted.
    pub fn cosigned_when(&self, is_wanted: impl Fn(Timestamp) -> bool) -> Self {
        let wanted = self.note.signatures().iter().filter(|line| line.name != self.checkpoint.origin);
        wanted.filter(|line| is_wanted(claimed(line))).cloned().fold(self.bare(), Head::with)
    }

    /// Of the lines that say that they are cosignatures of this key, the one with the latest time. It is not checked here.
    pub fn newest_by(&self, witness: &VerifierKey) -> Option<&Signature> {
        let lines = self.note.signatures().iter();
        let by = lines.filter(|line| line.name == *witness.name() && line.id == witness.id());
        by.max_by_key(|line| claimed(line))
    }

    /// The same head with one signature more, which is not checked here.
    pub fn with(self, signature: Signature) -> Self {
        Head { note: self.note.with(signature), ..self }
    }

    /// The same head with the signatures of another copy of it, none of which is checked here. Of two cosignatures by one key the later stays: a
    /// witness cosigns the same head again and again, to show that it is still the newest.
    pub fn joined(self, other: &Head) -> Self {
        other.note.signatures().iter().fold(self, |head, signature| match head.is_later(signature) {
            true => Head { note: head.note.renewed(signature.clone()), ..head },
            false => head,
        })
    }

    /// Whether there is no signature by the same key here, or an earlier one.
    fn is_later(&self, signature: &Signature) -> bool {
        // Of a cosignature the first eight bytes are its time; other signatures are made once.
        let time =
            |signature: &Signature| signature.bytes.first_chunk::<8>().copied().map(u64::from_be_bytes);
        let is_cosignature = signature.bytes.len() == 72;
        let mut here = self.note.by(&signature.name, signature.id).peekable();
        here.peek().is_none() || is_cosignature && here.all(|here| time(here) < time(signature))
    }

    /// The time at which `witness` cosigned; of several cosignatures the latest.
    ///
    /// # Errors
    /// [`Refused::NotSigned`] where it did not, [`Refused::BadSignature`] where a line says so and is wrong.
    pub fn cosigned(&self, witness: &VerifierKey) -> Result<Timestamp, Refused> {
        let mut latest = None;
        for signature in self.note.by(witness.name(), witness.id()) {
            latest = latest.max(Some(verify(witness, self.note.text(), &signature.bytes)?));
        }
        latest.ok_or_else(|| Refused::NotSigned(witness.name().clone()))
    }
}

/// The time that a cosignature says it was made at. Nothing of it is checked.
fn claimed(signature: &Signature) -> Timestamp {
    signature.bytes.first_chunk().map_or(0, |time| Timestamp::from_be_bytes(*time))
}

/// Why a note is not the head of a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAHead {
    /// It is no checkpoint.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The log has not signed it.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// When what a checkpoint first covers is on record: the median of the cosignatures' times, of an even number the lower of the two in the
/// middle, and never before the checkpoint quoted before. `None` without a cosignature.
///
/// No single clock, slow or fast or lying, moves a median of three further than to one of the other two.
///
/// ```
/// assert_eq!(log::record_time(vec![300, 100, 200], None), Some(200));
/// assert_eq!(log::record_time(vec![400, 100, 300, 200], None), Some(200));
/// assert_eq!(log::record_time(vec![100, 200, 9_999], Some(250)), Some(250));
/// ```
pub fn record_time(mut times: Vec<Timestamp>, previous: Option<Timestamp>) -> Option<Timestamp> {
    times.sort_unstable();
    let middle = times.len().checked_sub(1)? / 2;
    times.get(middle).map(|median| previous.map_or(*median, |previous| previous.max(*median)))
}
