//! Versions side by side, key by key.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

use crate::batch::{Batch, Record, RowSource};
use crate::diff::Version;
use crate::error::SealError;

/// Batches that a version may be read ahead.
const AHEAD: usize = 4;

/// One version being read on a thread of its own.
pub(crate) struct Cursor {
    batches: Receiver<Result<Batch, SealError>>,
    batch: Batch,
    at: usize,
    ended: bool,
}

impl Cursor {
    pub(crate) fn open<'scope, 'env>(
        scope: &'scope Scope<'scope, 'env>,
        version: &'env dyn Version,
    ) -> Result<Self, SealError> {
        let (sender, batches) = sync_channel(AHEAD);
        let source = version.open()?;
        scope.spawn(move || read_ahead(source, &sender));
        let mut cursor = Cursor { batches, batch: Batch::default(), at: 0, ended: false };
        cursor.refill()?;
        Ok(cursor)
    }

    /// The row under the cursor; `None` behind the last.
    pub(crate) fn record(&self) -> Option<Record<'_>> {
        self.batch.get(self.at)
    }

    pub(crate) fn advance(&mut self) -> Result<(), SealError> {
        self.at += 1;
        self.refill()
    }

    fn refill(&mut self) -> Result<(), SealError> {
        if self.ended || self.batch.get(self.at).is_some() {
            return Ok(());
        }
        self.batch = self.batches.recv().map_err(|_| SealError::Worker)??;
        self.at = 0;
        self.ended = self.batch.is_empty();
        Ok(())
    }
}

fn read_ahead(mut source: impl RowSource, batches: &SyncSender<Result<Batch, SealError>>) {
    loop {
        let batch = source.next_batch();
        let last = batch.as_ref().map_or(true, Batch::is_empty);
        if batches.send(batch).is_err() || last {
            return;
        }
    }
}

/// Calls `each` with every key and the row that each version has under it.
pub(crate) fn join(
    versions: &[&dyn Version],
    mut each: impl FnMut(&[u8], &[Option<Record<'_>>]) -> Result<bool, SealError>,
) -> Result<(), SealError> {
    std::thread::scope(|scope| {
        let opened = versions.iter().map(|version| Cursor::open(scope, *version));
        let mut cursors = opened.collect::<Result<Vec<_>, _>>()?;
        let mut at_key = vec![false; cursors.len()];
        loop {
            let Some(key) =
                cursors.iter().filter_map(|cursor| cursor.record().map(|record| record.key)).min()
            else {
                return Ok(());
            };
            let records: Vec<_> =
                cursors.iter().map(|cursor| cursor.record().filter(|record| record.key == key)).collect();
            for (at_key, record) in at_key.iter_mut().zip(&records) {
                *at_key = record.is_some();
            }
            if !each(key, &records)? {
                return Ok(());
            }
            for (cursor, _) in cursors.iter_mut().zip(&at_key).filter(|(_, at_key)| **at_key) {
                cursor.advance()?;
            }
        }
    })
}
