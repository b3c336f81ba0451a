//! The bytes of a file, as UTF-8 without a mark at the start.

use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// How much of a file is looked at to tell what it is.
pub(crate) const SNIFF: usize = 64 << 10;

/// The size of the buffer behind that: a file is read in few calls.
const BUFFER: usize = 256 << 10;

/// A file that has been looked at and will be read from the start.
pub(crate) struct Opened<R> {
    /// Its first bytes, [`SNIFF`] if there are as many.
    pub(crate) start: Vec<u8>,
    rest: Utf8<R>,
}

impl<R: Read> Opened<R> {
    pub(crate) fn new(input: R) -> io::Result<Self> {
        let mut rest = Utf8::new(input)?;
        let mut start = Vec::new();
        (&mut rest).take(SNIFF as u64).read_to_end(&mut start)?;
        Ok(Self { start, rest })
    }

    /// The whole, from its first byte.
    pub(crate) fn into_reader(self) -> impl BufRead {
        BufReader::with_capacity(BUFFER, Cursor::new(self.start).chain(self.rest))
    }
}

/// UTF-8 as it is, UTF-16 (as PowerShell writes it) in UTF-8. Anything else is handed on: what is not UTF-8 is found line by line.
struct Utf8<R> {
    input: R,
    /// Bytes of the start that are not a mark.
    unread: Vec<u8>,
    decoder: Option<Decoder>,
    decoded: Cursor<Vec<u8>>,
}

impl<R: Read> Utf8<R> {
    fn new(mut input: R) -> io::Result<Self> {
        let mut start = Vec::new();
        (&mut input).take(3).read_to_end(&mut start)?;
        let (mark, decoder) = match &*start {
            [0xEF, 0xBB, 0xBF] => (3, None),
            [0xFF, 0xFE, ..] => (2, Some(UTF_16LE.new_decoder_without_bom_handling())),
            [0xFE, 0xFF, ..] => (2, Some(UTF_16BE.new_decoder_without_bom_handling())),
            _ => (0, None),
        };
        Ok(Self { input, unread: start.split_off(mark), decoder, decoded: Cursor::default() })
    }

    fn raw(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.unread.is_empty() || to.is_empty() {
            return self.input.read(to);
        }
        let count = self.unread.as_slice().read(to)?;
        self.unread.drain(..count);
        Ok(count)
    }

    /// Decodes the next piece; whether there was one.
    fn decode(&mut self) -> io::Result<bool> {
        let mut raw = vec![0; BUFFER];
        let count = self.raw(&mut raw)?;
        let Some(decoder) = &mut self.decoder else { return Ok(false) };
        let mut text = String::with_capacity(decoder.max_utf8_buffer_length(count).unwrap_or(0));
        let _ = decoder.decode_to_string(raw.get(..count).unwrap_or_default(), &mut text, count == 0);
        if count == 0 {
            self.decoder = Some(UTF_8.new_decoder_without_bom_handling());
        }
        self.decoded = Cursor::new(text.into_bytes());
        Ok(count > 0 || !self.decoded.get_ref().is_empty())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.decoder.is_none() {
            return self.raw(to);
        }
        loop {
            let count = self.decoded.read(to)?;
            if count > 0 || to.is_empty() || !self.decode()? {
                return Ok(count);
            }
        }
    }
}
