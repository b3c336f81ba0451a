//! STIX 2.1 (OASIS, "STIX Version 2.1"): whole objects in and out, and the indicators of 2.0 and 2.1.
//!
//! [`Reader`] reads a text object by object. Each keeps exactly its bytes ([`Object::bytes`]) and is judged by a table of all types of
//! the specification ([`Type`]): it is understood, or kept as *opaque* with the reason ([`Standing`]), or refused ([`Refusal`]) because no
//! two readers would agree on what it is. [`Bundle`] gives objects back, and [`Cutter`] in several bundles. [`make`] makes objects of our
//! own out of indicators and what belongs to them.
//!
//! ```
//! use exchange::{Moment, stix::{Bundle, make::{self, About, Terms}}};
//! use statement::observable::{Indicator, Observable};
//! let terms = Terms { created: Moment::read("2026-11-22").unwrap(), source: "example", author: None, tlp: None };
//! let mut bundle = Bundle::new(Vec::new());
//! for value in ["192.0.2.7", "evil.example.com"] {
//!     let indicator = Indicator::new(Observable::read(value).unwrap().observable);
//!     bundle.add(make::indicator(&indicator, About::default(), &terms).json.as_bytes()).unwrap();
//! }
//! assert_eq!(bundle.count(), 2);
//! ```

mod bundle;
mod common;
mod comparison;
mod draft;
mod fingerprint;
mod held;
mod id;
mod judgement;
mod line;
pub mod make;
mod name;
mod object;
mod pattern;
mod reader;
mod refusal;
mod scale;
mod selector;
mod shape;
mod sought;
mod timestamp;
mod tlp;
mod token;
mod types;
mod versions;

pub use bundle::{Bundle, CUT, Cutter, MEDIA_TYPE};
pub use common::{Common, Granular, Reference};
pub use comparison::{PatternRefused, Usable, pattern};
pub use draft::Draft;
pub(crate) use draft::id_of;
pub(crate) use id::is_uuid;
pub use id::{Id, NotAnId};
pub use judgement::{Fault, Opaque, Remark, Standing};
pub use object::Object;
pub(crate) use pattern::{Comparison, choices};
pub use reader::{Item, Kept, Reader, Refused, Summary};
pub use refusal::Refusal;
pub use scale::Scale;
pub(crate) use sought::{is_object, take};
pub use timestamp::Timestamp;
pub use tlp::{strictest, tlp, tlp_marking};
pub use types::{Class, Type};
pub use versions::{Holds, MAX_REMEMBERED, Noted, Versions};
