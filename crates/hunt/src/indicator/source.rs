//! Where indicators are from: numbers in place of names, of which there are few.

use std::sync::Arc;

/// How many sources of one value are named; that there are more is said.
pub(super) const MAX_NAMED: usize = 3;

/// Where one indicator stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listed<'l> {
    /// The number of its file, as [`Collector::file`](super::Collector::file) gave it.
    pub file: u32,
    /// The line, from 1; 0 where there are no lines, or more than can be counted so.
    pub line: u32,
    /// What else tells where it stands in the file, such as a pointer into JSON. It is kept for each indicator, so it should be empty
    /// where a line is enough.
    pub item: &'l str,
}

/// Where an indicator that was found stands, for those who have to look it up there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The name of its file, as [`Collector::file`](super::Collector::file) was given it.
    pub file: Arc<str>,
    /// What else tells where, as in [`Listed`]; a line where there is nothing else.
    pub item: String,
}

/// The names of files.
#[derive(Debug, Default)]
pub(super) struct Sources {
    names: Vec<Arc<str>>,
}

impl Sources {
    /// The number of a file.
    pub(super) fn file(&mut self, name: Arc<str>) -> u32 {
        self.names.push(name);
        self.names.len() as u32 - 1
    }

    /// The place, with the name of its file.
    pub(super) fn cite(&self, place: Listed<'_>) -> Option<Cited> {
        let file = self.names.get(place.file as usize)?.clone();
        let item = match place.item {
            "" if place.line > 0 => place.line.to_string(),
            item => item.to_owned(),
        };
        Some(Cited { file, item })
    }

    /// The places in words: `list.csv:17`, with commas between several.
    pub(super) fn tell<'l>(&self, places: impl Iterator<Item = Listed<'l>>) -> String {
        let mut told = String::new();
        for (number, place) in places.enumerate() {
            if number == MAX_NAMED {
                told.push_str(", ...");
                break;
            }
            if number > 0 {
                told.push_str(", ");
            }
            told.push_str(self.names.get(place.file as usize).map_or("", |name| name));
            if place.line > 0 {
                told.push_str(&format!(":{}", place.line));
            }
            if !place.item.is_empty() {
                told.push(':');
                told.push_str(place.item);
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_up_to_a_number() {
        let mut sources = Sources::default();
        let file = sources.file("a.csv".into());
        let other = sources.file("bundle.json".into());
        let places = [(file, 17, ""), (other, 0, "/objects/3"), (file, 18, ""), (file, 19, "")]
            .map(|(file, line, item)| Listed { file, line, item });
        for (count, told) in [
            (1, "a.csv:17"),
            (2, "a.csv:17, bundle.json:/objects/3"),
            (4, "a.csv:17, bundle.json:/objects/3, a.csv:18, ..."),
        ] {
            assert_eq!(sources.tell(places.iter().take(count).copied()), told);
        }
    }
}
