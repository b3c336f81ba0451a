//! Why something in a text of STIX is not kept.

use super::id::NotAnId;
use crate::{MAX_ELEMENT, NotJson};
use thiserror::Error;

/// Why something is not kept. Words of the text in it are not escaped.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It cannot be read, or readers could differ on it.
    #[error(transparent)]
    Json(#[from] NotJson),
    /// The text around the objects cannot be read further.
    #[error("not JSON: {0}; what is behind it in this text was not read")]
    Broken(&'static str),
    /// It is larger than is read.
    #[error("larger than {MAX_ELEMENT} bytes")]
    Large,
    /// Bundles and lists within one another.
    #[error("lists or bundles deeper within one another than is read")]
    Deep,
    /// It is no JSON object.
    #[error("not an object")]
    NotAnObject,
    /// What should be the objects of a bundle.
    #[error("its objects are not a list")]
    NotAList,
    /// A bundle among the objects of a bundle.
    #[error("a bundle within a bundle")]
    Bundle,
    /// An object without one of the two properties that every object has.
    #[error("it has no {0}, which is a text in every object of STIX")]
    Without(&'static str),
    /// The id is malformed.
    #[error("{why}: {id}")]
    Id {
        /// As it stands.
        id: String,
        /// What is wrong with it.
        why: NotAnId,
    },
    /// The id names another type.
    #[error("its type is {kind}, and its id is {id}")]
    OtherType {
        /// The id.
        id: String,
        /// The type.
        kind: String,
    },
    /// The same object in the same version was there before: nothing is lost.
    #[error("once more: it was here already, and is the same")]
    Again,
    /// Another object with this id and version was there before.
    #[error("another object with this id and this version was here before, and they are not the same")]
    Conflict,
}
