//! How findings are written down: a file for each format, a [`Portion`] for each stretch of input, a [`Writer`] for all.

mod attack;
mod csv;
pub mod escape;
mod format;
mod html;
mod identity;
pub mod json;
pub mod jsonl;
mod lines;
mod matched;
mod navigator;
mod numbers;
mod ocsf;
pub mod page;
mod portion;
mod pretty;
pub mod say;
pub mod table;
#[cfg(test)]
mod tests;
mod timesketch;
mod writer;

pub use format::{Format, Manner};
pub use numbers::grouped;
pub use portion::Portion;
pub use writer::Writer;
