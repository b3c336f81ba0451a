//! Statements: lists of them, one of them, its body, its proof. But for bodies, which are the reader's own, all of it is a function of the
//! record.

use super::{
    Api, Problem,
    auth::{May, Reads},
    extract::{Path, Query, maybe_text},
    logs::{limit, page, stamp},
    problem::Refusals,
    unit::note,
};
use crate::Node;
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use statement::{Audience, Entry, Kind, MemberName, Stamp, StatementId};
use std::ops::RangeInclusive;
use store::{Cursor, Direction, Filter, Found};
use utoipa::{IntoParams, ToSchema};

/// Which statements are listed: those that fit all that is said.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Of this kind.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    kind: Option<Kind>,
    /// By this member.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    member: Option<MemberName>,
    /// On record; or not yet.
    on_record: Option<bool>,
    /// Void; or not.
    void: Option<bool>,
    /// That refer to this statement.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    refs: Option<StatementId>,
    /// On record since this time or later, such as 2026-11-22T20:00:00Z.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    since: Option<Stamp>,
    /// On record since this time or earlier.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    until: Option<Stamp>,
    /// The newest first, what is not on record yet before all.
    newest: bool,
    /// Behind this: `next` of the page before.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// How many at most; 100 if it is not said.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A page of statements.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListAnswer {
    /// The statements: by record time, then by member, then by number; what is not on record yet comes last.
    statements: Vec<StatementAnswer>,
    /// Where the next page begins, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// An entry of a log, and what is to be said of it. Of one that is no statement there is its place and why it is void, and nothing else.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatementAnswer {
    /// Its id: the RFC 6962 leaf hash of its entry, in base64url.
    id: String,
    /// In whose log it stands.
    member: String,
    /// Its number there.
    index: u64,
    /// Since when it is on record, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<String>,
    /// Why it does not count, if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    says: Option<SaysAnswer>,
}

/// What a header says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SaysAnswer {
    /// Its kind.
    kind: String,
    /// When it was made, by its author's clock.
    made: String,
    /// Until when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Who may be told, and what may be done.
    marking: String,
    /// The members who may read the body; nobody is named if all may.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Vec<String>>,
    /// The charter that it was said under.
    charter: String,
    /// The operator who said it, where the member lets that be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<String>,
    /// The body.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<BodyAnswer>,
    /// Statements that it refers to.
    refs: Vec<String>,
    /// The kind's own lines. They are told of one statement, not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<LineBody>>,
}

/// What a header says of a body.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BodyAnswer {
    /// SHA-256 over salt and body, in base64url.
    hash: String,
    /// How long it is.
    bytes: u64,
    /// What it is.
    media_type: String,
    /// SHA-256 over the encrypted file that it lies in, if it is sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
}

/// A line of a header.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LineBody {
    /// Its name: lower-case letters and hyphens.
    pub(super) name: String,
    /// Its value.
    pub(super) value: String,
}

