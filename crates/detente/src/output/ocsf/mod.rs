//! Findings as events of the Open Cybersecurity Schema Framework: class Detection Finding (2004) of OCSF 1.8.0, one JSON object a line.
//! What each attribute means and which values it takes is in the schema: schema.ocsf.io, ocsf/ocsf-schema on GitHub.
//!
//! No profile is applied. What has no attribute of its own (the matched fields, the place of the record) stands in
//! `evidences[0].data`, which is free in form.

mod attacks;
mod observables;

use super::{
    identity,
    json::{Object, object},
    jsonl, matched,
};
use event::Time;
use hunt::{About, Cause, Correlated, Finding, Level, Part};
use std::net::IpAddr;

/// The version of the schema.
const VERSION: &str = "1.8.0";

/// Detection Finding, a class of the category Findings.
const CATEGORY: u32 = 2;
const CLASS: u32 = 2004;

/// The activity Create: all that a hunt does with a finding.
const CREATE: u32 = 1;

/// Appends the line of a finding.
pub fn write_finding(out: &mut Vec<u8>, finding: &Finding<'_>) {
    let uid = identity::of(finding);
    object(out, |event| {
        classification(event);
        severity(event, finding.about.level);
        event.number("status_id", 1);
        event.text("status", "New");
        event.number("is_alert", true);
        times(event, finding);
        event.text("message", &matched::message(finding));
        event.object("metadata", |metadata| write_metadata(metadata, finding, &uid));
        event.object("finding_info", |info| write_info(info, finding, &uid));
        if let Some(host) = host(finding) {
            event.object("device", |device| write_device(device, &host));
        }
        event.list("evidences", [finding], write_evidence);
        let observables = observables::of(finding);
        if !observables.is_empty() {
            event.list("observables", observables, |out, one| object(out, |object| one.write(object)));
        }
    });
    out.push(b'\n');
}

fn classification(event: &mut Object<'_>) {
    event.number("category_uid", CATEGORY);
    event.text("category_name", "Findings");
    event.number("class_uid", CLASS);
    event.text("class_name", "Detection Finding");
    event.number("activity_id", CREATE);
    event.text("activity_name", "Create");
    event.number("type_uid", CLASS * 100 + CREATE);
    event.text("type_name", "Detection Finding: Create");
}

fn severity(event: &mut Object<'_>, level: Level) {
    let (id, caption) = match level {
        Level::Informational => (1, "Informational"),
        Level::Low => (2, "Low"),
        Level::Medium => (3, "Medium"),
        Level::High => (4, "High"),
        Level::Critical => (5, "Critical"),
    };
    event.number("severity_id", id);
    event.text("severity", caption);
}

/// `time` is required. Where the record has none that can be read it is 0, 1970-01-01, and `status_detail` says so: the time of
/// day would make two hunts differ.
fn times(event: &mut Object<'_>, finding: &Finding<'_>) {
    event.number("time", finding.time.map_or(0, millis));
    if finding.time.is_none() {
        event.text("status_detail", "the record has no time that can be read");
    }
    if let Cause::Correlation(correlated) = &finding.cause {
        event.number("start_time", millis(correlated.first));
        event.number("end_time", finding.time.map_or(millis(correlated.first), millis));
        event.number("count", correlated.count);
    }
}

/// `timestamp_t`: milliseconds since 1970.
fn millis(time: Time) -> i64 {
    time.nanos().div_euclid(1_000_000)
}

fn write_metadata(metadata: &mut Object<'_>, finding: &Finding<'_>, uid: &str) {
    metadata.text("version", VERSION);
    metadata.object("product", |product| {
        product.text("name", "detente");
        product.text("vendor_name", "detente");
        product.text("version", env!("CARGO_PKG_VERSION"));
    });
    metadata.text("uid", uid);
    metadata.text("log_name", finding.origin.file);
    metadata.text("log_format", finding.origin.format.as_str());
    if let Some(product) = &finding.class.product {
        metadata.text("log_provider", product);
    }
    if let Some(time) = finding.time {
        metadata.text("original_time", &time.to_string());
    }
}

