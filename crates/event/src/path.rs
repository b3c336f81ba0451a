//! Dotted field paths (`Event.EventData.Image`, `id.orig_h`), each with a small number.
//!
//! Telemetry repeats its field names in every record. A decoder owns one table, so that walking a record
//! costs one probe a field and no allocation, and whoever reads the events can keep what it knows of a
//! path in a vector indexed by [`PathId::index`].

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// How many paths a table may hold before it is emptied between two records. Real telemetry has a few
/// thousand; a file made to exhaust memory with names of its own gets no further than this.
const MAX_PATHS: usize = 1 << 14;

/// How many bytes of names it may hold before that, for the same reason.
const MAX_BYTES: usize = 2 << 20;

/// How many paths one record may add. Objects count, not only their scalars: empty ones cost as much, and so
/// the limit on fields does not bound them.
const MAX_NEW_PATHS: usize = 1 << 16;

/// How many bytes of names one record may add: a short name below a long one is stored with it.
const MAX_NEW_BYTES: usize = 4 << 20;

/// How long a dotted name may be.
const MAX_NAME: usize = 1 << 10;

/// The number of a path in the [`Paths`] that handed it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathId(u32);

impl PathId {
    /// The empty path, parent of all.
    pub(crate) const ROOT: PathId = PathId(0);

    /// The number, dense from 0: an index for side tables.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Why a field name is not taken, and with it the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameRefused {
    /// It has more than 1,024 bytes.
    #[error("a field name has more than {MAX_NAME} bytes")]
    TooLong,
    /// The record has used up what it may add to the table.
    #[error("the record has more than {MAX_NEW_PATHS} new field names, or more than {} MiB of them", MAX_NEW_BYTES >> 20)]
    TooMany,
}

/// The paths that a decoder has met so far.
#[derive(Debug)]
pub struct Paths {
    entries: Vec<Entry>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    generation: u64,
    /// Bytes of all names.
    bytes: usize,
}

#[derive(Debug)]
struct Entry {
    name: Box<str>,
    /// Where the last segment starts in `name`.
    leaf: usize,
    parent: PathId,
    /// The two paths that last followed this one, the later first: records of one kind have their fields in one order, and those of
    /// two kinds often alternate.
    next: [PathId; 2],
    /// Whether the last segment stands in JSON as it is here, without an escape.
    is_plain: bool,
}

impl Entry {
    fn is(&self, parent: PathId, leaf: &str) -> bool {
        self.parent == parent && self.leaf() == leaf
    }

    fn leaf(&self) -> &str {
        self.name.get(self.leaf..).unwrap_or_default()
    }
}

impl Default for Paths {
    fn default() -> Self {
        let mut paths = Paths {
            entries: Vec::new(),
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            generation: 0,
            bytes: 0,
        };
        paths.clear();
        paths
    }
}

impl Paths {
    /// The dotted name of a path of this table, empty for one of another table.
    pub fn name(&self, path: PathId) -> &str {
        self.name_at(path.index())
    }

    /// The dotted name of the path with this [`PathId::index`].
    pub fn name_at(&self, index: usize) -> &str {
        self.entries.get(index).map_or("", |entry| &entry.name)
    }

    /// How many paths there are; every [`PathId::index`] is below it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no path has been met.
    pub fn is_empty(&self) -> bool {
        self.entries.len() <= 1
    }

    /// Changes whenever the numbers are given out anew: side tables are then void.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The number of a dotted name, entered if it is new. For names that a decoder makes itself;
    /// a dot in `name` is no level of nesting then.
    ///
    /// # Errors
    /// [`NameRefused`] where a limit on names is reached.
    pub fn path(&mut self, name: &str) -> Result<PathId, NameRefused> {
        self.child(PathId::ROOT, name, PathId::ROOT)
    }

    /// The path `parent.leaf`, entered if it is new; `after` is the path of the field before, from
    /// which the table guesses.
    #[inline]
    pub(crate) fn child(&mut self, parent: PathId, leaf: &str, after: PathId) -> Result<PathId, NameRefused> {
        let next = self.entries.get(after.index()).map(|entry| entry.next);
        // The root is no child, though it looks like one of an empty name.
        let same = |guess: &PathId| {
            *guess != PathId::ROOT
                && self.entries.get(guess.index()).is_some_and(|entry| entry.is(parent, leaf))
        };
        if let Some(guess) = next.into_iter().flatten().find(same) {
            return Ok(guess);
        }
        let found = self.find_or_insert(parent, leaf)?;
        if let Some(entry) = self.entries.get_mut(after.index()) {
            let [latest, _] = entry.next;
            entry.next = [found, latest];
        }
        Ok(found)
    }

