//! `GET /api/v1/seen`: was this ever here?

use super::{
    Api, Problem,
    auth::{May, SeesFindings},
    extract::Query,
    problem::Refusals,
};
use axum::{Json, extract::State};
use seen::{Hosts, Meeting, Met};
use serde::{Deserialize, Serialize};
use statement::observable::{Indicator, Kind, NotAnObservable, Observable};
use utoipa::{IntoParams, ToSchema};

/// How many values are told, those below the asked one included.
const MAX_TOLD: usize = 100;

/// What is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SeenQuery {
    /// An address, a network, a name, a URL, a hash, an e-mail address, a file name or a user agent, defanged or not.
    value: String,
    /// What it is, such as `filename`, where its shape does not tell.
    #[serde(default)]
    kind: Option<String>,
}

/// What this member has seen of a value.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeenAnswer {
    /// What was looked for: one value, or all that a text without a shape of its own may be.
    asked: Vec<AskedValue>,
    /// What was seen: the value itself, and what an indicator of it would have met, such as names below a name.
    seen: Vec<SeenValue>,
    /// Whether there is more than is told.
    more: bool,
    /// How many parts of the index could not be read: if there are any, what was not found may have been seen all the same.
    gaps: u64,
}

/// A value that was looked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedValue {
    /// What it is.
    kind: String,
    /// In its canonical form.
    value: String,
}

/// A value that was seen.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeenValue {
    /// What it is.
    kind: String,
    /// In its canonical form.
    value: String,
    /// The first day.
    first: String,
    /// The last day.
    last: String,
    /// On how many days.
    days: usize,
    /// On how many hosts; 0 if none was named.
    hosts: u32,
    /// Whether that number is exact.
    exact: bool,
}

/// Whether a value was ever seen in this member's telemetry, and when.
#[utoipa::path(
    get, path = "/api/v1/seen", tag = "findings",
    params(SeenQuery),
    responses((status = 200, description = "What was seen", body = SeenAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn seen(
    State(api): State<Api>,
    _: May<SeesFindings>,
    Query(query): Query<SeenQuery>,
) -> Result<Json<SeenAnswer>, Problem> {
    let asked = read(&query.value, query.kind.as_deref())
        .map_err(|error| Problem::unprocessable("no-value", error))?;
    api.run(move |node| {
        let index = node.hunting.index();
        let index = index.ok_or_else(|| {
            Problem::conflict("no-index", "this node does not remember what it has seen (hunt.index)")
        })?;
        Ok(Json(SeenAnswer::of(&asked, index)))
    })
    .await
}

/// What is asked for, typed: what its shape tells; where that tells nothing, all that it may be.
fn read(value: &str, kind: Option<&str>) -> Result<Vec<Observable>, NotAnObservable> {
    if let Some(kind) = kind {
        let kind =
            Kind::ALL.into_iter().find(|known| known.as_str() == kind).ok_or(NotAnObservable::Unknown)?;
        return Ok(vec![Observable::read_as(kind, value)?.observable]);
    }
    match Observable::read(value) {
        Ok(read) => Ok(vec![read.observable]),
        Err(error) => {
            // A name of a private network, of a file, of a program.
            let kinds = [Kind::Domain, Kind::FileName, Kind::UserAgent].into_iter();
            let named: Vec<Observable> =
                kinds.filter_map(|kind| Some(Observable::read_as(kind, value).ok()?.observable)).collect();
            if named.is_empty() { Err(error) } else { Ok(named) }
        }
    }
}

impl SeenAnswer {
    /// Looks into an index for a value as people write it.
    ///
    /// # Errors
    /// A text that is no value.
    pub fn look(index: &seen::Index, value: &str, kind: Option<&str>) -> Result<Self, NotAnObservable> {
        Ok(SeenAnswer::of(&read(value, kind)?, index))
    }

    fn of(asked: &[Observable], index: &seen::Index) -> Self {
        let mut answer = SeenAnswer { asked: Vec::new(), seen: Vec::new(), more: false, gaps: 0 };
        for observable in asked {
            let Meeting { values, more, gaps } = index.meet(&Indicator::new(observable.clone()), MAX_TOLD);
            let (kind, value) = (observable.kind().to_string(), observable.value().to_owned());
            answer.asked.push(AskedValue { kind, value });
            answer.seen.extend(values.into_iter().map(SeenValue::of));
            answer.more |= more;
            answer.gaps += gaps;
        }
        answer
    }
}

impl SeenValue {
    fn of(met: Met) -> Self {
        let (hosts, exact) = match met.seen.hosts {
            Hosts::Exactly(hosts) => (hosts, true),
            Hosts::About(hosts) => (hosts, false),
        };
        SeenValue {
            kind: met.kind.to_string(),
            first: met.seen.first().to_string(),
            last: met.seen.last().to_string(),
            days: met.seen.days.len(),
            value: met.value,
            hosts,
            exact,
        }
    }
}
