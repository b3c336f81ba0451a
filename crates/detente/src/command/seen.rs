//! `detente seen`: was this ever here?

use super::{home::HomeArgs, now_seconds};
use crate::{
    local::Local,
    output::{
        escape::terminal,
        say::{many, print, say},
    },
};
use anyhow::{Context, bail};
use node::{SeenAnswer, config::Config};
use seen::{Day, Index};
use serde_json::Value;
use std::{fmt::Write, process::ExitCode};

/// Nothing of the kind was seen.
const NOT_SEEN: u8 = 1;

/// A part of the index could not be read, so that this is no answer.
const UNCLEAR: u8 = 3;

/// Arguments of `detente seen`.
#[derive(Debug, clap::Args)]
pub struct SeenArgs {
    /// An address, a network, a name, a URL, a hash, an e-mail address, a file name or a user agent; defanged or not
    value: String,
    /// What it is, where its shape does not tell: ipv4, ipv6, cidr, domain, url, md5, sha1, sha256, email, filename, user-agent
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs the command: 0 if it was seen, 1 if not, 3 if a part of the index could not be read.
pub fn run(args: &SeenArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let answer = match Local::of(&home)? {
        Some(node) => node.ask("GET", &path(args), None)?,
        None => {
            let folder = home.memory().join("seen");
            if !folder.is_dir() {
                bail!("no node has hunted in this home: {} is not there", folder.display());
            }
            let config = Config::load(&home.path().join("node.toml"))?;
            let today = Day::of(now_seconds()?).context("the clock is wrong")?;
            let index = Index::open(&folder, config.hunt.limits(), today)?;
            serde_json::to_value(SeenAnswer::look(&index, &args.value, args.kind.as_deref())?)?
        }
    };
    match args.json {
        true => print(format!("{answer:#}\n").as_bytes())?,
        false => say(words(&answer))?,
    }
    let was_seen = each(&answer, "seen").next().is_some();
    let gaps = answer.get("gaps").and_then(Value::as_u64).unwrap_or_default();
    Ok(ExitCode::from(match (was_seen, gaps) {
        (true, _) => 0,
        (false, 0) => NOT_SEEN,
        (false, _) => UNCLEAR,
    }))
}

/// The address to ask, with the value as the query of a URL has it.
fn path(args: &SeenArgs) -> String {
    let mut path = format!("/api/v1/seen?value={}", escaped(&args.value));
    if let Some(kind) = &args.kind {
        let _ = write!(path, "&kind={}", escaped(kind));
    }
    path
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => escaped.push(byte.into()),
            _ => drop(write!(escaped, "%{byte:02X}").ok()),
        }
        escaped
    })
}

fn words(answer: &Value) -> Vec<String> {
    let asked: Vec<String> = each(answer, "asked")
        .map(|asked| format!("{} {}", text(asked, "kind"), terminal(text(asked, "value"))))
        .collect();
    let asked = asked.join(", or ");
    let mut lines: Vec<String> = each(answer, "seen").map(line).collect();
    if lines.is_empty() {
        lines.push(format!("{asked}: not seen, as far back as the index goes"));
    } else {
        lines.insert(0, format!("{asked}: seen"));
    }
    if answer.get("more").and_then(Value::as_bool) == Some(true) {
        lines.push("  and more of the kind".to_owned());
    }
    if answer.get("gaps").and_then(Value::as_u64).is_some_and(|gaps| gaps > 0) {
        lines.push("A part of the index cannot be read: there may be more than this.".to_owned());
    }
    lines
}

fn line(seen: &Value) -> String {
    let number = |name| seen.get(name).and_then(Value::as_u64).unwrap_or_default();
    let when = match text(seen, "first") == text(seen, "last") {
        true => format!("on {}", text(seen, "first")),
        false => format!(
            "first on {}, last on {}, on {}",
            text(seen, "first"),
            text(seen, "last"),
            many(number("days"), "day", "days")
        ),
    };
    let about = if seen.get("exact").and_then(Value::as_bool) == Some(true) { "" } else { "about " };
    let hosts = match number("hosts") {
        0 => "no host named".to_owned(),
        hosts => format!("{about}{}", many(hosts, "host", "hosts")),
    };
    format!("  {} {}: {when}, {hosts}", text(seen, "kind"), terminal(text(seen, "value")))
}

fn each<'a>(answer: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    answer.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
