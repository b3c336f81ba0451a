//! Following files that are written while they are read: what is new in them, each record once, over restarts, renames and copies.
//!
//! # What a record must survive
//! | what happens to a file | how it is seen |
//! |---|---|
//! | it grows | its size; records are taken whole, a last line without its end once the file rests |
//! | it is renamed, `x.log` to `x.log.1` | its number ([`FileId`]) stays; it is kept open, so that its last lines are read wherever it went |
//! | it is copied and then cut to nothing | it is shorter than what was read, or the bytes before the place are others; the copy begins as it did, and goes on from the place |
//! | it is packed | so does what is unpacked |
//! | it is replaced in place, or its number is given to another | what it begins with, or what stands before the place, is other |
//! | it is removed | it is read to its end if it was open; else what was not read is told as lost |
//! | it is EVTX | records are told by their numbers; chunks change in place (`chunks.rs`) |
//! | it is packed, an archive, or UTF-16 | it is read once, when it rests |
//!
//! A [`Position`] says how far a stream was read. The caller keeps it in one transaction with what came of the records before it, and
//! gives all of them back after a restart: then no record is missed and none is taken twice. What a file begins with is looked at up to
//! 4 KiB; a plain file with fewer than 256 bytes in common with another stream is taken for a new one, and what is behind a place that
//! is longer than the file too.
//!
//! Nothing here waits, and the time is an argument: whoever follows calls [`Follow::look`] as often as it likes (each half second), and
//! [`Follow::next_news`] until there is nothing more. The work of a look is that of listing the watches.

mod begin;
mod chunks;
mod known;
mod listing;
mod position;
mod print;
mod tracked;
mod visit;

pub use position::{FileId, Position, StreamId};
pub use print::Print;

use crate::Error;
use event::{Block, Format};
use known::Known;
use listing::{Look, Seen, list};
use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};
use tracked::Tracked;
use visit::Visit;

/// How many files are followed at a time. Those past it are told of and not read.
pub const MAX_FILES: usize = 1 << 17;

/// How many files are kept open at a time.
const MAX_OPEN: usize = 512;

/// What is to be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// What it is called.
    pub name: Arc<str>,
    /// A file, a folder with all that is in it, or a pattern such as `/var/log/*/*.log`.
    pub path: PathBuf,
}

/// A stream of records, as those who get its blocks know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Its name for ever.
    pub id: StreamId,
    /// What people call it: a path, and the name in an archive behind a `!`.
    pub label: Arc<str>,
    /// Which watch found it.
    pub watch: Arc<str>,
    /// How it is written.
    pub format: Format,
}

/// Something that is new.
#[derive(Debug)]
pub enum News {
    /// Records that were not handed out before.
    Block {
        /// Of which stream.
        stream: Arc<Stream>,
        /// The records.
        block: Block,
        /// The position behind them.
        position: Position,
    },
    /// A position without records: a packed file was read to its end, or a stream is in another file now.
    Moved(Position),
    /// Something could not be read; it is tried again when it changes.
    Failed {
        /// What it is called.
        label: String,
        /// Why.
        error: Error,
    },
    /// A file is in no format that is read.
    Unrecognised {
        /// What it is called.
        label: String,
    },
    /// A file went before it was read to its end.
    Lost {
        /// What it was called.
        label: String,
        /// How many bytes were not read.
        bytes: u64,
    },
}

/// How a watch does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchState {
    /// What it is called.
    pub name: Arc<str>,
    /// How many files it has.
    pub files: usize,
    /// How many bytes of them were not read yet, as they lie on the disk.
    pub behind: u64,
    /// Why it, or a part of it, cannot be looked at.
    pub trouble: Option<String>,
}

/// Follows files.
#[derive(Debug)]
pub struct Follow {
    watches: Vec<Watch>,
    troubles: Vec<Option<String>>,
    known: Known,
    files: BTreeMap<FileId, Tracked>,
    /// Files to visit, those that are known first: of a file that was cut to nothing, its copy must not be looked at before it.
    queue: VecDeque<FileId>,
    visit: Option<Visit>,
    news: VecDeque<News>,
    now: Duration,
    looked: bool,
    run: u64,
    started: u64,
}

impl Follow {
    /// Follows what the watches name, from these positions on. `run` is a number that no earlier run had, such as one drawn by chance:
    /// new streams are named by it.
    pub fn new(watches: Vec<Watch>, positions: impl IntoIterator<Item = Position>, run: u64) -> Self {
        let mut known = Known::default();
        positions.into_iter().for_each(|position| known.put(position));
        Follow {
            troubles: watches.iter().map(|_| None).collect(),
            watches,
            known,
            files: BTreeMap::new(),
            queue: VecDeque::new(),
            visit: None,
            news: VecDeque::new(),
            now: Duration::ZERO,
            looked: false,
            run,
            started: 0,
        }
    }

    /// Looks at all watches. `now` is a time that only grows, from whatever start.
    pub fn look(&mut self, now: Duration) {
        self.now = now;
        self.files.values_mut().for_each(|file| file.listed = false);
        for number in 0..self.watches.len() {
            self.look_at(number);
        }
        self.looked = true;
        self.files.retain(|_, file| file.listed || file.handle.is_some() || file.stream.is_some());
        self.line_up();
    }

