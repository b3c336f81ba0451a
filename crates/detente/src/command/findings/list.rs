//! `detente findings list`.

use super::way::{list, node, number, text};
use crate::{
    command::{home::HomeArgs, id::IdArg},
    output::{
        escape::plain_json,
        say::{many, print, say},
    },
};
use serde_json::Value;
use statement::MemberName;
use store::{FindingState, Severity};

/// How many findings a page of the node has.
const PAGE: usize = 200;

/// Arguments of `detente findings list`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Only in these states: new, confirmed, false-alarm, closed [default: new,confirmed]
    #[arg(long, value_name = "STATE", value_delimiter = ',')]
    state: Vec<FindingState>,
    /// In any state
    #[arg(long, conflicts_with = "state")]
    all: bool,
    /// Only of this level or a higher one
    #[arg(long)]
    level: Option<Severity>,
    /// Only from statements of this member
    #[arg(long)]
    member: Option<MemberName>,
    /// Only from this statement
    #[arg(long, value_name = "ID")]
    statement: Option<IdArg>,
    /// Only with this text in title, value or place
    #[arg(long)]
    text: Option<String>,
    /// How many at most
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// JSON lines, as the node gives them
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    home: HomeArgs,
}

pub fn run(args: &ListArgs) -> anyhow::Result<()> {
    let node = node(&args.home.open()?)?;
    let (mut found, mut cursor) = (Vec::new(), String::new());
    while found.len() < args.limit {
        let limit = (args.limit - found.len()).min(PAGE);
        let page =
            node.ask("GET", &format!("/api/v1/findings?limit={limit}{}{cursor}", query(args)), None)?;
        found.extend(list(&page, "findings").iter().cloned());
        match text(&page, "next") {
            "" => break,
            next => cursor = format!("&cursor={next}"),
        }
        if let lost @ 1.. = number(&page, "lost") {
            crate::output::say::warn(&format!(
                "{} had no place among the findings",
                many(lost, "record", "records")
            ));
        }
    }
    match args.json {
        true => {
            found.iter().try_for_each(|one| print(format!("{}\n", plain_json(&one.to_string())).as_bytes()))
        }
        false => say(found.iter().map(line)),
    }
}

fn query(args: &ListArgs) -> String {
    let mut query = String::new();
    let mut add = |name: &str, value: &str| query.push_str(&format!("&{name}={}", escaped(value)));
    let states = match (args.all, args.state.is_empty()) {
        (true, _) => Vec::new(),
        (false, true) => vec![FindingState::New, FindingState::Confirmed],
        (false, false) => args.state.clone(),
    };
    if !states.is_empty() {
        add("state", &states.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(","));
    }
    if let Some(level) = args.level {
        add("level", level.as_str());
    }
    if let Some(member) = &args.member {
        add("member", member.as_str());
    }
    if let Some(IdArg(id)) = &args.statement {
        add("statement", &id.to_string());
    }
    if let Some(text) = &args.text {
        add("text", text);
    }
    query
}

/// Percent-encoded (RFC 3986 section 2.1), all but what needs it nowhere.
fn escaped(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b',' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(one).collect()
}

/// `#17  high      new          12 x  2 hosts  2026-11-20..2026-11-22  evil.example (alpha)`
fn line(one: &Value) -> String {
    let day = |name: &str| text(one, name).get(..10).unwrap_or_default().to_owned();
    let hosts = match (number(one, "hosts"), super::field(one, "all_hosts").as_bool()) {
        (0, _) => String::new(),
        (hosts, Some(false)) => format!("{hosts}+ hosts"),
        (hosts, _) => many(hosts, "host", "hosts"),
    };
    format!(
        "{:<6} {:<13} {:<11} {:>7} x  {hosts:<10} {}..{}  {}{}",
        format!("#{}", number(one, "id")),
        text(one, "level"),
        text(one, "state"),
        number(one, "count"),
        day("first"),
        day("last"),
        text(one, "title"),
        from(one)
    )
}

/// Whose statements it comes from, in brackets.
fn from(one: &Value) -> String {
    let mut members: Vec<&str> = list(one, "from").iter().map(|origin| text(origin, "member")).collect();
    members.sort_unstable();
    members.dedup();
    match members.is_empty() {
        true => String::new(),
        false => format!(" ({})", members.join(", ")),
    }
}
