//! Answers whose bytes take a while to be taken: of a file, a chunk at a time, for bodies may have a gibibyte; and of memory that is counted.

use axum::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    sync::OwnedSemaphorePermit,
    task::{JoinHandle, spawn_blocking},
};

/// How much is read at a time.
const CHUNK: u64 = 64 << 10;

/// A file from some place on.
pub(super) struct FileBody {
    state: State,
    left: u64,
}

enum State {
    Waiting(File),
    Reading(JoinHandle<io::Result<(File, Vec<u8>)>>),
    Done,
}

impl FileBody {
    /// The rest of a file of `length` bytes from `start` on.
    pub(super) fn new(mut file: File, start: u64, length: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(start))?;
        Ok(FileBody { state: State::Waiting(file), left: length.saturating_sub(start) })
    }

    fn start(file: File, length: u64) -> State {
        State::Reading(spawn_blocking(move || {
            let mut bytes = Vec::with_capacity(length as usize);
            (&file).take(length).read_to_end(&mut bytes)?;
            Ok((file, bytes))
        }))
    }
}

impl Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            let next = CHUNK.min(self.left);
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Waiting(_) if next == 0 => return Poll::Ready(None),
                State::Waiting(file) => self.state = FileBody::start(file, next),
                State::Reading(mut reading) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(context) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    let (file, bytes) = read.map_err(io::Error::other)??;
                    if bytes.len() as u64 != next {
                        return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
                    }
                    self.left -= next;
                    self.state = State::Waiting(file);
                    return Poll::Ready(Some(Ok(Frame::data(bytes.into()))));
                }
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// Bytes in memory that count until the peer has taken them.
pub(super) struct Held {
    bytes: Option<Bytes>,
    _permit: OwnedSemaphorePermit,
}

impl Held {
    pub(super) fn new(bytes: Vec<u8>, permit: OwnedSemaphorePermit) -> Self {
        Held { bytes: Some(bytes.into()), _permit: permit }
    }
}

impl Body for Held {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        // In chunks, so that they are not all in the buffer of the connection, and the permit gone, at once.
        let Some(mut bytes) = self.bytes.take() else { return Poll::Ready(None) };
        let rest = bytes.split_off(bytes.len().min(CHUNK as usize));
        self.bytes = Some(rest).filter(|rest| !rest.is_empty());
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, Bytes::len) as u64)
    }
}
