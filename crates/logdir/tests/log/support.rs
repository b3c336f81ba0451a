//! A log and what is known of it.

use log::{Checkpoint, Hash, Head, verify_consistency, verify_inclusion};
use logdir::{Error, LogDir, Tiles};
use note::{Algorithm, Note, SigningKey};
use std::{
    fs,
    path::{Path, PathBuf},
};

pub fn key() -> SigningKey {
    with_seed(7)
}

/// Another key of the same log.
pub fn other_key() -> SigningKey {
    with_seed(8)
}

fn with_seed(seed: u8) -> SigningKey {
    SigningKey::from_seed("example.com/log".parse().expect("a name"), Algorithm::Ed25519, &[seed; 32])
        .expect("a key")
}

pub fn sign(checkpoint: &Checkpoint) -> Result<Note, Error> {
    Ok(key().sign(Note::unsigned(&checkpoint.to_string())?))
}

pub fn create(folder: &Path) -> LogDir {
    let key = key();
    let empty = Checkpoint { origin: key.verifier().name().clone(), size: 0, root: Hash::empty() };
    LogDir::create(folder, key.verifier(), sign(&empty).expect("signed")).expect("created")
}

pub fn entries(from: u64, to: u64) -> Vec<Vec<u8>> {
    (from..to).map(|number| format!("entry {number}").into_bytes()).collect()
}

pub fn journal(folder: &Path) -> PathBuf {
    folder.join("journal")
}

/// The log as it lies in its files, as a stranger would check it.
pub fn check(folder: &Path, size: u64) {
    let note = Note::parse(&fs::read(folder.join("checkpoint")).expect("a checkpoint")).expect("a note");
    let head = Head::open(note, key().verifier()).expect("a head");
    assert_eq!(head.checkpoint().size, size);
    check_tiles(&mut Tiles::new(folder, size), &head);
    for old in old_sizes(size) {
        // Of most of these sizes no narrow tile was ever written.
        let root = Tiles::new(folder, old).root().expect("a root");
        let proof = Tiles::new(folder, size).prove_consistency(old).expect("a proof");
        assert_eq!(verify_consistency(old, &root, size, &head.checkpoint().root, &proof), Ok(()));
    }
}

/// The root, entries and their proofs, and the proofs from a few sizes: those under the head.
pub fn check_tiles(tiles: &mut Tiles, head: &Head) {
    let (size, root) = head.tree();
    assert_eq!((tiles.size(), tiles.root().expect("a root")), (size, root));
    for index in (0..size).step_by(if size > 1000 { 97 } else { 1 }).chain(size.checked_sub(1)) {
        let entry = tiles.entry(index).expect("an entry");
        assert_eq!(entry, format!("entry {index}").into_bytes());
        let proof = tiles.prove_inclusion(index).expect("a proof");
        assert_eq!(verify_inclusion(&Hash::leaf(&entry), index, size, &proof, &root), Ok(()));
    }
    for old in old_sizes(size) {
        tiles.prove_consistency(old).expect("a proof");
    }
}

fn old_sizes(size: u64) -> impl Iterator<Item = u64> {
    [1, size / 3, size.saturating_sub(1)].into_iter().filter(move |old| (1..=size).contains(old))
}
