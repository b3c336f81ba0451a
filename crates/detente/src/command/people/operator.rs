//! `detente operator`.

use super::{password::PasswordArgs, way::Way};
use crate::{command::home::HomeArgs, output::say::say};
use statement::OperatorName;
use std::process::ExitCode;
use store::Role;

/// Commands about operators.
#[derive(Debug, clap::Subcommand)]
pub enum OperatorCommand {
    /// Add an operator; its password is asked for
    Add(AddArgs),
    /// List the operators
    List(ListArgs),
    /// Give an operator another role
    Role(RoleArgs),
    /// Let an operator in no more and revoke its tokens, or let it in again
    Disable(DisableArgs),
    /// Give an operator another password and revoke its tokens
    Password(PasswordOfArgs),
}

/// Arguments of `detente operator add`.
#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// What it is called
    name: OperatorName,
    /// What it may do: viewer (look), analyst (say what was found), officer (speak for the member), admin (run the node)
    #[arg(long)]
    role: Role,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    home: HomeArgs,
}

/// Arguments of `detente operator list`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    #[command(flatten)]
    home: HomeArgs,
}

/// Arguments of `detente operator role`.
#[derive(Debug, clap::Args)]
pub struct RoleArgs {
    /// Who
    name: OperatorName,
    /// viewer, analyst, officer or admin
    role: Role,
    #[command(flatten)]
    home: HomeArgs,
}

/// Arguments of `detente operator disable`.
#[derive(Debug, clap::Args)]
pub struct DisableArgs {
    /// Who
    name: OperatorName,
    /// Let it in again
    #[arg(long)]
    undo: bool,
    #[command(flatten)]
    home: HomeArgs,
}

/// Arguments of `detente operator password`.
#[derive(Debug, clap::Args)]
pub struct PasswordOfArgs {
    /// Who
    name: OperatorName,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs a command.
pub fn run(command: &OperatorCommand) -> anyhow::Result<ExitCode> {
    match command {
        OperatorCommand::Add(args) => add(args),
        OperatorCommand::List(args) => list(args),
        OperatorCommand::Role(args) => {
            Way::of(&args.home.open()?)?.set_role(&args.name, args.role)?;
            say([format!(
                "{} has the role {} now; what its tokens may changes with it",
                args.name, args.role
            )])
        }
        OperatorCommand::Disable(args) => {
            Way::of(&args.home.open()?)?.set_disabled(&args.name, !args.undo)?;
            say([match args.undo {
                false => format!("{} is let in no more, and its tokens are revoked", args.name),
                true => format!("{} is let in again; its tokens stay revoked", args.name),
            }])
        }
        OperatorCommand::Password(args) => {
            let way = Way::of(&args.home.open()?)?;
            way.set_password(&args.name, &args.password.read(args.name.as_str())?)?;
            say([format!("{} has another password, and its tokens are revoked", args.name)])
        }
    }?;
    Ok(ExitCode::SUCCESS)
}

fn add(args: &AddArgs) -> anyhow::Result<()> {
    let way = Way::of(&args.home.open()?)?;
    way.add(&args.name, args.role, &args.password.read(args.name.as_str())?)?;
    say([format!("{} is an operator with the role {}", args.name, args.role)])
}

fn list(args: &ListArgs) -> anyhow::Result<()> {
    let all = Way::of(&args.home.open()?)?.list()?;
    say(all.into_iter().map(|one| {
        let disabled = one.disabled.map(|since| format!(", disabled since {since}")).unwrap_or_default();
        format!("{:20} {:8} since {}{disabled}", one.name, one.role, one.created)
    }))
}
