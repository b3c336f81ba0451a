//! A member's node, to ask things of.

use super::{
    about::{About, MAX_ABOUT},
    ask::Ask,
    desk::Desk,
    dial::Line,
    error::{PeerError, words},
    heads::{MAX_HEADS, parse_heads},
    identity::Identity,
    taking::{Deadline, Taking},
    waiting::Waiting,
};
use crate::{Alarm, AlarmKind};
use axum::body::Bytes;
use http_body_util::Full;
use hyper::{
    Method, Request, StatusCode,
    body::Incoming,
    header::{HOST, HeaderValue, RANGE},
};
use log::{AddCheckpoint, Bundle, TILE_WIDTH, Tile, TileId};
use note::{MAX_NOTE, MAX_SIGNATURES, Note, Signature};
use statement::MemberName;
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Semaphore;

/// How many requests to one peer run at a time, each in a connection of its own. The peer answers up to 16.
pub(super) const MAX_AT_ONCE: usize = 4;

/// How long a peer may take. Behind the first of an answer, the slowest line decides, 16 KiB a second.
#[derive(Clone, Debug)]
pub struct Waits {
    /// To be dialled and begin an answer.
    pub answer: Duration,
    /// To cosign: a witness fetches what it cosigns first. A little more than a listener of this program gives itself.
    pub cosign: Duration,
}

impl Default for Waits {
    fn default() -> Self {
        Waits { answer: Duration::from_secs(20), cosign: Duration::from_secs(70) }
    }
}

/// How long a refusal may be; more than the first words is not shown.
const MAX_REFUSAL: u64 = 4 << 10;

/// How long the signature lines of a witness may be.
const MAX_LINES: u64 = MAX_SIGNATURES as u64 * 512;

/// How long a bundle of `width` entries may be, each behind its length.
fn bundle_limit(width: u16) -> u64 {
    u64::from(width) * (2 + log::MAX_ENTRY as u64)
}

/// A member's node. Copies share their connections.
#[derive(Clone)]
pub struct Peer(Arc<Inner>);

struct Inner {
    desk: Arc<dyn Desk>,
    identity: Identity,
    member: MemberName,
    waits: Waits,
    /// Who may ask now.
    places: Semaphore,
    /// Connections that nobody uses now.
    idle: Mutex<Vec<Line>>,
    waiting: Mutex<Waiting>,
}

/// What a witness says to `add-checkpoint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It has cosigned. Whether these are its cosignatures is for the caller to check.
    Cosigned(Vec<Signature>),
    /// It has signed a tree of this size last, another than was believed.
    Conflict(u64),
    /// It refuses, by its HTTP status and in its own words.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its words, short and without control characters. Not to be believed.
        text: String,
    },
}

/// An answer whose body has not been taken yet, and the line that it comes over.
pub(super) struct Begun {
    pub(super) status: StatusCode,
    pub(super) body: Incoming,
    pub(super) deadline: Deadline,
    line: Line,
}

impl Peer {
    /// The node of `member`, where the papers say that it is. Nothing is dialled yet.
    pub fn new(desk: Arc<dyn Desk>, identity: Identity, member: MemberName) -> Self {
        Peer::with_waits(desk, identity, member, Waits::default())
    }

    /// As [`Peer::new`], for a peer that may take this long.
    pub fn with_waits(desk: Arc<dyn Desk>, identity: Identity, member: MemberName, waits: Waits) -> Self {
        Peer(Arc::new(Inner {
            desk,
            identity,
            member,
            waits,
            places: Semaphore::new(MAX_AT_ONCE),
            idle: Mutex::default(),
            waiting: Mutex::default(),
        }))
    }

    /// Whose node it is.
    pub fn member(&self) -> &MemberName {
        &self.0.member
    }

