//! Correlations: what several events mean together. Sigma correlation rules, specification 2.1; docs/RULES.md says how they are read.
//!
//! It happens in two steps. While events are read, each one that meets a rule to which a correlation refers becomes a [`Hit`]: its
//! time, where it stood, and the few values by which it is grouped and counted. When everything has been read, the hits of
//! all inputs come in the order of their [keys](Hit::key), which is that of time, and a [`Correlator`] passes over them once.
//! So the order in which inputs are read changes nothing, and no more is held than the windows that are open.
//!
//! Nothing here sorts, reads a clock or knows a file: whoever hunts keeps the hits and puts them into order.

mod correlator;
mod display;
mod groups;
mod hit;
mod loss;
mod measuring;
mod model;
mod plan;
mod window;

pub use correlator::{Correlator, Files};
pub use groups::{MAX_GROUPS, MAX_WINDOW_EVENTS};
pub(crate) use hit::cut;
pub use hit::{Hit, KEY_BYTES, MAX_TEXT};
pub use loss::{Loss, Lost};
pub use model::{
    Bound, Bounds, Correlation, Correlations, Demand, Formula, MAX_ALTERNATIVES, Measure, Node, NotInOrder,
    Reference,
};
pub(crate) use plan::Plan;
