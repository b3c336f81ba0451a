//! The beginning of a visit: which stream a file holds, and where that goes on.

use super::{
    FileId, Follow, MAX_OPEN, News, Position, Print, chunks,
    known::{MIN_ALIKE, MIN_ALIKE_LEFT, MIN_ALIKE_PACKED},
    listing::shown,
    print::HEAD,
    tracked::bytes_at,
    visit::Visit,
};
use crate::{
    Progress,
    open::{Open, is_container},
};
use event::{Format, SNIFF, sniff};
use std::{fs::File, io, sync::Arc};

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// From any byte on.
    Plain,
    /// By the numbers of its records.
    Chunks,
    /// From its start, when it rests.
    Packed,
}

impl Manner {
    fn of(start: &[u8]) -> Self {
        let is_utf16 = matches!(start, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
        match start {
            start if start.starts_with(b"ElfFile\0") => Manner::Chunks,
            start if is_utf16 || is_container(start) => Manner::Packed,
            _ => Manner::Plain,
        }
    }
}

/// What was found of a file that is not known yet.
struct Found {
    id: FileId,
    open: Arc<File>,
    manner: Manner,
    size: u64,
    rests: bool,
    /// What its records begin with.
    start: Vec<u8>,
}

impl Follow {
    /// Begins to visit a file.
    pub(super) fn begin(&mut self, id: FileId) {
        let Some(file) = self.files.get_mut(&id) else { return };
        let stream = file.stream;
        let open = match file.open(id) {
            Ok(Some(open)) => open,
            // Another file has its name now: the next look sees both.
            Ok(None) => return,
            Err(error) => return self.fail(id, error),
        };
        let begun = match stream.and_then(|stream| self.known.get(stream).cloned()) {
            Some(position) => self.visit_again(id, &open, position),
            None => self.identify(id, &open),
        };
        if let Err(error) = begun {
            self.fail(id, error);
        }
        self.keep_few_open(id);
    }

    /// A file whose stream is known goes on, if it still is that stream.
    fn visit_again(&mut self, id: FileId, open: &Arc<File>, position: Position) -> io::Result<()> {
        let start = bytes_at(open, 0, SNIFF)?;
        if is_same(open, &position, &start)? {
            return self.start(id, open.clone(), position);
        }
        if let Some(file) = self.files.get_mut(&id) {
            file.stream = None;
        }
        self.known.part_from_file(position.stream);
        self.identify(id, open)
    }

    /// Tells what a file is, and takes it up; or leaves it for later.
    fn identify(&mut self, id: FileId, open: &Arc<File>) -> io::Result<()> {
        let Some(file) = self.files.get_mut(&id) else { return Ok(()) };
        let rests = file.rests(self.now);
        (file.visited, file.waits) = (Some((file.look, rests)), false);
        let raw = bytes_at(open, 0, SNIFF)?;
        let manner = Manner::of(&raw);
        let has_record = manner == Manner::Chunks || raw.len() == SNIFF || raw.contains(&b'\n');
        if raw.is_empty() || !rests && (manner == Manner::Packed || !has_record) {
            return Ok(());
        }
        let start = match manner {
            Manner::Packed => match first_leaf(open, file.path())? {
                Some(start) => start,
                None => return Ok(()),
            },
            _ => raw,
        };
        let found = Found { id, open: open.clone(), manner, size: open.metadata()?.len(), rests, start };
        match self.position_of(&found)? {
            Some(position) => self.take_up(found, position),
            None => Ok(()),
        }
    }

    fn take_up(&mut self, found: Found, mut position: Position) -> io::Result<()> {
        let Some(file) = self.files.get_mut(&found.id) else { return Ok(()) };
        let moved = position.file != found.id;
        position.file = found.id;
        position.path = shown(&file.path).into();
        file.stream = Some(position.stream);
        file.visited = None;
        self.known.put(position.clone());
        if moved {
            self.news.push_back(News::Moved(position.clone()));
        }
        self.start(found.id, found.open, position)
    }

