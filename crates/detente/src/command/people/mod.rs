//! `detente operator` and `detente token`: who at the member may use its node.

mod operator;
mod password;
mod token;
mod way;

pub use operator::OperatorCommand;
pub use token::TokenCommand;

use std::process::ExitCode;

/// Runs a command of `detente operator`.
pub fn operator(command: &OperatorCommand) -> anyhow::Result<ExitCode> {
    operator::run(command)
}

/// Runs a command of `detente token`.
pub fn token(command: &TokenCommand) -> anyhow::Result<ExitCode> {
    token::run(command)
}
