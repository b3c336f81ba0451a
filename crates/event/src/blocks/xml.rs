//! Windows events as XML.

use super::{BLOCK, MAX_RECORD, Resume, only_refused, too_large, window::Window};
use crate::{BadRecord, Block, Fault, Format, Position};
use memchr::memmem;
use std::{io::Read, ops::Range};

const START: &[u8] = b"<Event";
const END: &[u8] = b"</Event>";

pub(super) struct Cutter {
    record: u64,
}

impl Default for Cutter {
    fn default() -> Self {
        Cutter { record: 1 }
    }
}

impl Cutter {
    pub(super) fn resume(&mut self, from: &Resume) {
        self.record = from.record.max(1);
    }

    pub(super) fn leave(&self) -> Resume {
        Resume { record: self.record, ..Resume::default() }
    }

    pub(super) fn cut(&mut self, window: &mut Window<impl Read>) -> Option<Block> {
        let mut refused = Vec::new();
        loop {
            let Some(len) = whole_events(window) else {
                refused.push(self.refuse(window));
                continue;
            };
            let (offset, first_record) = (window.offset(), self.record);
            if len == 0 {
                return only_refused(Format::EventXml, offset, refused);
            }
            let bytes = window.take(len);
            let events = Events::new(&bytes).count() as u64;
            // Ends without starts are no events; those may follow.
            if events > 0 {
                self.record += events;
                let truncated = !bytes.ends_with(END);
                let block = Block::new(Format::EventXml, bytes);
                return Some(Block { offset, first_record, truncated, refused, ..block });
            }
        }
    }

    fn refuse(&mut self, window: &mut Window<impl Read>) -> BadRecord {
        let start = Events::new(window.rest()).next().map(|event| event.bytes.start);
        let offset = window.offset() + start.unwrap_or(0) as u64;
        skip_event(window);
        match start {
            Some(_) => {
                self.record += 1;
                too_large(self.record - 1, offset)
            }
            None => BadRecord {
                position: Position { record: 0, offset },
                fault: Fault::Malformed,
                detail: "no event in what follows".into(),
            },
        }
    }
}

/// How many bytes of whole events the window starts with: all that is left at the end of the stream, none
/// where the first one is larger than a record may be.
fn whole_events(window: &mut Window<impl Read>) -> Option<usize> {
    let (mut searched, mut want) = (0, BLOCK);
    loop {
        window.fill(want);
        let fresh = window.rest().get(searched..).unwrap_or_default();
        if let Some(end) = memmem::rfind(fresh, END) {
            return Some(searched + end + END.len());
        }
        let len = window.rest().len();
        if window.ended() {
            return Some(len);
        }
        if len >= MAX_RECORD {
            return None;
        }
        if window.is_dry() {
            return Some(0);
        }
        searched = len.saturating_sub(END.len());
        want = len + BLOCK;
    }
}

/// Passes over what comes before the end of an event, and over that.
fn skip_event(window: &mut Window<impl Read>) {
    loop {
        if let Some(end) = memmem::find(window.rest(), END) {
            return window.skip(end + END.len());
        }
        if window.ended() || window.is_dry() {
            return window.skip(usize::MAX);
        }
        window.skip(window.rest().len().saturating_sub(END.len()));
        window.fill(BLOCK);
    }
}

/// Where the events of a text are. Whatever stands around them is passed over.
pub(crate) struct Events<'a> {
    text: &'a [u8],
    at: usize,
    /// Where the last end that was looked for is. Kept, so that starts without end do not cost a search each.
    end: Option<usize>,
}

/// One of them.
pub(crate) struct EventText {
    pub(crate) bytes: Range<usize>,
    /// Whether its end is there.
    pub(crate) whole: bool,
}

impl<'a> Events<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Events { text, at: 0, end: end_after(text, 0) }
    }

    /// Where the next event starts: `<EventData>` is none.
    fn start(&self, from: usize) -> Option<usize> {
        let rest = self.text.get(from..)?;
        memmem::find_iter(rest, START).map(|start| from + start).find(|start| {
            let next = self.text.get(start + START.len());
            next.is_some_and(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace())
        })
    }
}

impl Iterator for Events<'_> {
    type Item = EventText;

    /// An event that another one starts inside of has lost its end.
    fn next(&mut self) -> Option<EventText> {
        let start = self.start(self.at)?;
        while self.end.is_some_and(|end| end <= start) {
            self.end = end_after(self.text, start);
        }
        let next = self.start(start + START.len());
        let lost = next.filter(|&next| self.end.is_none_or(|end| next < end));
        self.at = lost.or(self.end).unwrap_or(self.text.len());
        Some(EventText { bytes: start..self.at, whole: self.end == Some(self.at) })
    }
}

fn end_after(text: &[u8], from: usize) -> Option<usize> {
    let found = memmem::find(text.get(from..)?, END)?;
    Some(from + found + END.len())
}
