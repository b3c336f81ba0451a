//! `GET /api/v1/openapi.json`: the API as OpenAPI 3.1, from the code that serves it.

use super::{
    about, alarms, audit, events, findings, logs, operators, problem::ProblemDetails, release, say, seen,
    sessions, sightings, statements, telemetry, tokens, unit, watches,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use std::sync::LazyLock;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

/// The document, made once.
static DOCUMENT: LazyLock<String> =
    LazyLock::new(|| Document::openapi().to_pretty_json().unwrap_or_default());

#[derive(OpenApi)]
#[openapi(
    info(
        title = "detente",
        description = "What a member's node can be asked by the member's own people and programs. Answers about the record are a function of the \
            logs and papers alone: two nodes with the same record give the same bytes."
    ),
    paths(
        unit::unit, unit::charters, unit::charter, unit::sheets,
        logs::logs, logs::log, logs::entries,
        statements::list, statements::one, statements::body, statements::proof, say::say,
        findings::list, findings::one, findings::judge, findings::note, release::preview, release::release,
        sightings::sightings,
        alarms::list, alarms::acknowledge, about::about, about::status, telemetry::take, watches::list, seen::seen, events::events,
        sessions::open, operators::list, operators::add, operators::one, operators::change, operators::disable,
        tokens::list, tokens::add, tokens::revoke, audit::audit
    ),
    components(schemas(ProblemDetails)),
    modifiers(&Token),
    tags(
        (name = "record", description = "What was said, by whom, and who holds it"),
        (name = "findings", description = "What was met in the member's own telemetry, and what of it is told to the unit"),
        (name = "node", description = "How this node does"),
        (name = "people", description = "Operators, tokens, and who did what here")
    )
)]
struct Document;

/// The one way to say who one is.
struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let bearer =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("dt_<id>_<secret>").build();
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// The document. It is public: it says nothing of this node.
pub(super) async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}
