//! `/metrics` in the text format of Prometheus (exposition formats, version 0.0.4), and `/healthz`. They say how much and how far, and nothing of
//! what was said.

use super::{Api, Problem, alarms::word, auth::Known, door::Door};
use crate::{AlarmKind, Status, WatchStatus, people::Right};
use axum::{
    Extension,
    extract::{FromRequestParts, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use std::{
    collections::BTreeMap,
    fmt::{Display, Write},
    sync::{Mutex, PoisonError},
};

/// The media type of the format.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How many kinds of requests are counted apart: routes, methods and statuses are few, and a stranger must not make them many.
const MAX_KINDS: usize = 1_024;

/// What was asked so far, by method, route and status.
#[derive(Debug, Default)]
pub(super) struct Counters(Mutex<BTreeMap<(String, String, u16), u64>>);

impl Counters {
    /// Counts a request. Methods that nobody knows are one.
    pub(super) fn request(&self, method: &str, route: &str, status: u16) {
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(&method);
        let kind = (if known { method } else { "other" }.to_owned(), route.to_owned(), status);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < MAX_KINDS || all.contains_key(&kind) {
            *all.entry(kind).or_default() += 1;
        }
    }

    fn write(&self, page: &mut Page) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        page.metric("detente_requests_total", "counter", "Requests answered by the client listener.");
        for ((method, route, status), count) in &*all {
            let status = status.to_string();
            page.value(&[("method", method), ("route", route), ("status", &status)], count);
        }
    }
}

/// A page of metrics.
#[derive(Debug, Default)]
struct Page {
    text: String,
    name: &'static str,
}

impl Page {
    fn metric(&mut self, name: &'static str, kind: &str, help: &str) {
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        self.name = name;
    }

    fn value(&mut self, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> =
            labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let braces = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.text, "{}{braces} {value}", self.name);
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// The metrics, without a token on this machine.
pub(super) async fn metrics(
    State(api): State<Api>,
    Extension(door): Extension<Door>,
    request: Request,
) -> Result<Response, Problem> {
    allowed(&api, door, request).await?;
    let mut page = Page::default();
    page.metric("detente_build_info", "gauge", "The version that runs.");
    page.value(&[("version", env!("CARGO_PKG_VERSION"))], 1);
    logs(&mut page, &api.node.status().await);
    findings(&mut page, &api).await?;
    api.counters.write(&mut page);
    Ok(([(header::CONTENT_TYPE, TEXT)], page.text).into_response())
}

fn logs(page: &mut Page, status: &Status) {
    page.metric("detente_log_size", "gauge", "Entries of a log that are here.");
    status.logs.iter().for_each(|log| page.value(&[("member", log.owner.as_str())], log.size));
    page.metric("detente_log_on_record", "gauge", "Entries of a log that are on record.");
    status.logs.iter().for_each(|log| page.value(&[("member", log.owner.as_str())], log.on_record));
    page.metric(
        "detente_witness_lag_entries",
        "gauge",
        "Entries of a log that a witness has not cosigned as far as is known here.",
    );
    for log in &status.logs {
        for witness in &log.cosigned {
            let labels = [("member", log.owner.as_str()), ("witness", witness.witness.as_str())];
            page.value(&labels, log.size.saturating_sub(witness.size));
        }
    }
    page.metric("detente_peer_up", "gauge", "Whether the node of a member answers.");
    for peer in &status.peers {
        page.value(&[("member", peer.member.as_str())], u8::from(peer.reachable_since.is_some()));
    }
    hunt(page, status);
    page.metric("detente_signing_gates", "gauge", "Logs that this node signs nothing for now.");
    page.value(&[], status.gates.len());
    page.metric("detente_alarms", "gauge", "Alarms that stand, by kind.");
    for kind in AlarmKind::all() {
        page.value(&[("kind", &word(kind))], status.alarms.iter().filter(|alarm| alarm.kind == kind).count());
    }
    page.metric("detente_disk_free_bytes", "gauge", "Bytes that are free where the home is.");
    if let Some(free) = status.disk_free {
        page.value(&[], free);
    }
}

/// How many findings there are and what became of them; nothing of what they are.
async fn findings(page: &mut Page, api: &Api) -> Result<(), Problem> {
    let (tallies, lost, releases) = api
        .run(|node| {
            let counts = |view: &store::View<'_, store::Keep>| {
                Ok((view.finding_tallies()?, view.findings_lost()?, view.release_tallies()?))
            };
            Ok(node.store.keep().read("count findings", counts)?)
        })
        .await?;
    page.metric("detente_findings", "gauge", "Findings, by state and level.");
    for tally in tallies {
        page.value(&[("state", tally.state.as_str()), ("level", tally.level.as_str())], tally.findings);
    }
    page.metric(
        "detente_findings_lost_total",
        "counter",
        "Records that had no place, since nobody had closed a finding.",
    );
    page.value(&[], lost);
    page.metric(
        "detente_releases_total",
        "counter",
        "Sightings that were told of findings that are still here, by verdict.",
    );
    for (verdict, count) in releases {
        page.value(&[("verdict", verdict.as_str())], count);
    }
    page.metric(
        "detente_notices_pending",
        "gauge",
        "Findings that a target of notifications was not told of yet.",
    );
    for (target, pending) in api.node.notices_pending() {
        page.value(&[("target", &target)], pending);
    }
    Ok(())
}

/// How the hunt keeps up.
fn hunt(page: &mut Page, status: &Status) {
    let each = |page: &mut Page, name, kind, help, value: &dyn Fn(&WatchStatus) -> Option<String>| {
        page.metric(name, kind, help);
        for watch in &status.watches {
            if let Some(value) = value(watch) {
                page.value(&[("watch", watch.name.as_str())], value);
            }
        }
    };
    each(page, "detente_hunt_events_total", "counter", "Records of telemetry that were read.", &|watch| {
        Some(watch.events.to_string())
    });
    each(page, "detente_hunt_bad_records_total", "counter", "Records that could not be read.", &|watch| {
        Some(watch.bad.to_string())
    });
    each(page, "detente_hunt_findings_total", "counter", "How often a rule or an indicator met.", &|watch| {
        Some(watch.findings.to_string())
    });
    each(
        page,
        "detente_hunt_behind_bytes",
        "gauge",
        "Bytes of watched files that were not read yet.",
        &|watch| Some(watch.behind.to_string()),
    );
    let help = "When the last record was read, in seconds since 1970.";
    each(page, "detente_hunt_last_record_seconds", "gauge", help, &|watch| Some(watch.last?.to_string()));
    page.metric("detente_hunt_rules", "gauge", "Rules that are hunted with.");
    page.value(&[], status.rules);
    page.metric("detente_hunt_indicators", "gauge", "Indicators that are hunted with.");
    page.value(&[], status.indicators);
    page.metric(
        "detente_hunt_syslog_dropped_total",
        "counter",
        "Messages of syslog by UDP that came while there was no room.",
    );
    page.value(&[], status.syslog_dropped);
}

/// `ok`, or 503 and why not, without a token on this machine.
pub(super) async fn health(
    State(api): State<Api>,
    Extension(door): Extension<Door>,
    request: Request,
) -> Result<Response, Problem> {
    allowed(&api, door, request).await?;
    let standing = api.node.alarms.standing();
    let bad = standing.iter().filter(|alarm| matches!(alarm.kind, AlarmKind::Disk | AlarmKind::Restored));
    let why: Vec<String> = bad.map(|alarm| word(alarm.kind)).collect();
    Ok(match why.is_empty() {
        true => "ok\n".into_response(),
        false => (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", why.join("\n"))).into_response(),
    })
}

/// From another machine it takes a token, as everything does.
async fn allowed(api: &Api, door: Door, request: Request) -> Result<(), Problem> {
    if door.is_this_machine() {
        return Ok(());
    }
    let (mut parts, _) = request.into_parts();
    let Known(caller) = Known::from_request_parts(&mut parts, api).await?;
    api.allow(&caller, Right::Read, "read", "").await
}
