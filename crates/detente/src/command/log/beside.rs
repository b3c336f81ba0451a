//! Logs where a node runs: it has them to itself, knows what they count for, and is asked by its socket.

use super::{
    body::Opened,
    json,
    list::{line, title},
    prove::warn_of_void,
};
use crate::{
    local::Local,
    output::say::{print, say},
};
use anyhow::Context;
use home::Judged;
use note::encoding::unbase64;
use serde_json::Value;
use statement::{Entry, MemberName, Stamp, StatementId};

/// How many entries are asked for at a time.
const PAGE: u64 = 1000;

/// Lists the log of a member.
pub fn list(node: &Local, owner: &MemberName, as_json: bool) -> anyhow::Result<()> {
    let log = node.ask("GET", &format!("/api/v1/logs/{owner}"), None);
    let log = log.with_context(|| format!("the log of {owner} is not to be had"))?;
    if !as_json {
        let root = log.get("root").and_then(Value::as_str).unwrap_or_default();
        say([title(owner, number(&log, "size")?, number(&log, "on_record")?, root)])?;
    }
    let mut from = Some(0);
    while let Some(start) = from {
        let page = entries(node, owner, start, PAGE)?;
        for entry in list_of(&page, "entries") {
            let judged = judged(entry)?;
            match as_json {
                true => print(&json::line(owner, &judged))?,
                false => say([line(&judged)])?,
            }
        }
        from = page.get("next").and_then(Value::as_u64).filter(|next| *next > start);
    }
    Ok(())
}

/// A statement in any of the logs that are here.
pub fn find(node: &Local, id: &StatementId) -> anyhow::Result<(MemberName, Judged)> {
    let found = node.ask("GET", &format!("/api/v1/statements/{id}"), None)?;
    let owner: MemberName = found.get("member").and_then(Value::as_str).context(NO_SENSE)?.parse()?;
    let page = entries(node, &owner, number(&found, "index")?, 1)?;
    let entry = list_of(&page, "entries").first().context(NO_SENSE)?;
    Ok((owner, judged(entry)?))
}

/// The body of a statement, opened by the node, which has the keys.
pub fn body(node: &Local, id: &StatementId, entry: &Entry) -> anyhow::Result<Opened> {
    if entry.header().common.body.is_none() {
        return Ok(Err("It has no body.".to_owned()));
    }
    let body = node.send("GET", &format!("/api/v1/statements/{id}/body"), "application/json", &[]);
    Ok(body.map_err(|error| format!("Its body cannot be shown: {error:#}.")))
}

/// The proof of a statement that is on record.
pub fn proof(node: &Local, id: &StatementId) -> anyhow::Result<String> {
    warn_of_void(&find(node, id)?.1);
    let proof = node.send("GET", &format!("/api/v1/statements/{id}/proof"), "application/json", &[])?;
    Ok(String::from_utf8(proof)?)
}

/// What is said of an answer that no node of this program gives.
const NO_SENSE: &str = "the node's answer makes no sense: is it of another version?";

fn entries(node: &Local, owner: &MemberName, from: u64, limit: u64) -> anyhow::Result<Value> {
    node.ask("GET", &format!("/api/v1/logs/{owner}/entries?from={from}&limit={limit}"), None)
}

/// An entry and what it counts for, as the node judges it.
fn judged(answer: &Value) -> anyhow::Result<Judged> {
    let text = |name: &str| answer.get(name).and_then(Value::as_str);
    let bytes = unbase64("entry", text("entry").context(NO_SENSE)?)?;
    let recorded = text("recorded").and_then(|time| time.parse::<Stamp>().ok());
    Ok(Judged {
        index: number(answer, "index")?,
        entry: Entry::parse(&bytes).ok(),
        recorded: recorded.and_then(|time| u64::try_from(time.seconds()).ok()),
        void: text("void").map(str::to_owned),
    })
}

fn number(answer: &Value, name: &str) -> anyhow::Result<u64> {
    answer.get(name).and_then(Value::as_u64).context(NO_SENSE)
}

fn list_of<'v>(answer: &'v Value, name: &str) -> &'v [Value] {
    answer.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
