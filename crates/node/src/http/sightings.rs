//! `/api/v1/sightings`: what members tell of statements. A function of the record.

use super::{
    Api, Problem,
    auth::{May, Reads},
    extract::{Query, maybe_text},
    logs::stamp,
    problem::Refusals,
};
use crate::{Told, ToldBy};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use statement::StatementId;
use utoipa::{IntoParams, ToSchema};

/// Of which statement.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct SightingsQuery {
    /// Of this statement; of all that this member said and that others told of lately, if it is not said.
    #[serde(deserialize_with = "maybe_text")]
    #[param(value_type = Option<String>)]
    of: Option<StatementId>,
}

/// What members tell of a statement.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ToldAnswer {
    /// The statement.
    of: String,
    /// How many members besides its author have seen what it tells of.
    seen: usize,
    /// For how many it was a false alarm.
    false_alarms: usize,
    /// What they say, by name. A member may tell of several things that the statement names; what it has replaced is not here.
    by: Vec<ToldByAnswer>,
}

/// What one member tells.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ToldByAnswer {
    /// Who.
    member: String,
    /// The sighting.
    sighting: String,
    /// `seen` or `false-alarm`.
    verdict: &'static str,
    /// How often, at least.
    count: u64,
    /// The first day.
    first: String,
    /// The last day.
    last: String,
    /// Since when it is on record, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<String>,
    /// Whether the rest is in a body for some members: then count and days here say little.
    sealed: bool,
}

/// How many members have seen what a statement tells of, for how many it was a false alarm, and what each says.
#[utoipa::path(
    get, path = "/api/v1/sightings", tag = "record",
    params(SightingsQuery),
    responses((status = 200, description = "What they tell", body = Vec<ToldAnswer>), Refusals),
    security(("token" = []))
)]
pub(super) async fn sightings(
    State(api): State<Api>,
    _: May<Reads>,
    Query(query): Query<SightingsQuery>,
) -> Result<Json<Vec<ToldAnswer>>, Problem> {
    api.run(move |node| {
        let of = match query.of {
            Some(of) => vec![of],
            None => node.told_lately()?,
        };
        let told = of.iter().map(|of| node.told(of).map(ToldAnswer::of)).collect::<Result<_, _>>()?;
        Ok(Json(told))
    })
    .await
}

impl ToldAnswer {
    fn of(told: Told) -> Self {
        ToldAnswer {
            of: told.of.to_string(),
            seen: told.seen,
            false_alarms: told.false_alarms,
            by: told.by.into_iter().map(ToldByAnswer::of).collect(),
        }
    }
}

impl ToldByAnswer {
    fn of(told: ToldBy) -> Self {
        ToldByAnswer {
            member: told.member.to_string(),
            sighting: told.sighting.to_string(),
            verdict: told.verdict.as_str(),
            count: told.count,
            first: told.first.to_string(),
            last: told.last.to_string(),
            recorded: told.recorded.map(stamp),
            sealed: told.is_sealed,
        }
    }
}
