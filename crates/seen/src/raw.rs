//! What stands in files, read without files: the doors by which fuzzing comes in. Nothing else needs them, and they may change.

use crate::{block::Reading, journal, key, record::Record, run::Contents};
use statement::observable::Kind;

/// Keys and records, each as bytes.
pub type Entries = Vec<(Vec<u8>, Vec<u8>)>;

/// The entries of a block that is not packed; `None` where it is none.
pub fn block(bytes: &[u8]) -> Option<Entries> {
    let (mut reading, mut entries) = (Reading::new().ok()?, Vec::new());
    reading.load_plain(bytes);
    while reading.step().ok()? {
        entries.push((reading.key().to_vec(), reading.record().to_vec()));
    }
    Some(entries)
}

/// Whether these are the bytes of a packed block.
pub fn packed_block(bytes: &[u8]) -> bool {
    Reading::new().is_ok_and(|mut reading| reading.load(bytes).is_ok())
}

/// A record, written again; `None` where it is none.
pub fn record(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let record = Record::take(&mut bytes).filter(|_| bytes.is_empty())?;
    let mut again = Vec::new();
    record.push(&mut again);
    Some(again)
}

/// The contents of a run, written again; `None` where they are none.
pub fn contents(bytes: &[u8]) -> Option<Vec<u8>> {
    Contents::read(bytes).map(|contents| contents.to_bytes())
}

/// The entries of a batch of a journal; `None` where it is none.
pub fn batch(bytes: &[u8]) -> Option<Entries> {
    let mut entries = Vec::new();
    let mut each = |key: &[u8], record: &Record| {
        let mut bytes = Vec::new();
        record.push(&mut bytes);
        entries.push((key.to_vec(), bytes));
    };
    journal::replay_batch(bytes, &mut each)?;
    Some(entries)
}

/// The value of a key, if it is one.
pub fn value(key: &[u8]) -> Option<(Kind, String)> {
    key::unpack(key)
}

/// The key of a value, if it is one.
pub fn key(kind: Kind, value: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    key::pack(kind, value, &mut bytes).map(|()| bytes)
}
