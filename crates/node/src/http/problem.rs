//! What goes wrong, as problem details (RFC 9457): the only file that makes them.
//!
//! `type` is `about:blank`, so that `title` is the words of the status; what a program tells apart is `code`, one word that stays. `detail` is
//! for people. Nothing of a header, a token or a body is repeated in it.

use crate::{
    Refusal,
    people::{BadPassword, Denied, Trouble},
};
use axum::{
    extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::fmt;
use utoipa::ToSchema;

/// The media type of RFC 9457.
const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was not answered as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    header: Option<(HeaderName, HeaderValue)>,
}

/// Problem details (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProblemDetails {
    /// Always `about:blank`: the title says what the status is called.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// What the status is called.
    title: String,
    /// The status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What programs tell apart: a word that stays the same.
    #[schema(example = "wrong-role")]
    code: &'static str,
    /// A sentence for people.
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl fmt::Display) -> Self {
        Problem { status, code, detail: detail.to_string(), header: None }
    }

    fn with(self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        Problem { header: Some((name, value.into())), ..self }
    }

    /// The request says something that cannot be.
    pub(super) fn bad_request(detail: impl fmt::Display) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, "bad-request", detail)
    }

    /// Nobody in particular asks, or somebody with a token that is no good: which of these is not said.
    pub(super) fn unauthenticated() -> Self {
        let detail = "show a good token: `Authorization: Bearer dt_...`";
        let challenge = HeaderValue::from_static("Bearer realm=\"detente\"");
        Problem::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
            .with(header::WWW_AUTHENTICATE, challenge)
    }

    /// The request came by a page of somebody else, or under a name that is not this node's.
    pub(super) fn foreign(detail: &'static str) -> Self {
        Problem::new(StatusCode::FORBIDDEN, "foreign", detail)
    }

    /// The head is longer than anybody needs.
    pub(super) fn long_head() -> Self {
        Problem::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "long-head",
            "the head of the request is too long",
        )
    }

    /// There is no such thing here.
    pub(super) fn not_found(what: impl fmt::Display) -> Self {
        Problem::new(StatusCode::NOT_FOUND, "not-found", format_args!("there is no such {what}"))
    }

    /// The address is one, and this cannot be done with it.
    pub(super) fn wrong_method() -> Self {
        Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "wrong-method",
            "this address does not do that: see the header Allow",
        )
    }

    /// What is asked does not go with how things are.
    pub(super) fn conflict(code: &'static str, detail: impl fmt::Display) -> Self {
        Problem::new(StatusCode::CONFLICT, code, detail)
    }

    /// The body is longer than is read.
    pub(super) fn too_large() -> Self {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "the body is longer than is read here")
    }

    /// The body is of another type than is read.
    pub(super) fn wrong_type(detail: &'static str) -> Self {
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong-type", detail)
    }

    /// The request makes sense, and what it asks for cannot be done.
    pub(super) fn unprocessable(code: &'static str, detail: impl fmt::Display) -> Self {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// The request did not come, or was not done, in time.
    pub(super) fn too_slow() -> Self {
        Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            "the request took too long to come, or to be done",
        )
    }

    /// More is asked at a time than is done.
    pub(super) fn busy(detail: impl fmt::Display) -> Self {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
            .with(header::RETRY_AFTER, HeaderValue::from(1u64))
    }

    /// It cannot be done now; later perhaps.
    fn unavailable(code: &'static str, detail: impl fmt::Display) -> Self {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
            .with(header::RETRY_AFTER, HeaderValue::from(10u64))
    }

    /// Something is wrong here, at this node. What exactly stands in its log, and not in the answer.
    pub(super) fn ours(error: &dyn fmt::Display) -> Self {
        tracing::error!(%error, "a request could not be answered");
        let detail = "this node could not do it: its log says why";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let details = ProblemDetails {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or_default().to_owned(),
            status: self.status.as_u16(),
            code: self.code,
            detail: self.detail,
        };
        // A struct of text and numbers is always JSON.
        let body = serde_json::to_vec(&details).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        response.headers_mut().extend(self.header);
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match &refusal {
            Refusal::Malformed(_) => Problem::unprocessable("cannot-be-said", refusal),
            Refusal::Missing(_) => Problem::new(StatusCode::NOT_FOUND, "not-found", refusal),
            Refusal::Changed(_) => Problem::conflict("changed", refusal),
            Refusal::Busy => Problem::unavailable("busy", refusal),
            Refusal::Barred(_) => Problem::conflict("barred", refusal),
            Refusal::Twice => Problem::conflict("said-twice", refusal),
            Refusal::NoStanding(_) => Problem::conflict("no-standing", refusal),
            Refusal::Declined(_) => Problem::conflict("declined", refusal),
            Refusal::OverQuota(_) => {
                let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "over-quota", refusal);
                problem.with(header::RETRY_AFTER, HeaderValue::from(3_600u64))
            }
            Refusal::Waiting { .. } => Problem::unavailable("waiting-for-peers", refusal),
            Refusal::Unavailable(_) => Problem::unavailable("unavailable", refusal),
            Refusal::Disk(_) => Problem::unavailable("disk", refusal),
            Refusal::Stopping => Problem::unavailable("stopping", refusal),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        let code = match denied {
            Denied::Role(_) => "wrong-role",
            Denied::Scope(_) => "wrong-scope",
            Denied::NoSession => "no-session",
        };
        Problem::new(StatusCode::FORBIDDEN, code, denied)
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Denied(denied) => denied.into(),
            Trouble::Missing(what) => Problem::not_found(what),
            Trouble::Taken => Problem::conflict("taken", trouble),
            Trouble::BadToken(_) => Problem::unprocessable("bad-token", trouble),
            Trouble::WrongPassword => Problem::new(StatusCode::UNAUTHORIZED, "wrong-password", trouble)
                .with(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"detente\"")),
            Trouble::TooSoon(seconds) => Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-soon", trouble)
                .with(header::RETRY_AFTER, HeaderValue::from(seconds)),
            Trouble::Store(error) => error.into(),
            Trouble::Chance(_) => Problem::ours(&trouble),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        use store::{Cause, Error};
        match (&error, error.cause()) {
            (_, Some(Cause::DiskFull | Cause::ReadOnly)) => {
                Problem::unavailable("disk", "the disk of this node does not take it: nothing was changed")
            }
            (_, Some(Cause::Busy)) | (Error::Closed, _) => Problem::busy("memory is in use: try again"),
            (Error::TooMany { .. } | Error::Refused { .. }, _) => Problem::unprocessable("refused", error),
            _ => Problem::ours(&error),
        }
    }
}

