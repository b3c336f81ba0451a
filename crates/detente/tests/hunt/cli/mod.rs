//! What the manual promises of the program's flags, inputs and outputs.

mod codes;
mod correlations;
mod demo;
mod flags;
mod inputs;
mod intel;
mod papers;
mod respond;
mod rules;
mod same_bytes;
