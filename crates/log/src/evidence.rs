//! What is left of a log that showed two histories: evidence that anyone can check, without having been there.

use crate::{Hash, Head, NotAHead, Refused, proof::hashes, verify_consistency};
use note::{Malformed, Note, VerifierKey, encoding};
use std::fmt;

const WHAT: &str = "evidence of equivocation";

/// The first line.
const HEADER: &str = "detente/equivocation/v1";

/// How long evidence may be: two notes in base64, and a proof.
pub const MAX_EVIDENCE: usize = 1 << 20;

/// Two heads of one log that cannot both be true: at one size with two roots, or at two sizes where the larger tree had another
/// root at the smaller size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equivocation {
    key: VerifierKey,
    first: Head,
    second: Head,
    between: Option<Between>,
}

/// What the larger tree was at the smaller size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between {
    /// Its root there.
    pub root: Hash,
    /// The proof that it grew from that.
    pub proof: Vec<Hash>,
}

/// Why something is no evidence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEvidence {
    /// One of the heads is not one of this log.
    #[error(transparent)]
    Head(#[from] NotAHead),
    /// The larger tree did not have that root at the smaller size, as far as this shows.
    #[error(transparent)]
    Proof(#[from] Refused),
    /// The two can both be true.
    #[error("the two heads do not contradict one another")]
    Consistent,
    /// The trees have two sizes, and what the larger was at the smaller size is not shown; or they have one, and it is.
    #[error("the path between the two sizes is missing, or there is one and nothing to be shown by it")]
    Path,
}

impl Equivocation {
    /// Makes evidence against the log that signs with `key`, the smaller head first.
    ///
    /// # Errors
    /// Whatever makes it no evidence: it is checked here, so that what exists is true.
    pub fn new(
        key: VerifierKey,
        first: Note,
        second: Note,
        between: Option<Between>,
    ) -> Result<Self, NotEvidence> {
        let (first, second) = (Head::open(first, &key)?, Head::open(second, &key)?);
        let ((small, root), (large, large_root)) = (first.tree(), second.tree());
        match &between {
            None if small != large => return Err(NotEvidence::Path),
            Some(_) if small >= large => return Err(NotEvidence::Path),
            None if root == large_root => return Err(NotEvidence::Consistent),
            None => {}
            Some(between) => {
                verify_consistency(small, &between.root, large, &large_root, &between.proof)?;
                if between.root == root {
                    return Err(NotEvidence::Consistent);
                }
            }
        }
        Ok(Equivocation { key, first, second, between })
    }

    /// The key that signed both.
    pub fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// The two heads, the smaller first.
    pub fn heads(&self) -> (&Head, &Head) {
        (&self.first, &self.second)
    }

    /// Reads evidence and checks it. Whether its key is the log's is for the reader to know.
    ///
    /// # Errors
    /// Another text; something that is no evidence.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadEvidence> {
        let refused = |why: &'static str| Malformed::new(WHAT, why);
        if bytes.len() > MAX_EVIDENCE {
            return Err(refused("it is larger than a mebibyte").into());
        }
        let text = std::str::from_utf8(bytes).map_err(|_| refused("it is not UTF-8"))?;
        let mut lines =
            text.strip_suffix('\n').ok_or_else(|| refused("its last line has no end"))?.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(refused("its first line is not detente/equivocation/v1").into());
        }
        let mut named = |name: &str| {
            let line = lines.next().and_then(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.ok_or_else(|| Malformed::new(WHAT, format!("the line `{name}` is missing")))
        };
        let key: VerifierKey = named("log")?.parse()?;
        let (first, second) = (note(named("first")?)?, note(named("second")?)?);
        let between = match lines.next() {
            None => None,
            Some(line) => {
                let root = line.strip_prefix("root ").ok_or_else(|| refused("the line `root` is missing"))?;
                Some(Between { root: Hash::parse(root)?, proof: hashes(lines)? })
            }
        };
        Ok(Equivocation::new(key, first, second, between)?)
    }
}

fn note(encoded: &str) -> Result<Note, Malformed> {
    Note::parse(&encoding::unbase64(WHAT, encoded)?)
}

/// Why a text is no evidence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEvidence {
    /// It is some other text.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// It proves nothing.
    #[error(transparent)]
    NotEvidence(#[from] NotEvidence),
}

impl fmt::Display for Equivocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = |head: &Head| encoding::base64(head.note().to_string().as_bytes());
        writeln!(f, "{HEADER}\nlog {}", self.key)?;
        writeln!(f, "first {}\nsecond {}", encoded(&self.first), encoded(&self.second))?;
        if let Some(between) = &self.between {
            writeln!(f, "root {}", between.root)?;
            between.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        }
        Ok(())
    }
}
