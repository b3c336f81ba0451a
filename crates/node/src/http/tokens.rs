//! Tokens of operators.

use super::{
    Api, Problem,
    auth::Known,
    extract::{Json, Path, Query, maybe_text},
    problem::Refusals,
};
use crate::people::{DEFAULT_DAYS, Minted, NewToken, Scope};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use statement::{OperatorName, Stamp};
use store::{Token, TokenId};
use utoipa::{IntoParams, ToSchema};

/// What a token is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenBody {
    /// Whose; the caller's own if nobody is named.
    #[serde(default, deserialize_with = "maybe_text")]
    #[schema(value_type = Option<String>)]
    operator: Option<OperatorName>,
    /// What it is good for: read, say, decide, admin; as far as the operator's role goes.
    #[schema(min_items = 1, max_items = 4)]
    scopes: Vec<String>,
    /// For how many days; 90 if it is not said.
    #[schema(minimum = 1, maximum = 366)]
    days: Option<u32>,
}

/// A token as it is kept: without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokenAnswer {
    /// Its public name.
    id: String,
    /// Whose it is.
    operator: String,
    /// What it is good for; `session` is all that the operator's role may.
    scopes: Vec<String>,
    /// Since when there is such a token.
    created: String,
    /// From when on it is no good.
    expires: String,
    /// When it was revoked, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<String>,
    /// On which day it was last used, in days since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    used_day: Option<u64>,
}

/// A new token.
#[derive(Serialize, ToSchema)]
pub(super) struct MintedAnswer {
    /// The token itself. It is shown this once.
    token: String,
    /// What is kept of it.
    #[serde(flatten)]
    kept: TokenAnswer,
}

/// Whose tokens are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TokensQuery {
    /// Of this operator; the caller's own if nobody is named, and everybody's for the owner of the home.
    #[serde(default, deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    operator: Option<OperatorName>,
}

/// Tokens and sessions, without their secrets: one's own, or as an admin those of others.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "people",
    params(TokensQuery),
    responses((status = 200, description = "The tokens", body = Vec<TokenAnswer>), Refusals),
    security(("token" = []))
)]
pub(super) async fn list(
    State(api): State<Api>,
    Known(caller): Known,
    Query(query): Query<TokensQuery>,
) -> Result<axum::Json<Vec<TokenAnswer>>, Problem> {
    let of = query.operator.or_else(|| caller.name().cloned());
    let tokens = api.desk(move |desk| desk.tokens(&caller, of.as_ref())).await?;
    Ok(axum::Json(tokens.into_iter().map(TokenAnswer::of).collect()))
}

/// Makes a token, in a session or by the socket in the home: no token makes another, or a stolen one would never be over.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "people",
    request_body = TokenBody,
    responses((status = 201, description = "A token, shown once", body = MintedAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn add(
    State(api): State<Api>,
    Known(caller): Known,
    Json(body): Json<TokenBody>,
) -> Result<Response, Problem> {
    let whose = || Problem::bad_request("say whose token it is to be: `operator`");
    let operator = body.operator.or_else(|| caller.name().cloned()).ok_or_else(whose)?;
    let scopes = body.scopes.iter().map(|scope| scope.parse::<Scope>()).collect::<Result<_, _>>();
    let scopes = scopes.map_err(|error| Problem::unprocessable("bad-token", error))?;
    let new = NewToken { operator, scopes, days: body.days.unwrap_or(DEFAULT_DAYS) };
    let minted = api.desk(move |desk| desk.new_token(&caller, &new)).await?;
    Ok((StatusCode::CREATED, axum::Json(MintedAnswer::of(minted))).into_response())
}

/// Revokes a token, at once: the one that is shown, in a session one of one's own, as an admin any.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "people",
    params(("id" = String, Path, description = "Its public name: what stands between dt_ and the next _")),
    responses((status = 204, description = "It is no good any more"), Refusals),
    security(("token" = []))
)]
pub(super) async fn revoke(
    State(api): State<Api>,
    Known(caller): Known,
    Path(id): Path<TokenId>,
) -> Result<StatusCode, Problem> {
    api.desk(move |desk| desk.revoke(&caller, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl TokenAnswer {
    fn of(token: Token) -> Self {
        TokenAnswer {
            id: token.id.to_string(),
            operator: token.operator.to_string(),
            scopes: token.scopes.iter().map(store::Scope::to_string).collect(),
            created: time(token.created),
            expires: time(token.expires),
            revoked: token.revoked.map(time),
            used_day: token.used_day,
        }
    }
}

impl MintedAnswer {
    pub(super) fn of(minted: Minted) -> Self {
        MintedAnswer { token: minted.text.to_string(), kept: TokenAnswer::of(minted.token) }
    }
}

/// A time by this machine's clock.
pub(super) fn time(seconds: u64) -> String {
    let stamp = i64::try_from(seconds).ok().and_then(|seconds| Stamp::from_seconds(seconds).ok());
    stamp.map_or_else(|| seconds.to_string(), |stamp| stamp.to_string())
}