/// Statements, page by page, in an order that the record alone gives.
#[utoipa::path(
    get, path = "/api/v1/statements", tag = "record",
    params(ListQuery),
    responses((status = 200, description = "A page", body = ListAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn list(
    State(api): State<Api>,
    _: May<Reads>,
    Query(query): Query<ListQuery>,
) -> Result<Json<ListAnswer>, Problem> {
    let limit = limit(query.limit.unwrap_or(page()))?;
    let direction = if query.newest { Direction::NewestFirst } else { Direction::OldestFirst };
    let (filter, cursor) = (filter(&query)?, query.cursor);
    let page = api
        .cache("list statements", move |view| view.list(&filter, direction, cursor.as_ref(), limit))
        .await?;
    Ok(Json(ListAnswer {
        statements: page.found.into_iter().map(StatementAnswer::of).collect(),
        next: page.next.map(|cursor| cursor.to_string()),
    }))
}

fn filter(query: &ListQuery) -> Result<Filter, Problem> {
    Ok(Filter {
        member: query.member.clone(),
        kind: query.kind.clone(),
        on_record: query.on_record,
        counts: query.void.map(|void| !void),
        refers_to: query.refs,
        made: None,
        recorded: recorded(query.since, query.until)?,
        media_type: None,
    })
}

fn recorded(since: Option<Stamp>, until: Option<Stamp>) -> Result<Option<RangeInclusive<u64>>, Problem> {
    let seconds = |stamp: Stamp| {
        u64::try_from(stamp.seconds())
            .map_err(|_| Problem::bad_request("nothing is on record since before 1970"))
    };
    match (since, until) {
        (None, None) => Ok(None),
        (since, until) => {
            let since = since.map_or(Ok(0), seconds)?;
            // As late as a signed number of the store can be.
            Ok(Some(since..=until.map_or(Ok(i64::MAX.unsigned_abs()), seconds)?))
        }
    }
}

/// A statement, with its kind's own lines.
#[utoipa::path(
    get, path = "/api/v1/statements/{id}", tag = "record",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The statement", body = StatementAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn one(
    State(api): State<Api>,
    _: May<Reads>,
    Path(id): Path<StatementId>,
) -> Result<Json<StatementAnswer>, Problem> {
    api.run(move |node| {
        let found = find(node, &id)?;
        let lines = lines(node, &found)?;
        let mut answer = StatementAnswer::of(found);
        if let Some(says) = &mut answer.says {
            says.lines = Some(lines);
        }
        Ok(Json(answer))
    })
    .await
}

fn find(node: &Node, id: &StatementId) -> Result<Found, Problem> {
    let found = node.store.cache().read("look a statement up", |view| view.statement(id))?;
    found.ok_or_else(|| Problem::not_found("statement"))
}

/// The kind's own lines, out of the entry itself: the cache does not have them.
fn lines(node: &Node, found: &Found) -> Result<Vec<LineBody>, Problem> {
    let Some(tiles) = node.tiles(&found.member) else { return Ok(Vec::new()) };
    let bytes = tiles.entry(found.index).map_err(|error| Problem::ours(&error))?;
    let Ok(entry) = Entry::parse(&bytes) else { return Ok(Vec::new()) };
    let lines = entry.header().content.lines();
    Ok(lines.into_iter().map(|line| LineBody { name: line.name, value: line.value }).collect())
}

/// The body of a statement, opened if it is sealed to this member.
///
/// It is what another member wrote, whatever its type says: it comes as a file to be saved, never to be shown.
#[utoipa::path(
    get, path = "/api/v1/statements/{id}/body", tag = "record",
    params(("id" = String, Path, description = "The statement's id")),
    responses((status = 200, description = "The body", body = Vec<u8>, content_type = "application/octet-stream"), Refusals),
    security(("token" = []))
)]
pub(super) async fn body(
    State(api): State<Api>,
    _: May<Reads>,
    Path(id): Path<StatementId>,
) -> Result<Response, Problem> {
    api.run(move |node| find(node, &id)).await?;
    let _turn = api.bodies.acquire().await.map_err(|_| Problem::busy("the node is stopping"))?;
    let body =
        api.node.body(id).await?.ok_or_else(|| Problem::not_found("body that this member may read"))?;
    let headers =
        [(header::CONTENT_TYPE, "application/octet-stream"), (header::CONTENT_DISPOSITION, "attachment")];
    Ok((headers, body).into_response())
}

/// The proof that a statement is on record (C2SP tlog-proof): it verifies offline, without this node.
#[utoipa::path(
    get, path = "/api/v1/statements/{id}/proof", tag = "record",
    params(("id" = String, Path, description = "The statement's id")),
    responses((status = 200, description = "The proof", body = String, content_type = "text/plain"), Refusals),
    security(("token" = []))
)]
pub(super) async fn proof(
    State(api): State<Api>,
    _: May<Reads>,
    Path(id): Path<StatementId>,
) -> Result<impl IntoResponse, Problem> {
    api.run(move |node| find(node, &id)).await?;
    Ok(note(api.node.proof(id).await?))
}

impl StatementAnswer {
    fn of(found: Found) -> Self {
        StatementAnswer {
            id: found.noted.id.to_string(),
            member: found.member.to_string(),
            index: found.index,
            recorded: found.recorded.map(stamp),
            void: found.noted.void,
            says: found.noted.said.map(SaysAnswer::of),
        }
    }
}

impl SaysAnswer {
    fn of(said: store::Said) -> Self {
        let sealed = said.sealed.map(|sealed| sealed.hash.to_string());
        SaysAnswer {
            kind: said.kind.to_string(),
            made: said.made.to_string(),
            until: said.until.map(|until| until.to_string()),
            marking: said.marking.to_string(),
            to: match said.audience {
                Audience::Unit => None,
                Audience::Members(members) => Some(members.iter().map(MemberName::to_string).collect()),
            },
            charter: said.charter.to_string(),
            operator: said.operator.map(|operator| operator.to_string()),
            body: said.body.map(|body| BodyAnswer {
                hash: body.hash.to_string(),
                bytes: body.bytes,
                media_type: body.media_type.as_str().to_owned(),
                sealed,
            }),
            refs: said.refs.iter().map(StatementId::to_string).collect(),
            lines: None,
        }
    }
}
