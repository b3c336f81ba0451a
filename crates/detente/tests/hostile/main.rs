//! Real nodes, one of them hostile, or cut off, or from a backup, or with a wrong clock: what the others do then. Each file is a script that a
//! person can read; the numbers in names are those of docs/THREATS.md.

mod answers;
mod faults;
mod histories;
mod statements;
mod support;
mod withholding;
