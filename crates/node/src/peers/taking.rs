//! Taking an answer: no more bytes than were expected, no slower than the slowest line.

use super::error::PeerError;
use axum::body::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How slow a line may be, in bytes a second: a tenth of a megabit. One who trickles is cut off.
const SLOWEST: u64 = 16 << 10;

/// When something has to be there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    begun: Instant,
    first: Duration,
}

impl Deadline {
    /// `first` is the time to dial, ask, and be answered; bytes get more as they come.
    pub(super) fn new(first: Duration) -> Self {
        Deadline { begun: Instant::now(), first }
    }

    /// By when there must be more than `bytes`.
    pub(super) fn after(&self, bytes: u64) -> Instant {
        self.begun + self.first + Duration::from_secs(bytes / SLOWEST)
    }

    /// Waits for something until the answer must have begun.
    pub(super) async fn keep<T>(&self, waited: impl Future<Output = T>) -> Result<T, PeerError> {
        timeout_at(self.after(0), waited).await.map_err(|_| PeerError::Slow)
    }
}

/// The body of an answer that comes.
pub(super) struct Taking {
    body: Incoming,
    taken: u64,
    limit: u64,
    deadline: Deadline,
}

impl Taking {
    /// Takes no more than `limit` bytes.
    ///
    /// # Errors
    /// An answer that says itself that it is longer.
    pub(super) fn new(body: Incoming, limit: u64, deadline: Deadline) -> Result<Self, PeerError> {
        match body.size_hint().lower() > limit {
            true => Err(too_long(limit)),
            false => Ok(Taking { body, taken: 0, limit, deadline }),
        }
    }

    /// The next bytes, `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, PeerError> {
        loop {
            let next = timeout_at(self.deadline.after(self.taken), self.body.frame()).await;
            let frame = match next.map_err(|_| PeerError::Slow)? {
                None => return Ok(None),
                Some(Err(error)) => return Err(PeerError::of(&error)),
                Some(Ok(frame)) => frame,
            };
            // Trailers say nothing here, and hyper bounds them.
            let Ok(bytes) = frame.into_data() else { continue };
            self.taken += bytes.len() as u64;
            match self.taken > self.limit {
                true => return Err(too_long(self.limit)),
                false => return Ok(Some(bytes)),
            }
        }
    }

    /// All of it.
    pub(super) async fn whole(mut self) -> Result<Vec<u8>, PeerError> {
        let expected = self.body.size_hint().exact().unwrap_or(0).min(self.limit);
        let mut all = Vec::with_capacity(expected as usize);
        while let Some(bytes) = self.next().await? {
            all.extend_from_slice(&bytes);
        }
        Ok(all)
    }
}

fn too_long(limit: u64) -> PeerError {
    PeerError::misbehaved(format!("more than {limit} bytes"))
}