    /// The path that is guessed to come after `after`, if it is below `parent` and `quoted` starts with its last segment, a quote and
    /// a colon; and how many bytes that is. It saves looking for the end of a name that is known.
    #[inline]
    pub(crate) fn expected(&self, parent: PathId, quoted: &[u8], after: PathId) -> Option<(PathId, usize)> {
        let next = self.entries.get(after.index())?.next;
        let stands = |guess: &PathId| {
            let entry =
                self.entries.get(guess.index()).filter(|entry| entry.parent == parent && entry.is_plain)?;
            let leaf = entry.name.as_bytes().get(entry.leaf..)?;
            let behind = quoted.strip_prefix(leaf)?;
            behind.starts_with(b"\":").then_some((*guess, leaf.len() + 2))
        };
        next.iter().find_map(stands)
    }

    fn find_or_insert(&mut self, parent: PathId, leaf: &str) -> Result<PathId, NameRefused> {
        let hash = self.hasher.hash_one((parent, leaf));
        let entries = &self.entries;
        let same = |&id: &u32| entries.get(id as usize).is_some_and(|entry| entry.is(parent, leaf));
        if let Some(&id) = self.table.find(hash, same) {
            return Ok(PathId(id));
        }
        let id = u32::try_from(self.entries.len()).expect("a record has fewer fields than u32 can count");
        let entry = self.entry(parent, leaf)?;
        self.bytes += entry.name.len();
        self.entries.push(entry);
        let (entries, hasher) = (&self.entries, &self.hasher);
        self.table.insert_unique(hash, id, |&id| {
            entries.get(id as usize).map_or(0, |entry| hasher.hash_one((entry.parent, entry.leaf())))
        });
        Ok(PathId(id))
    }

    fn entry(&self, parent: PathId, leaf: &str) -> Result<Entry, NameRefused> {
        let above = self.name(parent);
        if above.len() + leaf.len() > MAX_NAME {
            return Err(NameRefused::TooLong);
        }
        if self.entries.len() > MAX_PATHS + MAX_NEW_PATHS || self.bytes > MAX_BYTES + MAX_NEW_BYTES {
            return Err(NameRefused::TooMany);
        }
        let (name, start) = match parent {
            PathId::ROOT => (leaf.to_owned(), 0),
            _ => (format!("{above}.{leaf}"), above.len() + 1),
        };
        let is_plain = !leaf.contains(|c: char| c == '"' || c == '\\' || c.is_control());
        Ok(Entry { name: name.into(), leaf: start, parent, next: [PathId::ROOT; 2], is_plain })
    }

    /// Called by a decoder between two records.
    pub(crate) fn keep_in_bounds(&mut self) {
        if self.entries.len() > MAX_PATHS || self.bytes > MAX_BYTES {
            self.clear();
        }
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.table.clear();
        self.bytes = 0;
        self.generation += 1;
        let next = [PathId::ROOT; 2];
        self.entries.push(Entry { name: "".into(), leaf: 0, parent: PathId::ROOT, next, is_plain: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_number_and_its_dotted_name() -> Result<(), NameRefused> {
        let mut paths = Paths::default();
        let event = paths.child(PathId::ROOT, "Event", PathId::ROOT)?;
        let data = paths.child(event, "EventData", event)?;
        let image = paths.child(data, "Image", data)?;
        assert_eq!(paths.name(image), "Event.EventData.Image");
        assert_eq!(paths.child(data, "Image", event)?, image);
        assert_ne!(paths.path("Image")?, image);
        Ok(())
    }

    #[test]
    fn a_name_may_be_empty() -> Result<(), NameRefused> {
        let mut paths = Paths::default();
        let empty = paths.child(PathId::ROOT, "", PathId::ROOT)?;
        let below = paths.child(empty, "a", empty)?;
        assert_eq!((paths.name(empty), paths.name(below)), ("", ".a"));
        Ok(())
    }

    #[test]
    fn a_known_name_is_expected_as_json_writes_it() -> Result<(), NameRefused> {
        let mut paths = Paths::default();
        let first = paths.path("first")?;
        let image = paths.child(PathId::ROOT, "Image", first)?;
        let quoted = paths.child(PathId::ROOT, "a\\n", first)?;
        assert_ne!(image, quoted);
        let expected = |text: &str| paths.expected(PathId::ROOT, text.as_bytes(), first);
        assert_eq!(expected("Image\":1"), Some((image, 7)));
        // Another name, white space, an escape that looks like the name, the end.
        for text in ["ImageLoaded\":1", "Image\" :1", "a\\n\":1", "Image", ""] {
            assert_eq!(expected(text), None, "{text}");
        }
        Ok(())
    }

    #[test]
    fn a_flood_of_names_is_forgotten_between_records() -> Result<(), NameRefused> {
        let mut paths = Paths::default();
        let before = paths.generation();
        for number in 0..=MAX_PATHS {
            paths.path(&number.to_string())?;
        }
        paths.keep_in_bounds();
        assert!(paths.is_empty());
        assert_ne!(paths.generation(), before);
        Ok(())
    }

    #[test]
    fn a_long_name_is_refused() -> Result<(), NameRefused> {
        let mut paths = Paths::default();
        assert!(paths.path(&"x".repeat(MAX_NAME)).is_ok());
        assert_eq!(paths.path(&"x".repeat(MAX_NAME + 1)), Err(NameRefused::TooLong));
        Ok(())
    }
}
