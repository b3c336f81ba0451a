//! Paths of STIX objects as patterns write them: `file:hashes.'SHA-256'`, `email-message:to_refs[*].value`.

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step<'p> {
    /// The name of the property, without quotes.
    pub(super) name: &'p str,
    /// Any element of the list that the property is.
    pub(super) is_list: bool,
}

impl Step<'_> {
    /// Whether the property holds the id of another object.
    pub(super) fn is_reference(&self) -> bool {
        self.name.ends_with("_ref") || self.name.ends_with("_refs")
    }
}

/// The type of the object, and the steps from it. None of what is no path.
pub(super) fn parts(path: &str) -> Option<(&str, Vec<Step<'_>>)> {
    let (object, mut rest) = path.split_once(':')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (name, after) = name(rest)?;
        let (is_list, after) = match index(after) {
            Some(after) => (true, after),
            None => (false, after),
        };
        steps.push(Step { name, is_list });
        rest = match after.strip_prefix('.') {
            Some(next) if !next.is_empty() => next,
            None if after.is_empty() => after,
            _ => return None,
        };
    }
    (!steps.is_empty()).then_some((object, steps))
}

/// A name, in quotes or without, and what follows it.
fn name(text: &str) -> Option<(&str, &str)> {
    match text.strip_prefix('\'') {
        Some(quoted) => quoted.split_once('\''),
        None => Some(text.split_at(text.find(['.', '[']).unwrap_or(text.len()))),
    }
}

/// What follows an index, if one is there.
fn index(text: &str) -> Option<&str> {
    text.strip_prefix('[')?.split_once(']').map(|(_, after)| after)
}

/// A path without what may be written in several ways: quotes, indexes, and the spelling of hashes.
pub(super) fn plain(path: &str) -> Option<String> {
    let (object, steps) = parts(path)?;
    let mut plain = format!("{object}:");
    for (place, step) in steps.iter().enumerate() {
        if place > 0 {
            plain.push('.');
        }
        let after_hashes = place > 0 && steps.get(place - 1).is_some_and(|before| before.name == "hashes");
        match after_hashes {
            true => plain.push_str(&digest(step.name)),
            false => plain.push_str(&step.name.to_ascii_lowercase().replace('-', "_")),
        }
    }
    Some(plain)
}

/// The name of a hash, however it is spelled: `SHA-256`, `sha256`.
pub(super) fn digest(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}
