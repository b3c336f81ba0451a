//! How findings are written down.

pub mod csv;
pub mod escape;
pub mod jsonl;
pub mod pretty;
pub mod table;
