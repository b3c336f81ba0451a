//! `GET /api/v1/watches`: how the hunt keeps up with what is written.

use super::{
    Api,
    auth::{May, Reads},
    problem::Refusals,
};
use crate::WatchStatus;
use axum::{Json, extract::State};

/// The watches of the configuration, then the doors by which telemetry came: what was read, what waits, what is wrong.
#[utoipa::path(
    get, path = "/api/v1/watches", tag = "node",
    responses((status = 200, description = "The watches", body = Vec<WatchStatus>), Refusals),
    security(("token" = []))
)]
pub(super) async fn list(State(api): State<Api>, _: May<Reads>) -> Json<Vec<WatchStatus>> {
    Json(api.node.hunting.watches())
}