impl From<BadPassword> for Problem {
    fn from(bad: BadPassword) -> Self {
        match bad {
            BadPassword::Short | BadPassword::Long => Problem::unprocessable("bad-password", bad),
            BadPassword::Busy => Problem::busy(bad),
            BadPassword::Failed(_) => Problem::ours(&bad),
        }
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => {
                Problem::wrong_type("the body is to be application/json")
            }
            JsonRejection::BytesRejection(bytes) => bytes.into(),
            JsonRejection::JsonDataError(error) => Problem::bad_request(error.body_text()),
            _ => Problem::bad_request("the body is no JSON that is read here"),
        }
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
            _ => Problem::bad_request("the body did not come whole"),
        }
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Problem::bad_request(rejection.body_text())
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Problem::not_found("thing: the address names none")
    }
}

/// The problems that any route can answer with, for the OpenAPI document.
pub(super) struct Refusals;

/// The statuses that [`Problem`] has, and when.
const STATUSES: [(&str, &str); 13] = [
    ("400", "The request says something that cannot be"),
    ("401", "No good token"),
    ("403", "The caller may not, or a page from elsewhere made the request"),
    ("404", "There is no such thing"),
    ("405", "This address does not do that"),
    ("408", "The request took too long"),
    ("409", "It does not go with how things are"),
    ("413", "The body is too long"),
    ("415", "The body is of a type that is not read"),
    ("422", "It makes sense and cannot be done"),
    ("429", "Too often, or more than a member may say"),
    ("500", "A fault of this node: its log says more"),
    ("503", "Not now: too much at a time, the disk, or peers that are waited for"),
];

impl utoipa::IntoResponses for Refusals {
    fn responses() -> std::collections::BTreeMap<String, utoipa::openapi::RefOr<utoipa::openapi::Response>> {
        use utoipa::openapi::{Content, Ref, RefOr, Response};
        let body = || RefOr::T(Content::new(Some(RefOr::Ref(Ref::from_schema_name("ProblemDetails")))));
        let response = |why: &str| {
            let mut response = Response::new(why);
            response.content.insert(MEDIA_TYPE.to_owned(), body());
            RefOr::T(response)
        };
        STATUSES.into_iter().map(|(status, why)| (status.to_owned(), response(why))).collect()
    }
}
