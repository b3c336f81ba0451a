//! The part of a stream that is in memory: read at its end, cut off at its front.

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// How much UTF-16 is read at once.
const UTF16_STEP: u64 = 64 << 10;

pub(super) struct Window<R> {
    reader: R,
    /// Set where the stream is UTF-16 and `bytes` is its UTF-8.
    utf16: Option<Decoder>,
    bytes: Vec<u8>,
    /// Where what is left of `bytes` starts.
    start: usize,
    /// Where that stands in the stream.
    offset: u64,
    /// Whether the end of the reader is only the end for now.
    follows: bool,
    state: State,
    error: Option<io::Error>,
}

#[derive(PartialEq)]
enum State {
    /// The byte order mark has not been looked for.
    New,
    Open,
    /// More may be written later.
    Dry,
    Ended,
}

impl<R: Read> Window<R> {
    pub(super) fn binary(reader: R) -> Self {
        let state = State::Open;
        Window {
            reader,
            utf16: None,
            bytes: Vec::new(),
            start: 0,
            offset: 0,
            follows: false,
            state,
            error: None,
        }
    }

    pub(super) fn text(reader: R) -> Self {
        Window { state: State::New, ..Window::binary(reader) }
    }

    /// A stream whose reader stands at `offset`, behind any byte order mark.
    pub(super) fn resumed(reader: R, offset: u64) -> Self {
        Window { offset, ..Window::binary(reader) }
    }

    /// Takes the end of the reader for the end for now.
    pub(super) fn follow(&mut self) {
        self.follows = true;
    }

    /// Reads until [`Window::rest`] has at least `len` bytes or the stream has ended, in an error or not.
    pub(super) fn fill(&mut self, len: usize) {
        if self.state == State::New {
            self.skip_byte_order_mark();
        }
        self.forget_what_was_cut();
        while self.bytes.len() - self.start < len && self.state == State::Open {
            let want = len - (self.bytes.len() - self.start);
            let read = match self.utf16.take() {
                None => self.reader.by_ref().take(want as u64).read_to_end(&mut self.bytes),
                Some(decoder) => self.read_utf16(decoder),
            };
            match read {
                Ok(0) => self.state = self.over(),
                Ok(_) => {}
                Err(error) => (self.error, self.state) = (Some(error), self.over()),
            }
        }
    }

    fn skip_byte_order_mark(&mut self) {
        self.state = State::Open;
        let read = self.reader.by_ref().take(3).read_to_end(&mut self.bytes);
        if let Err(error) = read {
            (self.error, self.state) = (Some(error), self.over());
        }
        if self.bytes == [0xEF, 0xBB, 0xBF] {
            self.bytes.clear();
            self.offset = 3;
        } else if let Some(encoding) = utf16(&self.bytes) {
            let raw = std::mem::take(&mut self.bytes);
            let mut decoder = encoding.new_decoder_with_bom_removal();
            decode(&mut decoder, &raw, &mut self.bytes, false);
            self.utf16 = Some(decoder);
        }
    }

    /// What the end of the reader is.
    fn over(&self) -> State {
        if self.follows { State::Dry } else { State::Ended }
    }

    /// Reads on in UTF-16; says how many bytes were read. An error of the reader is kept for the next call.
    fn read_utf16(&mut self, mut decoder: Decoder) -> io::Result<usize> {
        let mut raw = Vec::new();
        let read = self.reader.by_ref().take(UTF16_STEP).read_to_end(&mut raw);
        decode(&mut decoder, &raw, &mut self.bytes, raw.is_empty());
        self.utf16 = Some(decoder);
        read
    }

    /// Moves what is left to the front, where that is cheap beside what it frees.
    fn forget_what_was_cut(&mut self) {
        if self.start > self.bytes.len() / 2 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
    }

    /// What has been read and not cut off.
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// Whether [`Window::rest`] is all there is.
    pub(super) fn ended(&self) -> bool {
        self.state == State::Ended
    }

    /// Whether [`Window::rest`] is all there is for now.
    pub(super) fn is_dry(&self) -> bool {
        self.state == State::Dry
    }

    /// Where [`Window::rest`] starts in the stream.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    pub(super) fn skip(&mut self, len: usize) {
        let len = len.min(self.rest().len());
        self.start += len;
        self.offset += len as u64;
    }

    /// Cuts off the first `len` bytes. The smaller side is copied.
    pub(super) fn take(&mut self, len: usize) -> Vec<u8> {
        let len = len.min(self.rest().len());
        if len < self.rest().len() / 2 {
            let front = self.rest().get(..len).unwrap_or_default().to_vec();
            self.skip(len);
            return front;
        }
        let mut tail = Vec::with_capacity(self.bytes.len().min(super::BLOCK * 5 / 4));
        tail.extend_from_slice(self.rest().get(len..).unwrap_or_default());
        let mut front = std::mem::replace(&mut self.bytes, tail);
        front.truncate(self.start + len);
        front.drain(..self.start);
        (self.start, self.offset) = (0, self.offset + len as u64);
        front
    }

    pub(super) fn take_error(&mut self) -> Option<io::Error> {
        self.error.take()
    }

    pub(super) fn put_error(&mut self, error: Option<io::Error>) {
        self.error = error;
    }
}

/// The encoding that a byte order mark of UTF-16 tells.
pub(crate) fn utf16(start: &[u8]) -> Option<&'static Encoding> {
    match start {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        _ => None,
    }
}

fn decode(decoder: &mut Decoder, raw: &[u8], into: &mut Vec<u8>, last: bool) {
    let old = into.len();
    // Room for the worst case; a stream of gigabytes is decoded in steps far from overflow.
    let room = decoder.max_utf8_buffer_length(raw.len()).unwrap_or(0);
    into.resize(old + room, 0);
    let (_, _, written, _) = decoder.decode_to_utf8(raw, into.get_mut(old..).unwrap_or_default(), last);
    into.truncate(old + written);
}
