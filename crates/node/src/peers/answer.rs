//! What is answered to which request. Nothing here trusts the member who asks with more than any member may have.

use super::{
    about::About,
    ask::Ask,
    body::{FileBody, Held},
    connection::Shared,
    heads::write_heads,
};
use crate::Refusal;
use axum::body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::Incoming,
    header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, HeaderValue, RANGE, RETRY_AFTER},
};
use log::{AddCheckpoint, Checkpoint, Declined, MAX_REQUEST, TILE_WIDTH, TileId};
use logdir::Tiles;
use note::Signature;
use statement::{MemberName, Role};
use std::{
    fs::File,
    io::{self, ErrorKind},
    sync::Arc,
};
use tokio::task::spawn_blocking;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// The type of a size in an answer to `add-checkpoint` (C2SP tlog-witness).
const SIZE: HeaderValue = HeaderValue::from_static("text/x.tlog.size");

/// After how many seconds one who was put off may ask again.
const LATER: HeaderValue = HeaderValue::from_static("2");

/// Answers `caller`.
pub(super) async fn answer(
    shared: &Arc<Shared>,
    caller: &MemberName,
    request: Request<Incoming>,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    // A path and nothing else: no host, no query, no second spelling.
    let path = Some(&head.uri).filter(|uri| uri.authority().is_none() && uri.query().is_none());
    let Some(Ok(ask)) = path.map(|uri| uri.path().parse::<Ask>()) else {
        return no(StatusCode::NOT_FOUND, "there is no such path");
    };
    let method = if ask == Ask::AddCheckpoint { Method::POST } else { Method::GET };
    if head.method != method {
        return no(StatusCode::METHOD_NOT_ALLOWED, "this path is asked in another way");
    }
    match ask {
        Ask::AddCheckpoint => add_checkpoint(shared, caller, body).await,
        Ask::Tile(owner, id) => {
            of_tree(shared, caller, &owner, id, |tiles, id| Ok(tiles.tile(id)?.to_bytes())).await
        }
        Ask::Bundle(owner, id) => {
            of_tree(shared, caller, &owner, id, |tiles, id| Ok(tiles.bundle(id)?.into_bytes())).await
        }
        Ask::Body(hash) => self::body(shared, caller, hash, &head.headers).await,
        known => paper(shared, &known),
    }
}

/// What is in memory and short.
fn paper(shared: &Shared, ask: &Ask) -> Response<Body> {
    let (desk, known) = (&shared.desk, shared.desk.known());
    let (kind, found) = match ask {
        Ask::About => (JSON, About::of(desk.as_ref()).map(|about| about.to_json())),
        Ask::Heads => (TEXT, Some(write_heads(&desk.heads()))),
        Ask::Checkpoint(owner) => (TEXT, desk.head(owner).map(|head| head.note().to_string())),
        Ask::Charter(number) => {
            let charter = known.charters.signed().iter().find(|signed| signed.charter().number == *number);
            (TEXT, charter.map(|signed| signed.note().to_string()))
        }
        Ask::Sheet(member, number) => {
            let sheet = known.sheets.notes(member).find(|(has, _)| has == number);
            (TEXT, sheet.map(|(_, note)| note.to_string()))
        }
        Ask::Tile(..) | Ask::Bundle(..) | Ask::AddCheckpoint | Ask::Body(_) => (TEXT, None),
    };
    match found {
        Some(text) => with(StatusCode::OK, kind, text),
        None => no(StatusCode::NOT_FOUND, "it is not here"),
    }
}

/// A tile, or the entries under one, of the tree that this node stands for.
async fn of_tree(
    shared: &Shared,
    caller: &MemberName,
    owner: &MemberName,
    id: TileId,
    read: fn(&Tiles, TileId) -> Result<Vec<u8>, logdir::Error>,
) -> Response<Body> {
    let tiles = shared.desk.tiles(owner).filter(|tiles| is_in_tree(id, tiles.size()));
    let Some(tiles) = tiles else { return no(StatusCode::NOT_FOUND, "the tree has no such tile") };
    let Ok(permit) = shared.held(caller).acquire_owned().await else {
        return no(StatusCode::SERVICE_UNAVAILABLE, "the node is stopping");
    };
    match spawn_blocking(move || read(&tiles, id)).await {
        Ok(Ok(bytes)) => with(StatusCode::OK, BYTES, Body::new(Held::new(bytes, permit))),
        Ok(Err(error)) => not_read(&error),
        Err(panicked) => not_read(&panicked),
    }
}

/// Whether a tree of `size` entries has all hashes of a tile.
fn is_in_tree(id: TileId, size: u64) -> bool {
    let hashes = size >> (8 * u32::from(id.level));
    let end = id.index.checked_mul(TILE_WIDTH as u64).and_then(|first| first.checked_add(id.width.into()));
    end.is_some_and(|end| end <= hashes)
}

async fn add_checkpoint(shared: &Shared, caller: &MemberName, body: Incoming) -> Response<Body> {
    let bytes = match Limited::new(body, MAX_REQUEST).collect().await {
        Ok(whole) => whole.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return no(StatusCode::PAYLOAD_TOO_LARGE, "a request to a witness has at most half a mebibyte");
        }
        Err(_) => return no(StatusCode::BAD_REQUEST, "the request broke off"),
    };
    let request = match AddCheckpoint::parse(&bytes) {
        Ok(request) => request,
        Err(malformed) => return no(StatusCode::BAD_REQUEST, &malformed.to_string()),
    };
    let Some(owner) = owner_of(shared, &request) else {
        return refused(&Refusal::Declined(Declined::UnknownLog));
    };
    match shared.desk.witness(caller, &owner, request).await {
        Ok(signatures) => {
            with(StatusCode::OK, TEXT, signatures.iter().map(Signature::to_string).collect::<String>())
        }
        Err(refusal) => refused(&refusal),
    }
}

