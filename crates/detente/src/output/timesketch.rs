//! Findings for a timeline in Timesketch, as JSON lines. It asks for `message`, `datetime` (ISO 8601) and `timestamp_desc`, and takes
//! `timestamp` (microseconds) and `tag` (a list) for what we mean: docs/guides/user/import-from-json-csv.md of google/timesketch. The
//! other members become attributes that it can search.
//!
//! It has no place for an event without a time. Such findings are left out, and whoever calls says how many.

use super::{
    json::{Object, object},
    matched,
};
use event::{Parts, Time};
use hunt::{Cause, Finding};

/// Appends the line of a finding, or nothing where it has no time.
pub fn write_finding(out: &mut Vec<u8>, finding: &Finding<'_>) {
    let Some(time) = finding.time else { return };
    object(out, |line| {
        line.text("message", &matched::message(finding));
        line.text("datetime", &datetime(time));
        line.number("timestamp", time.nanos().div_euclid(1_000));
        line.text("timestamp_desc", described(&finding.cause));
        line.texts("tag", [finding.about.level.as_str(), finding.kind()]);
        line.text("data_type", &format!("detente:finding:{}", finding.kind()));
        details(line, finding);
    });
    out.push(b'\n');
}

fn details(line: &mut Object<'_>, finding: &Finding<'_>) {
    line.text("level", finding.about.level.as_str());
    line.text("rule_title", &finding.about.title);
    line.text("rule_id", &finding.about.id);
    line.texts("rule_tags", finding.about.tags.iter().map(String::as_str));
    line.text("hostname", &finding.host.map(|host| host.to_string()).unwrap_or_default());
    line.text("username", &finding.user.map(|user| user.to_string()).unwrap_or_default());
    line.text("matched", &matched::line(finding));
    line.text("source_file", finding.origin.file);
    line.number("source_record", finding.origin.position.record);
    match &finding.cause {
        Cause::Rule => {}
        Cause::Indicator(sighted) => {
            line.text("indicator", sighted.value);
            line.text("indicator_type", sighted.kind);
            line.text("indicator_source", sighted.source);
        }
        Cause::Correlation(correlated) => {
            line.text("first_datetime", &datetime(correlated.first));
            line.number("events", correlated.count);
        }
    }
}

fn described(cause: &Cause<'_>) -> &'static str {
    match cause {
        Cause::Rule | Cause::Indicator(_) => "Event Time",
        Cause::Correlation(_) => "Time of Last Event",
    }
}

/// ISO 8601 with microseconds and an offset, as Timesketch's own exports have it.
fn datetime(time: Time) -> String {
    let Parts { year, month, day, hour, minute, second, nanosecond, .. } = time.parts();
    let micros = nanosecond / 1_000;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}+00:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_an_offset_and_microseconds() {
        let shown = |text: &str| datetime(Time::parse(text).expect("a time"));
        assert_eq!(shown("2026-10-27T13:12:05.123456789Z"), "2026-10-27T13:12:05.123456+00:00");
        assert_eq!(shown("1969-12-31T23:59:59.9Z"), "1969-12-31T23:59:59.900000+00:00");
    }
}
