//! From a path to the names that its field answers to.

use std::sync::Arc;

use super::{Mapping, Marks};

/// How many wrappers may lie around a record (`_source.Event.System.Channel` has two).
const MAX_WRAPPERS: usize = 4;

/// Before a field in `fields`: it is meant only where nothing but wrappers stands above it.
const WHOLE: char = '^';

/// What all mappings say of one path.
#[derive(Clone, Debug)]
pub struct PathFacts {
    /// To be united over the paths of an event, for [`Mappings::candidates`](super::Mappings::candidates).
    pub marks: Marks,
    /// What each mapping says of it, in the order of the mappings.
    pub within: Vec<PathNames>,
}

/// What one mapping says of one path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathNames {
    /// The names that the field answers to in every event of the source. The first is the path itself.
    pub names: Vec<Arc<str>>,
    /// The [`Mapping::class_fields`] that it is, as bits by their place.
    pub asked: u32,
    /// Its place among the fields that tell the event's time; a smaller one is preferred.
    pub time: Option<u8>,
    /// Its place among the fields that tell the host.
    pub host: Option<u8>,
    /// Its place among the fields that tell the user. Sources write `-` where there is none.
    pub user: Option<u8>,
}

impl Mapping {
    /// What this mapping says of a path. Pure, and not cheap: to be asked once a path.
    pub fn path(&self, path: &str) -> PathNames {
        let names = self.names(path);
        let any = |name: &Arc<str>| names.contains(name);
        let rank = |list: &[Arc<str>]| list.iter().position(any).and_then(|place| u8::try_from(place).ok());
        let asked = self.class_fields.iter().zip(0..32).filter(|(field, _)| any(field));
        PathNames {
            asked: asked.fold(0, |bits, (_, place)| bits | (1 << place)),
            time: rank(&self.time),
            host: rank(&self.host),
            user: rank(&self.user),
            names,
        }
    }

    fn names(&self, path: &str) -> Vec<Arc<str>> {
        let inner = self.unwrapped(path);
        let mut names: Vec<Arc<str>> = vec![path.into()];
        add(&mut names, inner);
        if let Some(rest) = self.rest(inner) {
            self.add_rest(&mut names, rest);
        }
        let whole = self.fields.get(&*format!("{WHOLE}{inner}"));
        whole.into_iter().flatten().for_each(|name| add(&mut names, name));
        for at in 0..names.len() {
            let more = names.get(at).map(|name| self.renamed(name)).unwrap_or_default();
            more.iter().for_each(|name| add(&mut names, name));
        }
        names
    }

    /// The further names of a field with this name: its own, and those of all that lies below a field.
    fn renamed(&self, name: &str) -> Vec<Arc<str>> {
        let above = name.match_indices('.').filter_map(|(dot, _)| name.get(..=dot));
        let of_above = above.filter_map(|above| self.fields.get(&*format!("{above}*")));
        self.fields.get(name).into_iter().chain(of_above).flatten().cloned().collect()
    }

    /// The path without what only wraps the record.
    fn unwrapped<'p>(&self, path: &'p str) -> &'p str {
        let mut inner = path;
        for _ in 0..MAX_WRAPPERS {
            let Some(rest) = self.wrappers.iter().find_map(|wrapper| inner.strip_prefix(&**wrapper)) else {
                break;
            };
            inner = rest;
        }
        inner
    }

    /// What follows the longest prefix that fits.
    fn rest<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rests = self.prefixes.iter().filter_map(|prefix| after(prefix, path));
        rests.min_by_key(|rest| rest.len()).filter(|rest| !self.reserved.contains(*rest))
    }

    fn add_rest(&self, names: &mut Vec<Arc<str>>, rest: &str) {
        add(names, rest);
        if rest.contains(' ') {
            self.spaces.iter().for_each(|space| add(names, &rest.replace(' ', space)));
        }
    }
}

fn add(names: &mut Vec<Arc<str>>, name: &str) {
    if !names.iter().any(|known| **known == *name) {
        names.push(name.into());
    }
}

/// The rest of `path` behind `prefix`, in which a segment `*` stands for any one segment.
fn after<'p>(prefix: &str, path: &'p str) -> Option<&'p str> {
    let mut rest = path;
    for segment in prefix.strip_suffix('.').unwrap_or(prefix).split('.') {
        let (first, behind) = rest.split_once('.')?;
        if segment != "*" && segment != first {
            return None;
        }
        rest = behind;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn prefixes_fit_by_whole_segments() {
        for (prefix, path, rest) in [
            ("EventData.", "EventData.Image", Some("Image")),
            ("EventData.", "EventData.a.b", Some("a.b")),
            ("EventData.", "EventData", None),
            ("EventData.", "EventDataX.Image", None),
            ("UserData.*.", "UserData.LogFileCleared.Channel", Some("Channel")),
            ("UserData.*.", "UserData.Channel", None),
        ] {
            assert_eq!(after(prefix, path), rest, "{prefix} {path}");
        }
    }
}
