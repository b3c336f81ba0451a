//! Units of real nodes on loopback: killed at any moment, replayed elsewhere, and without one of them.
//!
//! What a unit leaves is kept when a test fails, and its folder is named on standard error.

mod api;
mod expelled;
mod kills;
mod load;
mod process;
mod record;
mod replay;
mod seen;
mod unit;
