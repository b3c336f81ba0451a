//! JSON objects over any number of lines.

use super::{
    BLOCK, Found, MAX_RECORD, Resume, Scanner, only_refused, scanner::MAX_INDENT, too_large, window::Window,
};
use crate::{BadRecord, Block, Fault, Format, Position};
use std::io::Read;

/// How often, in one stream, the search for the next object starts over after one that has no end. Each time
/// may cost a look at [`MAX_RECORD`] bytes; this keeps a file made of open braces from costing minutes.
const MAX_RESUMES: u32 = 64;

pub(super) struct Cutter {
    scanner: Scanner,
    record: u64,
    resumes: u32,
}

impl Default for Cutter {
    fn default() -> Self {
        Cutter { scanner: Scanner::unwrapping(), record: 1, resumes: 0 }
    }
}

/// What the front of the window is.
enum Front {
    /// So many bytes, with so many objects in them, or things that should be objects.
    Whole(usize, u64),
    /// An object that starts here and does not end.
    Open(usize),
    /// Nothing whole has been written yet.
    Waiting,
    Nothing,
}

impl Cutter {
    pub(super) fn resume(&mut self, from: &Resume) {
        self.record = from.record.max(1);
        if let Some(indent) = from.broken {
            self.scanner = Scanner::broken(indent as usize);
        }
    }

    pub(super) fn leave(&self) -> Resume {
        let broken = self.scanner.indent_of_broken().map(|indent| indent as u32);
        Resume { record: self.record, broken, ..Resume::default() }
    }

    pub(super) fn cut(&mut self, window: &mut Window<impl Read>) -> Option<Block> {
        let mut refused = Vec::new();
        loop {
            match self.front(window) {
                Front::Whole(len, objects) => {
                    let (offset, first_record) = (window.offset(), self.record);
                    self.scanner.cut(len);
                    self.record += objects;
                    let bytes = window.take(len);
                    return Some(Block { offset, first_record, refused, ..Block::new(Format::Json, bytes) });
                }
                Front::Open(start) => refused.push(self.refuse(start, window)),
                Front::Waiting => return only_refused(Format::Json, window.offset(), refused),
                Front::Nothing => {
                    window.skip(usize::MAX);
                    return only_refused(Format::Json, window.offset(), refused);
                }
            }
        }
    }

    fn front(&mut self, window: &mut Window<impl Read>) -> Front {
        self.pass_what_is_broken(window);
        let mut want = BLOCK;
        loop {
            window.fill(want);
            if window.ended() {
                self.scanner.end();
            }
            let (end, objects) = self.scan(window.rest());
            let len = window.rest().len();
            match self.scanner.pending() {
                _ if objects > 0 => return Front::Whole(end, objects),
                Some(start) if window.ended() || len - start >= MAX_RECORD => return Front::Open(start),
                _ if window.is_dry() => return Front::Waiting,
                Some(start) => {
                    self.skip(start, window);
                    want = len - start + BLOCK;
                }
                None if window.ended() => return Front::Nothing,
                None => {
                    self.skip(self.scanner.at(), window);
                    want = window.rest().len() + BLOCK;
                }
            }
        }
    }

    /// After a broken object: goes on at the next one.
    fn pass_what_is_broken(&mut self, window: &mut Window<impl Read>) {
        while self.scanner.is_broken() {
            window.fill(BLOCK);
            let found = self.scanner.resume(window.rest());
            self.skip(self.scanner.at(), window);
            if !found && window.is_dry() {
                return;
            }
            if !found && window.ended() {
                window.skip(usize::MAX);
                self.scanner = Scanner::unwrapping();
            }
        }
    }

    /// Where the last whole object ends, and how many there are. A broken one is the last of its block, so
    /// that whoever decodes the block need not guess where the next one starts.
    fn scan(&mut self, text: &[u8]) -> (usize, u64) {
        let (mut end, mut objects) = (0, 0);
        while let Some(found) = self.scanner.next(text) {
            (end, objects) = (found.range().end, objects + 1);
            if self.scanner.is_broken() {
                break;
            }
        }
        (end, objects)
    }

    /// Passes over what no object will need; the blanks before one stay, they tell its indentation.
    fn skip(&mut self, len: usize, window: &mut Window<impl Read>) {
        let front = window.rest().get(..len).unwrap_or_default();
        let blanks =
            front.iter().rev().take(MAX_INDENT).take_while(|byte| byte.is_ascii_whitespace()).count();
        self.scanner.cut(len - blanks);
        window.skip(len - blanks);
    }

    /// Passes over the open object: to the next one, as far as that can be told, else to its own end.
    fn refuse(&mut self, start: usize, window: &mut Window<impl Read>) -> BadRecord {
        let position = Position { record: self.record, offset: window.offset() + start as u64 };
        let ended = window.ended();
        self.record += 1;
        if self.go_on_behind(window) {
            let detail = "the object has no end".into();
            return BadRecord { position, fault: Fault::Malformed, detail };
        }
        self.skip_object(window);
        match ended {
            true => {
                let detail = "the input ends inside the object".into();
                BadRecord { position, fault: Fault::Truncated, detail }
            }
            false => too_large(position.record, position.offset),
        }
    }

    fn go_on_behind(&mut self, window: &mut Window<impl Read>) -> bool {
        self.resumes += 1;
        let mut next = self.scanner.clone();
        let found = self.resumes <= MAX_RESUMES && next.resume(window.rest());
        if found {
            self.scanner = next;
            self.skip(self.scanner.at(), window);
        }
        found
    }

    fn skip_object(&mut self, window: &mut Window<impl Read>) {
        loop {
            if let Some(Found::Object(range)) = self.scanner.next(window.rest()) {
                self.scanner.cut(range.end);
                return window.skip(range.end);
            }
            let at = self.scanner.at();
            self.scanner.cut(at);
            window.skip(at);
            let left = window.rest().len();
            window.fill(BLOCK);
            if window.rest().len() == left {
                self.scanner = Scanner::unwrapping();
                return window.skip(usize::MAX);
            }
        }
    }
}
