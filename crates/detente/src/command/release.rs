//! `detente release`: telling the unit of a finding, once a person has seen exactly what would leave.

use super::findings::{FindingArg, items, node, text};
use crate::{
    command::{home::HomeArgs, id::IdArg, unit::ask},
    local::Local,
    output::{
        escape::plain_json,
        say::{print, say},
    },
};
use serde_json::{Value, json};
use statement::MemberName;
use std::{io::IsTerminal, process::ExitCode};

/// Arguments of `detente release`.
#[derive(Debug, clap::Args)]
pub struct ReleaseArgs {
    /// The number of the finding
    finding: FindingArg,
    /// About this statement, where it comes from several [default: all that are for the whole unit]
    #[arg(long, value_name = "ID")]
    of: Option<IdArg>,
    /// For these members alone, who then alone can open the body
    #[arg(long, value_name = "MEMBER", num_args = 1..)]
    to: Vec<MemberName>,
    /// Do not ask: what is shown may leave
    #[arg(long)]
    yes: bool,
    /// Release what a preview with this digest has shown, and show nothing
    #[arg(long, value_name = "DIGEST", conflicts_with_all = ["yes", "of", "to"])]
    digest: Option<IdArg>,
    /// JSON, as the node gives it; nothing is released without --yes or --digest
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs the command.
pub fn run(args: &ReleaseArgs) -> anyhow::Result<ExitCode> {
    let node = node(&args.home.open()?)?;
    if let Some(IdArg(digest)) = args.digest {
        return released(args, &release(args, &node, &digest.to_string())?);
    }
    let shown = node.ask("GET", &path(args), None)?;
    match args.json {
        true => print(format!("{}\n", plain_json(&shown.to_string())).as_bytes())?,
        false => say(words(&shown))?,
    }
    if !text(&shown, "told_already").is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    if !args.yes {
        if args.json || !std::io::stdin().is_terminal() {
            eprintln!(
                "Nothing was said. To say exactly this: detente release {} --digest {}",
                args.finding.0,
                text(&shown, "digest")
            );
            return Ok(ExitCode::SUCCESS);
        }
        ask("Say exactly this? What was said cannot be unsaid.", "--yes")?;
    }
    released(args, &release(args, &node, text(&shown, "digest"))?)
}

fn path(args: &ReleaseArgs) -> String {
    let mut path = format!("/api/v1/findings/{}/release", args.finding.0);
    let to: Vec<&str> = args.to.iter().map(MemberName::as_str).collect();
    let of = args.of.map(|IdArg(id): IdArg| format!("of={id}"));
    let to = (!to.is_empty()).then(|| format!("to={}", to.join(",")));
    let query: Vec<String> = [of, to].into_iter().flatten().collect();
    if !query.is_empty() {
        path.push_str(&format!("?{}", query.join("&")));
    }
    path
}

fn release(args: &ReleaseArgs, node: &Local, digest: &str) -> anyhow::Result<Value> {
    let path = format!("/api/v1/findings/{}/release", args.finding.0);
    node.ask("POST", &path, Some(&json!({"digest": digest})))
}

fn released(args: &ReleaseArgs, answer: &Value) -> anyhow::Result<ExitCode> {
    match args.json {
        true => print(format!("{}\n", plain_json(&answer.to_string())).as_bytes())?,
        false => say([text(answer, "id")])?,
    }
    Ok(ExitCode::SUCCESS)
}

/// First in words what would leave, then the bytes themselves.
fn words(shown: &Value) -> Vec<String> {
    let mut lines = vec!["This would leave, and nothing else:".to_owned()];
    for one in items(shown, "tells") {
        lines.push(format!("  {:<24} {}", text(one, "what"), text(one, "says")));
    }
    lines.push("Signed, for all members to read:".to_owned());
    lines.extend(text(shown, "text").lines().map(|line| format!("  | {line}")));
    let body = text(shown, "body");
    if !body.is_empty() {
        lines.push("The body, for those whom it is for:".to_owned());
        lines.extend(body.lines().map(|line| format!("  | {line}")));
    }
    for other in items(shown, "others").iter().filter_map(Value::as_str) {
        lines.push(format!("Not of {other}, which the finding comes from, too: --of {other}"));
    }
    match text(shown, "told_already") {
        "" => lines.push(format!("digest {}, good until {}", text(shown, "digest"), text(shown, "until"))),
        told => lines.push(format!("The same was told already, in {told}: there is nothing to say.")),
    }
    lines
}
