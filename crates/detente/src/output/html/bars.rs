//! Pictures of numbers, drawn as SVG: they need no script, and print.

use super::{counts::ByLevel, timeline::Bars};
use crate::output::{grouped, page::escape};
use event::Time;
use hunt::Level;
use std::fmt::Write;

/// The height of the picture of when, in its own units.
const HEIGHT: u64 = 1_000;

/// The widest bar of a list, in its own units.
const WIDTH: u64 = 1_000;

/// When there were findings: a bar for each stretch of time, a colour for each level, the gravest at the bottom where they are best
/// compared. A click on a bar is for the script.
pub fn timeline(bars: &Bars) -> String {
    let highest = bars.bars.iter().map(|bar| total(&bar.findings)).max().unwrap_or(0).max(1);
    let start = bars.bars.first().map_or(0, |bar| bar.start);
    let mut svg = format!(
        "<svg class=\"when\" role=\"img\" aria-label=\"Findings over time, {} at most in {}\" viewBox=\"0 0 {} {HEIGHT}\" preserveAspectRatio=\"none\">",
        grouped(highest),
        length(bars.width),
        bars.count * 10
    );
    for bar in &bars.bars {
        let x = (bar.start - start) / bars.width * 10;
        let (from, to) = (bar.start * 1_000, (bar.start + bars.width) * 1_000);
        // Writing to a string cannot fail; so below.
        let _ = write!(
            svg,
            "<g data-from=\"{from}\" data-to=\"{to}\"><title>{}</title>",
            escape(&label(bar.start, &bar.findings))
        );
        let _ = write!(svg, "<rect class=\"hit\" x=\"{x}\" y=\"0\" width=\"10\" height=\"{HEIGHT}\"/>");
        let mut below = 0;
        for (level, count) in worst_first(&bar.findings) {
            // Rounded as sums, so that a stack is as high as its whole.
            let (low, high) = (below * HEIGHT / highest, (below + count) * HEIGHT / highest);
            let height = (high - low).max(HEIGHT / 150);
            let y = (HEIGHT - low).saturating_sub(height);
            let _ = write!(
                svg,
                "<rect class=\"{level}\" x=\"{}\" y=\"{y}\" width=\"8\" height=\"{height}\"/>",
                x + 1
            );
            below += count;
        }
        svg.push_str("</g>");
    }
    svg.push_str("</svg>");
    svg
}

/// A bar for a line of a list, as long as `findings` is of `most`.
pub fn line(findings: &ByLevel, most: u64) -> String {
    let mut svg = format!(
        "<svg class=\"line\" aria-hidden=\"true\" viewBox=\"0 0 {WIDTH} 10\" preserveAspectRatio=\"none\">"
    );
    let (mut before, most) = (0, most.max(1));
    for (level, count) in worst_first(findings) {
        let (from, to) = (before * WIDTH / most, (before + count) * WIDTH / most);
        let width = (to - from).max(4);
        let _ = write!(svg, "<rect class=\"{level}\" x=\"{from}\" y=\"0\" width=\"{width}\" height=\"10\"/>");
        before += count;
    }
    svg + "</svg>"
}

/// The levels of which there are findings, worst first.
pub fn worst_first(findings: &ByLevel) -> impl Iterator<Item = (Level, u64)> {
    Level::ALL.into_iter().zip(*findings).rev().filter(|(_, count)| *count > 0)
}

/// All findings.
pub fn total(findings: &ByLevel) -> u64 {
    findings.iter().sum()
}

/// `2026-10-27 13:00: 3 high, 1 low`
fn label(start: i64, findings: &ByLevel) -> String {
    let parts: Vec<String> =
        worst_first(findings).map(|(level, count)| format!("{} {level}", grouped(count))).collect();
    format!("{}: {}", second(start), parts.join(", "))
}

/// A second since 1970 for a person, in UTC: a date alone where it is midnight.
pub fn second(seconds: i64) -> String {
    let text = Time::from_nanos(seconds.saturating_mul(1_000_000_000)).to_string().replace('T', " ");
    let text = text.trim_end_matches('Z');
    let whole = text.strip_suffix(":00").unwrap_or(text);
    whole.strip_suffix(" 00:00").unwrap_or(whole).to_owned()
}

/// A length of time in words.
pub fn length(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    if count == 1 { format!("one {unit}") } else { format!("{count} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_as_short_as_they_can_be() {
        let shown = [0, 60, 61, 86_400, -1].map(second);
        let expected =
            ["1970-01-01", "1970-01-01 00:01", "1970-01-01 00:01:01", "1970-01-02", "1969-12-31 23:59:59"];
        assert_eq!(shown, expected);
    }

    #[test]
    fn lengths_have_words() {
        assert_eq!(
            [1, 10, 60, 3_600, 6 * 3_600, 28 * 86_400].map(length).join(", "),
            "one second, 10 seconds, one minute, one hour, 6 hours, 28 days"
        );
    }

    /// However small its part, a level that is there is seen.
    #[test]
    fn every_level_is_drawn() {
        let drawn = line(&[1_000_000, 0, 0, 0, 1], 1_000_001);
        assert!(drawn.contains("class=\"critical\" x=\"0\" y=\"0\" width=\"4\""), "{drawn}");
        assert_eq!(drawn.matches("<rect").count(), 2);
    }
}
