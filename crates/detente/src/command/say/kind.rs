//! The lines that kinds of statements have of their own, from flags.

use super::SayArgs;
use anyhow::bail;
use statement::{
    Kind, Line, Value,
    observable::{self, Observable},
};

/// Flags for some kinds.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Of some kinds")]
pub struct KindArgs {
    /// vote: yes, no or withdraw
    #[arg(long, value_name = "WORD")]
    vote: Option<String>,
    /// proposal: watch or block
    #[arg(long, value_name = "WORD")]
    action: Option<String>,
    /// proposal, protect: what it is about, such as domain:evil.example or ipv4:192.0.2.7
    #[arg(long = "value", value_name = "TYPE:VALUE", value_parser = value, num_args = 1..)]
    values: Vec<Value>,
    /// retraction, objection: why, in a sentence
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// sighting: how often, and the first and the last day: 12,2026-11-01,2026-11-20
    #[arg(long, value_name = "COUNT,FIRST,LAST")]
    seen: Option<String>,
    /// sighting: the same, where it met something harmless
    #[arg(long, value_name = "COUNT,FIRST,LAST", conflicts_with = "seen")]
    false_alarm: Option<String>,
    /// seal and kinds of your own: a line of the header
    #[arg(long = "line", value_name = "NAME=VALUE")]
    lines: Vec<String>,
}

/// A value in the one spelling that all members compare. Types that are not known here stay as they are written.
fn value(text: &str) -> Result<Value, String> {
    let refused = || "it is not TYPE:VALUE".to_owned();
    let (kind, value) = text.split_once(':').ok_or_else(refused)?;
    let known = observable::Kind::ALL.into_iter().find(|known| known.as_str() == kind);
    let Some(known) = known else {
        return format!("{kind} {value}").parse().map_err(|_| refused());
    };
    let read = Observable::read_as(known, value).map_err(|error| error.to_string())?.observable;
    Ok(Value { kind: read.kind().to_string(), value: read.value().to_owned() })
}

/// The lines, in the order of the specification. Which of them a kind may have is for the header's grammar to say.
pub fn lines(args: &SayArgs) -> anyhow::Result<Vec<Line>> {
    let KindArgs { vote, action, values, reason, seen, false_alarm, lines } = &args.lines;
    let mut written = Vec::new();
    let mut push = |name: &str, value: &str| Line::new(name, value).map(|line| written.push(line));
    for (name, value) in [("seen", seen), ("false-alarm", false_alarm)] {
        if let Some(value) = value {
            push(name, &value.replace(',', " "))?;
        }
    }
    for (name, value) in [("action", action), ("vote", vote), ("reason", reason)] {
        if let Some(value) = value {
            push(name, value)?;
        }
    }
    for value in in_order(values) {
        push("value", &value.to_string())?;
    }
    for line in lines {
        match line.split_once('=') {
            Some((name, value)) => push(name, value)?,
            None => bail!("--line {line}: it is not NAME=VALUE"),
        }
    }
    Ok(written)
}

/// Ascending and none twice, as the grammar has it.
fn in_order(values: &[Value]) -> Vec<Value> {
    let mut values = values.to_vec();
    values.sort();
    values.dedup();
    values
}

/// Whether the file on the command line is not a body for this kind.
pub fn file_is_no_body(kind: &Kind) -> bool {
    matches!(kind, Kind::Evidence | Kind::Charter)
}
