//! The logs and the keys that the files are made of.

use log::{Checkpoint, Edge, Hash, Node, Refused};
use note::{Algorithm, Note, SigningKey};

/// How many entries the smaller tree has.
pub const SMALL: usize = 21;
/// How many entries the larger tree has.
pub const LARGE: usize = 30;
/// Where the other history parts from the first.
const FORK: usize = 10;

/// The key that follows from 32 times this byte.
pub fn key(name: &str, algorithm: Algorithm, seed: u8) -> SigningKey {
    SigningKey::from_seed(name.parse().expect("a name"), algorithm, &[seed; 32]).expect("a key")
}

/// The log's key.
pub fn log_key() -> SigningKey {
    key("unit/alpha/log", Algorithm::Ed25519, 1)
}

/// A key of the log's name that is not the log's.
pub fn stranger() -> SigningKey {
    key("unit/alpha/log", Algorithm::Ed25519, 9)
}

/// The key of a witness, from 1.
pub fn witness(number: u8) -> SigningKey {
    key(&format!("unit/w{number}/witness"), Algorithm::CosignatureV1, 100 + number)
}

/// An entry.
pub fn entry(index: usize) -> String {
    format!("one {index}\n")
}

/// The leaves of the log.
pub fn leaves(size: usize) -> Vec<Hash> {
    (0..size).map(|index| Hash::leaf(entry(index).as_bytes())).collect()
}

/// The leaves of the same log as it showed it to others.
pub fn forked(size: usize) -> Vec<Hash> {
    let leaf = |index: usize| if index < FORK { entry(index) } else { format!("other {index}\n") };
    (0..size).map(|index| Hash::leaf(leaf(index).as_bytes())).collect()
}

/// The root over leaves.
pub fn root(leaves: &[Hash]) -> Hash {
    let mut edge = Edge::default();
    leaves.iter().for_each(|leaf| edge.append(*leaf, |_, _| {}));
    edge.root()
}

/// The complete subtrees over leaves.
pub fn nodes(leaves: &[Hash]) -> impl FnMut(Node) -> Result<Hash, Refused> {
    move |node| {
        let width = 1 << node.height;
        let start = node.index as usize * width;
        Ok(root(&leaves[start..start + width]))
    }
}

/// The text of a checkpoint.
pub fn checkpoint(size: u64, root: Hash) -> String {
    Checkpoint { origin: "unit/alpha/log".parse().expect("a name"), size, root }.to_string()
}

/// The text, signed by the keys in their order; cosigners at 1,700,000,000 seconds.
pub fn signed(text: &str, keys: &[SigningKey]) -> String {
    keys.iter()
        .fold(Note::unsigned(text).expect("a text"), |note, key| match key.verifier().algorithm() {
            Algorithm::Ed25519 => key.sign(note),
            Algorithm::CosignatureV1 => cosigned(note, key, 1_700_000_000),
        })
        .to_string()
}

/// The note with a cosignature of that time.
pub fn cosigned(note: Note, key: &SigningKey, time: u64) -> Note {
    let message = format!("cosignature/v1\ntime {time}\n{}", note.text());
    let line = key.line([&time.to_be_bytes()[..], &key.raw(message.as_bytes())].concat());
    note.with(line)
}

/// The head of a log of these leaves, signed by the log.
pub fn head(leaves: &[Hash]) -> String {
    signed(&checkpoint(leaves.len() as u64, root(leaves)), &[log_key()])
}
