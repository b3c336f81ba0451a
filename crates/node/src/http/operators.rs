//! Operators.

use super::{
    Api, Problem,
    auth::{Governs, Known, May},
    extract::{Json, Path, maybe_secret, maybe_text, secret, text},
    problem::Refusals,
    tokens::time,
};
use crate::people::{Right, Trouble};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use statement::OperatorName;
use store::{Operator, Role};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// A new operator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OperatorBody {
    /// Its name: lower-case letters, digits and single hyphens between them.
    #[serde(deserialize_with = "text")]
    #[schema(value_type = String, example = "maria-k")]
    name: OperatorName,
    /// What it may do: viewer, analyst, officer or admin.
    #[serde(deserialize_with = "text")]
    #[schema(value_type = String, example = "analyst")]
    role: Role,
    /// Its password, of 12 characters at least.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, format = Password)]
    password: Zeroizing<String>,
}

/// A change of an operator: one thing at a time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OperatorPatch {
    /// Another role.
    #[serde(default, deserialize_with = "maybe_text")]
    #[schema(value_type = Option<String>)]
    role: Option<Role>,
    /// Another password. All tokens of the operator are revoked.
    #[serde(default, deserialize_with = "maybe_secret")]
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Zeroizing<String>>,
    /// Lets it in no more, and revokes its tokens; or lets it in again.
    disabled: Option<bool>,
}

/// An operator.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OperatorAnswer {
    /// Its name.
    name: String,
    /// What it may do.
    role: String,
    /// Since when there is such an operator.
    created: String,
    /// Since when it may not get in, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled: Option<String>,
}

/// All operators, by name.
#[utoipa::path(
    get, path = "/api/v1/operators", tag = "people",
    responses((status = 200, description = "The operators", body = Vec<OperatorAnswer>), Refusals),
    security(("token" = []))
)]
pub(super) async fn list(
    State(api): State<Api>,
    May(caller, _): May<Governs>,
) -> Result<axum::Json<Vec<OperatorAnswer>>, Problem> {
    let operators = api.desk(move |desk| desk.operators(&caller)).await?;
    Ok(axum::Json(operators.into_iter().map(OperatorAnswer::of).collect()))
}

/// Adds an operator.
#[utoipa::path(
    post, path = "/api/v1/operators", tag = "people",
    request_body = OperatorBody,
    responses(
        (status = 201, description = "There is one now", body = OperatorAnswer, headers(("Location" = String, description = "Where it is"))),
        Refusals
    ),
    security(("token" = []))
)]
pub(super) async fn add(
    State(api): State<Api>,
    May(caller, _): May<Governs>,
    Json(body): Json<OperatorBody>,
) -> Result<Response, Problem> {
    let password = api.passwords.hash(body.password).await?;
    let location = format!("/api/v1/operators/{}", body.name);
    let added = api.desk(move |desk| {
        desk.add(&caller, body.name.clone(), body.role, password)?;
        desk.operator(&caller, &body.name)
    });
    let answer = axum::Json(OperatorAnswer::of(added.await?));
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], answer).into_response())
}

/// One operator: oneself, or as an admin anybody.
#[utoipa::path(
    get, path = "/api/v1/operators/{name}", tag = "people",
    params(("name" = String, Path, description = "Its name")),
    responses((status = 200, description = "The operator", body = OperatorAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn one(
    State(api): State<Api>,
    Known(caller): Known,
    Path(name): Path<OperatorName>,
) -> Result<axum::Json<OperatorAnswer>, Problem> {
    let found = api.desk(move |desk| desk.operator(&caller, &name)).await?;
    Ok(axum::Json(OperatorAnswer::of(found)))
}

/// Changes an operator: its role, its password, or whether it is let in. One's own password in a session; all else as an admin.
#[utoipa::path(
    patch, path = "/api/v1/operators/{name}", tag = "people",
    params(("name" = String, Path, description = "Its name")),
    request_body = OperatorPatch,
    responses((status = 200, description = "As it is now", body = OperatorAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn change(
    State(api): State<Api>,
    Known(caller): Known,
    Path(name): Path<OperatorName>,
    Json(patch): Json<OperatorPatch>,
) -> Result<axum::Json<OperatorAnswer>, Problem> {
    let OperatorPatch { role, password, disabled } = patch;
    let changed = match (role, password, disabled) {
        (Some(role), None, None) => {
            api.desk(move |desk| desk.set_role(&caller, &name, role).and_then(|()| shown(desk, &name))).await
        }
        (None, None, Some(disabled)) => {
            api.desk(move |desk| {
                desk.set_disabled(&caller, &name, disabled).and_then(|()| shown(desk, &name))
            })
            .await
        }
        (None, Some(password), None) => {
            // Whoever may not must not make the node hash.
            if caller.may_mint_for(&name).is_err() {
                api.allow(&caller, Right::People, "operator-password", name.as_str()).await?;
            }
            let password = api.passwords.hash(password).await?;
            api.desk(move |desk| {
                desk.set_password(&caller, &name, password).and_then(|()| shown(desk, &name))
            })
            .await
        }
        _ => Err(Problem::unprocessable("one-change", "say one of `role`, `password` and `disabled`")),
    };
    changed.map(OperatorAnswer::of).map(axum::Json)
}

/// Lets an operator in no more, and revokes all its tokens. It is not removed: the audit log names it.
#[utoipa::path(
    delete, path = "/api/v1/operators/{name}", tag = "people",
    params(("name" = String, Path, description = "Its name")),
    responses((status = 204, description = "It is not let in any more"), Refusals),
    security(("token" = []))
)]
pub(super) async fn disable(
    State(api): State<Api>,
    May(caller, _): May<Governs>,
    Path(name): Path<OperatorName>,
) -> Result<StatusCode, Problem> {
    api.desk(move |desk| desk.set_disabled(&caller, &name, true)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How an operator is after a change that the caller was allowed.
fn shown(desk: crate::people::Desk<'_>, name: &OperatorName) -> Result<Operator, Trouble> {
    desk.operator(&crate::people::Caller::local(), name)
}

impl OperatorAnswer {
    fn of(operator: Operator) -> Self {
        OperatorAnswer {
            name: operator.name.to_string(),
            role: operator.role.to_string(),
            created: time(operator.created),
            disabled: operator.disabled.map(time),
        }
    }
}