/// Whose log it is, by the origin in the first line of the checkpoint. Whether the log has signed it is for the witness to say.
fn owner_of(shared: &Shared, request: &AddCheckpoint) -> Option<MemberName> {
    let known = shared.desk.known();
    let unit = known.unit().ok()?;
    let origin = Checkpoint::parse(request.note.text()).ok()?.origin;
    let seats = &known.in_force(shared.desk.now())?.seats;
    let owner = seats.iter().find(|seat| seat.name.key_name(&unit, Role::Log.as_str()) == origin);
    owner.map(|seat| seat.name.clone())
}

async fn body(
    shared: &Arc<Shared>,
    caller: &MemberName,
    hash: [u8; 32],
    headers: &HeaderMap,
) -> Response<Body> {
    let (shared, caller) = (shared.clone(), caller.clone());
    let start = start_of(headers);
    let opened = spawn_blocking(move || {
        let Some(path) = shared.desk.body_for(&caller, &hash)? else { return Ok(None) };
        Ok::<_, Refusal>(Some(File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)))))
    });
    let (length, file) = match opened.await {
        Ok(Ok(Some(Ok(opened)))) => opened,
        Ok(Ok(None)) => return no(StatusCode::NOT_FOUND, "it is not here, or not for you"),
        // It was erased between the two steps.
        Ok(Ok(Some(Err(error)))) if error.kind() == ErrorKind::NotFound => {
            return no(StatusCode::NOT_FOUND, "it is not here, or not for you");
        }
        Ok(Ok(Some(Err(error)))) => return not_read(&error),
        Ok(Err(refusal)) => return refused(&refusal),
        Err(panicked) => return not_read(&panicked),
    };
    part(file, start, length).unwrap_or_else(|error| not_read(&error))
}

/// The file from `start` on, or whole where it is not asked for so.
fn part(file: File, start: Option<u64>, length: u64) -> io::Result<Response<Body>> {
    let Some(start) = start.filter(|start| *start < length) else {
        let mut whole = with(StatusCode::OK, BYTES, Body::new(FileBody::new(file, 0, length)?));
        whole.headers_mut().insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        return Ok(whole);
    };
    let rest = Body::new(FileBody::new(file, start, length)?);
    let mut response = with(StatusCode::PARTIAL_CONTENT, BYTES, rest);
    let range = format!("bytes {start}-{}/{length}", length - 1);
    response.headers_mut().insert(CONTENT_RANGE, range.parse().map_err(io::Error::other)?);
    Ok(response)
}

/// `Range: bytes=START-` (RFC 9110 section 14.2), to go on where a connection broke. Any other range is passed over, as it may be.
fn start_of(headers: &HeaderMap) -> Option<u64> {
    let start = headers.get(RANGE)?.to_str().ok()?.strip_prefix("bytes=")?.strip_suffix('-')?;
    note::encoding::decimal("start of a range", start).ok()
}

/// Says no in the way of tlog-witness. What is wrong with this machine is not told to others.
fn refused(refusal: &Refusal) -> Response<Body> {
    let status = |code| StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST);
    match refusal {
        Refusal::Declined(Declined::Conflict { size }) => {
            with(StatusCode::CONFLICT, SIZE, format!("{size}\n"))
        }
        Refusal::Declined(declined) => no(status(declined.status()), &declined.to_string()),
        Refusal::Malformed(why) => no(StatusCode::BAD_REQUEST, why),
        Refusal::Missing(why) => no(StatusCode::NOT_FOUND, why),
        Refusal::Twice => no(StatusCode::BAD_REQUEST, "this was said before"),
        Refusal::NoStanding(why) => no(StatusCode::FORBIDDEN, why),
        Refusal::OverQuota(why) => no(StatusCode::TOO_MANY_REQUESTS, why),
        Refusal::Waiting { .. }
        | Refusal::Barred(_)
        | Refusal::Busy
        | Refusal::Changed(_)
        | Refusal::Unavailable(_) => no(StatusCode::SERVICE_UNAVAILABLE, &refusal.to_string()),
        Refusal::Disk(_) => no(StatusCode::SERVICE_UNAVAILABLE, "the disk here does not take it"),
        Refusal::Stopping => no(StatusCode::SERVICE_UNAVAILABLE, "the node is stopping"),
    }
}

/// A file that must be here cannot be read. The path is for our own log.
fn not_read(error: &dyn std::fmt::Display) -> Response<Body> {
    tracing::error!(%error, "what this node stands for cannot be read");
    no(StatusCode::INTERNAL_SERVER_ERROR, "it cannot be read here")
}

/// A refusal in words. Who was put off is told when to ask again.
pub(super) fn no(status: StatusCode, words: &str) -> Response<Body> {
    let mut response = with(status, TEXT, format!("{words}\n"));
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        response.headers_mut().insert(RETRY_AFTER, LATER);
    }
    response
}

fn with(status: StatusCode, kind: HeaderValue, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tiles_of_the_tree_are_served() {
        let id = |level, index, width| TileId { level, index, width };
        let inside = [id(0, 0, 256), id(0, 1, 256), id(0, 2, 88), id(0, 2, 1), id(1, 0, 2)];
        for id in inside {
            assert!(is_in_tree(id, 600), "{id:?}");
        }
        let outside =
            [id(0, 2, 89), id(0, 3, 1), id(1, 0, 3), id(2, 0, 1), id(7, 0, 1), id(0, (1 << 56) - 1, 256)];
        for id in outside {
            assert!(!is_in_tree(id, 600), "{id:?}");
        }
    }
}
