//! `GET /api/v1/audit`: who did what at this node.

use super::{
    Api, Problem,
    auth::{Audits, May},
    extract::Query,
    logs::{limit, page},
    problem::Refusals,
    tokens::time,
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use store::{AuditRow, Chain};
use utoipa::{IntoParams, ToSchema};

/// Which rows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// Rows with lower numbers than this; the newest if it is not said.
    before: Option<u64>,
    /// How many at most; 100 if it is not said.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// Whether to go over the whole chain first. It takes about a second for a million rows.
    #[serde(default)]
    verify: bool,
}

/// Rows of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditAnswer {
    /// The newest row's number; 0 if there is none.
    number: u64,
    /// The newest row's hash, in base64url: noted elsewhere, it holds all rows.
    hash: String,
    /// `whole`, or where the chain is broken and why; where it was asked to be verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<String>,
    /// The rows, newest first.
    rows: Vec<RowAnswer>,
}

/// A row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RowAnswer {
    /// Its number, from 1.
    number: u64,
    /// When it was done, by this machine's clock.
    time: String,
    /// By whom: an operator and the token that it showed, `local:owner`, or the node itself.
    who: String,
    /// What.
    act: String,
    /// To what.
    object: String,
    /// The hash of the row before it, in base64url.
    before: String,
    /// Its own hash.
    hash: String,
}

/// The local audit log, page by page, newest first. Each row has the hash of the one before it.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "people",
    params(AuditQuery),
    responses((status = 200, description = "Rows", body = AuditAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn audit(
    State(api): State<Api>,
    _: May<Audits>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditAnswer>, Problem> {
    let limit = limit(query.limit.unwrap_or(page()))?;
    if query.before.is_some_and(|before| i64::try_from(before).is_err()) {
        return Err(Problem::bad_request("`before` is larger than any row's number"));
    }
    api.run(move |node| {
        let answer = node.store.keep().read("read the audit log", |view| {
            let chain = query.verify.then(|| view.verify_chain()).transpose()?;
            let (head, rows) = (view.audit_head()?, view.audit_rows(query.before, limit)?);
            Ok(AuditAnswer {
                number: head.number,
                hash: head.hash.to_string(),
                chain: chain.map(words),
                rows: rows.into_iter().map(RowAnswer::of).collect(),
            })
        });
        Ok(Json(answer?))
    })
    .await
}

fn words(chain: Chain) -> String {
    match chain {
        Chain::Whole(_) => "whole".to_owned(),
        Chain::Broken { number, why } => format!("broken at row {number}: {why}"),
    }
}

impl RowAnswer {
    fn of(row: AuditRow) -> Self {
        RowAnswer {
            number: row.number,
            time: time(row.time),
            who: row.who,
            act: row.act,
            object: row.object,
            before: row.before.to_string(),
            hash: row.hash.to_string(),
        }
    }
}
