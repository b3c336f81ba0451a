//! A visit to a file: its new records, block by block.

use super::{
    FileId, Follow, News, Position, Print, Stream,
    chunks::{self, Fresh},
    listing::Look,
};
use crate::open::{Failure, Leaf, Open, Stream as Bytes};
use event::{Block, Blocks, Format, Resume, sniff};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Take},
    sync::Arc,
    vec,
};

/// How many bytes of a plain file are read in one visit, so that a large one does not keep all others waiting. More than a record may
/// have, so that each visit gets on.
const VISIT: u64 = 64 << 20;

/// The new records of one file.
#[derive(Debug)]
pub(super) struct Visit {
    id: FileId,
    position: Position,
    records: Records,
}

enum Records {
    Plain(Arc<Stream>, Box<Blocks<Take<Reader>>>),
    Chunks(Arc<Stream>, Arc<File>, vec::IntoIter<Fresh>),
    Packed(Box<Packed>),
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Records::Plain(..) => "Plain",
            Records::Chunks(..) => "Chunks",
            Records::Packed(..) => "Packed",
        })
    }
}

/// A file from where it stands on.
pub(super) struct Reader(Arc<File>);

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        (&*self.0).read(into)
    }
}

/// A packed file that is being read.
struct Packed {
    open: Open,
    look: Look,
    /// The number of the stream that comes next.
    next: u32,
    current: Option<(Arc<Stream>, Blocks<Bytes>)>,
    failed: bool,
}

impl Visit {
    /// A plain file behind its position; with `is_last`, to its very end.
    pub(super) fn plain(id: FileId, open: Arc<File>, position: Position, is_last: bool) -> io::Result<Self> {
        let format = position.format.unwrap_or(Format::Lines);
        (&*open).seek(SeekFrom::Start(position.at.offset))?;
        let blocks = Blocks::resume(Reader(open).take(VISIT), format, &position.at);
        let blocks = if is_last { blocks } else { blocks.following() };
        let stream = stream(&position, position.path.clone(), format);
        Ok(Visit { id, position, records: Records::Plain(stream, Box::new(blocks)) })
    }

    /// The chunks of an EVTX file.
    pub(super) fn chunks(id: FileId, open: Arc<File>, position: Position, fresh: Vec<Fresh>) -> Self {
        let stream = stream(&position, position.path.clone(), Format::Evtx);
        Visit { id, position, records: Records::Chunks(stream, open, fresh.into_iter()) }
    }

    /// What is in a packed file.
    pub(super) fn packed(id: FileId, open: Open, position: Position, look: Look) -> Self {
        let packed = Packed { open, look, next: 0, current: None, failed: false };
        Visit { id, position, records: Records::Packed(Box::new(packed)) }
    }
}

/// What people call a stream is made of what it is called now.
fn stream(position: &Position, label: Arc<str>, format: Format) -> Arc<Stream> {
    Arc::new(Stream { id: position.stream, label, watch: position.watch.clone(), format })
}

impl Follow {
    /// Gets on with a visit.
    pub(super) fn go_on(&mut self, visit: Visit) {
        let Visit { id, mut position, records } = visit;
        let records = match records {
            Records::Plain(stream, blocks) => self.plain(id, &mut position, stream, blocks),
            Records::Chunks(stream, open, fresh) => self.chunks(id, &mut position, stream, open, fresh),
            Records::Packed(packed) => self.packed(&mut position, packed),
        };
        self.visit = records.map(|records| Visit { id, position, records });
    }

    fn hand_out(&mut self, stream: Arc<Stream>, block: Block, position: &Position) {
        self.known.put(position.clone());
        self.news.push_back(News::Block { stream, block, position: position.clone() });
    }

