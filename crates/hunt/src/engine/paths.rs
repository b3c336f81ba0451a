//! What the mappings say of a decoder's paths, asked once for each.

use crate::{Mappings, Marks, PathFacts, PathNames};
use event::{PathId, Paths};

/// Facts by [`PathId::index`].
#[derive(Debug, Default)]
pub(crate) struct PathTable {
    generation: u64,
    facts: Vec<PathFacts>,
    /// The marks once more, side by side: they are read for every field of every event.
    marks: Vec<Marks>,
    /// The bits of class fields once more, for each path those of all mappings side by side.
    asked: Vec<u32>,
    mappings: usize,
}

impl PathTable {
    /// Learns the paths that are new.
    pub(crate) fn meet(&mut self, paths: &Paths, mappings: &Mappings) {
        if self.generation != paths.generation() {
            self.generation = paths.generation();
            self.facts.clear();
            self.marks.clear();
            self.asked.clear();
            self.mappings = mappings.list().len();
        }
        for index in self.facts.len()..paths.len() {
            let facts = mappings.path(paths.name_at(index));
            self.marks.push(facts.marks);
            self.asked.extend(facts.within.iter().map(|path| path.asked));
            self.facts.push(facts);
        }
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn marks(&self, path: PathId) -> Marks {
        self.marks.get(path.index()).copied().unwrap_or_default()
    }

    /// Which class fields of a mapping a path is, as bits.
    pub(crate) fn asked(&self, path: PathId, mapping: usize) -> u32 {
        self.asked.get(path.index() * self.mappings + mapping).copied().unwrap_or(0)
    }

    /// What a mapping says of the path with this index.
    pub(crate) fn within_at(&self, index: usize, mapping: Option<usize>) -> Option<&PathNames> {
        self.facts.get(index)?.within.get(mapping?)
    }

    /// What a mapping says of a path.
    pub(crate) fn within(&self, path: PathId, mapping: Option<usize>) -> Option<&PathNames> {
        self.within_at(path.index(), mapping)
    }
}
