//! `POST /api/v1/statements`: saying something.
//!
//! A statement is JSON. With a long body it is the other way round: the request's body is the statement's, as it is, and what JSON would say
//! stands in the query. So a body of 64 MiB comes without being written in base64 and read again.

use super::{
    Api, Problem,
    auth::Known,
    extract::{Json, maybe_text, refuse_long, text},
    limits::MAX_JSON,
    problem::Refusals,
    release,
    statements::LineBody,
};
use crate::{
    Refusal, Said,
    people::{Caller, Right},
};
use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use home::Draft;
use note::{Malformed, encoding::unbase64};
use serde::{Deserialize, Serialize};
use statement::{
    Audience, Kind, Line, MAX_MEMBERS, MAX_REFS, Marking, MediaType, MemberName, Stamp, StatementId,
};
use utoipa::ToSchema;

/// How many lines of its own a statement can have; its header has 32 KiB.
const MAX_LINES: usize = 4_096;

/// What is to be said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SayBody {
    /// What it is, such as `intel` or `vote`.
    #[serde(deserialize_with = "text")]
    #[schema(value_type = String, example = "vote")]
    kind: Kind,
    /// The kind's own lines, in their order (docs/spec/statement.md).
    #[serde(default)]
    lines: Vec<LineBody>,
    /// Until when it holds, such as 2026-12-22T20:00:00Z.
    #[serde(default, deserialize_with = "maybe_text")]
    #[schema(value_type = Option<String>)]
    until: Option<Stamp>,
    /// Who may be told: one of TLP 2.0, then perhaps a space and one of PAP. TLP:AMBER if nothing is said.
    #[serde(default, deserialize_with = "maybe_text")]
    #[schema(value_type = Option<String>, example = "TLP:AMBER")]
    marking: Option<Marking>,
    /// The members who alone can open the body; all can if nobody is named.
    #[serde(default)]
    to: Vec<String>,
    /// Ids of statements that it is about.
    #[serde(default)]
    refs: Vec<String>,
    /// The body, in base64.
    #[serde(default)]
    body: Option<String>,
    /// What the body is; application/octet-stream if nothing is said.
    #[serde(default, deserialize_with = "maybe_text")]
    #[schema(value_type = Option<String>, example = "application/stix+json;version=2.1")]
    media_type: Option<MediaType>,
}

/// A statement that is in the log, on the disk: no loss of power undoes it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SaidAnswer {
    /// Its id.
    id: String,
    /// Its number in the member's log.
    index: u64,
}

/// Says something: signs it and enters it in the member's log.
///
/// As `application/json` the request is the statement, with a body of up to about 700 KiB in base64. As `application/octet-stream` it is the statement's
/// body, and the query says the rest: `kind`, `line` (`name=value`, as often as there are lines), `until`, `marking`, `to` and `refs` (as often as
/// needed), `media_type`. Which role it takes depends on the kind.
#[utoipa::path(
    post, path = "/api/v1/statements", tag = "record",
    params(
        ("kind" = Option<String>, Query, description = "With octets: the kind"),
        ("line" = Option<Vec<String>>, Query, description = "With octets: a line of the kind, name=value"),
        ("until" = Option<String>, Query, description = "With octets: until when it holds"),
        ("marking" = Option<String>, Query, description = "With octets: who may be told"),
        ("to" = Option<Vec<String>>, Query, description = "With octets: a member who can open the body"),
        ("refs" = Option<Vec<String>>, Query, description = "With octets: the id of a statement that it is about"),
        ("media_type" = Option<String>, Query, description = "With octets: what the body is"),
    ),
    request_body(content(
        (SayBody = "application/json"),
        (Vec<u8> = "application/octet-stream"),
    )),
    responses(
        (status = 201, description = "It is in the log", body = SaidAnswer, headers(("Location" = String, description = "Where it is"))),
        Refusals
    ),
    security(("token" = []))
)]
pub(super) async fn say(
    State(api): State<Api>,
    Known(caller): Known,
    request: Request,
) -> Result<Response, Problem> {
    // Whoever can say nothing at all is turned away before anything is read.
    let any = [Right::Decide, Right::Papers].into_iter().find(|right| caller.may(*right).is_ok());
    api.allow(&caller, any.unwrap_or(Right::Say), "say", "").await?;
    match content(request.headers()).as_str() {
        "application/json" => {
            let Json(mut said) = Json::<SayBody>::from_request(request, &()).await?;
            let body = said.body.take().map(|body| unbase64("body", &body)).transpose().map_err(bad)?;
            enter(&api, &caller, said, body).await
        }
        "application/octet-stream" => {
            let said = from_query(request.uri().query().unwrap_or_default())?;
            api.allow(&caller, Right::to_say(&said.kind), "say", said.kind.as_str()).await?;
            refuse_long(request.headers(), api.config.max_body)?;
            let _turn = api.bodies.acquire().await.map_err(|_| Problem::busy("the node is stopping"))?;
            let body = octets(request.into_body(), api.config.max_body).await?;
            enter(&api, &caller, said, Some(body)).await
        }
        _ => {
            Err(Problem::wrong_type("a statement is application/json, or its body application/octet-stream"))
        }
    }
}