    fn plain(
        &mut self,
        id: FileId,
        position: &mut Position,
        stream: Arc<Stream>,
        mut blocks: Box<Blocks<Take<Reader>>>,
    ) -> Option<Records> {
        match blocks.next() {
            Ok(Some(block)) => {
                position.at = blocks.left();
                // Where nothing was handed out but what was refused, the bytes before the place are not at hand.
                position.tail = Print::of_end(&block.bytes);
                self.hand_out(stream.clone(), block, position);
                Some(Records::Plain(stream, blocks))
            }
            Ok(None) => {
                self.known.put(position.clone());
                let file = self.files.get_mut(&id)?;
                if position.at.offset > 0 && file.look.size > position.at.offset + VISIT / 2 {
                    file.visited = None;
                    self.queue.push_back(id);
                }
                None
            }
            Err(error) => {
                self.fail(id, error);
                None
            }
        }
    }

    fn chunks(
        &mut self,
        id: FileId,
        position: &mut Position,
        stream: Arc<Stream>,
        open: Arc<File>,
        mut fresh: vec::IntoIter<Fresh>,
    ) -> Option<Records> {
        let next = fresh.next()?;
        match chunks::block(&open, next, position.at.record) {
            Ok((block, last, print)) => {
                position.at = Resume {
                    offset: block.offset,
                    record: last.max(position.at.record),
                    ..Resume::default()
                };
                position.tail = print;
                self.hand_out(stream.clone(), block, position);
                Some(Records::Chunks(stream, open, fresh))
            }
            Err(error) => {
                self.fail(id, error);
                None
            }
        }
    }

    fn packed(&mut self, position: &mut Position, mut packed: Box<Packed>) -> Option<Records> {
        let Some((stream, mut blocks)) = packed.current.take() else {
            return self.next_leaf(position, packed);
        };
        match blocks.next() {
            Ok(Some(block)) => {
                position.at = blocks.left();
                position.tail = Print::default();
                self.hand_out(stream.clone(), block, position);
                packed.current = Some((stream, blocks));
            }
            Ok(None) => self.end_leaf(position, &packed),
            Err(error) => {
                packed.failed = true;
                self.news.push_back(News::Failed { label: stream.label.to_string(), error: error.into() });
            }
        }
        Some(Records::Packed(packed))
    }

    /// The stream that ended is not read again.
    fn end_leaf(&mut self, position: &mut Position, packed: &Packed) {
        if !packed.failed {
            (position.leaf, position.at) = (packed.next, Resume::default());
        }
    }

    fn next_leaf(&mut self, position: &mut Position, mut packed: Box<Packed>) -> Option<Records> {
        match packed.open.next() {
            None => {
                position.done = Some((packed.look.size, packed.look.modified));
                self.known.put(position.clone());
                self.news.push_back(News::Moved(position.clone()));
                return None;
            }
            Some(Err(Failure { label, error })) => {
                // It comes where a stream would, so that those behind it keep their numbers.
                packed.next += 1;
                self.news.push_back(News::Failed { label, error });
            }
            Some(Ok(leaf)) => self.start_leaf(position, &mut packed, leaf),
        }
        Some(Records::Packed(packed))
    }

    fn start_leaf(&mut self, position: &mut Position, packed: &mut Packed, leaf: Leaf) {
        let number = packed.next;
        packed.next += 1;
        if number < position.leaf {
            return;
        }
        let Leaf { label, start, stream: bytes } = leaf;
        // A stream that was followed before it was packed keeps its format.
        let known = position.format.filter(|_| number == 0);
        let Some(format) = known.or_else(|| sniff(&start)) else {
            if !start.is_empty() {
                self.news.push_back(News::Unrecognised { label });
            }
            return;
        };
        let mut blocks = Blocks::new(bytes, format);
        if number == position.leaf && position.at.offset > 0 {
            if let Err(error) = blocks.pass_to(&position.at) {
                return self.news.push_back(News::Failed { label, error: error.into() });
            }
        } else {
            (position.leaf, position.at) = (number, Resume::default());
        }
        packed.current = Some((stream(position, label.into(), format), blocks));
    }
}