    /// The peer was heard from: it may be dialled at once, however often that has failed.
    pub fn wake(&self) {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).reset();
    }

    /// What it says of itself.
    ///
    /// # Errors
    /// [`PeerError`]; one that speaks another version, which raises an alarm, or calls itself by another name.
    pub async fn about(&self) -> Result<About, PeerError> {
        let bytes = self.get(&Ask::About, MAX_ABOUT as u64).await?;
        let about = About::parse(&bytes).map_err(PeerError::misbehaved)?;
        if about.member != *self.member() {
            return Err(PeerError::misbehaved("it calls itself by another member's name"));
        }
        if !about.is_spoken_here() {
            let text = format!("{} {}", self.member(), PeerError::Version(about.protocol.clone()));
            self.raise(AlarmKind::Version, text);
            return Err(PeerError::Version(about.protocol));
        }
        self.0.desk.lower(AlarmKind::Version, self.member());
        Ok(about)
    }

    /// The newest heads that it has of all logs; no signature is checked.
    ///
    /// # Errors
    /// [`PeerError`].
    pub async fn heads(&self) -> Result<Vec<(MemberName, Note)>, PeerError> {
        let bytes = self.get(&Ask::Heads, MAX_HEADS as u64).await?;
        parse_heads(&bytes).map_err(PeerError::misbehaved)
    }

    /// The newest head that it has of a log; no signature is checked.
    ///
    /// # Errors
    /// [`PeerError`].
    pub async fn checkpoint(&self, log: &MemberName) -> Result<Note, PeerError> {
        self.note(&Ask::Checkpoint(log.clone())).await
    }

    /// A charter, with its signatures, which are not checked.
    ///
    /// # Errors
    /// [`PeerError`].
    pub async fn charter(&self, number: u64) -> Result<Note, PeerError> {
        self.note(&Ask::Charter(number)).await
    }

    /// A key sheet, with its signature, which is not checked.
    ///
    /// # Errors
    /// [`PeerError`].
    pub async fn sheet(&self, member: &MemberName, number: u64) -> Result<Note, PeerError> {
        self.note(&Ask::Sheet(member.clone(), number)).await
    }

    /// The entries under a tile of level 0. Whether they are the log's is for the caller to prove.
    ///
    /// # Errors
    /// [`PeerError`].
    pub async fn bundle(&self, log: &MemberName, id: TileId) -> Result<Bundle, PeerError> {
        let bytes = self.get(&Ask::Bundle(log.clone(), id), bundle_limit(id.width)).await?;
        Bundle::parse(bytes, id.width).map_err(PeerError::misbehaved)
    }

    /// A tile. Whether it is the log's is for the caller to prove.
    ///
    /// # Errors
    /// [`PeerError`].
    pub async fn tile(&self, log: &MemberName, id: TileId) -> Result<Tile, PeerError> {
        let bytes = self.get(&Ask::Tile(log.clone(), id), TILE_WIDTH as u64 * 32).await?;
        Tile::parse(&bytes, id.width).map_err(PeerError::misbehaved)
    }

    /// Asks it to cosign a head (C2SP tlog-witness).
    ///
    /// # Errors
    /// [`PeerError`], where there is no [`Answer`].
    pub async fn add_checkpoint(&self, asked: &AddCheckpoint) -> Result<Answer, PeerError> {
        let _place = self.place().await?;
        let request =
            self.request(Method::POST, &Ask::AddCheckpoint, Bytes::from(asked.to_string()), None)?;
        let begun = self.send(request, self.0.waits.cosign).await?;
        match begun.status {
            StatusCode::OK => {
                let bytes = self.take(begun, MAX_LINES).await?;
                let text = std::str::from_utf8(&bytes).map_err(PeerError::misbehaved)?;
                Signature::parse_lines(text).map(Answer::Cosigned).map_err(PeerError::misbehaved)
            }
            StatusCode::CONFLICT => {
                let bytes = self.take(begun, 32).await?;
                let size = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n'));
                let size = size.and_then(|size| note::encoding::decimal("size", size).ok());
                size.map(Answer::Conflict).ok_or_else(|| PeerError::misbehaved("a conflict without a size"))
            }
            _ => match self.refusal(begun).await {
                PeerError::Refused { status, text } => Ok(Answer::Refused { status, text }),
                error => Err(error),
            },
        }
    }

    async fn note(&self, ask: &Ask) -> Result<Note, PeerError> {
        let bytes = self.get(ask, MAX_NOTE as u64).await?;
        Note::parse(&bytes).map_err(PeerError::misbehaved)
    }

    /// Asks, and takes an answer of no more than `limit` bytes.
    async fn get(&self, ask: &Ask, limit: u64) -> Result<Vec<u8>, PeerError> {
        let _place = self.place().await?;
        let begun = self.begin(ask, None).await?;
        match begun.status {
            StatusCode::OK => self.take(begun, limit).await,
            _ => Err(self.refusal(begun).await),
        }
    }

    /// Waits for one's turn.
    pub(super) async fn place(&self) -> Result<tokio::sync::SemaphorePermit<'_>, PeerError> {
        self.0.places.acquire().await.map_err(|error| PeerError::Here(error.to_string()))
    }

    /// Asks, from byte `start` on if one is given.
    pub(super) async fn begin(&self, ask: &Ask, start: Option<u64>) -> Result<Begun, PeerError> {
        let request = self.request(Method::GET, ask, Bytes::new(), start)?;
        self.send(request, self.0.waits.answer).await
    }

    fn request(
        &self,
        method: Method,
        ask: &Ask,
        body: Bytes,
        start: Option<u64>,
    ) -> Result<Request<Full<Bytes>>, PeerError> {
        let mut request =
            Request::builder().method(method).uri(ask.to_string()).header(HOST, self.member().as_str());
        if let Some(start) = start {
            request = request.header(RANGE, HeaderValue::from_str(&format!("bytes={start}-")).map_err(here)?);
        }
        request.body(Full::new(body)).map_err(here)
    }

    async fn send(&self, request: Request<Full<Bytes>>, first: Duration) -> Result<Begun, PeerError> {
        let deadline = Deadline::new(first);
        // What waited idle may have been closed meanwhile, which is no failure.
        while let Some(mut line) = self.idle() {
            if let Ok(response) = deadline.keep(line.send(request.clone())).await? {
                return Ok(Begun { status: response.status(), body: response.into_body(), deadline, line });
            }
        }
        let mut line = self.dial(&deadline).await?;
        let response = deadline.keep(line.send(request)).await?.map_err(|error| PeerError::of(&error));
        let response = response.inspect_err(|error| self.note_failure(error))?;
        Ok(Begun { status: response.status(), body: response.into_body(), deadline, line })
    }

    /// A line that waits, if its key is still the member's.
    fn idle(&self) -> Option<Line> {
        let (known, now) = (self.0.desk.known(), self.0.desk.now());
        let mut idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|line| line.is_open() && line.admitted.stands(&known, now));
        idle.pop()
    }

    async fn dial(&self, deadline: &Deadline) -> Result<Line, PeerError> {
        let waiting = || self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = waiting().refuses() {
            return Err(PeerError::Unreachable(last));
        }
        let dialled = Line::dial(self.0.desk.as_ref(), &self.0.identity, self.member());
        match deadline.keep(dialled).await.flatten() {
            Ok(line) => {
                waiting().reset();
                self.0.desk.lower(AlarmKind::WrongPin, self.member());
                Ok(line)
            }
            Err(error) => {
                waiting().failed(&error.to_string());
                self.note_failure(&error);
                Err(error)
            }
        }
    }

    fn note_failure(&self, error: &PeerError) {
        if *error == PeerError::WrongPin {
            let text = format!(
                "whoever listens where {} should be has another key than its newest key sheet here names: somebody is in between, or a \
                 newer sheet has not come yet",
                self.member()
            );
            self.raise(AlarmKind::WrongPin, text);
        }
    }

    fn raise(&self, kind: AlarmKind, text: String) {
        let since = self.0.desk.now();
        self.0.desk.raise(Alarm { kind, member: Some(self.member().clone()), text, since, evidence: None });
    }

    /// Takes all of an answer, and keeps the line for the next.
    async fn take(&self, begun: Begun, limit: u64) -> Result<Vec<u8>, PeerError> {
        let bytes = Taking::new(begun.body, limit, begun.deadline)?.whole().await?;
        self.keep(begun.line);
        Ok(bytes)
    }

    /// Keeps a line over which an answer has come to its end.
    pub(super) fn keep(&self, line: Line) {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    pub(super) async fn refusal(&self, begun: Begun) -> PeerError {
        let status = begun.status.as_u16();
        match self.take(begun, MAX_REFUSAL).await {
            Ok(bytes) => PeerError::Refused { status, text: words(&String::from_utf8_lossy(&bytes)) },
            Err(error) => error,
        }
    }
}

impl Begun {
    /// Splits off the line, to be kept when the body has been taken.
    pub(super) fn split(self, limit: u64) -> Result<(Taking, Line), PeerError> {
        Ok((Taking::new(self.body, limit, self.deadline)?, self.line))
    }
}

fn here(error: impl ToString) -> PeerError {
    PeerError::Here(error.to_string())
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Peer({})", self.member())
    }
}
