//! From a [`Block`] to events.

use crate::{BadRecord, Block, Event, Format, Paths, csv, elements, evtx, json, lines, w3c, xml, zeek};

/// Decodes blocks, one after another, with memory that it keeps between them. One per thread.
#[derive(Default)]
pub struct Decoder {
    paths: Paths,
    json: json::Scratch,
    lines: lines::Scratch,
}

impl Decoder {
    /// Calls `each` with every record of `block`, in order. The events borrow from the block and hold until
    /// the call returns.
    pub fn decode(&mut self, block: &mut Block, mut each: impl FnMut(&Paths, Result<Event<'_>, BadRecord>)) {
        for bad in std::mem::take(&mut block.refused) {
            each(&self.paths, Err(bad));
        }
        match block.format {
            Format::Evtx => evtx::decode(block, &mut self.paths, &mut self.json, &mut each),
            Format::JsonLines => json::decode_lines(block, &mut self.paths, &mut self.json, &mut each),
            Format::EventXml => xml::decode(block, &mut self.paths, &mut self.lines, &mut each),
            Format::ZeekTsv => zeek::decode(block, &mut self.paths, &mut self.lines, &mut each),
            Format::W3c => w3c::decode(block, &mut self.paths, &mut self.lines, &mut each),
            Format::Csv => csv::decode(block, &mut self.paths, &mut self.lines, &mut each),
            Format::Auditd | Format::Syslog | Format::AccessLog | Format::DnsLog | Format::Lines => {
                lines::decode(block, &mut self.paths, &mut self.lines, &mut each);
            }
            Format::Json => elements::decode(block, &mut self.paths, &mut self.json, &mut each),
        }
    }
}
