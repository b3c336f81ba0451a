//! `GET /api/v1/events`: what changes, as it changes (server-sent events, WHATWG HTML section 9.2).

use super::{
    Api, Problem,
    auth::{May, Reads},
    feed::Feed,
    limits::HEARTBEAT,
    problem::Refusals,
};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use http_body_util::channel::Channel;
use std::convert::Infallible;
use tokio::sync::OwnedSemaphorePermit;

/// Follows what changes.
///
/// Each event has an `id` and `data` in JSON, whose `what` says what changed. Every 15 seconds at least comes a comment. Whoever comes back with
/// `Last-Event-ID` gets what came since; an event `missed` says that some of it is not remembered: then ask anew for what you need.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "node",
    params(("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was seen")),
    responses((status = 200, description = "Events, until the client goes", body = String, content_type = "text/event-stream"), Refusals),
    security(("token" = []))
)]
pub(super) async fn events(
    State(api): State<Api>,
    _: May<Reads>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let place =
        api.followers.clone().try_acquire_owned().map_err(|_| Problem::busy("too many follow already"))?;
    let last = headers.get("last-event-id").map(|id| id.to_str().ok().and_then(|id| api.feed.number(id)));
    let (sender, body) = Channel::<Bytes, Infallible>::new(1);
    tokio::spawn(follow(api.feed.clone(), last, sender, place));
    Ok(([(header::CONTENT_TYPE, "text/event-stream")], Body::new(body)).into_response())
}

type Sender = http_body_util::channel::Sender<Bytes, Infallible>;

/// Sends until the client goes. `last` is what it saw last: `Some(None)` is something that is not known here.
async fn follow(feed: Feed, last: Option<Option<u64>>, mut sender: Sender, _place: OwnedSemaphorePermit) {
    let mut newest = feed.newest();
    let start = *newest.borrow_and_update();
    let mut after = last.map_or(start, |known| known.unwrap_or(start));
    let hello = match last {
        Some(None) => missed(&feed, start),
        _ => ": following\n\n".to_owned(),
    };
    let mut text = hello;
    loop {
        if sender.send_data(Bytes::from(text)).await.is_err() {
            return;
        }
        text = match next(&feed, &mut after, &mut newest).await {
            Some(text) => text,
            None => return,
        };
    }
}

/// What is to be sent next: what came, or a comment when nothing did for a while. Nothing once the node has stopped.
async fn next(
    feed: &Feed,
    after: &mut u64,
    newest: &mut tokio::sync::watch::Receiver<u64>,
) -> Option<String> {
    loop {
        let seen = feed.since(*after);
        let mut text = String::new();
        if seen.missed {
            *after = feed.forgotten();
            text.push_str(&missed(feed, *after));
        }
        for event in &seen.events {
            *after = event.number;
            text.push_str(&format!("id: {}\ndata: {}\n\n", feed.id(event.number), event.data));
        }
        if !text.is_empty() {
            return Some(text);
        }
        if seen.is_closed {
            return None;
        }
        match tokio::time::timeout(HEARTBEAT, newest.changed()).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return None,
            Err(_) => return Some(": still here\n\n".to_owned()),
        }
    }
}

fn missed(feed: &Feed, number: u64) -> String {
    format!("id: {}\nevent: missed\ndata: {{\"what\":\"missed\"}}\n\n", feed.id(number))
}