fn write_info(info: &mut Object<'_>, finding: &Finding<'_>, uid: &str) {
    let about = finding.about;
    info.text("uid", uid);
    info.text("title", &about.title);
    if !about.description.is_empty() {
        info.text("desc", &about.description);
    }
    info.texts("types", [finding.kind()]);
    info.object("analytic", |analytic| write_analytic(analytic, finding));
    let attacks = attacks::of(&about.tags);
    if !attacks.is_empty() {
        info.list("attacks", attacks, |out, attack| object(out, |object| attack.write(object)));
    }
    info.texts("data_sources", [&**finding.origin.file]);
    if let Some(time) = finding.time {
        info.number("first_seen_time", first(finding).map_or(millis(time), millis));
        info.number("last_seen_time", millis(time));
    }
    if let Cause::Correlation(correlated) = &finding.cause {
        related(info, correlated);
    }
}

fn first(finding: &Finding<'_>) -> Option<Time> {
    match &finding.cause {
        Cause::Correlation(correlated) => Some(correlated.first),
        Cause::Rule | Cause::Indicator(_) => None,
    }
}

/// What found it. Rules and correlations are of the type Rule; an indicator has the type that the schema keeps for what it does not name.
fn write_analytic(analytic: &mut Object<'_>, finding: &Finding<'_>) {
    let About { id, title, status, .. } = &**finding.about;
    let (type_id, caption, category) = match &finding.cause {
        Cause::Rule => (1, "Rule", "Sigma rule".to_owned()),
        Cause::Correlation(correlated) => (1, "Rule", format!("Sigma correlation: {}", correlated.kind)),
        Cause::Indicator(sighted) => (99, "Indicator", format!("Indicator: {}", sighted.kind)),
    };
    analytic.number("type_id", type_id);
    analytic.text("type", caption);
    analytic.text("category", &category);
    analytic.text("name", title);
    if !id.is_empty() {
        analytic.text("uid", id);
    }
    if status == "experimental" {
        analytic.number("state_id", 3);
        analytic.text("state", "Experimental");
    }
}

fn related(info: &mut Object<'_>, correlated: &Correlated<'_>) {
    info.number("related_events_count", correlated.count);
    info.list("related_events", correlated.events, |out, part: &Part| {
        object(out, |event| {
            event.text("uid", &format!("{}#{}@{}", part.file, part.position.record, part.position.offset));
            event.text("title", &part.rule.title);
            event.text("type", part.format.as_str());
            event.number("first_seen_time", millis(part.time));
        });
    });
}

/// The machine as the record names it; nothing where it names none.
fn host(finding: &Finding<'_>) -> Option<String> {
    finding.host.map(|host| host.to_string()).filter(|host| !host.is_empty())
}

/// The account as the record names it; nothing where it names none.
fn user(finding: &Finding<'_>) -> Option<String> {
    finding.user.map(|user| user.to_string()).filter(|user| !user.is_empty())
}

fn write_device(device: &mut Object<'_>, host: &str) {
    device.number("type_id", 0);
    device.text("type", "Unknown");
    device.text(if is_address(host) { "ip" } else { "hostname" }, host);
}

/// Whether the schema's `ip_t` takes it: 40 characters at most.
fn is_address(text: &str) -> bool {
    text.len() <= 40 && text.parse::<IpAddr>().is_ok()
}

/// The record and what was met in it.
fn write_evidence(out: &mut Vec<u8>, finding: &Finding<'_>) {
    object(out, |evidence| {
        if let Some(user) = user(finding) {
            evidence.object("user", |object| object.text("name", &user));
        }
        evidence.object("data", |data| {
            let origin = finding.origin;
            jsonl::source(data.member("source"), origin.file, origin.position, origin.format);
            jsonl::logsource(data.member("logsource"), finding.class);
            data.fields("matched", finding.matched.iter().copied());
            jsonl::write_cause(data, finding);
        });
    });
}
