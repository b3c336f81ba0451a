//! `detente findings told`: what comes back.

use super::way::{field, list, node, number, text};
use crate::{
    command::{home::HomeArgs, id::IdArg},
    output::{
        escape::plain_json,
        say::{many, print, say},
    },
};
use serde_json::Value;

/// Arguments of `detente findings told`.
#[derive(Debug, clap::Args)]
pub struct ToldArgs {
    /// Of this statement, whoever said it [default: of all that this member said and that others told of lately]
    #[arg(value_name = "ID")]
    statement: Option<IdArg>,
    /// JSON, as the node gives it
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    home: HomeArgs,
}

pub fn run(args: &ToldArgs) -> anyhow::Result<()> {
    let query = args.statement.map(|IdArg(id)| format!("?of={id}")).unwrap_or_default();
    let told = node(&args.home.open()?)?.ask("GET", &format!("/api/v1/sightings{query}"), None)?;
    if args.json {
        return print(format!("{}\n", plain_json(&told.to_string())).as_bytes());
    }
    let told = told.as_array().map(Vec::as_slice).unwrap_or_default();
    match told.is_empty() {
        true => say(["nobody has told of what this member said"]),
        false => say(told.iter().flat_map(words)),
    }
}

fn words(told: &Value) -> Vec<String> {
    let mut lines = vec![format!(
        "{}: seen by {}, a false alarm for {}",
        text(told, "of"),
        many(number(told, "seen"), "other member", "other members"),
        number(told, "false_alarms")
    )];
    for by in list(told, "by") {
        let what = match text(by, "verdict") {
            "seen" => "has seen it",
            _ => "calls it a false alarm",
        };
        let how = match field(by, "sealed").as_bool() {
            Some(true) => "the rest is in the body".to_owned(),
            _ => {
                let times = many(number(by, "count"), "time", "times");
                format!("at least {times}, {} to {}", text(by, "first"), text(by, "last"))
            }
        };
        let recorded = match text(by, "recorded") {
            "" => "not on record yet".to_owned(),
            time => format!("on record since {time}"),
        };
        lines.push(format!("  {} {what}: {how}; {}, {recorded}", text(by, "member"), text(by, "sighting")));
    }
    lines
}
