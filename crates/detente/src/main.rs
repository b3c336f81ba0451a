//! detente.
fn main() {}
