//! JSON with indicators: STIX bundles and MISP events, read element by element.
//!
//! The text is walked without being held: [`source`] cuts one value after the other out of it, [`walk`] knows which of them are boxes
//! (`objects`, `response`, `Event`, `Attribute`) and which are what lies in them. What is broken in one element costs that element.

mod source;
mod walk;

pub(crate) use walk::read;

/// The largest element, in bytes: an object of STIX, an attribute of MISP. An object with a report of a hundred pages fits.
pub const MAX_ELEMENT: usize = 4 << 20;
