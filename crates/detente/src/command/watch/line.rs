//! A change as a line.

use crate::output::{
    escape::{plain_json, terminal},
    say::many,
};
use anstyle::{AnsiColor, Style};
use serde_json::Value;
use statement::Stamp;

/// The line of a change, with its newline.
pub fn of(data: &str, as_json: bool, colours: bool) -> String {
    if as_json {
        return format!("{}\n", plain_json(data));
    }
    let (words, style) = match serde_json::from_str::<Value>(data) {
        Ok(change) => words(&change),
        Err(_) => (format!("something that is not known here: {data}"), Style::new()),
    };
    let style = if colours { style } else { Style::new() };
    format!("{style}{}{style:#}\n", terminal(&words))
}

/// What changed in words, and how it looks on a terminal.
fn words(change: &Value) -> (String, Style) {
    let text = |name: &str| change.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| change.get(name).and_then(Value::as_u64).unwrap_or_default();
    let of = |member: &str| if member.is_empty() { String::new() } else { format!(" of {member}") };
    let (quiet, plain) = (Style::new().dimmed(), Style::new());
    match text("what") {
        "grown" => (format!("the log of {} has {} here", text("log"), entries(number("size"))), quiet),
        "cosigned" => {
            (format!("{} has cosigned {} of this log", text("witness"), entries(number("size"))), quiet)
        }
        "on-record" => {
            let words = format!(
                "on record since {}: {} of the log of {}",
                time(number("time")),
                entries(number("size")),
                text("log")
            );
            (words, AnsiColor::Green.on_default())
        }
        "statement" => (format!("{} says {}: {}", text("member"), text("kind"), text("id")), plain.bold()),
        "alarm-raised" => {
            let words = format!("ALARM {}{}: {}", text("kind"), of(text("member")), text("text"));
            (words, AnsiColor::Red.on_default().bold())
        }
        "alarm-lowered" => {
            (format!("over: {}{}", text("kind"), of(text("member"))), AnsiColor::Green.on_default())
        }
        "finding" => (finding(change), level(text("level"))),
        "finding-judged" => {
            (format!("finding #{} is {}: {}", number("id"), text("state"), text("title")), plain)
        }
        "finding-released" => {
            let words = format!(
                "told the unit of finding #{} ({}): {}",
                number("id"),
                text("verdict"),
                text("statement")
            );
            (words, AnsiColor::Green.on_default())
        }
        "told" => (told(change), AnsiColor::Cyan.on_default().bold()),
        "paper" => (text("text").to_owned(), plain),
        "missed" => (
            "some changes went by unseen: ask for what you need anew".to_owned(),
            AnsiColor::Yellow.on_default(),
        ),
        other => (format!("something that is not known here: {other}"), plain),
    }
}

/// What was met, how often, and who had told of it.
fn finding(change: &Value) -> String {
    let text = |name: &str| change.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| change.get(name).and_then(Value::as_u64).unwrap_or_default();
    let before = match number("before") {
        0 => String::new(),
        _ => ", here before it was known".to_owned(),
    };
    let from: Vec<&str> = change
        .get("from")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let from = if from.is_empty() { String::new() } else { format!(", told by {}", from.join(", ")) };
    let records = many(number("count"), "record", "records");
    format!("FOUND #{} {}: {} ({records}{before}{from})", number("id"), text("level"), text("title"))
}

/// What another tells of a statement of this member.
fn told(change: &Value) -> String {
    let text = |name: &str| change.get(name).and_then(Value::as_str).unwrap_or_default();
    let count = change.get("count").and_then(Value::as_u64).unwrap_or_default();
    let what = match text("verdict") {
        "seen" => "has seen what you told in",
        _ => "calls a false alarm what you told in",
    };
    let times = many(count, "time", "times");
    format!(
        "{} {what} {}: at least {times}, {} to {}",
        text("member"),
        text("of"),
        text("first"),
        text("last")
    )
}

fn level(word: &str) -> Style {
    match word {
        "critical" | "high" => AnsiColor::Red.on_default().bold(),
        "medium" => AnsiColor::Yellow.on_default().bold(),
        _ => Style::new(),
    }
}

fn entries(number: u64) -> String {
    many(number, "entry", "entries")
}

fn time(seconds: u64) -> String {
    let stamp = i64::try_from(seconds).ok().and_then(|seconds| Stamp::from_seconds(seconds).ok());
    stamp.map_or_else(|| seconds.to_string(), |stamp| stamp.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_has_its_words() {
        let cases = [
            (r#"{"what":"grown","log":"alpha","size":3}"#, "the log of alpha has 3 entries here"),
            (r#"{"what":"cosigned","witness":"bravo","size":3}"#, "bravo has cosigned 3 entries of this log"),
            (
                r#"{"what":"on-record","log":"alpha","size":3,"time":1795000000}"#,
                "on record since 2026-11-18T11:06:40Z: 3 entries of the log of alpha",
            ),
            (r#"{"what":"statement","id":"I","member":"alpha","kind":"intel"}"#, "alpha says intel: I"),
            (
                r#"{"what":"alarm-raised","kind":"equivocation","member":"alpha","text":"two","since":1,"evidence":null}"#,
                "ALARM equivocation of alpha: two",
            ),
            (r#"{"what":"alarm-lowered","kind":"disk","member":null,"text":"","since":1}"#, "over: disk"),
            (
                r##"{"what":"finding","id":7,"level":"high","title":"evil.example","count":12,"before":12,"from":["alpha","bravo"]}"##,
                "FOUND #7 high: evil.example (12 records, here before it was known, told by alpha, bravo)",
            ),
            (
                r##"{"what":"finding","id":8,"level":"low","title":"a rule","count":1,"before":0,"from":[]}"##,
                "FOUND #8 low: a rule (1 record)",
            ),
            (
                r##"{"what":"finding-judged","id":7,"state":"false-alarm","title":"evil.example"}"##,
                "finding #7 is false-alarm: evil.example",
            ),
            (
                r##"{"what":"finding-released","id":7,"statement":"I","verdict":"seen"}"##,
                "told the unit of finding #7 (seen): I",
            ),
            (
                r#"{"what":"told","of":"I","statement":"S","member":"bravo","verdict":"seen","count":10,"first":"2026-11-20","last":"2026-11-22"}"#,
                "bravo has seen what you told in I: at least 10 times, 2026-11-20 to 2026-11-22",
            ),
            (r#"{"what":"paper","text":"charter 2 from bravo"}"#, "charter 2 from bravo"),
        ];
        for (data, line) in cases {
            assert_eq!(of(data, false, false), format!("{line}\n"));
            assert_eq!(of(data, true, true), format!("{data}\n"));
        }
    }

    #[test]
    fn threat_23_a_stranger_cannot_write_to_the_terminal() {
        let data = "{\"what\":\"paper\",\"text\":\"a\\u001b[2J\u{202e}b\"}";
        assert!(!of(data, false, false).contains(['\u{1b}', '\u{202e}']));
        assert!(!of(data, true, false).contains('\u{202e}'));
    }
}
