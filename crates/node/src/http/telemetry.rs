//! `POST /api/v1/telemetry`: records that a program forwards, hunted through before they are answered for.

use super::{
    Api, Problem,
    auth::{Feeds, May},
    extract::{Query, refuse_long},
    problem::Refusals,
    say::octets,
};
use crate::hunting::{Delivery, Receipt};
use axum::{
    Json,
    extract::{Request, State},
};
use serde::{Deserialize, Serialize};
use statement::Digest;
use std::time::Duration;
use telemetry::follow::StreamId;
use tokio::{sync::oneshot, time::timeout};
use utoipa::{IntoParams, ToSchema};

/// How long the name of a sender may be, in bytes; it stands in findings.
const MAX_NAME: usize = 200;

/// How long a sender waits for the hunt. What it sent is hunted through all the same.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who sends.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct SenderQuery {
    /// What findings name as the place of the records, such as `web-1/access.log`.
    name: Option<String>,
}

/// What became of the records. It is on the disk.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TakenAnswer {
    /// How many were read.
    events: u64,
    /// How many could not be.
    bad: u64,
    /// The first twenty of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bad_records: Vec<BadRecordAnswer>,
    /// How many times a rule or an indicator met.
    findings: u64,
}

/// A record that could not be read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BadRecordAnswer {
    /// Its number in what was sent, from 1; 0 if that cannot be said.
    record: u64,
    /// What is wrong with it.
    why: String,
}

/// Sends telemetry to be hunted through.
///
/// The body is records in any format that files may have (JSON lines, EVTX, Zeek, syslog, tables ...), packed or not. The answer comes when what was
/// found lies on the disk. The same bytes sent again under the same name are the same records: whoever got no answer may send again. A bad record costs
/// itself; a body of which nothing can be read is refused.
#[utoipa::path(
    post, path = "/api/v1/telemetry", tag = "node",
    params(SenderQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "What became of it", body = TakenAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn take(
    State(api): State<Api>,
    May(caller, _): May<Feeds>,
    Query(sender): Query<SenderQuery>,
    request: Request,
) -> Result<Json<TakenAnswer>, Problem> {
    let limit = api.node.config().telemetry.max_body;
    refuse_long(request.headers(), limit)?;
    let name = name(sender.name, &caller.to_string())?;
    let _turn = api.bodies.acquire().await.map_err(|_| Problem::busy("the node is stopping"))?;
    let bytes = octets(request.into_body(), limit).await?;
    let (reply, receipt) = oneshot::channel();
    let stream = stream(&name, &bytes);
    let delivery = Delivery { name, stream, watch: "http", bytes, format: None, reply: Some(reply) };
    api.node
        .hunting
        .deliver(delivery)
        .map_err(|_| Problem::busy("the hunt is behind: send again in a moment"))?;
    match timeout(PATIENCE, receipt).await {
        Ok(Ok(receipt)) => answer(receipt),
        Ok(Err(_)) => Err(Problem::busy("the node is stopping")),
        Err(_) => Err(Problem::busy("the hunt is behind: send the same again in a while, it is taken once")),
    }
}

fn name(asked: Option<String>, caller: &str) -> Result<String, Problem> {
    match asked {
        None => Ok(format!("http from {caller}")),
        Some(name) if name.len() <= MAX_NAME && !name.chars().any(char::is_control) => Ok(name),
        Some(_) => Err(Problem::bad_request("`name` is too long, or has control characters")),
    }
}

/// By which what is sent again is known.
fn stream(name: &str, bytes: &[u8]) -> StreamId {
    let sum = Digest::of(&[name.as_bytes(), b"\n", &Digest::of(bytes).0].concat()).0;
    StreamId(sum.first_chunk::<16>().map_or(0, |first| u128::from_be_bytes(*first)))
}

fn answer(receipt: Receipt) -> Result<Json<TakenAnswer>, Problem> {
    let Receipt { events, bad, first_bad, findings, failed } = receipt;
    match failed {
        Some(why) if events == 0 => Err(Problem::unprocessable("cannot-be-read", why)),
        failed => {
            let told = first_bad.into_iter().map(|(record, why)| BadRecordAnswer { record, why });
            // What could not be read to its end is told as a record of no number.
            let cut = failed.map(|why| BadRecordAnswer { record: 0, why });
            Ok(Json(TakenAnswer { events, bad, bad_records: told.chain(cut).collect(), findings }))
        }
    }
}
