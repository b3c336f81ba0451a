//! One input, opened: a stack of containers, the innermost on top.
//!
//! Containers are read as streams, each from the one below it, so that nothing but a window of each is in
//! memory. Zip alone wants to seek; inside another stream it is held in memory, up to a limit.

mod guard;
mod kind;
mod tar;
mod zip;

use crate::{Error, Progress, inputs::clean};
use event::SNIFF;
use guard::Guard;
use kind::Kind;
use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read},
    path::Path,
    sync::Arc,
};

/// How many containers may lie in one another; `logs.tar.gz` with `.evtx.gz` in it are three.
const MAX_DEPTH: usize = 4;

/// How large zip archives inside another stream may be, all together that lie in one another.
const MAX_ZIP_IN_MEMORY: u64 = 128 << 20;

/// How much of its output a Zstandard stream may look back on, as a power of two: what its highest level asks for.
const MAX_WINDOW: u32 = 27;

/// The same for streams inside of others, which are all held at once: what its ordinary levels ask for.
const MAX_INNER_WINDOW: u32 = 23;

pub(crate) type Stream = Box<dyn Read + Send>;

/// A stream that is no container.
pub(crate) struct Leaf {
    /// What it is called, such as `a.zip!inner/file.json`.
    pub(crate) label: String,
    /// How it starts, up to [`SNIFF`] bytes; `stream` has them too.
    pub(crate) start: Vec<u8>,
    pub(crate) stream: Stream,
}

/// What was found where a leaf should be.
pub(crate) struct Failure {
    pub(crate) label: String,
    pub(crate) error: Error,
}

/// Whether a file that starts so is a container, read or not.
pub(crate) fn is_container(start: &[u8]) -> bool {
    !matches!(Kind::of(start), Kind::Other)
}

pub(crate) struct Open {
    stack: Vec<Frame>,
    guard: Guard,
}

struct Frame {
    label: String,
    holds: Holds,
}

enum Holds {
    Zip(zip::Entries),
    Tar(tar::Entries),
    /// The input itself, until it has been looked at.
    One(Option<Stream>, Option<zip::Archive>),
}

impl Frame {
    fn memory(&self) -> u64 {
        match &self.holds {
            Holds::Zip(entries) => entries.memory(),
            Holds::Tar(_) | Holds::One(..) => 0,
        }
    }
}

impl Open {
    pub(crate) fn file(path: &Path, label: String, progress: Arc<Progress>) -> io::Result<Self> {
        let file = File::open(path)?;
        let found = file.metadata()?;
        // A pipe (`<(...)` of a shell) gives its bytes once: an archive in it cannot be opened a second time.
        let archive = found.is_file().then(|| zip::Archive::File(path.to_owned()));
        let guard = Guard::new(progress, found.is_file().then_some(found.len()));
        let holds = Holds::One(Some(Box::new(guard.count(file))), archive);
        Ok(Open { stack: vec![Frame { label, holds }], guard })
    }

    pub(crate) fn stream(stream: impl Read + Send + 'static, label: &str, progress: Arc<Progress>) -> Self {
        let guard = Guard::new(progress, None);
        let holds = Holds::One(Some(Box::new(guard.count(stream))), None);
        Open { stack: vec![Frame { label: label.to_owned(), holds }], guard }
    }

    /// The next stream that is no container, or what stands in its place.
    pub(crate) fn next(&mut self) -> Option<Result<Leaf, Failure>> {
        loop {
            if self.guard.is_bomb() && self.stack.len() > 1 {
                return Some(Err(self.give_up()));
            }
            let depth = self.stack.len();
            let top = self.stack.last_mut()?;
            let (label, stream, archive) = match &mut top.holds {
                Holds::One(stream, archive) => match stream.take() {
                    Some(stream) => (top.label.clone(), Ok(Some(stream)), archive.take()),
                    None => (String::new(), Ok(None), None),
                },
                Holds::Zip(entries) => with_label(&top.label, entries.next(&self.guard)),
                Holds::Tar(entries) => with_label(&top.label, entries.next()),
            };
            match stream {
                Ok(None) => drop(self.stack.pop()),
                Ok(Some(stream)) => match self.look_into(&label, stream, archive, depth) {
                    Ok(None) => {}
                    Ok(Some(leaf)) => return Some(Ok(leaf)),
                    Err(error) => return Some(Err(Failure { label, error })),
                },
                Err(error) => return Some(Err(Failure { label, error })),
            }
        }
    }