    /// Where a file that is not known goes on; none where it is to wait, or is not to be read.
    fn position_of(&mut self, found: &Found) -> io::Result<Option<Position>> {
        if let Some(position) = self.known.of_file(found.id).cloned() {
            if is_same_of(found, &position)? {
                return Ok(Some(position));
            }
            self.known.part_from_file(position.stream);
        }
        let head = match found.manner {
            Manner::Chunks => chunks::head(&found.open)?,
            _ => Print::of(found.start.get(..found.start.len().min(HEAD)).unwrap_or_default()),
        };
        match self.alike(found, head)? {
            Alike::None => {}
            Alike::Waits => {
                self.files.get_mut(&found.id).into_iter().for_each(|file| file.waits = true);
                return Ok(None);
            }
            Alike::Goes(position) => return Ok(Some(position)),
        }
        Ok(self.fresh(found, head))
    }

    /// A stream from its start.
    fn fresh(&mut self, found: &Found, head: Print) -> Option<Position> {
        let stream = self.new_stream();
        let file = self.files.get(&found.id).filter(|file| !file.is_rotated)?;
        let packed = found.manner == Manner::Packed;
        let format = format_of(&found.start).filter(|_| !packed);
        if format.is_none() && !packed {
            if found.rests {
                self.news.push_back(News::Unrecognised { label: shown(&file.path) });
            }
            return None;
        }
        Some(Position {
            stream,
            watch: self.watches.get(file.watch)?.name.clone(),
            path: shown(&file.path).into(),
            file: found.id,
            head,
            tail: Print::default(),
            format,
            packed,
            leaf: 0,
            done: None,
            at: event::Resume::default(),
        })
    }

    /// Whether it goes on where another file was left.
    fn alike(&mut self, found: &Found, head: Print) -> io::Result<Alike> {
        let candidates: Vec<Position> = match found.manner {
            Manner::Plain => self.known.alike(&found.start, MIN_ALIKE_LEFT),
            Manner::Packed => self.known.alike(&found.start, MIN_ALIKE_PACKED),
            Manner::Chunks => self.known.with_head(head),
        }
        .into_iter()
        .cloned()
        .collect();
        for candidate in candidates {
            let is_whole = candidate.packed || candidate.format == Some(Format::Evtx);
            let fits = match found.manner {
                Manner::Plain => !is_whole && is_same_of(found, &candidate)?,
                Manner::Chunks => candidate.format == Some(Format::Evtx),
                Manner::Packed => candidate.format != Some(Format::Evtx),
            };
            let is_shorter = found.manner == Manner::Plain && !is_whole && found.size < candidate.at.offset;
            let is_short = found.manner == Manner::Plain && candidate.head.len < MIN_ALIKE;
            if is_short && self.is_in_its_file(&candidate) {
                // A copy, if nothing else follows: its original may be cut to nothing next.
                if fits && found.size == candidate.at.offset && !found.rests {
                    return Ok(Alike::Waits);
                }
                continue;
            }
            if is_shorter && !is_short && !found.rests {
                // A copy that is being made.
                return Ok(Alike::Waits);
            }
            if fits {
                return Ok(self.take_over(found, candidate));
            }
        }
        Ok(Alike::None)
    }

    /// Whether a stream is still in the file where it was.
    fn is_in_its_file(&self, position: &Position) -> bool {
        self.files.get(&position.file).is_some_and(|file| file.stream == Some(position.stream))
    }

    /// Goes on with a stream that was left; with one that is still in its file, when that has been read.
    fn take_over(&mut self, found: &Found, mut candidate: Position) -> Alike {
        let original = self.files.get(&candidate.file).filter(|file| file.stream == Some(candidate.stream));
        let packed = found.manner == Manner::Packed;
        let done = candidate.packed && candidate.done.is_some();
        if let Some(original) = original {
            let is_read = done || super::unread(&candidate, original.look) == 0;
            if !found.rests || !is_read {
                return Alike::Waits;
            }
            candidate.stream = self.new_stream();
        }
        if packed && !candidate.packed {
            (candidate.packed, candidate.leaf, candidate.done, candidate.format) =
                (true, 0, None, candidate.format);
        } else if packed {
            candidate.done = done.then(|| self.files.get(&found.id)).flatten().map(|file| {
                let look = file.look;
                (look.size, look.modified)
            });
        }
        Alike::Goes(candidate)
    }

