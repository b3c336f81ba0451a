//! `/api/v1/findings/{id}/release`: first exactly what would leave, then that it may.

use super::{
    Api, Problem,
    auth::{May, Releases},
    extract::{Json as Read, Path, Query, maybe_text, text},
    problem::Refusals,
    tokens::time,
};
use crate::{
    Preview,
    findings::Wish,
    people::{Caller, Denied},
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use statement::{Digest, MAX_MEMBERS, OperatorName, StatementId};
use store::FindingId;
use utoipa::{IntoParams, ToSchema};

/// For whom it is to be, within what the statement and the policy allow.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct PreviewQuery {
    /// About this statement, where a finding comes from several; all that are for the whole unit, if it is not said.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    of: Option<StatementId>,
    /// For these members alone, with commas between.
    to: Option<String>,
}

/// What would leave.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PreviewAnswer {
    /// By this it is released: the SHA-256 of `text`, which commits to the body, in base64url.
    digest: String,
    /// `seen` or `false-alarm`.
    verdict: &'static str,
    /// The text that would be signed, to the byte. All members read it.
    text: String,
    /// The body, to the byte, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    /// Each thing in both that is not a constant of the format.
    tells: Vec<TellsAnswer>,
    /// Statements that the finding comes from, too, and that this is not about, since they are for other readers: `of` is for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<String>,
    /// Until when it can be released.
    until: String,
    /// The sighting whose place this takes, if something was told of these before.
    #[serde(skip_serializing_if = "Option::is_none")]
    instead: Option<String>,
    /// The sighting that told the same already, if one did: then there is nothing to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_already: Option<String>,
}

/// Something that would leave.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TellsAnswer {
    /// What it is, such as `count`.
    what: &'static str,
    /// What it says.
    says: String,
}

/// Which preview may leave.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseBody {
    /// The digest of the preview.
    #[serde(deserialize_with = "text")]
    #[schema(value_type = String)]
    digest: Digest,
}

/// A sighting that is in the log, on the disk.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReleasedAnswer {
    /// Its id.
    id: String,
    /// Its number in the member's log.
    index: u64,
    /// `seen` or `false-alarm`.
    verdict: &'static str,
}

/// Shows exactly what would leave if a finding were told to the unit: the text that would be signed and the body, and in words each thing in them.
///
/// Nothing leaves by looking. The preview can be released for a quarter of an hour.
#[utoipa::path(
    get, path = "/api/v1/findings/{id}/release", tag = "findings",
    params(("id" = u64, Path, description = "The finding's number"), PreviewQuery),
    responses((status = 200, description = "What would leave", body = PreviewAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn preview(
    State(api): State<Api>,
    May(caller, _): May<Releases>,
    Path(id): Path<FindingId>,
    Query(query): Query<PreviewQuery>,
) -> Result<Json<PreviewAnswer>, Problem> {
    may_release(&api, &caller)?;
    let to: Vec<&str> = query.to.iter().flat_map(|to| to.split(',')).take(MAX_MEMBERS + 1).collect();
    if to.len() > MAX_MEMBERS {
        return Err(Problem::bad_request("`to` names more members than a unit has"));
    }
    let to = to.into_iter().map(str::parse).collect::<Result<_, _>>().map_err(Problem::bad_request)?;
    let wish = Wish { of: query.of, to };
    let preview = api.node.preview(id, wish, caller.name().map(OperatorName::as_str))?;
    Ok(Json(PreviewAnswer::of(preview)))
}

/// Tells the unit of a finding: signs exactly the text that the preview of this digest has shown and enters it in the member's log.
///
/// 409 `changed` where something else would be told by now, and 404 where the preview is too old: look again.
#[utoipa::path(
    post, path = "/api/v1/findings/{id}/release", tag = "findings",
    params(("id" = u64, Path, description = "The finding's number")),
    request_body = ReleaseBody,
    responses(
        (status = 201, description = "It is in the log", body = ReleasedAnswer, headers(("Location" = String, description = "Where it is"))),
        Refusals
    ),
    security(("token" = []))
)]
pub(super) async fn release(
    State(api): State<Api>,
    May(caller, _): May<Releases>,
    Path(id): Path<FindingId>,
    Read(body): Read<ReleaseBody>,
) -> Result<Response, Problem> {
    may_release(&api, &caller)?;
    let released = match api.node.release(id, &body.digest, &caller.to_string()).await {
        Ok(released) => released,
        Err(refusal) => {
            api.note(&caller, "release-failed", format!("finding {id}")).await?;
            return Err(refusal.into());
        }
    };
    let location = format!("/api/v1/statements/{}", released.id);
    let answer = ReleasedAnswer {
        id: released.id.to_string(),
        index: released.index,
        verdict: released.verdict.as_str(),
    };
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(answer)).into_response())
}

/// What the policy of the member asks for beside the right.
pub(super) fn may_release(api: &Api, caller: &Caller) -> Result<(), Problem> {
    let policy = &api.node.config().release;
    match () {
        () if caller.role() < policy.by.role() => Err(Denied::Role(policy.by.role()).into()),
        () if policy.operator && caller.name().is_none() => Err(Problem::conflict(
            "no-operator",
            "a named operator has to release here (release.operator): show a token",
        )),
        () => Ok(()),
    }
}

impl PreviewAnswer {
    fn of(preview: Preview) -> Self {
        PreviewAnswer {
            digest: preview.digest.to_string(),
            verdict: preview.verdict.as_str(),
            text: preview.text,
            body: preview.body,
            tells: preview.tells.into_iter().map(|(what, says)| TellsAnswer { what, says }).collect(),
            others: preview.others.iter().map(StatementId::to_string).collect(),
            until: time(preview.until),
            instead: preview.instead.map(|id| id.to_string()),
            told_already: preview.told_already.map(|id| id.to_string()),
        }
    }
}
