//! Findings: lists of them, one of them, what people say of them. They are of the member's own telemetry, and for its own people alone.

use super::{
    Api, Problem,
    auth::{Judges, May, SeesFindings},
    extract::{Json as Read, Path, Query, maybe_text, text},
    logs::limit,
    problem::Refusals,
    tokens::time,
};
use crate::people::Caller;
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use statement::{MemberName, Stamp, StatementId};
use std::ops::RangeInclusive;
use store::{
    Finding, FindingAct, FindingCursor, FindingFilter, FindingId, FindingState, HostCount, MAX_FINDING_PAGE,
    Origin, Release, Severity,
};
use utoipa::{IntoParams, ToSchema};

/// How many days of a finding are told.
const DAYS: usize = 60;

/// How long the text that is looked for may be, in bytes.
const MAX_TEXT: usize = 256;

/// Which findings are listed: those that fit all that is said.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct FindingsQuery {
    /// In one of these states, with commas between: new, confirmed, false-alarm, closed.
    state: Option<String>,
    /// Of this level or a higher one: informational, low, medium, high, critical.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    level: Option<Severity>,
    /// From a statement of this member.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    member: Option<MemberName>,
    /// From this statement.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    statement: Option<StatementId>,
    /// With this text in title, value or place.
    text: Option<String>,
    /// Met last at this time or later, by the clock of this machine, such as 2026-11-22T20:00:00Z.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    since: Option<Stamp>,
    /// Met last at this time or earlier.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    until: Option<Stamp>,
    /// Behind this: `next` of the page before.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    cursor: Option<FindingCursor>,
    /// How many at most; 100 if it is not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A page of findings.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingsAnswer {
    /// The findings: what was met last comes first.
    findings: Vec<FindingAnswer>,
    /// Where the next page begins, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many records had no place, ever, since all were taken by findings that nobody had closed.
    lost: u64,
}

/// A finding: all records that met one rule, or one value.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingAnswer {
    /// Its number.
    id: u64,
    /// `rule` or `indicator`.
    cause: &'static str,
    /// The kind of the value, such as `domain`; `rule` for a rule.
    kind: String,
    /// The value; the id of the rule.
    value: String,
    /// A line for people.
    title: String,
    /// informational, low, medium, high or critical.
    level: String,
    /// new, confirmed, false-alarm or closed.
    state: String,
    /// Since when it has that state.
    changed: String,
    /// When it was first met here.
    opened: String,
    /// When it was last met here.
    met: String,
    /// How many records.
    count: u64,
    /// How many of them were there before the indicator came.
    before: u64,
    /// The time of the first record.
    first: String,
    /// The time of the last.
    last: String,
    /// On how many days.
    days: u64,
    /// On how many hosts.
    hosts: u64,
    /// Whether on so many and no more; otherwise at least on so many.
    all_hosts: bool,
    /// The statements that it comes from.
    from: Vec<OriginAnswer>,
}

/// A statement that a finding comes from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OriginAnswer {
    /// The statement.
    statement: String,
    /// Who said it.
    member: String,
    /// Which item of its body; may be empty.
    item: String,
}

/// A finding with all that hangs from it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WholeFinding {
    #[serde(flatten)]
    finding: FindingAnswer,
    /// Where the example lies.
    place: String,
    /// A record that met, as the finder wrote it down.
    example: String,
    /// Its newest days and how many records each has, newest first; at most 60.
    by_day: Vec<DayAnswer>,
    /// The hosts that records tell of, at most 100.
    by_host: Vec<HostAnswer>,
    /// What was done with it, in its order.
    acts: Vec<ActAnswer>,
    /// What was told to the unit of it.
    releases: Vec<ReleaseAnswer>,
}

/// A day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DayAnswer {
    /// Which.
    day: String,
    /// How many records.
    count: u64,
}

/// A host.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HostAnswer {
    /// What it is called.
    host: String,
    /// In how many records.
    count: u64,
    /// When last.
    last: String,
}

/// Something that was done with a finding.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActAnswer {
    /// When.
    time: String,
    /// By whom.
    who: String,
    /// What: opened, reopened, a state, note, released.
    act: String,
    /// Why, or what was noted.
    why: String,
}

