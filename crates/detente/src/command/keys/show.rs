//! `detente keys show`.

use crate::{command::home::HomeArgs, output::say::say};
use statement::{MemberName, Role};
use std::process::ExitCode;

/// Arguments of `detente keys show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Only those of this member
    #[arg(value_name = "MEMBER")]
    member: Option<MemberName>,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs the command.
pub fn run(args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let charters = home.charters()?;
    let sheets = home.sheets(&charters)?;
    let mut lines = vec![format!("root {}", home.root_verifier()?)];
    for member in sheets.members().filter(|member| args.member.as_ref().is_none_or(|only| only == *member)) {
        for sheet in sheets.chain(member) {
            lines.push(format!("{member}: key sheet {} of {}", sheet.number, sheet.made));
            lines.extend(Role::ALL.map(|role| format!("  {:9} {}", role.as_str(), sheet.key(role))));
            lines.extend(sheet.age.iter().map(|age| format!("  {:9} {age}", "age")));
            lines.extend(sheet.transport.iter().map(|pin| format!("  {:9} {pin}", "transport")));
            lines.extend(
                sheet.voids.iter().map(|void| format!("  void from entry {}: {}", void.from, void.key)),
            );
        }
    }
    say(lines)?;
    Ok(ExitCode::SUCCESS)
}
