//! The addresses.

use super::{
    Api, Problem, about, alarms, audit, events, findings, guard, limits::MAX_JSON, logs, metrics, openapi,
    operators, release, say, seen, sessions, sightings, statements, telemetry, tokens, unit, watches,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{delete, get, post},
};

/// All of them. Nothing about them is private to some user interface.
pub(super) fn router(api: &Api) -> Router {
    Router::new()
        .merge(record())
        .merge(findings())
        .merge(people())
        .merge(node())
        .fallback(async || Problem::not_found("address"))
        .method_not_allowed_fallback(async || Problem::wrong_method())
        .layer(from_fn(guard::name_route))
        .layer(DefaultBodyLimit::max(MAX_JSON))
        .layer(from_fn_with_state(api.clone(), guard::guard))
        .with_state(api.clone())
}

fn record() -> Router<Api> {
    Router::new()
        .route("/api/v1/unit", get(unit::unit))
        .route("/api/v1/charters", get(unit::charters))
        .route("/api/v1/charters/{number}", get(unit::charter))
        .route("/api/v1/sheets/{member}", get(unit::sheets))
        .route("/api/v1/logs", get(logs::logs))
        .route("/api/v1/logs/{member}", get(logs::log))
        .route("/api/v1/logs/{member}/entries", get(logs::entries))
        .route("/api/v1/statements", get(statements::list).post(say::say))
        .route("/api/v1/statements/{id}", get(statements::one))
        .route("/api/v1/statements/{id}/body", get(statements::body))
        .route("/api/v1/statements/{id}/proof", get(statements::proof))
}

fn findings() -> Router<Api> {
    Router::new()
        .route("/api/v1/findings", get(findings::list))
        .route("/api/v1/findings/{id}", get(findings::one))
        .route("/api/v1/findings/{id}/state", post(findings::judge))
        .route("/api/v1/findings/{id}/notes", post(findings::note))
        .route("/api/v1/findings/{id}/release", get(release::preview).post(release::release))
        .route("/api/v1/sightings", get(sightings::sightings))
        .route("/api/v1/seen", get(seen::seen))
}

fn people() -> Router<Api> {
    let operator = get(operators::one).patch(operators::change).delete(operators::disable);
    Router::new()
        .route("/api/v1/sessions", post(sessions::open))
        .route("/api/v1/operators", get(operators::list).post(operators::add))
        .route("/api/v1/operators/{name}", operator)
        .route("/api/v1/tokens", get(tokens::list).post(tokens::add))
        .route("/api/v1/tokens/{id}", delete(tokens::revoke))
        .route("/api/v1/audit", get(audit::audit))
}

fn node() -> Router<Api> {
    Router::new()
        .route("/api/v1/about", get(about::about))
        .route("/api/v1/status", get(about::status))
        .route("/api/v1/telemetry", post(telemetry::take))
        .route("/api/v1/watches", get(watches::list))
        .route("/api/v1/alarms", get(alarms::list))
        .route("/api/v1/alarms/{id}/acknowledge", post(alarms::acknowledge))
        .route("/api/v1/events", get(events::events))
        .route("/api/v1/openapi.json", get(openapi::openapi))
        .route("/metrics", get(metrics::metrics))
        .route("/healthz", get(metrics::health))
}