/// What was told of a finding.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReleaseAnswer {
    /// The sighting.
    statement: String,
    /// `seen` or `false-alarm`.
    verdict: String,
    /// About which statements.
    refs: Vec<String>,
    /// When it was made.
    made: String,
    /// Who released it.
    who: String,
}

/// What a finding is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StateBody {
    /// new, confirmed, false-alarm or closed.
    #[serde(deserialize_with = "text")]
    #[schema(value_type = String, example = "confirmed")]
    state: FindingState,
    /// Why, in a line of at most 2,000 bytes.
    #[serde(default)]
    why: String,
}

/// A note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteBody {
    /// A line of at most 2,000 bytes.
    text: String,
}

/// Findings, page by page: what was met last comes first.
#[utoipa::path(
    get, path = "/api/v1/findings", tag = "findings",
    params(FindingsQuery),
    responses((status = 200, description = "A page", body = FindingsAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn list(
    State(api): State<Api>,
    _: May<SeesFindings>,
    Query(query): Query<FindingsQuery>,
) -> Result<Json<FindingsAnswer>, Problem> {
    let limit = limit(query.limit.unwrap_or(100))?.min(MAX_FINDING_PAGE);
    let (filter, cursor) = (filter(&query)?, query.cursor);
    api.run(move |node| {
        let (page, lost) = node.store.keep().read("list findings", |view| {
            Ok((view.findings(&filter, cursor, limit)?, view.findings_lost()?))
        })?;
        Ok(Json(FindingsAnswer {
            findings: page.findings.into_iter().map(FindingAnswer::of).collect(),
            next: page.next.map(|cursor| cursor.to_string()),
            lost,
        }))
    })
    .await
}

fn filter(query: &FindingsQuery) -> Result<FindingFilter, Problem> {
    let states = query.state.iter().flat_map(|states| states.split(',')).map(str::parse);
    let states = states.collect::<Result<Vec<FindingState>, _>>().map_err(Problem::bad_request)?;
    if query.text.as_ref().is_some_and(|text| text.len() > MAX_TEXT) {
        return Err(Problem::bad_request(format_args!("`text` is longer than {MAX_TEXT} bytes")));
    }
    Ok(FindingFilter {
        states,
        least: query.level,
        met: met(query.since, query.until),
        member: query.member.clone(),
        statement: query.statement,
        text: query.text.clone().filter(|text| !text.is_empty()),
    })
}

fn met(since: Option<Stamp>, until: Option<Stamp>) -> Option<RangeInclusive<u64>> {
    let seconds = |stamp: Stamp| u64::try_from(stamp.seconds()).unwrap_or(0);
    match (since, until) {
        (None, None) => None,
        // As late as a signed number of the store can be.
        (since, until) => Some(since.map_or(0, seconds)..=until.map_or(i64::MAX.unsigned_abs(), seconds)),
    }
}

/// A finding with its days, hosts and history, and a record that met.
#[utoipa::path(
    get, path = "/api/v1/findings/{id}", tag = "findings",
    params(("id" = u64, Path, description = "Its number")),
    responses((status = 200, description = "The finding", body = WholeFinding), Refusals),
    security(("token" = []))
)]
pub(super) async fn one(
    State(api): State<Api>,
    _: May<SeesFindings>,
    Path(id): Path<FindingId>,
) -> Result<Json<WholeFinding>, Problem> {
    api.run(move |node| {
        let whole = node.store.keep().read("show a finding", |view| {
            let Some(finding) = view.finding(id)? else { return Ok(None) };
            let (days, hosts) = (view.finding_days(id, DAYS)?, view.finding_hosts(id)?);
            let (acts, releases) = (view.finding_acts(id)?, view.releases(id)?);
            Ok(Some(WholeFinding {
                place: finding.place.clone(),
                example: finding.example.clone(),
                finding: FindingAnswer::of(finding),
                by_day: days.into_iter().map(|(day, count)| DayAnswer::of(day, count)).collect(),
                by_host: hosts.into_iter().map(HostAnswer::of).collect(),
                acts: acts.into_iter().map(ActAnswer::of).collect(),
                releases: releases.into_iter().filter_map(ReleaseAnswer::of).collect(),
            }))
        })?;
        whole.map(Json).ok_or_else(|| Problem::not_found("finding"))
    })
    .await
}

