//! A change as a line.

use crate::output::{
    escape::{is_hostile, terminal},
    say::many,
};
use anstyle::{AnsiColor, Style};
use serde_json::Value;
use statement::Stamp;

/// The line of a change, with its newline.
pub fn of(data: &str, as_json: bool, colours: bool) -> String {
    if as_json {
        return format!("{}\n", plain(data));
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
        "paper" => (text("text").to_owned(), plain),
        "missed" => (
            "some changes went by unseen: ask for what you need anew".to_owned(),
            AnsiColor::Yellow.on_default(),
        ),
        other => (format!("something that is not known here: {other}"), plain),
    }
}

fn entries(number: u64) -> String {
    many(number, "entry", "entries")
}

fn time(seconds: u64) -> String {
    let stamp = i64::try_from(seconds).ok().and_then(|seconds| Stamp::from_seconds(seconds).ok());
    stamp.map_or_else(|| seconds.to_string(), |stamp| stamp.to_string())
}

/// JSON in which nothing can harm a terminal. What could stands inside of strings, where it may as well be spelt by its number.
fn plain(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    for c in json.chars() {
        match is_hostile(c) {
            true => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| plain.push_str(&format!("\\u{unit:04x}")))
            }
            false => plain.push(c),
        }
    }
    plain
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
