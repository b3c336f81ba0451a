//! What MISP's types, templates and galaxies are in terms of STIX, and of what is looked for. Data, in both directions.
//!
//! Facts are those of MISP's describeTypes and object templates, and of the mapping that misp-stix publishes, so that what one of the two
//! writes the other reads.

mod galaxies;
mod kinds;
mod named;
mod objects;
mod types;

pub(super) use galaxies::{cluster_type, galaxy_of};
pub(super) use kinds::kinds;
pub(super) use named::{NamedObject, named_object, named_object_of};
pub(super) use objects::{Template, template, template_of, templates_of};
pub(super) use types::{Type, attribute_type, type_of_paths};
