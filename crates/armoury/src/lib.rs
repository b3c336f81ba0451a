//! What a hunt is armed with, in files: rules, mappings, indicators, and the small set of rules that comes with the program.
//!
//! It opens files, finds nothing and prints nothing. The command line and the node arm their hunts from here.

pub mod builtin;
pub mod files;
pub mod mappings;
pub mod rules;
