//! `detente findings show`.

use super::{
    FindingArg,
    way::{field, list, node, number, text},
};
use crate::{
    command::home::HomeArgs,
    output::{
        escape::plain_json,
        say::{many, print, say},
    },
};
use serde_json::Value;

/// Arguments of `detente findings show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Its number
    finding: FindingArg,
    /// JSON, as the node gives it
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    home: HomeArgs,
}

pub fn run(args: &ShowArgs) -> anyhow::Result<()> {
    let found =
        node(&args.home.open()?)?.ask("GET", &format!("/api/v1/findings/{}", args.finding.0), None)?;
    match args.json {
        true => print(format!("{}\n", plain_json(&found.to_string())).as_bytes()),
        false => say(words(&found)),
    }
}

fn words(found: &Value) -> Vec<String> {
    let before = match number(found, "before") {
        0 => String::new(),
        before => format!(", {before} of them before the indicator came"),
    };
    let at_least = if field(found, "all_hosts").as_bool() == Some(false) { "at least " } else { "" };
    let mut lines = vec![
        format!("#{} {}: {}", number(found, "id"), text(found, "level"), text(found, "title")),
        format!("  {} {}", text(found, "kind"), text(found, "value")),
        format!("  {} since {}", text(found, "state"), text(found, "changed")),
        format!(
            "  {}{before}, from {} to {}, on {} and {at_least}{}",
            many(number(found, "count"), "record", "records"),
            text(found, "first"),
            text(found, "last"),
            many(number(found, "days"), "day", "days"),
            many(number(found, "hosts"), "host", "hosts")
        ),
    ];
    for origin in list(found, "from") {
        let item = text(origin, "item");
        let item = if item.is_empty() { String::new() } else { format!(", {item}") };
        lines.push(format!("  from {} by {}{item}", text(origin, "statement"), text(origin, "member")));
    }
    for host in list(found, "by_host").iter().take(20) {
        lines.push(format!(
            "  on {}: {}, last {}",
            text(host, "host"),
            number(host, "count"),
            text(host, "last")
        ));
    }
    lines.push(format!("  an example: {}", text(found, "place")));
    lines.push(format!("    {}", text(found, "example")));
    for act in list(found, "acts") {
        let why = text(act, "why");
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        lines.push(format!("  {} {} by {}{why}", text(act, "time"), text(act, "act"), text(act, "who")));
    }
    for release in list(found, "releases") {
        lines.push(format!("  told as {}: {}", text(release, "verdict"), text(release, "statement")));
    }
    lines
}