    /// Puts the records behind a position up for reading.
    fn start(&mut self, id: FileId, open: Arc<File>, mut position: Position) -> io::Result<()> {
        let Some(file) = self.files.get_mut(&id) else { return Ok(()) };
        let (look, rests, is_gone) = (file.look, file.rests(self.now), !file.listed);
        file.visited = Some((look, rests));
        if position.packed {
            if !rests || position.done == Some((look.size, look.modified)) {
                return Ok(());
            }
            let label = shown(&file.path);
            let unpacked = Open::file(&file.path, label.clone(), Arc::<Progress>::default())?;
            self.visit = Some(Visit::packed(id, unpacked, position, look));
            return Ok(());
        }
        if position.format == Some(Format::Evtx) {
            let fresh = chunks::fresh(&open, position.at.record, rests)?;
            self.visit = Some(Visit::chunks(id, open, position, fresh));
            return Ok(());
        }
        let size = open.metadata()?.len();
        if (position.head.len as usize) < HEAD && size > u64::from(position.head.len) {
            position.head = Print::of(&bytes_at(&open, 0, HEAD)?);
        }
        if size <= position.at.offset {
            return Ok(());
        }
        let is_last = rests && (is_gone || takes_last(&open, &position, size)?);
        self.visit = Some(Visit::plain(id, open, position, is_last)?);
        Ok(())
    }

    /// Closes files that rest, once there are many open.
    fn keep_few_open(&mut self, but: FileId) {
        if self.files.values().filter(|file| file.handle.is_some()).count() <= MAX_OPEN {
            return;
        }
        let now = self.now;
        let resting =
            self.files.iter_mut().filter(|(id, file)| **id != but && file.listed && file.rests(now));
        resting.for_each(|(_, file)| file.handle = None);
    }
}

/// What another stream means for a file.
enum Alike {
    /// Nothing.
    None,
    /// Nothing yet.
    Waits,
    /// It goes on here.
    Goes(Position),
}

/// The format of a file that may just have begun: a single line of JSON is taken for the first of many.
fn format_of(start: &[u8]) -> Option<Format> {
    let format = sniff(start);
    let is_one_line = start.iter().filter(|&&byte| byte == b'\n').count() == 1 && start.ends_with(b"\n");
    match format {
        Some(Format::Json) if is_one_line => sniff(&start.repeat(2)),
        format => format,
    }
}

/// Whether a file still holds the stream that was read up to a position.
fn is_same(open: &File, position: &Position, start: &[u8]) -> io::Result<bool> {
    match (Manner::of(start), position.format) {
        (Manner::Packed, _) => Ok(position.packed),
        (Manner::Chunks, Some(Format::Evtx)) => chunks::continues(open, position.at.record, position.tail),
        (Manner::Plain, Some(format)) if format != Format::Evtx && !position.packed => {
            is_continued(open, position, start)
        }
        _ => Ok(false),
    }
}

/// The same of a file that was just found: of a packed one, what is in it is looked at.
fn is_same_of(found: &Found, position: &Position) -> io::Result<bool> {
    match found.manner {
        Manner::Packed => Ok(position.packed && position.head.begins(&found.start)),
        _ => is_same(&found.open, position, &found.start),
    }
}

fn is_continued(open: &File, position: &Position, start: &[u8]) -> io::Result<bool> {
    let (tail, offset) = (position.tail, position.at.offset);
    if !position.head.begins(start) || open.metadata()?.len() < offset {
        return Ok(false);
    }
    if tail.is_nothing() {
        return Ok(true);
    }
    let before = bytes_at(open, offset.saturating_sub(tail.len.into()), tail.len as usize)?;
    Ok(Print::of(&before) == tail)
}

/// How the first stream in a packed file starts.
fn first_leaf(open: &Arc<File>, path: &std::path::Path) -> io::Result<Option<Vec<u8>>> {
    // By its name: a zip archive is opened again for each entry. What has that name now is told by its number.
    let found = std::fs::metadata(path)?;
    if FileId::of(&found) != FileId::of(&open.metadata()?) {
        return Ok(None);
    }
    let mut unpacked = Open::file(path, shown(path), Arc::<Progress>::default())?;
    Ok(match unpacked.next() {
        Some(Ok(leaf)) => Some(leaf.start),
        // What is wrong with it is told when it is read.
        Some(Err(_)) | None => Some(Vec::new()),
    })
}

/// Whether a last line without its end is to be taken as it is. Of JSON what has no end is not whole, whatever the time.
fn takes_last(open: &File, position: &Position, size: u64) -> io::Result<bool> {
    let last = bytes_at(open, size.saturating_sub(16), 16)?;
    Ok(match position.format {
        Some(Format::Json | Format::EventXml) => false,
        Some(Format::JsonLines) => last.trim_ascii_end().ends_with(b"}"),
        _ => true,
    })
}