/// The media type of a request without parameters, in lower case.
fn content(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The bytes of a request, up to a limit.
pub(super) async fn octets(body: Body, limit: usize) -> Result<Vec<u8>, Problem> {
    let bytes = to_bytes(body, limit).await;
    bytes.map(Vec::from).map_err(|error| match is_too_long(&error) {
        true => Problem::too_large(),
        false => Problem::bad_request("the body did not come whole"),
    })
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// What the query says, in the words of JSON.
fn from_query(query: &str) -> Result<SayBody, Problem> {
    let uri = format!("/?{query}").parse().map_err(|_| Problem::bad_request("the query is none"))?;
    let axum::extract::Query(pairs) = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri)?;
    let mut said = serde_json::Map::new();
    let (mut lines, mut to, mut refs) = (Vec::new(), Vec::new(), Vec::new());
    for (name, value) in pairs {
        match name.as_str() {
            "line" => lines.push(line(&value)?),
            "to" => to.push(value),
            "refs" => refs.push(value),
            "body" => return Err(Problem::bad_request("the body is the request's body")),
            _ if said.contains_key(&name) => {
                return Err(Problem::bad_request("something is said twice in the query"));
            }
            _ => drop(said.insert(name, value.into())),
        }
    }
    let said: SayBody = serde_json::from_value(said.into()).map_err(Problem::bad_request)?;
    Ok(SayBody { lines, to, refs, ..said })
}

fn line(text: &str) -> Result<LineBody, Problem> {
    let (name, value) = text.split_once('=').ok_or_else(|| Problem::bad_request("`line` is name=value"))?;
    Ok(LineBody { name: name.to_owned(), value: value.to_owned() })
}

async fn enter(
    api: &Api,
    caller: &Caller,
    said: SayBody,
    body: Option<Vec<u8>>,
) -> Result<Response, Problem> {
    let kind = said.kind.clone();
    api.allow(caller, Right::to_say(&kind), "say", kind.as_str()).await?;
    if kind == Kind::Sighting {
        // The policy for sightings holds whichever way they are said.
        release::may_release(api, caller)?;
    }
    let draft = draft(said, body)?;
    let said = api.node.say(draft, caller.name().map(statement::OperatorName::as_str)).await;
    match &said {
        // It is in the log whatever the audit log does: to say that it failed would make the caller say it twice.
        Ok(said) => {
            let noted = api.note(caller, "say", format!("{kind} {}", said.id)).await;
            noted.unwrap_or_else(
                |problem| tracing::error!(?problem, id = %said.id, "a statement is not in the audit log"),
            );
        }
        Err(refusal) => api.note(caller, "say-failed", format!("{kind}: {}", word(refusal))).await?,
    }
    let Said { id, index } = said?;
    let location = format!("/api/v1/statements/{id}");
    let answer = SaidAnswer { id: id.to_string(), index };
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(answer)).into_response())
}

/// Why something was not said, without what was to be said.
fn word(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Malformed(_) => "malformed",
        Refusal::Missing(_) => "missing",
        Refusal::Changed(_) => "changed",
        Refusal::Busy => "busy",
        Refusal::Barred(_) => "barred",
        Refusal::Twice => "twice",
        Refusal::NoStanding(_) => "no standing",
        Refusal::Waiting { .. } => "waiting for peers",
        Refusal::Declined(_) => "declined",
        Refusal::OverQuota(_) => "over quota",
        Refusal::Unavailable(_) => "unavailable",
        Refusal::Disk(_) => "disk",
        Refusal::Stopping => "stopping",
    }
}

fn draft(said: SayBody, body: Option<Vec<u8>>) -> Result<Draft, Problem> {
    if said.lines.len() > MAX_LINES || said.to.len() > MAX_MEMBERS || said.refs.len() > MAX_REFS {
        return Err(Problem::unprocessable(
            "cannot-be-said",
            "it has more lines, readers or references than a header can",
        ));
    }
    let lines = said.lines.iter().map(|line| Line::new(&line.name, &line.value)).collect::<Result<_, _>>();
    let media_type = said.media_type.map_or_else(|| "application/octet-stream".parse(), Ok).map_err(bad)?;
    Ok(Draft {
        kind: said.kind,
        lines: lines.map_err(bad)?,
        body: body.map(|body| (body, media_type)),
        until: said.until,
        marking: said.marking.map_or_else(|| "TLP:AMBER".parse(), Ok).map_err(bad)?,
        audience: audience(&said.to).map_err(bad)?,
        refs: said.refs.iter().map(|id| id.parse()).collect::<Result<Vec<StatementId>, _>>().map_err(bad)?,
        operator: None,
    })
}

fn audience(to: &[String]) -> Result<Audience, Malformed> {
    match to {
        [] => Ok(Audience::Unit),
        to => Audience::of(to.iter().map(|name| name.parse()).collect::<Result<Vec<MemberName>, _>>()?),
    }
}

fn bad(malformed: Malformed) -> Problem {
    Problem::unprocessable("cannot-be-said", malformed)
}

// JSON with a body in base64 fits into what any JSON may have.
const _: () = assert!(MAX_JSON > 700 << 10);
