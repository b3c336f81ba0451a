//! What a target is told: how many findings of each level, and of the most serious ones a line each. This file is all there is between telemetry
//! and a target, so nothing of a record is in it: no host, no place, no example.

use crate::{
    Node,
    config::{Content, NotifyTarget},
};
use serde::Serialize;
use statement::Stamp;
use std::collections::BTreeMap;
use store::{Finding, Severity};

/// How many findings have a line of their own; a person reads no more.
const LINES: usize = 10;

/// How long a title may be in a message, in bytes; longer ones are cut.
const MAX_TITLE: usize = 160;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Message {
    /// The format of this message.
    what: &'static str,
    /// Whose node it is.
    member: String,
    /// When, by its clock.
    time: String,
    /// How many new findings.
    findings: usize,
    /// How many of each level, where there are some.
    levels: BTreeMap<&'static str, usize>,
    /// The most serious ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    first: Vec<Line>,
    /// How many openings of findings were forgotten before this could be told.
    #[serde(skip_serializing_if = "is_zero")]
    missed: u64,
}

/// A finding in a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Line {
    id: u64,
    level: &'static str,
    title: String,
    state: &'static str,
    count: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    from: Vec<String>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Message {
    /// Of these findings, the most serious first.
    pub(super) fn of(
        node: &Node,
        target: &NotifyTarget,
        findings: Vec<Finding>,
        missed: u64,
        now: i64,
    ) -> Self {
        Message::by(node.member().as_str(), target.content, &findings, missed, now)
    }

    fn by(member: &str, content: Content, findings: &[Finding], missed: u64, now: i64) -> Self {
        let mut levels = BTreeMap::new();
        findings.iter().for_each(|finding| *levels.entry(finding.level.as_str()).or_default() += 1);
        let lines = match content {
            Content::Titles => LINES,
            Content::Counts => 0,
        };
        Message {
            what: "detente/findings/v1",
            member: member.to_owned(),
            time: Stamp::from_seconds(now).map(|stamp| stamp.to_string()).unwrap_or_default(),
            findings: findings.len(),
            levels,
            first: findings.iter().take(lines).map(Line::of).collect(),
            missed,
        }
    }

    /// For a webhook.
    pub(super) fn json(&self) -> Vec<u8> {
        // A struct of text and numbers is always JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// For syslog: one line, without anything that could end it or be taken for another.
    pub(super) fn line(&self) -> super::line::Line {
        let levels = Severity::ALL
            .iter()
            .rev()
            .filter_map(|level| self.levels.get(level.as_str()).map(|count| format!("{count} {level}")));
        let many = if self.findings == 1 { "finding" } else { "findings" };
        let mut text = format!(
            "{}: {} new {many} ({})",
            self.member,
            self.findings,
            levels.collect::<Vec<_>>().join(", ")
        );
        for line in &self.first {
            text.push_str(&format!("; {} {}: {} [{}]", line.id, line.level, line.title, line.count));
            if !line.from.is_empty() {
                text.push_str(&format!(" from {}", line.from.join(", ")));
            }
        }
        match self.findings.saturating_sub(self.first.len()) {
            more if more > 0 && !self.first.is_empty() => text.push_str(&format!("; and {more} more")),
            _ => {}
        }
        if self.missed > 0 {
            text.push_str(&format!("; {} earlier ones are not told of any more", self.missed));
        }
        super::line::Line { time: self.time.clone(), is_serious: self.is_serious(), text }
    }

    fn is_serious(&self) -> bool {
        ["high", "critical"].iter().any(|level| self.levels.contains_key(level))
    }
}

impl Line {
    fn of(finding: &Finding) -> Self {
        let mut from: Vec<String> = finding.origins.iter().map(|origin| origin.member.to_string()).collect();
        from.sort();
        from.dedup();
        Line {
            id: finding.id.0,
            level: finding.level.as_str(),
            title: plain(&finding.title),
            state: finding.state.as_str(),
            count: finding.count,
            from,
        }
    }
}

/// A title without anything that whoever shows it could take for something else than text: it may have been written by whoever is hunted.
fn plain(title: &str) -> String {
    let is_hostile = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let cut = title.get(..title.floor_char_boundary(MAX_TITLE)).unwrap_or_default();
    cut.chars().map(|c| if is_hostile(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::{FindingCause, FindingId, FindingState, Origin};

    fn finding(id: u64, level: Severity, title: &str) -> Finding {
        Finding {
            id: FindingId(id),
            cause: FindingCause::Rule("secret-rule".to_owned()),
            title: title.to_owned(),
            level,
            state: FindingState::New,
            changed: 1,
            opened: 1,
            met: 1,
            count: 3,
            before: 0,
            first: 1,
            last: 1,
            days: 1,
            hosts: 1,
            all_hosts: true,
            place: "secret-place".to_owned(),
            example: "secret-example".to_owned(),
            origins: vec![Origin {
                statement: statement::Digest::of(b"x"),
                member: "alpha".parse().expect("a name"),
                item: "secret-item".to_owned(),
            }],
        }
    }

    #[test]
    fn a_message_has_the_most_serious_and_nothing_of_a_record() {
        let mut all = vec![finding(7, Severity::Critical, "a\u{1b}[2J\nb\u{202e}")];
        all.extend((0..20).map(|id| finding(id, Severity::Low, "low one")));
        let message = Message::by("bravo", Content::Titles, &all, 2, 1_795_000_000);
        let json = String::from_utf8(message.json()).expect("text");
        assert!(json.starts_with(r#"{"what":"detente/findings/v1","member":"bravo","time":"2026-11-18T11:06:40Z","findings":21,"levels":{"critical":1,"low":20},"first":[{"id":7,"level":"critical","title":"a�[2J�b�","state":"new","count":3,"from":["alpha"]}"#), "{json}");
        assert!(json.ends_with(r#""missed":2}"#) && !json.contains("secret"), "{json}");
        let line = message.line();
        assert!(line.text.starts_with("bravo: 21 new findings (1 critical, 20 low); 7 critical: a�[2J�b� [3] from alpha; 0 low: low one [3]"), "{}", line.text);
        assert!(
            line.text.ends_with("; and 11 more; 2 earlier ones are not told of any more")
                && !line.text.contains("secret"),
            "{}",
            line.text
        );
    }

    #[test]
    fn counts_alone_are_counts_alone() {
        let message = Message::by("bravo", Content::Counts, &[finding(7, Severity::High, "a title")], 0, 0);
        let json = String::from_utf8(message.json()).expect("text");
        assert_eq!(
            json,
            r#"{"what":"detente/findings/v1","member":"bravo","time":"1970-01-01T00:00:00Z","findings":1,"levels":{"high":1}}"#
        );
        assert_eq!(message.line().text, "bravo: 1 new finding (1 high)");
    }
}
