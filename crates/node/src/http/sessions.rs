//! `POST /api/v1/sessions`: a password for a token of half a day. The only route where a password comes in.

use super::{
    Api, Problem,
    door::Door,
    extract::{Json, secret},
    problem::Refusals,
    tokens::MintedAnswer,
};
use axum::{
    Extension,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use statement::OperatorName;
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// Who wants in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionBody {
    /// The operator's name.
    operator: String,
    /// Its password.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, format = Password)]
    password: Zeroizing<String>,
}

/// Opens a session: gives a token that is good for twelve hours, for what the operator's role may. Whoever guesses is slowed down (429), by the
/// name and by the address; that a name does not exist takes as long to say as that a password is wrong.
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "people",
    request_body = SessionBody,
    responses((status = 201, description = "A token, shown once", body = MintedAnswer), Refusals)
)]
pub(super) async fn open(
    State(api): State<Api>,
    Extension(door): Extension<Door>,
    Json(SessionBody { operator, password }): Json<SessionBody>,
) -> Result<Response, Problem> {
    // What can be nobody's name takes the way of a name that nobody has.
    let name: OperatorName = operator.parse().unwrap_or_else(|_| nobody());
    let (source, of) = (door.source(), name.clone());
    let kept = api.desk(move |desk| desk.attempt(&of, source)).await?;
    let is_right = api.passwords.verify(password, kept).await?;
    let minted = api.desk(move |desk| match is_right {
        true => desk.open_session(&name, source),
        false => desk.refuse(&name, source),
    });
    Ok((StatusCode::CREATED, axum::Json(MintedAnswer::of(minted.await?))).into_response())
}

fn nobody() -> OperatorName {
    "0".repeat(63).parse().expect("63 digits are a name")
}
