//! THREATS 23: content made to harm whoever reads it. It costs the record that it stands in, and is told of; everything else is
//! found, and nothing of it reaches a terminal as it is.

mod archives;
mod evtx;
mod interruption;
pub mod output;
mod records;
mod rules;
