//! What a person has to know, and that a person has seen it.

use super::{
    Api, Problem,
    auth::{Acknowledges, May, Reads},
    extract::Path,
    problem::Refusals,
    tokens::time,
};
use crate::{Alarm, AlarmKind};
use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

/// An alarm that stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlarmAnswer {
    /// What it is called: its kind, or kind and member with a dot between them.
    #[schema(example = "equivocation.alpha")]
    id: String,
    /// What kind.
    kind: String,
    /// By whom, where it is somebody's.
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<String>,
    /// A sentence for people.
    text: String,
    /// Since when it stands.
    since: String,
    /// The digest of the evidence, where there is some.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
    /// Whether it stands until a person has seen it; others end when their cause does.
    until_seen: bool,
}

/// The alarms that stand.
#[utoipa::path(
    get, path = "/api/v1/alarms", tag = "node",
    responses((status = 200, description = "The alarms", body = Vec<AlarmAnswer>), Refusals),
    security(("token" = []))
)]
pub(super) async fn list(State(api): State<Api>, _: May<Reads>) -> Json<Vec<AlarmAnswer>> {
    Json(api.node.alarms.standing().into_iter().map(AlarmAnswer::of).collect())
}

/// Says that an alarm was seen: it stands no longer. What caused it stays on the record, and its evidence is kept.
#[utoipa::path(
    post, path = "/api/v1/alarms/{id}/acknowledge", tag = "node",
    params(("id" = String, Path, description = "What it is called")),
    responses((status = 204, description = "It was seen"), Refusals),
    security(("token" = []))
)]
pub(super) async fn acknowledge(
    State(api): State<Api>,
    May(caller, _): May<Acknowledges>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let mut standing = api.node.alarms.standing().into_iter();
    let alarm = standing.find(|alarm| name(alarm) == id).ok_or_else(|| Problem::not_found("alarm"))?;
    if !stands_until_seen(alarm.kind) {
        return Err(Problem::conflict("still-so", "it stands until what caused it is over"));
    }
    api.note(&caller, "alarm-acknowledge", id).await?;
    api.node.lower(alarm.kind, alarm.member.as_ref());
    Ok(StatusCode::NO_CONTENT)
}

/// Whether it tells of something that happened, and that nothing undoes; the others tell how things are.
fn stands_until_seen(kind: AlarmKind) -> bool {
    match kind {
        AlarmKind::Equivocation
        | AlarmKind::RolledBack
        | AlarmKind::VoidEntries
        | AlarmKind::OverQuota
        | AlarmKind::Misbehaved
        | AlarmKind::WrongPin
        | AlarmKind::RivalCharter
        | AlarmKind::RivalSheet => true,
        AlarmKind::Frozen
        | AlarmKind::EntriesWithheld
        | AlarmKind::BodyWithheld
        | AlarmKind::ClockApart
        | AlarmKind::Unreachable
        | AlarmKind::Disk
        | AlarmKind::Restored
        | AlarmKind::FindingsFull
        | AlarmKind::Version
        | AlarmKind::WatchLost
        | AlarmKind::NotArmed => false,
    }
}

/// A member's name has no dot.
fn name(alarm: &Alarm) -> String {
    match &alarm.member {
        Some(member) => format!("{}.{member}", word(alarm.kind)),
        None => word(alarm.kind),
    }
}

/// The word for a kind, as everywhere in JSON.
pub(super) fn word(kind: AlarmKind) -> String {
    serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

impl AlarmAnswer {
    fn of(alarm: Alarm) -> Self {
        AlarmAnswer {
            id: name(&alarm),
            kind: word(alarm.kind),
            member: alarm.member.map(|member| member.to_string()),
            text: alarm.text,
            since: time(alarm.since.unsigned_abs()),
            evidence: alarm.evidence.map(|evidence| evidence.to_string()),
            until_seen: stands_until_seen(alarm.kind),
        }
    }
}
