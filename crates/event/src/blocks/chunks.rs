//! EVTX: chunks of 64 KiB after a file header. A chunk has all that its records need.
//!
//! The file header is not believed in anything: logs are copied while they are written, cut off, carved from
//! disks. Chunks are where their magic number is. Layout: libevtx documentation, "Windows XML Event Log
//! (EVTX) format", sections 2 and 3.

use super::{only_refused, window::Window};
use crate::{BadRecord, Block, Fault, Format, Position};
use memchr::memmem;
use std::io::Read;

pub(super) const FILE_MAGIC: &[u8] = b"ElfFile\0";
pub(super) const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";
const FILE_HEADER: usize = 4096;
const CHUNK: usize = 65_536;
/// 1 MiB, as in the other formats.
const CHUNKS_PER_BLOCK: usize = 16;

#[derive(Default)]
pub(super) struct Cutter {
    started: bool,
}

impl Cutter {
    /// Goes on behind a chunk.
    pub(super) fn resume(&mut self) {
        self.started = true;
    }

    pub(super) fn cut(&mut self, window: &mut Window<impl Read>) -> Option<Block> {
        self.skip_file_header(window);
        let mut refused = Vec::new();
        while !skip_to_chunk(window, &mut refused) {
            if window.ended() && window.rest().is_empty() {
                return only_refused(Format::Evtx, window.offset(), refused);
            }
        }
        window.fill((CHUNKS_PER_BLOCK + 1) * CHUNK);
        let len = chunks_len(window.rest());
        let offset = window.offset();
        let bytes = window.take(len);
        let truncated = !bytes.len().is_multiple_of(CHUNK);
        Some(Block { offset, truncated, refused, ..Block::new(Format::Evtx, bytes) })
    }

    fn skip_file_header(&mut self, window: &mut Window<impl Read>) {
        if !self.started {
            self.started = true;
            window.fill(FILE_HEADER);
            if window.rest().starts_with(FILE_MAGIC) {
                let chunk = memmem::find(window.rest(), CHUNK_MAGIC);
                window.skip(chunk.unwrap_or(FILE_HEADER).min(FILE_HEADER));
            }
        }
    }
}

/// Passes over a stretch that is no chunk. Says whether a chunk follows, else there may be more to pass.
fn skip_to_chunk(window: &mut Window<impl Read>, refused: &mut Vec<BadRecord>) -> bool {
    window.fill(CHUNK);
    let len = match memmem::find(window.rest(), CHUNK_MAGIC) {
        Some(0) => return true,
        Some(start) => start,
        None if window.ended() => window.rest().len(),
        // The magic number may lie across the end of what is here.
        None => window.rest().len() - (CHUNK_MAGIC.len() - 1),
    };
    let stretch = window.rest().get(..len).unwrap_or_default();
    if stretch.iter().any(|&byte| byte != 0) {
        report(window.offset(), refused);
    }
    window.skip(len);
    window.rest().starts_with(CHUNK_MAGIC)
}

/// One report for a stretch of any length: it is passed over in steps, none of which is a chunk.
fn report(offset: u64, refused: &mut Vec<BadRecord>) {
    if refused.is_empty() {
        let detail = "no chunk where one should be".into();
        refused.push(BadRecord { position: Position { record: 0, offset }, fault: Fault::Damaged, detail });
    }
}

/// How many bytes of chunks there are in front, at most a block: whole ones, or whole ones and one that was
/// cut off by the end of the stream or by the next one, where bytes were lost.
fn chunks_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    for _ in 0..CHUNKS_PER_BLOCK {
        let Some(rest) = bytes.get(len..).filter(|rest| rest.starts_with(CHUNK_MAGIC)) else { break };
        let chunk = chunk_len(rest);
        len += chunk;
        if chunk != CHUNK {
            break;
        }
    }
    len
}

/// The size of the chunk in front. Another magic number inside it counts only where the chunk does not end
/// as it should: a record may have been made to contain one, to hide the rest of the chunk.
fn chunk_len(bytes: &[u8]) -> usize {
    let after = bytes.get(CHUNK..).unwrap_or_default();
    let ends_well =
        after.starts_with(CHUNK_MAGIC) || after.iter().take(CHUNK_MAGIC.len()).all(|&byte| byte == 0);
    if bytes.len() >= CHUNK && ends_well {
        return CHUNK;
    }
    let inside = bytes.get(1..bytes.len().min(CHUNK)).unwrap_or_default();
    memmem::find(inside, CHUNK_MAGIC).map_or(bytes.len().min(CHUNK), |start| start + 1)
}
