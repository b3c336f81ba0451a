//! The proof of one row: a text that anybody can hold against the public part, offline.

use std::fmt::Write as _;

use crate::cell::{Cell, Kind};
use crate::declaration::Declaration;
use crate::digest::{Digest, from_hex, to_hex};
use crate::error::SealError;
use crate::hashing::row_leaf;
use crate::public::PublicPart;
use crate::quoted;
use crate::tree::root_from_path;

const MAGIC: &str = "detente/seal-proof/v1";
/// A tree of 2^64 leaves has no longer path.
const MAX_PATH: usize = 64;

/// One row of a seal with what is needed to check it: its nonce and its path in the tree.
///
/// It shows this row alone: the path holds digests that nobody can test a guess against. It does show how
/// many rows sort before this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub(crate) root: Digest,
    pub(crate) index: u64,
    pub(crate) leaves: u64,
    pub(crate) nonce: [u8; 32],
    pub(crate) cells: Vec<(String, Kind, Vec<u8>)>,
    pub(crate) path: Vec<Digest>,
}

impl Proof {
    pub(crate) fn cells_of(declaration: &Declaration, row: &[u8]) -> Vec<(String, Kind, Vec<u8>)> {
        let cells = crate::cell::Cells::of(row);
        declaration
            .names()
            .zip(cells)
            .map(|(name, cell)| (name.to_owned(), cell.kind, cell.bytes.to_vec()))
            .collect()
    }

    /// The columns of the row with their values, for people.
    pub fn values(&self) -> impl Iterator<Item = (&str, String)> {
        self.cells
            .iter()
            .map(|(name, kind, bytes)| (name.as_str(), Cell { kind: *kind, bytes }.shown().into_owned()))
    }

    /// Checks the proof against a public part.
    ///
    /// # Errors
    /// [`SealError::Mismatch`], saying what does not fit.
    pub fn verify(&self, public: &PublicPart) -> Result<(), SealError> {
        let fail = |reason: &str| Err(SealError::Mismatch(reason.to_owned()));
        if self.root != public.root() {
            return fail("the proof belongs to another seal: its root is not the root of this public part");
        }
        if Some(self.leaves) != public.rows().checked_add(1) || self.index == 0 {
            return fail("the proof speaks of another number of rows than this public part");
        }
        if !self.cells.iter().map(|(name, ..)| name.as_str()).eq(public.declaration().names()) {
            return fail("the proof's columns are not the columns of this public part");
        }
        let leaf = row_leaf(&self.nonce, &self.row());
        match root_from_path(leaf, self.index, self.leaves, &self.path) {
            Some(root) if root == public.root() => Ok(()),
            _ => fail(
                "the row of the proof does not stand in this seal: the row, its nonce or its path was altered",
            ),
        }
    }

    fn row(&self) -> Vec<u8> {
        let mut row = Vec::new();
        for (_, kind, bytes) in &self.cells {
            Cell { kind: *kind, bytes }.push_to(&mut row);
        }
        row
    }

    /// The file's content.
    pub fn to_text(&self) -> String {
        let mut text = format!("{MAGIC}\nroot {}\nleaf {} of {}\n", self.root, self.index, self.leaves);
        let _ = writeln!(text, "nonce {}", to_hex(&self.nonce)); // writing to a string cannot fail, here and below
        for (name, kind, bytes) in &self.cells {
            let value = match (kind, std::str::from_utf8(bytes)) {
                (Kind::Absent, _) => "absent".to_owned(),
                (Kind::Text, Ok(value)) => format!("text {}", quoted::quote(value)),
                (Kind::Bare, Ok(value)) => format!("bare {}", quoted::quote(value)),
                _ => format!("bytes {}", to_hex(bytes)),
            };
            let _ = writeln!(text, "cell {} {value}", quoted::quote(name));
        }
        for digest in &self.path {
            let _ = writeln!(text, "path {digest}");
        }
        text
    }

    /// Reads a proof.
    ///
    /// # Errors
    /// [`SealError::Malformed`]: any byte differs from how this crate would write it.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let mut line = 0;
        let proof = Self::read(text, &mut line).filter(|proof| proof.to_text() == text);
        proof.ok_or(SealError::Malformed { what: "proof", line })
    }

    fn read(text: &str, line: &mut u64) -> Option<Self> {
        let mut lines = text.lines().inspect(|_| *line += 1);
        if lines.next()? != MAGIC {
            return None;
        }
        let root = Digest::parse(lines.next()?.strip_prefix("root ")?)?;
        let (index, leaves) = lines.next()?.strip_prefix("leaf ")?.split_once(" of ")?;
        let nonce = from_hex(lines.next()?.strip_prefix("nonce ")?)?.try_into().ok()?;
        let mut proof = Proof {
            root,
            index: index.parse().ok()?,
            leaves: leaves.parse().ok()?,
            nonce,
            cells: Vec::new(),
            path: Vec::new(),
        };
        for line in lines {
            match line.strip_prefix("cell ") {
                Some(cell) => proof.cells.push(read_cell(cell)?),
                None => proof.path.push(Digest::parse(line.strip_prefix("path ")?)?),
            }
            if proof.path.len() > MAX_PATH {
                return None;
            }
        }
        Some(proof)
    }
}

fn read_cell(mut line: &str) -> Option<(String, Kind, Vec<u8>)> {
    let name = quoted::take(&mut line)?;
    let (kind, mut value) = line.strip_prefix(' ')?.split_once(' ').unwrap_or((line.trim_start(), ""));
    let (kind, bytes) = match kind {
        "absent" => (Kind::Absent, Vec::new()),
        "text" => (Kind::Text, quoted::take(&mut value)?.into_bytes()),
        "bare" => (Kind::Bare, quoted::take(&mut value)?.into_bytes()),
        "bytes" => (Kind::Bytes, from_hex(value)?),
        _ => return None,
    };
    Some((name, kind, bytes))
}
