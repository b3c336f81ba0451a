//! What is looked at before any route is: the name that the node was called by, pages of others, how much is going on, how long it takes. And
//! what stands in every answer.

use super::{
    Api, Problem,
    door::Door,
    limits::{MAX_HEAD, REQUEST_TIME},
};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Names for this machine, by which nobody else can be meant.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// In every answer: nothing here is a page, is to be guessed at, framed, kept, or told where it was linked from.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Counts requests, puts [`HEADERS`] into answers, and turns away what comes under a wrong name, from a page of others, or on top of too much.
pub(super) async fn guard(State(api): State<Api>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let mut response = answer(&api, request, next).await;
    let route = response.extensions_mut().remove::<Route>().map_or("other".to_owned(), |route| route.0);
    api.counters.request(method.as_str(), &route, response.status().as_u16());
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

async fn answer(api: &Api, request: Request, next: Next) -> Response {
    let Some(door) = request.extensions().get::<Door>().copied() else {
        return Problem::ours(&"a request came by no door").into_response();
    };
    if head_length(&request) > MAX_HEAD {
        return Problem::long_head().into_response();
    }
    // Strangers who fill the room of the network do not shut the owner out.
    let room = if door == Door::Local { &api.local_room } else { &api.room };
    let Ok(_room) = room.try_acquire() else {
        return Problem::busy("too many requests at a time").into_response();
    };
    if door != Door::Local
        && let Err(problem) = ours(request.uri(), request.headers(), &api.config.names)
    {
        return problem.into_response();
    }
    let answer = tokio::time::timeout(REQUEST_TIME, next.run(request)).await;
    answer.unwrap_or_else(|_| Problem::too_slow().into_response())
}

/// About how many bytes the head has. What reads it stops near the limit, at one piece more or less.
fn head_length(request: &Request) -> usize {
    let fields = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    fields.sum::<usize>() + request.uri().path_and_query().map_or(0, |path| path.as_str().len())
}

/// Which route answered, as the router calls it: a stranger must not make new names for the counters.
#[derive(Clone)]
struct Route(String);

/// Notes which route a request met.
pub(super) async fn name_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| Route(path.as_str().to_owned()));
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

/// Refuses a request that was meant for another name (DNS rebinding), or that a page from elsewhere made.
fn ours(uri: &Uri, headers: &HeaderMap, names: &[String]) -> Result<(), Problem> {
    let refused = || Problem::foreign("this node is not called by that name");
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(refused()) };
    let host: Authority = host.to_str().ok().and_then(|host| host.parse().ok()).ok_or_else(refused)?;
    let is_own = |authority: &Authority| {
        let all = OWN_NAMES.into_iter().chain(names.iter().map(String::as_str));
        !authority.as_str().contains('@')
            && all.into_iter().any(|name| authority.host().eq_ignore_ascii_case(name))
    };
    if !is_own(&host) || uri.authority().is_some_and(|authority| *authority != host) {
        return Err(refused());
    }
    match headers.get(header::ORIGIN) {
        Some(origin) if !is_same(origin, &host) => {
            Err(Problem::foreign("a page from elsewhere made this request"))
        }
        _ => Ok(()),
    }
}

/// Whether a page with this origin came from where the request goes to.
fn is_same(origin: &HeaderValue, host: &Authority) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    let rest = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    rest.is_some_and(|rest| rest.eq_ignore_ascii_case(host.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_30_other_names_and_pages_of_others_are_refused() {
        let names = ["node.example".to_owned()];
        let cases = [
            ("localhost:1", None, true),
            ("LOCALHOST", None, true),
            ("127.0.0.1:7414", None, true),
            ("[::1]:7414", None, true),
            ("node.example:7414", None, true),
            ("localhost:1", Some("http://localhost:1"), true),
            ("node.example", Some("https://node.example"), true),
            ("localhost:1", Some("http://localhost:2"), false),
            ("localhost:1", Some("null"), false),
            ("localhost:1", Some("http://evil.example"), false),
            ("localhost:1", Some("http://localhost:1.evil.example"), false),
            ("evil.example", None, false),
            ("localhost.evil.example", None, false),
            ("localhost@evil.example", None, false),
            ("evil.example@localhost", None, false),
            ("127.0.0.1.evil.example", None, false),
            ("", None, false),
            ("192.0.2.1", None, false),
        ];
        for (host, origin, good) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            origin.map(|origin| headers.insert(header::ORIGIN, HeaderValue::from_static(origin)));
            assert_eq!(ours(&Uri::from_static("/x"), &headers, &names).is_ok(), good, "{host} {origin:?}");
            let elsewhere = Uri::from_static("http://evil.example/x");
            assert!(ours(&elsewhere, &headers, &names).is_err(), "{host} in absolute form");
        }
        assert!(ours(&Uri::from_static("/x"), &HeaderMap::new(), &names).is_err(), "no Host at all");
    }
}