    /// Takes compression off; gives a leaf, or puts an archive on the stack.
    fn look_into(
        &mut self,
        label: &str,
        mut stream: Stream,
        mut archive: Option<zip::Archive>,
        depth: usize,
    ) -> Result<Option<Leaf>, Error> {
        for layer in depth..=MAX_DEPTH {
            let (start, whole) = peek(stream);
            let holds = match Kind::of(&start) {
                Kind::Other => return Ok(Some(Leaf { label: label.to_owned(), start, stream: whole })),
                Kind::Unsupported(name) => return Err(Error::Unsupported(name)),
                Kind::Gzip => {
                    let inside = flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(SNIFF, whole));
                    (stream, archive) = (Box::new(self.guard.watch(inside)), None);
                    continue;
                }
                Kind::Zstd => {
                    let mut inside = zstd::stream::read::Decoder::new(whole)?;
                    let is_outermost = self.stack.len() == 1 && layer == depth;
                    inside.window_log_max(if is_outermost { MAX_WINDOW } else { MAX_INNER_WINDOW })?;
                    (stream, archive) = (Box::new(self.guard.watch(inside)), None);
                    continue;
                }
                Kind::Tar => Holds::Tar(tar::Entries::new(whole)),
                Kind::Zip => Holds::Zip(zip::Entries::new(match archive {
                    Some(archive) => archive,
                    None => self.in_memory(whole)?,
                })?),
            };
            self.stack.push(Frame { label: label.to_owned(), holds });
            return match self.stack.len() {
                // The input itself is the first frame.
                frames if frames <= MAX_DEPTH + 1 => Ok(None),
                _ => {
                    self.stack.pop();
                    Err(Error::TooDeep(MAX_DEPTH))
                }
            };
        }
        Err(Error::TooDeep(MAX_DEPTH))
    }

    /// Leaves an input that unpacks without end: its other entries are not looked at.
    fn give_up(&mut self) -> Failure {
        let label = self.stack.drain(..).next().map(|frame| frame.label).unwrap_or_default();
        Failure { label, error: guard::bomb().into() }
    }

    fn in_memory(&self, stream: Stream) -> Result<zip::Archive, Error> {
        let room = MAX_ZIP_IN_MEMORY.saturating_sub(self.stack.iter().map(Frame::memory).sum());
        let mut bytes = Vec::new();
        stream.take(room + 1).read_to_end(&mut bytes)?;
        match bytes.len() as u64 > room {
            true => Err(Error::TooLarge(MAX_ZIP_IN_MEMORY >> 20)),
            false => Ok(zip::Archive::Memory(zip::Bytes(Arc::new(bytes)))),
        }
    }
}

type Next = Option<(String, Result<Stream, Error>)>;

fn with_label(outer: &str, next: Next) -> (String, Result<Option<Stream>, Error>, Option<zip::Archive>) {
    match next {
        None => (String::new(), Ok(None), None),
        Some((name, stream)) => (format!("{outer}!{}", clean(&name)), stream.map(Some), None),
    }
}

/// How a stream starts, and the stream as it was. An error comes when it is read that far.
fn peek(mut stream: Stream) -> (Vec<u8>, Stream) {
    let mut start = Vec::new();
    let read = stream.by_ref().take(SNIFF as u64).read_to_end(&mut start);
    let head = Cursor::new(start.clone());
    match read {
        Ok(_) => (start, Box::new(head.chain(stream))),
        Err(error) => (start, Box::new(head.chain(Fails(Some(error))))),
    }
}

struct Fails(Option<io::Error>);

impl Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