    fn look_at(&mut self, number: usize) {
        let Some(watch) = self.watches.get(number) else { return };
        let is_pattern = watch.path.to_string_lossy().contains(['*', '?', '[', '{']);
        let listing = list(watch, !self.looked || !is_pattern);
        let mut trouble = listing.trouble;
        for seen in listing.files {
            if self.files.len() >= MAX_FILES && !self.files.contains_key(&seen.id) {
                trouble.get_or_insert_with(|| format!("there are more than {MAX_FILES} files"));
                break;
            }
            self.see(number, seen);
        }
        self.troubles.iter_mut().skip(number).take(1).for_each(|known| *known = trouble.take());
    }

    fn see(&mut self, watch: usize, seen: Seen) {
        let now = self.now;
        let Seen { id, path, look, is_rotated } = seen;
        let file = self.files.entry(id).or_insert_with(|| Tracked {
            path: path.clone(),
            watch,
            look,
            changed: now,
            listed: false,
            is_rotated,
            stream: None,
            handle: None,
            visited: None,
            waits: false,
        });
        if file.listed && !file.is_rotated {
            // Another watch, or another name of the same file.
            return;
        }
        if file.look != look {
            (file.look, file.changed) = (look, now);
        }
        (file.path, file.watch, file.listed, file.is_rotated) = (path, watch, true, is_rotated);
    }

    /// Lines up what may have something new. What is gone is read to its end by the handle that is still open.
    fn line_up(&mut self) {
        let (now, mut gone) = (self.now, Vec::new());
        for (id, file) in &mut self.files {
            if file.listed {
                continue;
            }
            let look =
                file.handle.as_ref().and_then(|open| open.metadata().ok()).map(|found| Look::of(&found));
            match look {
                Some(look) if look != file.look => (file.look, file.changed) = (look, now),
                Some(_) if !file.rests(now) || file.is_due(now) => {}
                _ => gone.push(*id),
            }
        }
        gone.into_iter().for_each(|id| self.part_from(id));
        let due = self.files.iter().filter(|(_, file)| file.is_due(now));
        let mut due: Vec<(bool, &PathBuf, FileId)> =
            due.map(|(id, file)| (file.stream.is_none(), &file.path, *id)).collect();
        due.sort();
        self.queue = due.into_iter().map(|(_, _, id)| id).collect();
    }

    /// A file is gone.
    fn part_from(&mut self, id: FileId) {
        let Some(file) = self.files.remove(&id) else { return };
        let Some(position) = file.stream.and_then(|stream| self.known.get(stream)) else { return };
        let unread = unread(position, file.look);
        // A file that had no handle may have been renamed to where this watch does not look.
        if unread > 0 {
            self.news.push_back(News::Lost { label: listing::shown(&file.path), bytes: unread });
        }
    }

    /// What is new, in the order in which it stands in each file; none until the next look.
    pub fn next_news(&mut self) -> Option<News> {
        loop {
            if let Some(news) = self.news.pop_front() {
                return Some(news);
            }
            match self.visit.take() {
                Some(visit) => self.go_on(visit),
                None => {
                    let id = self.queue.pop_front()?;
                    self.begin(id);
                }
            }
        }
    }

    /// How the watches do.
    pub fn states(&self) -> Vec<WatchState> {
        let named = self.watches.iter().zip(&self.troubles);
        let mut states: Vec<WatchState> = named
            .map(|(watch, trouble)| WatchState {
                name: watch.name.clone(),
                trouble: trouble.clone(),
                ..WatchState::default()
            })
            .collect();
        for file in self.files.values().filter(|file| !file.is_rotated || file.stream.is_some()) {
            let Some(state) = states.get_mut(file.watch) else { continue };
            state.files += 1;
            let position = file.stream.and_then(|stream| self.known.get(stream));
            let is_read = file.visited.is_some_and(|(look, _)| look == file.look) && file.stream.is_some();
            state.behind += match position {
                // What is left then is the beginning of a record.
                Some(position) if is_read && !position.packed => 0,
                Some(position) => unread(position, file.look),
                // It waits, or is in no format that is read.
                None if file.visited.is_some() => 0,
                None => file.look.size,
            };
        }
        states
    }

    /// The streams that are in some file now. The positions of others may be forgotten after some weeks: by then nobody will pack
    /// what was renamed.
    pub fn present(&self) -> impl Iterator<Item = StreamId> {
        self.files.values().filter_map(|file| file.stream)
    }

    /// Forgets a stream that is in no file.
    pub fn forget(&mut self, stream: StreamId) {
        if !self.present().any(|present| present == stream) {
            self.known.forget(stream);
        }
    }

    fn new_stream(&mut self) -> StreamId {
        self.started += 1;
        StreamId(u128::from(self.run) << 64 | u128::from(self.started))
    }

    fn fail(&mut self, id: FileId, error: impl Into<Error>) {
        if let Some(file) = self.files.get_mut(&id) {
            file.visited = Some((file.look, file.rests(self.now)));
            self.news.push_back(News::Failed { label: listing::shown(&file.path), error: error.into() });
        }
    }
}

/// How many bytes of a file are not read.
fn unread(position: &Position, look: Look) -> u64 {
    match position.format {
        _ if position.packed => match position.done == Some((look.size, look.modified)) {
            true => 0,
            false => look.size,
        },
        // Only its numbers tell, and looking at them costs reading it.
        Some(Format::Evtx) => 0,
        _ => look.size.saturating_sub(position.at.offset),
    }
}
