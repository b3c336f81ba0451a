//! All streams that are or were followed: found by their file, and by what they begin with.

use super::{FileId, Position, Print, StreamId};
use std::collections::{BTreeMap, HashMap};

/// How many bytes a plain file must have in common with a stream to be taken for it by that alone. Shorter starts are alike too often:
/// `started` is what every run of a program writes first.
pub(crate) const MIN_ALIKE: u32 = 256;

/// The same where the stream is in no file any more, or its file is an exact copy: a short log that was cut to nothing after it was copied.
pub(crate) const MIN_ALIKE_LEFT: u32 = 32;

/// The same for a packed one, which comes whole.
pub(crate) const MIN_ALIKE_PACKED: u32 = 64;

/// The streams.
#[derive(Debug, Default)]
pub(crate) struct Known {
    streams: HashMap<StreamId, Position>,
    by_file: HashMap<FileId, StreamId>,
    by_head: BTreeMap<u32, HashMap<[u8; 16], Vec<StreamId>>>,
}

impl Known {
    /// Takes a position in, in the place of an earlier one of its stream.
    pub(crate) fn put(&mut self, position: Position) {
        let (stream, file, head) = (position.stream, position.file, position.head);
        let before = self.streams.insert(stream, position);
        let same_head = before.as_ref().is_some_and(|before| before.head == head);
        if let Some(before) = before {
            if before.file != file && self.by_file.get(&before.file) == Some(&stream) {
                self.by_file.remove(&before.file);
            }
            if !same_head {
                self.drop_head(before.head, stream);
            }
        }
        self.by_file.insert(file, stream);
        if !same_head && !head.is_nothing() {
            self.by_head.entry(head.len).or_default().entry(head.sum).or_default().push(stream);
        }
    }

    /// The stream is in no file any more: another one is in its place.
    pub(crate) fn part_from_file(&mut self, stream: StreamId) {
        let Some(position) = self.streams.get(&stream) else { return };
        if self.by_file.get(&position.file) == Some(&stream) {
            self.by_file.remove(&position.file);
        }
    }

    /// Forgets a stream.
    pub(crate) fn forget(&mut self, stream: StreamId) {
        self.part_from_file(stream);
        if let Some(position) = self.streams.remove(&stream) {
            self.drop_head(position.head, stream);
        }
    }

    pub(crate) fn get(&self, stream: StreamId) -> Option<&Position> {
        self.streams.get(&stream)
    }

    /// The stream of a file.
    pub(crate) fn of_file(&self, file: FileId) -> Option<&Position> {
        self.streams.get(self.by_file.get(&file)?)
    }

    /// The streams that begin as these bytes do, those with the longest common start first.
    pub(crate) fn alike<'k>(&'k self, start: &[u8], least: u32) -> Vec<&'k Position> {
        let most = u32::try_from(start.len()).unwrap_or(u32::MAX);
        let mut found = Vec::new();
        if least > most {
            return found;
        }
        for (len, sums) in self.by_head.range(least..=most).rev() {
            let print = Print::of_start(start, *len as usize);
            let streams = print.and_then(|print| sums.get(&print.sum)).into_iter().flatten();
            found.extend(streams.filter_map(|stream| self.streams.get(stream)));
        }
        found
    }

    /// The streams with just this head.
    pub(crate) fn with_head(&self, head: Print) -> Vec<&Position> {
        let streams = self.by_head.get(&head.len).and_then(|sums| sums.get(&head.sum)).into_iter().flatten();
        streams.filter_map(|stream| self.streams.get(stream)).collect()
    }

    fn drop_head(&mut self, head: Print, stream: StreamId) {
        let Some(sums) = self.by_head.get_mut(&head.len) else { return };
        if let Some(streams) = sums.get_mut(&head.sum) {
            streams.retain(|other| *other != stream);
            if streams.is_empty() {
                sums.remove(&head.sum);
            }
        }
        if sums.is_empty() {
            self.by_head.remove(&head.len);
        }
    }
}
