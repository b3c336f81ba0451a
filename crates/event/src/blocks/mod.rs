//! Cutting a stream into [`Block`]s of whole records, in bounded memory.
//!
//! Cutting is done by one thread at a time (the stream has one end) and decoding by many, so what happens
//! here is the least that finds where a record ends: nothing is parsed.

mod between;
mod chunks;
mod csv;
mod headed;
mod json;
mod lines;
mod resume;
mod scanner;
mod window;
mod wrapper;
mod xml;

pub use resume::Resume;
pub(crate) use scanner::{Found, Scanner};
pub(crate) use window::utf16;
pub(crate) use wrapper::{is_wrapper, starts_wrapper};
pub(crate) use xml::Events;

use crate::{BadRecord, Block, Fault, Format, Position};
use std::io::{self, Read};
use window::Window;

/// About how many bytes a block has: large enough that handing it to another thread costs nothing, small
/// enough that a dozen of them in flight are no memory to speak of.
pub const BLOCK: usize = 1 << 20;

/// How many bytes a record may have. Windows and Linux write records of kilobytes; a JSON document that is
/// one record may be large. Past it the record is refused, skipped to its end, and the next one goes on.
pub const MAX_RECORD: usize = 16 << 20;

/// Cuts what `R` yields into blocks. See [`Blocks::next`].
pub struct Blocks<R> {
    window: Window<R>,
    cutter: Cutter,
    /// Behind the last block.
    left: Resume,
}

enum Cutter {
    Lines(lines::Cutter),
    Json(json::Cutter),
    Xml(xml::Cutter),
    Headed(headed::Cutter),
    Csv(csv::Cutter),
    Chunks(chunks::Cutter),
}

impl<R: Read> Blocks<R> {
    /// A stream of the given format. A UTF-8 byte order mark is skipped; UTF-16 text with a byte order mark
    /// is turned into UTF-8, and offsets are then those of the UTF-8.
    pub fn new(reader: R, format: Format) -> Self {
        let window = match format {
            Format::Evtx => Window::binary(reader),
            _ => Window::text(reader),
        };
        Blocks { window, cutter: Cutter::new(format), left: Resume::default() }
    }

    /// The same stream again, of which `reader` stands where [`Blocks::left`] said before.
    pub fn resume(reader: R, format: Format, from: &Resume) -> Self {
        if from.offset == 0 {
            return Blocks::new(reader, format);
        }
        let mut cutter = Cutter::new(format);
        cutter.resume(from);
        Blocks { window: Window::resumed(reader, from.offset), cutter, left: from.clone() }
    }

    /// Takes the end of the reader for the end for now: a record that it cuts off is not handed out. Not for EVTX, whose chunks
    /// change in place.
    #[must_use]
    pub fn following(mut self) -> Self {
        self.window.follow();
        self
    }

    /// Passes over all that was handed out before, where the reader can only be read from its start.
    ///
    /// # Errors
    /// What the reader says. A stream that is shorter than that has nothing more to hand out.
    pub fn pass_to(&mut self, from: &Resume) -> io::Result<()> {
        while self.window.offset() < from.offset {
            self.window.fill(1);
            if self.window.rest().is_empty() {
                break;
            }
            let left = usize::try_from(from.offset - self.window.offset()).unwrap_or(usize::MAX);
            self.window.skip(left);
        }
        if from.offset > 0 {
            self.cutter.resume(from);
        }
        self.left = from.clone();
        self.window.take_error().map_or(Ok(()), Err)
    }

    /// Where to go on later: behind the last block that was handed out.
    pub fn left(&self) -> Resume {
        self.left.clone()
    }

    /// The next block, none at the end.
    ///
    /// # Errors
    /// What the reader says. It comes last: what was read before the error has been handed out by then, and
    /// after it the stream has ended.
    #[expect(clippy::should_implement_trait, reason = "io::Result outside, so that `?` reads well")]
    pub fn next(&mut self) -> io::Result<Option<Block>> {
        let block = self.cutter.cut(&mut self.window);
        if let Some(block) = &block {
            // What was passed over behind the last record is looked at again: what it is may depend on what stood before it.
            let offset = match block.bytes.len() as u64 {
                0 => self.window.offset(),
                len => block.offset + len,
            };
            self.left = Resume { offset, ..self.cutter.leave() };
        }
        match (block, self.window.take_error()) {
            (None, Some(error)) => Err(error),
            (block, error) => {
                self.window.put_error(error);
                Ok(block)
            }
        }
    }

    /// How many bytes of the stream have been handed out or passed over.
    pub fn offset(&self) -> u64 {
        self.window.offset()
    }
}

impl Cutter {
    fn new(format: Format) -> Self {
        match format {
            Format::JsonLines
            | Format::Auditd
            | Format::Syslog
            | Format::AccessLog
            | Format::DnsLog
            | Format::Lines => Cutter::Lines(lines::Cutter::new(format)),
            Format::Json => Cutter::Json(json::Cutter::default()),
            Format::EventXml => Cutter::Xml(xml::Cutter::default()),
            Format::ZeekTsv | Format::W3c => Cutter::Headed(headed::Cutter::new(format)),
            Format::Csv => Cutter::Csv(csv::Cutter::default()),
            Format::Evtx => Cutter::Chunks(chunks::Cutter::default()),
        }
    }

    fn cut(&mut self, window: &mut Window<impl Read>) -> Option<Block> {
        match self {
            Cutter::Lines(cutter) => cutter.cut(window),
            Cutter::Json(cutter) => cutter.cut(window),
            Cutter::Xml(cutter) => cutter.cut(window),
            Cutter::Headed(cutter) => cutter.cut(window),
            Cutter::Csv(cutter) => cutter.cut(window),
            Cutter::Chunks(cutter) => cutter.cut(window),
        }
    }

    fn resume(&mut self, from: &Resume) {
        match self {
            Cutter::Lines(cutter) => cutter.resume(from),
            Cutter::Json(cutter) => cutter.resume(from),
            Cutter::Xml(cutter) => cutter.resume(from),
            Cutter::Headed(cutter) => cutter.resume(from),
            Cutter::Csv(cutter) => cutter.resume(from),
            Cutter::Chunks(cutter) => cutter.resume(),
        }
    }

    fn leave(&self) -> Resume {
        match self {
            Cutter::Lines(cutter) => cutter.leave(),
            Cutter::Json(cutter) => cutter.leave(),
            Cutter::Xml(cutter) => cutter.leave(),
            Cutter::Headed(cutter) => cutter.leave(),
            Cutter::Csv(cutter) => cutter.leave(),
            Cutter::Chunks(_) => Resume::default(),
        }
    }
}

/// The block that carries only what was refused, if anything was.
fn only_refused(format: Format, offset: u64, refused: Vec<BadRecord>) -> Option<Block> {
    (!refused.is_empty()).then(|| Block { offset, refused, ..Block::new(format, Vec::new()) })
}

fn too_large(record: u64, offset: u64) -> BadRecord {
    let detail = format!("more than {} MiB", MAX_RECORD >> 20);
    BadRecord { position: Position { record, offset }, fault: Fault::TooLarge, detail }
}
