//! One of the histories that a lying log has.

use log::{Checkpoint, Edge, Hash, Head, TILE_WIDTH};
use note::SigningKey;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A history: entries, and a head over each number of them. Copies are the same history. What it holds it holds in memory.
#[derive(Clone)]
pub struct History(Arc<Mutex<Told>>);

struct Told {
    key: Arc<SigningKey>,
    entries: Vec<Vec<u8>>,
    bodies: Vec<Vec<u8>>,
    /// The head that is shown, whatever there is.
    shown: Head,
}

impl History {
    pub(super) fn new(key: SigningKey) -> Self {
        let shown = sign(&key, &[]);
        let (entries, bodies) = (Vec::new(), Vec::new());
        History(Arc::new(Mutex::new(Told { key: Arc::new(key), entries, bodies, shown })))
    }

    /// Another that is the same until now.
    pub fn fork(&self) -> Self {
        let told = self.told();
        History(Arc::new(Mutex::new(Told {
            key: told.key.clone(),
            entries: told.entries.clone(),
            bodies: told.bodies.clone(),
            shown: told.shown.clone(),
        })))
    }

    /// Goes on, and shows a head over all.
    pub fn append(&self, entries: impl IntoIterator<Item = Vec<u8>>) -> Head {
        let mut told = self.told();
        told.entries.extend(entries);
        let head = sign(&told.key, &told.entries);
        told.shown = head.clone();
        head
    }

    /// Keeps a body, to give it to who asks.
    pub fn keep(&self, stored: Vec<u8>) {
        self.told().bodies.push(stored);
    }

    /// The head over the first `size` entries.
    pub fn head_at(&self, size: usize) -> Head {
        let told = self.told();
        sign(&told.key, &told.entries[..size])
    }

    /// Shows this head from now on, whatever there is under it.
    pub fn show(&self, head: Head) {
        self.told().shown = head;
    }

    /// The head that is shown.
    pub fn shown(&self) -> Head {
        self.told().shown.clone()
    }

    /// A head over entries that do not exist.
    pub fn boast(&self, size: u64) -> Head {
        let told = self.told();
        let origin = told.key.verifier().name().clone();
        Head::sign(Checkpoint { origin, size, root: Hash([7; 32]) }, &told.key).expect("a head")
    }

    /// The root of the first `size` entries.
    pub fn root_at(&self, size: usize) -> Hash {
        edge(&self.told().entries[..size]).root()
    }

    /// The proof that the first `old` entries begin the first `new`.
    pub fn consistency(&self, old: u64, new: u64) -> Vec<Hash> {
        let told = self.told();
        log::consistency_proof(old, new, &mut |node| Ok::<_, log::Refused>(subtree(&told.entries, node)))
            .expect("a proof")
    }

    /// The bytes of a bundle of entries.
    pub(super) fn bundle(&self, index: usize, width: usize) -> Option<Vec<u8>> {
        let told = self.told();
        let mut bundle = log::Bundle::parse(Vec::new(), 0).ok()?;
        let first = index.checked_mul(TILE_WIDTH)?;
        told.entries.get(first..first.checked_add(width)?)?.iter().try_for_each(|e| bundle.push(e)).ok()?;
        Some(bundle.into_bytes())
    }

    /// The bytes of a tile.
    pub(super) fn tile(&self, level: u8, index: u64, width: u16) -> Option<Vec<u8>> {
        let told = self.told();
        let span = 1_u64 << (8 * u32::from(level));
        let first = index * TILE_WIDTH as u64;
        let mut bytes = Vec::new();
        for at in first..first + u64::from(width) {
            let range = usize::try_from(at * span).ok()?..usize::try_from((at + 1) * span).ok()?;
            bytes.extend(edge(told.entries.get(range)?).root().0);
        }
        Some(bytes)
    }

    pub(super) fn body(&self, hash: &str) -> Option<Vec<u8>> {
        let told = self.told();
        told.bodies.iter().find(|body| hex(body) == hash).cloned()
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hex(body: &[u8]) -> String {
    statement::Digest::of(body).0.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn edge(entries: &[Vec<u8>]) -> Edge {
    let mut edge = Edge::default();
    entries.iter().for_each(|entry| edge.append(Hash::leaf(entry), |_, _| {}));
    edge
}

fn subtree(entries: &[Vec<u8>], node: log::Node) -> Hash {
    let end = node.end() as usize;
    let span = 1_usize << node.height;
    edge(&entries[end - span..end]).root()
}

fn sign(key: &SigningKey, entries: &[Vec<u8>]) -> Head {
    let origin = key.verifier().name().clone();
    let checkpoint = Checkpoint { origin, size: entries.len() as u64, root: edge(entries).root() };
    Head::sign(checkpoint, key).expect("a head")
}
