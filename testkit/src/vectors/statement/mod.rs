//! The cases of `vectors/statement`.

mod chains;
mod charters;
mod headers;
mod sheets;
mod unit;

use super::{Set, log::trees, spoil};

/// All of them.
pub fn all(set: &mut Set) {
    headers::all(set);
    charters::all(set);
    chains::all(set);
    sheets::all(set);
}
