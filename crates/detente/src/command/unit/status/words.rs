//! The node's status in sentences.

use super::advice::advice;
use crate::output::{escape::terminal, say::many};
use serde_json::Value;
use statement::Stamp;

/// All of it.
pub fn lines(status: &Value, me: &str) -> Vec<String> {
    let now = number(status, "time");
    let mut lines = vec!["Logs".to_owned()];
    lines.extend(each(status, "logs").flat_map(|log| self::log(log, now, me)));
    lines.push("Peers".to_owned());
    lines.extend(each(status, "peers").map(|peer| self::peer(peer, now)));
    lines.extend(signing(status));
    lines.extend(hunt(status, now));
    if let Some(free) = status.get("disk_free").and_then(Value::as_u64) {
        lines.push(format!("Disk: {} MiB free", free >> 20));
    }
    lines.extend(alarms(status));
    lines
}

/// What the hunt reads, a line a watch.
fn hunt(status: &Value, now: i64) -> Vec<String> {
    let watches: Vec<&Value> = each(status, "watches").collect();
    if watches.is_empty() {
        return Vec::new();
    }
    let (rules, indicators) = (number(status, "rules"), number(status, "indicators"));
    let head = format!(
        "Hunt, with {} and {}",
        many(rules.unsigned_abs(), "rule", "rules"),
        many(indicators.unsigned_abs(), "indicator", "indicators")
    );
    std::iter::once(head).chain(watches.into_iter().map(|watch| self::watch(watch, now))).collect()
}

fn watch(watch: &Value, now: i64) -> String {
    let count = |name, one, more| many(number(watch, name).unsigned_abs(), one, more);
    let mut line = format!("  {}: {}", terminal(text(watch, "name")), count("events", "record", "records"));
    if let Some(last) = watch.get("last").and_then(Value::as_i64) {
        line.push_str(&format!(", the last {} s ago", now.saturating_sub(last)));
    }
    if number(watch, "bad") > 0 {
        line.push_str(&format!(", {} not read", number(watch, "bad")));
    }
    if number(watch, "findings") > 0 {
        line.push_str(&format!(", {}", count("findings", "hit", "hits")));
    }
    if number(watch, "behind") > 0 {
        line.push_str(&format!(", {} KiB behind", number(watch, "behind").unsigned_abs().div_ceil(1024)));
    }
    if let Some(trouble) = watch.get("trouble").and_then(Value::as_str) {
        line.push_str(&format!(": {}", terminal(trouble)));
    }
    line
}

/// How far a log is, by whose word, and for whom the rest waits.
fn log(log: &Value, now: i64, me: &str) -> Vec<String> {
    let (owner, size, on_record) = (text(log, "owner"), number(log, "size"), number(log, "on_record"));
    let whose = if owner == me { " (yours)" } else { "" };
    let record = match size - on_record {
        _ if size == 0 => "nothing said yet".to_owned(),
        ..=0 => format!("{}, all on record", many(size, "entry", "entries")),
        _ => format!("{}, on record up to {on_record}", many(size, "entry", "entries")),
    };
    let mut lines = vec![format!("  {owner}{whose}: {record}")];
    let witnesses: Vec<String> = each(log, "cosigned").map(|by| witness(by, now)).collect();
    if !witnesses.is_empty() {
        lines.push(format!("    cosigned by {}", witnesses.join(", ")));
    }
    lines.extend(pending(log, size - on_record).map(|pending| format!("    {pending}")));
    lines
}

/// What the entries that are not on record wait for.
fn pending(log: &Value, entries: i64) -> Option<String> {
    let (have, needed) = (each(log, "cosigned").count(), number(log, "needed").unsigned_abs());
    let late: Vec<&str> = each(log, "waiting_for").filter_map(Value::as_str).collect();
    let short = needed.saturating_sub(have as u64);
    match (entries > 0, short, late.is_empty()) {
        (true, 1.., false) => Some(format!(
            "{} for {short} of these to cosign: {}",
            many(entries.unsigned_abs(), "entry waits", "entries wait"),
            late.join(", ")
        )),
        (_, _, false) => Some(format!("not cosigned by {}, which it does not need", late.join(", "))),
        // Every log ends with the quote that put the rest on record.
        (true, 0, true) => {
            Some("what follows has its cosignatures and goes on record with the next quote".to_owned())
        }
        _ => None,
    }
}

fn witness(by: &Value, now: i64) -> String {
    format!("{} up to {} ({})", text(by, "witness"), number(by, "size"), ago(now, number(by, "time")))
}

fn peer(peer: &Value, now: i64) -> String {
    let who = text(peer, "member");
    let at = match peer.get("address").and_then(Value::as_str) {
        Some(address) => format!("{who} at {address}"),
        None => format!("{who}, of whom nobody said where it listens"),
    };
    let since = |name: &str| peer.get(name).and_then(Value::as_i64);
    let error = peer.get("last_error").and_then(Value::as_str);
    match (since("reachable_since"), since("unreachable_since"), error) {
        (Some(worked), _, _) => format!("  {at}: reachable, answered {}", ago(now, worked)),
        (None, Some(lost), error) => {
            format!("  {at}: NOT reachable since {}: {}", stamp(lost), error.unwrap_or("no answer"))
        }
        (None, None, Some(error)) => format!("  {at}: NOT reachable since this node started: {error}"),
        (None, None, None) => format!("  {at}: not asked yet"),
    }
}

/// What keeps the node from signing.
fn signing(status: &Value) -> Vec<String> {
    let gates: Vec<String> = each(status, "gates")
        .map(|gate| format!("  the log of {}: {}", text(gate, "log"), text(gate, "why")))
        .collect();
    match gates.is_empty() {
        true => vec!["Signing: nothing keeps this node from it".to_owned()],
        false => std::iter::once("Signing: this node signs nothing for".to_owned()).chain(gates).collect(),
    }
}

/// The alarms that stand, each with what to do.
fn alarms(status: &Value) -> Vec<String> {
    let alarm = |alarm: &Value| {
        let kind = text(alarm, "kind");
        let of = alarm
            .get("member")
            .and_then(Value::as_str)
            .map(|member| format!(" {member}"))
            .unwrap_or_default();
        let mut lines =
            vec![format!("  {kind}{of}, since {}: {}", stamp(number(alarm, "since")), text(alarm, "text"))];
        if let Some(evidence) = alarm.get("evidence").and_then(Value::as_str) {
            lines.push(format!("    evidence: {evidence}"));
        }
        lines.push(format!("    What to do: {}", advice(kind)));
        lines
    };
    let all: Vec<String> = each(status, "alarms").flat_map(alarm).collect();
    match all.is_empty() {
        true => vec!["Alarms: none".to_owned()],
        false => std::iter::once("ALARMS".to_owned()).chain(all).collect(),
    }
}

fn each<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn number(value: &Value, name: &str) -> i64 {
    value.get(name).and_then(Value::as_i64).unwrap_or_default()
}

fn ago(now: i64, then: i64) -> String {
    match now - then {
        ..=0 => "just now".to_owned(),
        1..=119 => format!("{} s ago", now - then),
        120..=7_199 => format!("{} min ago", (now - then) / 60),
        _ => format!("at {}", stamp(then)),
    }
}

fn stamp(seconds: i64) -> String {
    Stamp::from_seconds(seconds).map_or_else(|_| seconds.to_string(), |stamp| stamp.to_string())
}
