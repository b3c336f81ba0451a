//! JSON, read as a stranger's text has to be.
//!
//! For indicators, a text is walked without being held: [`source`] cuts one value after the other out of it, [`walk`] knows which of them
//! are boxes (`objects`, `response`, `Event`, `Attribute`) and which are what lies in them. What is broken in one element costs that
//! element. Whoever needs all of an element reads it as a [`tree`], and whoever needs to hash it writes it [`canonical`]ly.

mod canonical;
mod number;
pub(crate) mod source;
mod text;
mod tree;
mod walk;

pub use canonical::canonical_json;
pub(crate) use canonical::{Numbers, write, write_text};
pub(crate) use text::Text;
pub(crate) use tree::{Json, Members};
pub use tree::{MAX_NESTING, NotJson};
pub(crate) use walk::read;

/// The largest element, in bytes: an object of STIX, an attribute of MISP. An object with a report of a hundred pages fits.
pub const MAX_ELEMENT: usize = 4 << 20;