/// Says what a finding is: `confirmed`, `false-alarm`, `closed`, or `new` again. What was said before is kept.
///
/// Nothing leaves the member by it. What is confirmed, or a false alarm, can then be told to the unit by `/findings/{id}/release`.
#[utoipa::path(
    post, path = "/api/v1/findings/{id}/state", tag = "findings",
    params(("id" = u64, Path, description = "Its number")),
    request_body = StateBody,
    responses((status = 204, description = "It is that"), Refusals),
    security(("token" = []))
)]
pub(super) async fn judge(
    State(api): State<Api>,
    May(caller, _): May<Judges>,
    Path(id): Path<FindingId>,
    Read(body): Read<StateBody>,
) -> Result<StatusCode, Problem> {
    let by = caller.clone();
    api.desk(move |desk| desk.judge(&by, id, body.state, &body.why)).await?;
    tell(&api, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a note to a finding.
#[utoipa::path(
    post, path = "/api/v1/findings/{id}/notes", tag = "findings",
    params(("id" = u64, Path, description = "Its number")),
    request_body = NoteBody,
    responses((status = 204, description = "It is noted"), Refusals),
    security(("token" = []))
)]
pub(super) async fn note(
    State(api): State<Api>,
    May(caller, _): May<Judges>,
    Path(id): Path<FindingId>,
    Read(body): Read<NoteBody>,
) -> Result<StatusCode, Problem> {
    let by: Caller = caller;
    api.desk(move |desk| desk.note_on(&by, id, &body.text)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn tell(api: &Api, id: FindingId) -> Result<(), Problem> {
    let look = move |node: &crate::Node| Ok(node.store.keep().read("a finding", |view| view.finding(id))?);
    if let Some(finding) = api.run(look).await? {
        let node = api.node.clone();
        // Lowering an alarm waits for the disk.
        drop(tokio::task::spawn(async move { node.tell_judged(&finding) }).await);
    }
    Ok(())
}

impl FindingAnswer {
    fn of(finding: Finding) -> Self {
        FindingAnswer {
            id: finding.id.0,
            cause: finding.cause.word(),
            kind: finding.cause.kind().to_owned(),
            value: finding.cause.value().to_owned(),
            title: finding.title,
            level: finding.level.to_string(),
            state: finding.state.to_string(),
            changed: time(finding.changed),
            opened: time(finding.opened),
            met: time(finding.met),
            count: finding.count,
            before: finding.before,
            first: time(finding.first),
            last: time(finding.last),
            days: finding.days,
            hosts: finding.hosts,
            all_hosts: finding.all_hosts,
            from: finding.origins.into_iter().map(OriginAnswer::of).collect(),
        }
    }
}

impl OriginAnswer {
    fn of(origin: Origin) -> Self {
        OriginAnswer {
            statement: origin.statement.to_string(),
            member: origin.member.to_string(),
            item: origin.item,
        }
    }
}

impl DayAnswer {
    fn of(day: u64, count: u64) -> Self {
        let text = time(day.saturating_mul(86_400));
        DayAnswer { day: text.get(..10).unwrap_or(&text).to_owned(), count }
    }
}

impl HostAnswer {
    fn of(host: HostCount) -> Self {
        HostAnswer { host: host.host, count: host.count, last: time(host.last) }
    }
}

impl ActAnswer {
    fn of(act: FindingAct) -> Self {
        ActAnswer { time: time(act.time), who: act.who, act: act.act, why: act.why }
    }
}

impl ReleaseAnswer {
    fn of(release: Release) -> Option<Self> {
        Some(ReleaseAnswer {
            statement: release.statement?.to_string(),
            verdict: release.verdict.to_string(),
            refs: release.refs.iter().map(StatementId::to_string).collect(),
            made: time(release.made),
            who: release.who,
        })
    }
}
