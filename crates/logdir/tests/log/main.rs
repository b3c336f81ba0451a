//! Logs in folders: how they grow, what a loss of power leaves, and reading while they grow.

mod aside;
mod growing;
mod reading;
mod support;
mod torn;
