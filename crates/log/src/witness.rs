//! The witness: the state machine that signs no two histories of one log (C2SP tlog-witness, `add-checkpoint`).
//!
//! Its way is a chain of types, so that no step can be left out:
//!
//! 1. [`Held::consider`] checks a request against what was signed last, and gives an [`Advance`].
//! 2. [`Advance::hold`] wants the edge of the entries that the witness has on its own disk: a cosignature here says *I hold it*.
//! 3. [`Holding::store`] wants the new state on disk, by compare-and-swap, *before* anything is signed. If we crash behind it,
//!    the log asks again and gets the same head signed at a later time, which harms nobody; if we signed first and crashed before it,
//!    a restart would know nothing of the signature and might sign another history.
//! 4. [`Stored::cosign`] signs.

use crate::{
    Checkpoint, Cosigner, Edge, Hash, Head, NotAHead, Refused, Timestamp, proof::hashes, verify_consistency,
};
use note::{Malformed, Note, Signature, VerifierKey, encoding};
use std::fmt;

const WHAT: &str = "request to a witness";

/// How long a request may be: a note and a proof.
pub const MAX_REQUEST: usize = 512 << 10;

/// What a witness remembers of a log: the last tree that it signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// A log asks for a cosignature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that it believes the witness has signed last.
    pub old: u64,
    /// The proof that the tree grew from that one.
    pub proof: Vec<Hash>,
    /// The checkpoint.
    pub note: Note,
}

/// Why a witness does not sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Declined {
    /// The log is not known here.
    #[error("this log is not witnessed here")]
    UnknownLog,
    /// The log has not signed it.
    #[error(transparent)]
    NotSigned(NotAHead),
    /// The request contradicts itself.
    #[error("the old size {old} is larger than the size {new}")]
    Backwards {
        /// The size said to be the earlier.
        old: u64,
        /// The size of the checkpoint.
        new: u64,
    },
    /// The log believes in another state than the witness has: it can ask again from there.
    #[error("the last tree signed here has {size} entries")]
    Conflict {
        /// The size that was signed last.
        size: u64,
    },
    /// The log has signed what is not an extension. The checkpoint may be evidence and should be kept.
    #[error("the log has signed a tree that does not grow out of the one signed last: {0}")]
    Inconsistent(Refused),
}

impl Declined {
    /// The HTTP status that C2SP tlog-witness asks for.
    pub fn status(&self) -> u16 {
        match self {
            Declined::UnknownLog => 404,
            Declined::NotSigned(NotAHead::Refused(_)) => 403,
            Declined::NotSigned(NotAHead::Malformed(_)) | Declined::Backwards { .. } => 400,
            Declined::Conflict { .. } => 409,
            Declined::Inconsistent(_) => 422,
        }
    }
}

impl Default for Held {
    /// Of a log that has never been signed for.
    fn default() -> Self {
        Held { size: 0, root: Hash::empty() }
    }
}

impl Held {
    /// Checks a request for the log that signs with `key`.
    ///
    /// # Errors
    /// As the specification orders them: not signed, backwards, in conflict, inconsistent.
    pub fn consider(self, request: AddCheckpoint, key: &VerifierKey) -> Result<Advance, Declined> {
        let AddCheckpoint { old, proof, note } = request;
        let head = Head::signed(note, key).map_err(Declined::NotSigned)?;
        let (size, root) = head.tree();
        if old > size {
            return Err(Declined::Backwards { old, new: size });
        }
        if old != self.size {
            return Err(Declined::Conflict { size: self.size });
        }
        head.checkpoint().check().map_err(Declined::Inconsistent)?;
        verify_consistency(old, &self.root, size, &root, &proof).map_err(Declined::Inconsistent)?;
        Ok(Advance { from: self, head })
    }

    /// As it lies in a file: size and root, a line each.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        const WHAT: &str = "state of a witness";
        let refused = || Malformed::new(WHAT, "it does not have exactly the lines size and root");
        let (size, root) =
            text.strip_suffix('\n').and_then(|text| text.split_once('\n')).ok_or_else(refused)?;
        Ok(Held { size: encoding::decimal(WHAT, size)?, root: Hash::parse(root)? })
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}", self.size, self.root)
    }
}

/// A step that is allowed, and has not been taken.
#[derive(Clone, Debug)]
#[must_use = "nothing has been stored or signed"]
pub struct Advance {
    from: Held,
    head: Head,
}

impl Advance {
    /// The head that would be signed.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Which entries the witness has to have before it may go on: from the first number up to, and without, the second.
    pub fn wanted(&self) -> (u64, u64) {
        (self.from.size, self.head.checkpoint().size)
    }

    /// Goes on if `edge`, made of the entries on the witness's own disk, is the tree of the checkpoint.
    ///
    /// # Errors
    /// Entries that are missing, or that are not those under the root.
    pub fn hold(self, edge: &Edge) -> Result<Holding, Refused> {
        let Checkpoint { size, root, .. } = *self.head.checkpoint();
        match edge.size() == size && edge.root() == root {
            true => Ok(Holding(self)),
            false => Err(Refused::WrongRoot),
        }
    }
}

/// A step of a witness that holds the entries.
#[derive(Clone, Debug)]
#[must_use = "nothing has been stored or signed"]
pub struct Holding(Advance);

impl Holding {
    /// Puts the new state on disk. `swap` gets the state that must be there still and the one to put in its place, does both as one act,
    /// and answers `Ok(false)` where something else is there. It returns only when a loss of power cannot undo it.
    ///
    /// # Errors
    /// Those of `swap`; [`NotStored::Overtaken`] where another request was faster.
    pub fn store<E>(
        self,
        swap: impl FnOnce(&Held, &Held) -> Result<bool, E>,
    ) -> Result<Stored, NotStored<E>> {
        let Advance { from, head } = self.0;
        let to = Held { size: head.checkpoint().size, root: head.checkpoint().root };
        match swap(&from, &to) {
            Ok(true) => Ok(Stored { head }),
            Ok(false) => Err(NotStored::Overtaken),
            Err(error) => Err(NotStored::Storage(error)),
        }
    }
}

/// Why a step was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotStored<E> {
    /// The state is no longer the one that the request was checked against: it has to be checked again.
    #[error("another request was faster")]
    Overtaken,
    /// The state could not be put on disk.
    #[error("the state cannot be stored: {0}")]
    Storage(E),
}

/// A step that is on disk: the only thing that may be signed.
#[derive(Clone, Debug)]
#[must_use = "nothing has been signed"]
pub struct Stored {
    head: Head,
}

impl Stored {
    /// Signs. `time` is now.
    pub fn cosign(&self, cosigner: &Cosigner, time: Timestamp) -> Signature {
        cosigner.cosign(self.head.checkpoint(), time)
    }
}

impl AddCheckpoint {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// Everything that C2SP tlog-witness forbids.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let refused = |why: &'static str| Malformed::new(WHAT, why);
        if bytes.len() > MAX_REQUEST {
            return Err(refused("it is larger than half a mebibyte"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| refused("it is not UTF-8"))?;
        let (head, note) = text.split_once("\n\n").ok_or_else(|| refused("it has no checkpoint"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old "));
        let old = encoding::decimal(WHAT, old.ok_or_else(|| refused("its first line is not `old SIZE`"))?)?;
        Ok(AddCheckpoint { old, proof: hashes(lines)?, note: Note::parse(note.as_bytes())? })
    }
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.note)
    }
}
