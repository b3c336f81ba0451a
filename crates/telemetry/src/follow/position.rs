//! How far a stream has been read: what a caller keeps, in the same transaction as what came of the records before it.

use super::Print;
use event::{Format, Resume};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{fmt, fs::Metadata, os::unix::fs::MetadataExt, str::FromStr, sync::Arc};

/// Which file it is, whatever it is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId {
    /// The device.
    pub device: u64,
    /// The file's number on it. A system gives the number of a file that is gone to another.
    pub inode: u64,
}

impl FileId {
    /// That of an open or a found file.
    pub(crate) fn of(found: &Metadata) -> Self {
        FileId { device: found.dev(), inode: found.ino() }
    }
}

/// The name of one sequence of records, for ever: the file that holds it may be renamed, copied and packed. Two streams never share one,
/// so that a stream and a place in it name a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub u128);

/// How far a stream has been read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Which stream.
    pub stream: StreamId,
    /// The name of the watch that found it.
    pub watch: Arc<str>,
    /// Where it was last, for people.
    pub path: Arc<str>,
    /// The file that it is in, or was.
    pub file: FileId,
    /// What it begins with.
    pub(crate) head: Print,
    /// What stands before the place; of EVTX, the last record.
    pub(crate) tail: Print,
    /// How it is written; nothing of a file that holds several.
    #[serde(with = "format")]
    pub(crate) format: Option<Format>,
    /// The file is packed: it is read once, when it no longer changes.
    #[serde(default)]
    pub(crate) packed: bool,
    /// Which of the streams in a packed file.
    #[serde(default)]
    pub(crate) leaf: u32,
    /// The size and the time of a packed file, or one whose last line has no end, that has been read to its end.
    #[serde(default)]
    pub(crate) done: Option<(u64, i64)>,
    /// Where it goes on. Of EVTX, `record` is the number of the last record that was taken.
    #[serde(with = "Place")]
    pub(crate) at: Resume,
}

impl Position {
    /// How many bytes of the stream were read; of EVTX, the number of the last record.
    pub fn reached(&self) -> u64 {
        match self.format {
            Some(Format::Evtx) => self.at.record,
            _ => self.at.offset,
        }
    }
}

/// [`Resume`], as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Resume")]
struct Place {
    offset: u64,
    record: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<Arc<str>>,
    #[serde(default)]
    inside: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    broken: Option<u32>,
}

mod format {
    use super::*;

    pub(super) fn serialize<S: Serializer>(format: &Option<Format>, to: S) -> Result<S::Ok, S::Error> {
        format.map(Format::as_str).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Format>, D::Error> {
        let known = |name: String| Format::of(&name).ok_or_else(|| D::Error::custom("no such format"));
        Option::<String>::deserialize(from)?.map(known).transpose()
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for StreamId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(StreamId).map_err(|_| "the name of a stream is not hexadecimal")
    }
}

impl Serialize for StreamId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StreamId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
