//! `detente token`.

use super::way::{Way, all_scopes};
use crate::{
    command::home::HomeArgs,
    output::say::{print, say},
};
use anyhow::Context;
use node::people::{DEFAULT_DAYS, NewToken, Scope};
use statement::OperatorName;
use std::{collections::BTreeSet, process::ExitCode};
use store::{Role, TokenId};

/// Commands about API tokens.
#[derive(Debug, clap::Subcommand)]
pub enum TokenCommand {
    /// Make a token for a program of an operator, and print it: it is shown this once
    New(NewArgs),
    /// List tokens and sessions, without their secrets
    List(ListArgs),
    /// Revoke a token, at once
    Revoke(RevokeArgs),
}

/// Arguments of `detente token new`.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// Whose it is
    operator: OperatorName,
    /// What it is good for: read, say, decide, admin, feed [default: all that the operator's role has]
    #[arg(long = "scope", value_name = "SCOPE", num_args = 1.., value_delimiter = ',')]
    scopes: Vec<Scope>,
    /// For how many days
    #[arg(long, default_value_t = DEFAULT_DAYS)]
    days: u32,
    #[command(flatten)]
    home: HomeArgs,
}

/// Arguments of `detente token list`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Only those of this operator
    operator: Option<OperatorName>,
    #[command(flatten)]
    home: HomeArgs,
}

/// Arguments of `detente token revoke`.
#[derive(Debug, clap::Args)]
pub struct RevokeArgs {
    /// Its public name: what stands between dt_ and the next _
    id: TokenId,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs a command.
pub fn run(command: &TokenCommand) -> anyhow::Result<ExitCode> {
    match command {
        TokenCommand::New(args) => new(args),
        TokenCommand::List(args) => list(args),
        TokenCommand::Revoke(args) => {
            Way::of(&args.home.open()?)?.revoke(&args.id)?;
            say([format!("{} is no good any more", args.id)])
        }
    }?;
    Ok(ExitCode::SUCCESS)
}

fn new(args: &NewArgs) -> anyhow::Result<()> {
    let way = Way::of(&args.home.open()?)?;
    let scopes = match args.scopes.is_empty() {
        false => args.scopes.iter().copied().collect(),
        true => scopes_of(&way, &args.operator)?,
    };
    let new = NewToken { operator: args.operator.clone(), scopes, days: args.days };
    let (token, expires) = way.new_token(&new)?;
    // The token alone on standard output, for scripts.
    eprintln!("Good until {expires}. It is shown this once: whoever has it is {}.", args.operator);
    print(format!("{token}\n").as_bytes())
}

/// All that the operator's role has.
fn scopes_of(way: &Way, operator: &OperatorName) -> anyhow::Result<BTreeSet<Scope>> {
    let all = way.list()?;
    let found = all.iter().find(|one| one.name == operator.as_str());
    let role: Role = found.with_context(|| format!("there is no operator {operator}"))?.role.parse()?;
    Ok(all_scopes(role).into_iter().collect())
}

fn list(args: &ListArgs) -> anyhow::Result<()> {
    let all = Way::of(&args.home.open()?)?.tokens(args.operator.as_ref())?;
    say(all.into_iter().map(|one| {
        let end = match one.revoked {
            Some(when) => format!("revoked {when}"),
            None => format!("good until {}", one.expires),
        };
        format!("{:16} {:20} {:24} {end}", one.id, one.operator, one.scopes.join(","))
    }))
}
