//! Findings as a table, for spreadsheets and timelines.

use super::{escape::csv_cell, matched};
use event::Value;
use hunt::{Cause, Class, Finding};

/// The first line. New columns come at the end, so that whoever counts them goes on.
pub const HEADER: &[u8] = b"time,level,title,host,user,file,record,rule_id,tags,matched,\
kind,logsource,format,offset,indicator,indicator_type,indicator_source,first_time,events\r\n";

/// Appends the row of a finding.
pub fn write_finding(out: &mut Vec<u8>, finding: &Finding<'_>) {
    let [indicator, kind, source] = indicator(&finding.cause);
    let (first, events) = several(finding);
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
        matched::line(finding),
        finding.kind().to_owned(),
        logsource(finding.class),
        finding.origin.format.to_string(),
        finding.origin.position.offset.to_string(),
        indicator,
        kind,
        source,
        first,
        events,
    ];
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        csv_cell(out, cell);
    }
    out.extend_from_slice(b"\r\n");
}

fn text(value: Option<Value<'_>>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Value, type and source of an indicator; of other findings nothing.
fn indicator(cause: &Cause<'_>) -> [String; 3] {
    match cause {
        Cause::Indicator(sighted) => [sighted.value, sighted.kind, sighted.source].map(str::to_owned),
        Cause::Rule | Cause::Correlation(_) => Default::default(),
    }
}

/// The first time and the number of events.
fn several(finding: &Finding<'_>) -> (String, String) {
    match &finding.cause {
        Cause::Correlation(correlated) => (correlated.first.to_string(), correlated.count.to_string()),
        Cause::Rule | Cause::Indicator(_) => {
            (finding.time.map(|time| time.to_string()).unwrap_or_default(), "1".to_owned())
        }
    }
}

/// Product, categories and services in one cell.
fn logsource(class: &Class) -> String {
    let all = class.product.iter().chain(&class.categories).chain(&class.services);
    all.map(|part| &**part).collect::<Vec<_>>().join(" ")
}
