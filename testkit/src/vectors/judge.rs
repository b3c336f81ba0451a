//! What this project's own crates think of a file.

mod statement;

use log::{AddCheckpoint, Checkpoint, Equivocation, Hash, Policy, Proof, verify_consistency};
use note::{Note, VerifierKey, encoding};
use std::{fs, io, path::Path};

/// `good` or `bad` for each line of an index, whose files lie beside it.
///
/// # Errors
/// A file that cannot be read; a line without files.
pub fn verdicts(index: &Path) -> io::Result<Vec<&'static str>> {
    let folder = index.parent().unwrap_or(Path::new(""));
    let verdict = |line: &str| {
        let mut columns = line.split('\t');
        let (kind, files) = columns.next().zip(columns.next()).ok_or(io::ErrorKind::InvalidData)?;
        let files: io::Result<Vec<_>> = files.split(' ').map(|file| fs::read(folder.join(file))).collect();
        Ok(if good(kind, &files?) { "good" } else { "bad" })
    };
    fs::read_to_string(index)?.lines().map(verdict).collect()
}

/// Whether the files, in the order of the index, are good. An unknown kind is bad.
pub fn good(kind: &str, files: &[Vec<u8>]) -> bool {
    let verdict = match (kind, files) {
        ("vkey", [key]) => vkey(key).map(drop),
        ("text", [note]) => Note::parse(note).ok().map(drop),
        ("head", [text]) => {
            Checkpoint::parse(std::str::from_utf8(text).unwrap_or("not UTF-8")).ok().map(drop)
        }
        ("path", [proof]) => Proof::parse(proof).ok().map(drop),
        ("request", [request]) => AddCheckpoint::parse(request).ok().map(drop),
        ("note", [key, note]) => signed(key, note),
        ("entry", [key, entry]) => stated(key, entry),
        ("checkpoint", [policy, note]) => accepted(policy, note),
        ("proof", [policy, entry, proof]) => included(policy, entry, proof),
        ("consistency", [file]) => consistent(file),
        ("evidence", [file]) => Equivocation::parse(file).ok().map(drop),
        _ => statement::judge(kind, files),
    };
    verdict.is_some()
}

fn signed(key: &[u8], note: &[u8]) -> Option<()> {
    Note::parse(note).ok()?.verify(&vkey(key)?).ok()
}

fn stated(key: &[u8], entry: &[u8]) -> Option<()> {
    ::statement::Entry::parse(entry).ok()?.verify(&vkey(key)?).ok()
}

fn vkey(file: &[u8]) -> Option<VerifierKey> {
    std::str::from_utf8(file).ok()?.strip_suffix('\n')?.parse().ok()
}

fn accepted(policy: &[u8], note: &[u8]) -> Option<()> {
    Policy::parse(policy).ok()?.verify(Note::parse(note).ok()?).ok().map(drop)
}

fn included(policy: &[u8], entry: &[u8], proof: &[u8]) -> Option<()> {
    let proof = Proof::parse(proof).ok()?;
    let accepted = Policy::parse(policy).ok()?.verify(proof.checkpoint.clone()).ok()?;
    let (size, root) = accepted.head.tree();
    proof.leads_to(&Hash::leaf(entry), size, &root).ok()
}

/// `old SIZE ROOT`, `new SIZE ROOT`, a line for each hash.
fn consistent(file: &[u8]) -> Option<()> {
    let mut lines = std::str::from_utf8(file).ok()?.strip_suffix('\n')?.split('\n');
    let (old, old_root) = tree(lines.next()?.strip_prefix("old ")?)?;
    let (new, new_root) = tree(lines.next()?.strip_prefix("new ")?)?;
    let proof = lines.map(Hash::parse).collect::<Result<Vec<_>, _>>().ok()?;
    verify_consistency(old, &old_root, new, &new_root, &proof).ok()
}

fn tree(line: &str) -> Option<(u64, Hash)> {
    let (size, root) = line.split_once(' ')?;
    Some((encoding::decimal("size", size).ok()?, Hash::parse(root).ok()?))
}
