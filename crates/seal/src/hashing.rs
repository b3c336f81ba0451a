//! From rows to leaf hashes, on as many threads as the caller allows (docs/spec/seal.md, section 5).
//!
//! One thread reads batches, several hash them, and the calling thread gets them back in order.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use sha2::{Digest as _, Sha256};

use crate::batch::{Batch, RowSource};
use crate::digest::{Digest, Seed};
use crate::error::SealError;
use crate::mac::Mac;

const ROW_DOMAIN: &[u8] = b"\0detente/seal/v1/row\n";
const NONCE_DOMAIN: &[u8] = b"detente/seal/v1/nonce\n";

/// Leaf 0: the public part's text before the root.
pub(crate) fn declaration_leaf(text: &str) -> Digest {
    Digest::of(&[&[0x00], text.as_bytes()])
}

/// The leaf of a row: SHA-256(0x00 || domain || nonce || row).
pub(crate) fn row_leaf(nonce: &[u8; 32], row: &[u8]) -> Digest {
    Digest::of(&[ROW_DOMAIN, nonce, row])
}

/// Derives the nonces of one seal.
#[derive(Clone)]
pub(crate) struct Nonces {
    mac: Mac,
    leaf: Sha256,
}

impl Nonces {
    /// The declaration is part of the key: two seals share no nonce unless they share seed and declaration.
    pub(crate) fn new(seed: &Seed, declaration: &str) -> Self {
        let declared = Digest::of(&[declaration.as_bytes()]);
        let key = Mac::new(seed.as_bytes()).of(&[NONCE_DOMAIN, declared.as_bytes()]);
        Nonces { mac: Mac::new(&key), leaf: Sha256::new_with_prefix(ROW_DOMAIN) }
    }

    pub(crate) fn nonce(&self, key: &[u8]) -> [u8; 32] {
        self.mac.of(&[key])
    }

    fn leaf(&self, key: &[u8], row: &[u8]) -> Digest {
        let mut hash = self.leaf.clone();
        hash.update(self.nonce(key));
        hash.update(row);
        Digest::from_bytes(hash.finalize().into())
    }
}

type Job = (u64, Result<Batch, SealError>);
type Hashed = Result<(Batch, Vec<Digest>), SealError>;

/// Hands every batch of `source` with its leaves to `each`, in order.
pub(crate) fn hash_rows<S: RowSource>(
    source: S,
    nonces: &Nonces,
    threads: usize,
    mut each: impl FnMut(&Batch, &[Digest]) -> Result<(), SealError>,
) -> Result<(), SealError> {
    let threads = threads.max(1);
    std::thread::scope(|scope| {
        let (to_workers, jobs) = sync_channel::<Job>(2 * threads);
        let (to_caller, results) = sync_channel::<(u64, Hashed)>(2 * threads);
        scope.spawn(move || produce(source, &to_workers));
        // The workers own the receiving end together: when all have ended, the producer's next send fails and it ends too.
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..threads {
            let (jobs, to_caller) = (Arc::clone(&jobs), to_caller.clone());
            scope.spawn(move || work(&jobs, nonces, &to_caller));
        }
        drop((jobs, to_caller));
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, result) in results {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&next) {
                let (batch, leaves) = result?;
                if batch.is_empty() {
                    return Ok(());
                }
                each(&batch, &leaves)?;
                next += 1;
            }
        }
        Err(SealError::Worker)
    })
}

/// Sends batches until the last, which is empty, or an error, has been sent.
fn produce<S: RowSource>(mut source: S, jobs: &SyncSender<Job>) {
    for number in 0.. {
        let batch = source.next_batch();
        let last = batch.as_ref().map_or(true, Batch::is_empty);
        if jobs.send((number, batch)).is_err() || last {
            return;
        }
    }
}

fn work(jobs: &Mutex<Receiver<Job>>, nonces: &Nonces, results: &SyncSender<(u64, Hashed)>) {
    loop {
        let Some((number, batch)) = jobs.lock().ok().and_then(|jobs| jobs.recv().ok()) else { return };
        let hashed = batch.map(|batch| {
            let leaves = batch.iter().map(|record| nonces.leaf(record.key, record.row)).collect();
            (batch, leaves)
        });
        if results.send((number, hashed)).is_err() {
            return;
        }
    }
}
