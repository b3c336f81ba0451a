//! The cases of `vectors/log`.

mod entries;
mod policies;
mod proved;
mod signed;
pub mod trees;

use super::{Set, spoil};

/// All of them.
pub fn all(set: &mut Set) {
    signed::all(set);
    policies::all(set);
    entries::all(set);
    proved::all(set);
}
