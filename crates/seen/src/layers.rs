//! Which files there are, and which of them have keys in common.
//!
//! Files of one *sequence* were written one behind another and have no keys in common. A *layer* is as much of a sequence as is so still: what asks
//! for a key asks one file of each layer. No layer is newer than another in any way that matters, because records are joined as sets; so any
//! layers may be merged at any time, and a file whose content is in another one too does no harm.

use crate::run::RunFile;
use std::{collections::BTreeMap, sync::Arc};

/// Files that have no keys in common, in the order of their keys.
pub(crate) type Layer = Vec<Arc<RunFile>>;

/// All files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layers(Vec<Layer>);

/// How many layers of about the same size are merged to one.
const WIDTH: usize = 8;

/// Layers count as of the same size if none is more than so many times larger than another.
const SAME: u64 = 4;

/// Below so many layers nothing is merged for its size.
const FEW: usize = 4;

impl Layers {
    /// The layers that these files make.
    pub(crate) fn of(mut files: Vec<Arc<RunFile>>) -> Self {
        files.sort_by(|one, other| one.contents.first_key().cmp(other.contents.first_key()));
        let mut sequences = BTreeMap::<u64, Vec<Layer>>::new();
        for file in files {
            let layers = sequences.entry(file.contents.sequence).or_default();
            // After a crash a file may be there beside those that were made of it.
            let behind = |layer: &&mut Layer| {
                layer.last().is_some_and(|last| last.contents.last_key.as_slice() < file.contents.first_key())
            };
            match layers.iter_mut().find(behind) {
                Some(layer) => layer.push(file),
                None => layers.push(vec![file]),
            }
        }
        Layers(sequences.into_values().flatten().collect())
    }

    /// The layers once some files are gone and others are there.
    pub(crate) fn with(&self, gone: &[Arc<RunFile>], new: &[Arc<RunFile>]) -> Self {
        let stays = |file: &&Arc<RunFile>| !gone.iter().any(|gone| gone.path() == file.path());
        Layers::of(self.files().filter(stays).chain(new).cloned().collect())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Layer> {
        self.0.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &Arc<RunFile>> {
        self.0.iter().flatten()
    }

    /// How long all files are.
    pub(crate) fn bytes(&self) -> u64 {
        self.files().map(|file| file.bytes()).sum()
    }

    /// The layers that should be merged to one, if any.
    ///
    /// Eight of about the same size are, so that a value is written again once for each eightfold of the index. And all are, where those besides the
    /// largest have come to half of its size: a value that is seen each day stands in each of them, and that bounds what that takes.
    pub(crate) fn due(&self) -> Option<Vec<Layer>> {
        let mut sizes: Vec<(u64, &Layer)> = self.0.iter().map(|layer| (size(layer), layer)).collect();
        sizes.sort_by_key(|(size, _)| *size);
        let (largest, others) = sizes.split_last()?;
        if sizes.len() >= FEW && others.iter().map(|(size, _)| size).sum::<u64>() >= largest.0 / 2 {
            return Some(self.0.clone());
        }
        let same = |layers: &&[(u64, &Layer)]| {
            let (smallest, largest) = (layers.first(), layers.last());
            smallest.zip(largest).is_some_and(|(smallest, largest)| largest.0 <= SAME * smallest.0)
        };
        let due = sizes.windows(WIDTH).find(same)?;
        Some(due.iter().map(|(_, layer)| (*layer).clone()).collect())
    }

    /// All layers, if merging them may make the files smaller by a good part.
    pub(crate) fn overlapping(&self) -> Option<Vec<Layer>> {
        let largest = self.0.iter().map(size).max()?;
        (self.bytes() - largest > self.bytes() / 16).then(|| self.0.clone())
    }
}

fn size(layer: &Layer) -> u64 {
    layer.iter().map(|file| file.bytes()).sum()
}

/// The file of a layer that a key would be in.
pub(crate) fn file_with<'l>(layer: &'l Layer, key: &[u8]) -> Option<&'l Arc<RunFile>> {
    layer.get(layer.partition_point(|file| file.contents.last_key.as_slice() < key))
}
