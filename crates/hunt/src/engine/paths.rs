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
}

impl PathTable {
    /// Learns the paths that are new.
    pub(crate) fn meet(&mut self, paths: &Paths, mappings: &Mappings) {
        if self.generation != paths.generation() {
            self.generation = paths.generation();
            self.facts.clear();
            self.marks.clear();
        }
        for index in self.facts.len()..paths.len() {
            let facts = mappings.path(paths.name_at(index));
            self.marks.push(facts.marks);
            self.facts.push(facts);
        }
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn marks(&self, path: PathId) -> Marks {
        self.marks.get(path.index()).copied().unwrap_or_default()
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
