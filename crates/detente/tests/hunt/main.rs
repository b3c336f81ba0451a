//! The hunt from outside: the real program, on files as people have them.
//!
//! `regression` holds it to SigmaHQ's own cases, `cases` to testdata/hunt, `near_misses` to events that are made from rules,
//! `intel` to planted indicators, `cli` to what its manual promises, `outputs` to what reads its findings, `hostile` to what an attacker
//! would feed it.

mod cases;
mod cli;
mod hostile;
mod intel;
mod near_misses;
mod outputs;
mod regression;
mod support;
