//! Who asks: a bearer token, or the socket in the home. There are no cookies, so a page of somebody else has nothing to ride on.

use super::{Api, Problem, door::Door};
use crate::people::{Bearer, Caller, Right};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use std::marker::PhantomData;

/// Somebody who has shown who they are.
pub(super) struct Known(pub(super) Caller);

impl FromRequestParts<Api> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let door = parts.extensions.get::<Door>().copied().ok_or_else(Problem::unauthenticated)?;
        match shown(&parts.headers)? {
            // Whoever comes by the socket may still show a token, to be less than the owner.
            None if door == Door::Local => Ok(Known(Caller::local())),
            None => Err(Problem::unauthenticated()),
            Some(bearer) => {
                let caller = api.desk(move |desk| desk.who(&bearer)).await?;
                caller.map(Known).ok_or_else(Problem::unauthenticated)
            }
        }
    }
}

/// The token in the header, if there is that header. Two of them, or another scheme, are refused: who is meant must not be a guess.
fn shown(headers: &HeaderMap) -> Result<Option<Bearer>, Problem> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (first, second) = (values.next(), values.next());
    let Some(value) = first else { return Ok(None) };
    let text = value.to_str().ok().filter(|_| second.is_none()).ok_or_else(Problem::unauthenticated)?;
    // RFC 9110 section 11.1: the scheme is read in any case.
    let (scheme, token) = text.split_once(' ').ok_or_else(Problem::unauthenticated)?;
    match scheme.eq_ignore_ascii_case("bearer") {
        true => {
            Bearer::parse(token.trim_start_matches(' ')).map(Some).map_err(|_| Problem::unauthenticated())
        }
        false => Err(Problem::unauthenticated()),
    }
}

/// A right as a type, for [`May`].
pub(super) trait Needed {
    const RIGHT: Right;
    const ACT: &'static str;
}

/// Somebody who may do this; looked at before the body of the request is.
pub(super) struct May<N: Needed>(pub(super) Caller, pub(super) PhantomData<N>);

impl<N: Needed> FromRequestParts<Api> for May<N> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let Known(caller) = Known::from_request_parts(parts, api).await?;
        api.allow(&caller, N::RIGHT, N::ACT, "").await?;
        Ok(May(caller, PhantomData))
    }
}

macro_rules! needed {
    ($($(#[$doc:meta])* $name:ident: $right:ident, $act:literal;)*) => {$(
        $(#[$doc])*
        pub(super) struct $name;

        impl Needed for $name {
            const RIGHT: Right = Right::$right;
            const ACT: &'static str = $act;
        }
    )*};
}

needed! {
    /// Looking.
    Reads: Read, "read";
    /// Reading the audit log.
    Audits: Audit, "audit-read";
    /// Looking after operators.
    Governs: People, "operators";
    /// Forwarding telemetry.
    Feeds: Feed, "telemetry";
    /// Looking at findings.
    SeesFindings: Findings, "findings-read";
    /// Saying what a finding is.
    Judges: Judge, "finding";
    /// Telling the unit of a finding.
    Releases: Release, "release";
    /// Saying that an alarm was seen.
    Acknowledges: Acknowledge, "alarm-acknowledge";
}
