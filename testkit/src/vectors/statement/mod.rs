//! The cases of `vectors/statement`.

mod chains;
mod charters;
mod contents;
mod entries;
mod headers;
mod sheets;
mod unit;
mod values;

use super::{Set, log::trees, spoil};

/// All of them.
pub fn all(set: &mut Set) {
    headers::all(set);
    values::all(set);
    contents::all(set);
    entries::all(set);
    charters::all(set);
    chains::all(set);
    sheets::all(set);
}
