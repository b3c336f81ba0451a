//! What this node is, who asks, and how it does.

use super::{
    Api, Problem,
    auth::{May, Reads},
    problem::Refusals,
};
use crate::Status;
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

/// What this node is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AboutAnswer {
    /// The program.
    program: &'static str,
    /// Its version.
    version: &'static str,
    /// The member whose node it is.
    member: String,
    /// The unit, if there is a charter.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// Who asks.
    caller: CallerAnswer,
}

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallerAnswer {
    /// The operator; nobody for the owner of the home.
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<String>,
    /// What it may do.
    role: String,
    /// What its token is good for.
    scopes: Vec<&'static str>,
}

/// What this node is, and who the caller is.
#[utoipa::path(
    get, path = "/api/v1/about", tag = "node",
    responses((status = 200, description = "What and who", body = AboutAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn about(State(api): State<Api>, May(caller, _): May<Reads>) -> Json<AboutAnswer> {
    Json(AboutAnswer {
        program: "detente",
        version: env!("CARGO_PKG_VERSION"),
        member: api.node.member().to_string(),
        unit: api.node.papers.known().unit().ok().map(|unit| unit.to_string()),
        caller: CallerAnswer {
            operator: caller.name().map(|name| name.to_string()),
            role: caller.role().to_string(),
            scopes: caller.scopes().map(|scope| scope.as_str()).collect(),
        },
    })
}

/// How the node does: who has cosigned how far, what waits and for whom, which peers answer, which alarms stand. Of this node, at this moment.
#[utoipa::path(
    get, path = "/api/v1/status", tag = "node",
    responses((status = 200, description = "How it does", body = Status), Refusals),
    security(("token" = []))
)]
pub(super) async fn status(State(api): State<Api>, _: May<Reads>) -> Result<Json<Status>, Problem> {
    Ok(Json(api.node.status().await))
}
