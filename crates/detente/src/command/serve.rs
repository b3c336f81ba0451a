//! `detente serve`: the member's node.

use super::{home::HomeArgs, now_seconds};
use crate::output::say::say;
use node::config::Config;
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente serve`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    #[command(flatten)]
    home: HomeArgs,
    /// The configuration [default: node.toml in the home]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Check the configuration and the home, say what would run, and end
    #[arg(long)]
    check: bool,
}

/// What it would hunt with and through.
fn hunt(config: &Config) -> Vec<String> {
    let rules = match config.hunt.rules.len() {
        0 => "the rules that come with the program".to_owned(),
        _ => config.hunt.rules.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "),
    };
    let mut lines = vec![format!("  hunts with {rules}")];
    for path in config.hunt.rules.iter().chain(&config.hunt.intel).filter(|path| !path.exists()) {
        lines.push(format!("    {} is not there", path.display()));
    }
    for watch in &config.watch {
        let wild = watch.path.to_string_lossy().contains(['*', '?', '[', '{']);
        let missing = if wild || watch.path.exists() { "" } else { ", which is not there yet" };
        lines.push(format!("  watches {}{missing}", watch.path.display()));
    }
    let telemetry = &config.telemetry;
    for (way, addresses) in
        [("UDP", &telemetry.syslog_udp), ("TCP", &telemetry.syslog_tcp), ("TLS", &telemetry.syslog_tls)]
    {
        lines.extend(addresses.iter().map(|address| format!("  listens for syslog by {way} on {address}")));
    }
    lines
}

/// Runs the command.
pub fn run(args: &ServeArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let path = args.config.clone().unwrap_or_else(|| home.path().join("node.toml"));
    let config = Config::load(&path)?;
    let charters = home.charters()?;
    let charter = home.acts_under(&charters, now_seconds()?)?;
    let sheets = home.sheets(&charters)?;
    let sheet = home.sheet(&sheets)?;
    let keys = home.keys(sheet, &mut None)?;
    if args.check {
        say([
            format!("The configuration is in order: {}", path.display()),
            format!(
                "The node of {} in the unit {}, under charter {}",
                home.member(),
                charter.unit(),
                charter.number
            ),
            format!("  listens for peers on {}", config.peers.listen),
            match config.peers.told() {
                Some(address) => format!("  and tells them to dial {address}"),
                None => {
                    "  and tells them no address: set peers.address, or the others cannot reach it".to_owned()
                }
            },
            format!("  listens for its own people on {}", config.client.listen),
        ])?;
        say(hunt(&config))?;
        return Ok(ExitCode::SUCCESS);
    }
    node::serve(home, config, path, keys)?;
    Ok(ExitCode::SUCCESS)
}
