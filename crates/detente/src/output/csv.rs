//! Findings as a table, for spreadsheets and timelines.

use super::escape::csv_cell;
use hunt::Finding;

/// The first line.
pub const HEADER: &[u8] = b"time,level,title,host,user,file,record,rule_id,tags,matched\r\n";

/// Appends the row of a finding.
pub fn write_finding(out: &mut Vec<u8>, finding: &Finding<'_>) {
    let text = |value: Option<event::Value<'_>>| value.map(|value| value.to_string()).unwrap_or_default();
    let matched: Vec<String> =
        finding.matched.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let cells = [
        finding.time.map(|time| time.to_string()).unwrap_or_default(),
        finding.about.level.to_string(),
        finding.about.title.clone(),
        text(finding.host),
        text(finding.user),
        finding.origin.file.to_string(),
        finding.origin.position.record.to_string(),
        finding.about.id.clone(),
        finding.about.tags.join(" "),
        matched.join(" | "),
    ];
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        csv_cell(out, cell);
    }
    out.extend_from_slice(b"\r\n");
}
