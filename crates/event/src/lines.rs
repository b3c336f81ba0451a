//! The formats of one record a line, as far as they are alike.

use crate::{
    Block, Event, Field, Format, Paths, Position, access_log, auditd, dns,
    each::{Each, recycle},
    plain,
    record::{Record, Refusal},
    syslog,
};
use bumpalo::Bump;
use memchr::memchr;

/// Memory that is kept from record to record.
#[derive(Default)]
pub(crate) struct Scratch {
    pub(crate) bump: Bump,
    fields: Vec<Field<'static>>,
}

/// Decodes a block of lines of which each tells all that there is to know of it.
pub(crate) fn decode(block: &Block, paths: &mut Paths, scratch: &mut Scratch, each: &mut Each<'_>) {
    let parse: Parse = match block.format {
        Format::Auditd => auditd::parse_line,
        Format::AccessLog => access_log::parse,
        Format::DnsLog => dns::parse,
        Format::Lines => plain::parse,
        _ => syslog::parse,
    };
    for (position, line) in Lines::new(block) {
        scratch
            .record(position, line, paths, each, |record, line, bump| parse(utf8(line, bump), bump, record));
    }
}

type Parse = for<'a> fn(&'a str, &'a Bump, &mut Record<'a, '_>) -> Result<(), Refusal>;

impl Scratch {
    /// Has `parse` put one record together from its bytes, and hands it on.
    pub(crate) fn record(
        &mut self,
        position: Position,
        bytes: &[u8],
        paths: &mut Paths,
        each: &mut Each<'_>,
        parse: impl for<'a> FnOnce(&mut Record<'a, '_>, &'a [u8], &'a Bump) -> Result<(), Refusal>,
    ) {
        paths.keep_in_bounds();
        self.bump.reset();
        let mut record = Record::new(paths, recycle(std::mem::take(&mut self.fields)));
        let parsed = parse(&mut record, bytes, &self.bump);
        let fields = record.fields;
        match parsed {
            Ok(()) => each(paths, Ok(Event { position, fields: &fields })),
            Err(refusal) => each(paths, Err(refusal.at(position))),
        }
        self.fields = recycle(fields);
    }
}

/// The text of a line. Logs of the syslog kind are in no declared encoding: bytes that are no UTF-8 become
/// replacement characters, and the record is kept.
pub(crate) fn utf8<'a>(line: &'a [u8], bump: &'a Bump) -> &'a str {
    match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(_) => bump.alloc_str(&String::from_utf8_lossy(line)),
    }
}

/// What stands before the first such byte, an ASCII one, and what after it. The standard library's search for
/// a character costs twice as much on the short pieces that lines are made of.
#[inline]
pub(crate) fn split_at(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = memchr(byte, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The value of a hexadecimal digit, of any other byte nothing in particular.
pub(crate) fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20).wrapping_sub(b'a').wrapping_add(10),
    }
}

/// The lines of a block that are not blank, without their ends, and where they stood.
pub(crate) struct Lines<'a> {
    rest: &'a [u8],
    next: Position,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(block: &'a Block) -> Self {
        let next = Position { record: block.first_record, offset: block.offset };
        Lines { rest: &block.bytes, next }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (Position, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let end = memchr(b'\n', self.rest);
            let len = end.map_or(self.rest.len(), |end| end + 1);
            let (line, rest) = self.rest.split_at_checked(len)?;
            let position = self.next;
            self.rest = rest;
            self.next = Position { record: position.record + 1, offset: position.offset + len as u64 };
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.trim_ascii_end().is_empty() {
                return Some((position, line));
            }
        }
        None
    }
}
