//! Writing runs: from memory, or from other runs.

use crate::{
    Error,
    layers::Layer,
    merge::{Merge, Source},
    record::{Outline, Record},
    run::{RunFile, Walk, Writer},
    table::Table,
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// No step looks at more values, so that it ends soon even where all are forgotten.
const MAX_STEP: u64 = 2_000_000;

/// How runs are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// What is older is left out.
    pub(crate) horizon: u16,
    /// A file that is about so long is ended.
    pub(crate) length: u64,
    /// The sequence that the files belong to.
    pub(crate) sequence: u64,
}

/// What was written in one step.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// The file, if anything was left to write.
    pub(crate) file: Option<PathBuf>,
    /// How many values were left out because they are forgotten.
    pub(crate) forgotten: u64,
    /// Whether that was the last.
    pub(crate) done: bool,
}

/// Layers that are being merged to one, a file at a time.
pub(crate) struct Job {
    merge: Merge<Walk>,
    sequence: u64,
    inputs: Vec<Arc<RunFile>>,
}

impl Job {
    pub(crate) fn begin(layers: Vec<Layer>, sequence: u64) -> Result<Self, Error> {
        let inputs = layers.iter().flatten().cloned().collect();
        let walks = layers.into_iter().map(Walk::new).collect::<Result<Vec<_>, _>>();
        let walks = walks.map_err(Error::io("unpack", Path::new("runs")))?;
        Ok(Job { merge: Merge::of(walks), sequence, inputs })
    }

    /// Writes the next file.
    pub(crate) fn step(&mut self, path: &Path, horizon: u16, length: u64) -> Result<Written, Error> {
        write(&mut self.merge, path, Terms { horizon, length, sequence: self.sequence })
    }

    /// The files of which everything was written again, once each.
    pub(crate) fn take_consumed(&mut self, done: bool) -> Vec<Arc<RunFile>> {
        let key = self.merge.key();
        let consumed = |file: &mut Arc<RunFile>| done || file.contents.last_key.as_slice() <= key;
        self.inputs.extract_if(.., consumed).collect()
    }
}

/// Writes what a source has to a file, until that is long enough. A failure leaves no file.
pub(crate) fn write(source: &mut impl Source, path: &Path, terms: Terms) -> Result<Written, Error> {
    try_write(source, path, terms).inspect_err(|_| Writer::abandon(path))
}

fn try_write(source: &mut impl Source, path: &Path, terms: Terms) -> Result<Written, Error> {
    let (mut writer, mut written, mut cut) = (None::<Writer>, Written::default(), Vec::new());
    for _ in 0..MAX_STEP {
        if !source.step()? {
            written.done = true;
            break;
        }
        let Some(record) = since(source.record(), terms.horizon, &mut cut) else {
            written.forgotten += 1;
            continue;
        };
        let Some(outline) = Outline::of(record) else { continue };
        let writer = match &mut writer {
            Some(writer) => writer,
            None => writer.insert(Writer::begin(path, terms.sequence, terms.horizon)?),
        };
        writer.push(source.key(), record, outline)?;
        if writer.length() >= terms.length {
            break;
        }
    }
    written.file = writer.map(Writer::finish).transpose()?;
    Ok(written)
}

/// What is left of a record once the days before the horizon are forgotten; `None` if nothing is.
fn since<'r>(record: &'r [u8], horizon: u16, cut: &'r mut Vec<u8>) -> Option<&'r [u8]> {
    let outline = Outline::of(record)?;
    if outline.first >= horizon {
        return Some(record);
    }
    let left = Record::take(&mut &*record)?.since(horizon)?;
    cut.clear();
    left.push(cut);
    Some(cut)
}

/// A table, from its smallest key on.
pub(crate) struct TableWalk<'t> {
    table: &'t Table,
    order: Box<dyn Iterator<Item = usize> + 't>,
    key: &'t [u8],
    record: Vec<u8>,
}

impl<'t> TableWalk<'t> {
    pub(crate) fn of(table: &'t Table) -> Self {
        TableWalk { table, order: Box::new(table.sorted()), key: &[], record: Vec::new() }
    }
}

impl Source for TableWalk<'_> {
    fn step(&mut self) -> Result<bool, Error> {
        let Some((key, record)) = self.order.next().and_then(|place| self.table.entry(place)) else {
            return Ok(false);
        };
        self.key = key;
        self.record.clear();
        record.push(&mut self.record);
        Ok(true)
    }

    fn key(&self) -> &[u8] {
        self.key
    }

    fn record(&self) -> &[u8] {
        &self.record
    }
}
