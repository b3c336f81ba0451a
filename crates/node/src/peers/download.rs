//! Fetching a body into a file. Bodies are large and lines break: what is there already is not fetched again.

use super::{
    ask::Ask,
    error::PeerError,
    peer::{Begun, Peer},
    taking::Taking,
};
use hyper::StatusCode;
use sha2::{Digest, Sha256};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, Write},
    path::Path,
};
use tokio::task::spawn_blocking;

/// How much is gathered before it is written.
const CHUNK: usize = 1 << 20;

/// A file that grows, and the hash of what is in it.
struct Growing {
    file: File,
    hash: Sha256,
    length: u64,
}

impl Peer {
    /// Fetches the body, or the sealed file, with this SHA-256 into the file at `path`, and says its length. If the file has bytes, they are taken
    /// for the first of it. The file is not synced. What turns out to be something else is removed from it.
    ///
    /// # Errors
    /// [`PeerError`]: what was fetched before a line broke stays in the file. More than `limit` bytes, or bytes with another hash, are misbehaviour.
    pub async fn body(&self, hash: &[u8; 32], limit: u64, path: &Path) -> Result<u64, PeerError> {
        let _place = self.place().await?;
        let path = path.to_owned();
        let mut growing = on_disk(move || Growing::open(&path)).await?;
        if growing.has(hash) {
            return Ok(growing.length);
        }
        let begun = self.begin(&Ask::Body(*hash), (growing.length > 0).then_some(growing.length)).await?;
        match begun.status {
            StatusCode::PARTIAL_CONTENT if growing.length > 0 => {}
            // It does not go on where we stopped, or there is nothing behind it.
            StatusCode::OK => growing = on_disk(|| growing.emptied()).await?,
            _ => return Err(self.refusal(begun).await),
        }
        let growing = self.append(begun, growing, limit).await?;
        if !growing.has(hash) {
            on_disk(|| growing.emptied()).await?;
            return Err(PeerError::misbehaved("a body with another hash than was asked for"));
        }
        Ok(growing.length)
    }

    async fn append(&self, begun: Begun, mut growing: Growing, limit: u64) -> Result<Growing, PeerError> {
        let (mut taking, line) = begun.split(limit.saturating_sub(growing.length))?;
        loop {
            let (chunk, ended) = next_chunk(&mut taking).await;
            growing = on_disk(move || growing.with(&chunk)).await?;
            match ended {
                Ok(true) => break,
                Ok(false) => {}
                Err(error) => return Err(error),
            }
        }
        self.keep(line);
        Ok(growing)
    }
}

/// The next bytes, and whether they are the last. Those before a failure count too.
async fn next_chunk(taking: &mut Taking) -> (Vec<u8>, Result<bool, PeerError>) {
    let mut chunk = Vec::new();
    while chunk.len() < CHUNK {
        match taking.next().await {
            Ok(Some(bytes)) => chunk.extend_from_slice(&bytes),
            Ok(None) => return (chunk, Ok(true)),
            Err(error) => return (chunk, Err(error)),
        }
    }
    (chunk, Ok(false))
}

impl Growing {
    fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut growing = Growing { file, hash: Sha256::new(), length: 0 };
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = growing.file.read(&mut chunk)?;
            let bytes = chunk.get(..read).unwrap_or_default();
            if bytes.is_empty() {
                return Ok(growing);
            }
            growing.hash.update(bytes);
            growing.length += read as u64;
        }
    }

    fn has(&self, hash: &[u8; 32]) -> bool {
        <[u8; 32]>::from(self.hash.clone().finalize()) == *hash
    }

    fn with(mut self, bytes: &[u8]) -> io::Result<Self> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
        Ok(self)
    }

    fn emptied(mut self) -> io::Result<Self> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        Ok(Growing { file: self.file, hash: Sha256::new(), length: 0 })
    }
}

/// Waits for the disk without keeping others from their work.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, PeerError> {
    let done = spawn_blocking(work).await.map_err(|error| PeerError::Here(error.to_string()))?;
    done.map_err(|error| PeerError::Here(error.to_string()))
}
