//! Proof files (C2SP tlog-proof): that an entry is in a log, for someone without a network.

use crate::{Hash, MAX_PROOF, Refused, verify_inclusion};
use note::{Malformed, Note, encoding};
use std::fmt;

const WHAT: &str = "proof file";

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// How long a proof file may be: a note of the greatest length, a path, and what an application adds.
pub const MAX_PROOF_FILE: usize = 1 << 20;

/// A proof that an entry is in a log. It means nothing until its checkpoint has been verified by a [`Policy`](crate::Policy).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What the application needs besides. Nothing vouches for it.
    pub extra: Option<Vec<u8>>,
    /// The number of the entry, from 0.
    pub index: u64,
    /// The hashes beside the path from the entry to the root.
    pub path: Vec<Hash>,
    /// The checkpoint, with its signatures.
    pub checkpoint: Note,
}

impl Proof {
    /// Reads a proof file.
    ///
    /// # Errors
    /// Everything that C2SP tlog-proof forbids, and a file that is too large.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let refused = |why: &'static str| Malformed::new(WHAT, why);
        if bytes.len() > MAX_PROOF_FILE {
            return Err(refused("it is larger than a mebibyte"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| refused("it is not UTF-8"))?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or_else(|| refused("it has no checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(refused("its first line is not c2sp.org/tlog-proof@v1"));
        }
        let extra =
            lines.next_if(|line| line.starts_with("extra ")).and_then(|line| line.strip_prefix("extra "));
        let extra = extra.map(|extra| encoding::unbase64(WHAT, extra)).transpose()?;
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = encoding::decimal(WHAT, index.ok_or_else(|| refused("it does not tell the index"))?)?;
        let path = hashes(lines)?;
        Ok(Proof { extra, index, path, checkpoint: Note::parse(checkpoint.as_bytes())? })
    }

    /// Checks that the path leads from `leaf` to the root of a checkpoint that has been verified: see [`Policy::verify`](crate::Policy::verify).
    ///
    /// # Errors
    /// Those of [`verify_inclusion`].
    pub fn leads_to(&self, leaf: &Hash, size: u64, root: &Hash) -> Result<(), Refused> {
        verify_inclusion(leaf, self.index, size, &self.path, root)
    }
}

/// Lines of one hash each, no more than a proof can have.
pub(crate) fn hashes<'l>(lines: impl Iterator<Item = &'l str>) -> Result<Vec<Hash>, Malformed> {
    let hashes = lines.take(MAX_PROOF + 1).map(Hash::parse).collect::<Result<Vec<_>, _>>()?;
    match hashes.len() <= MAX_PROOF {
        true => Ok(hashes),
        false => Err(Malformed::new("proof", "it has more than 63 hashes")),
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", encoding::base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
