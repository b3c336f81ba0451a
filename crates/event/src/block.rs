//! A piece of a stream that can be decoded on its own.

use crate::BadRecord;
use std::{fmt, sync::Arc};

/// How records are written down. What they are about (Windows, Zeek, Linux ...) is told by their fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Windows event log, binary.
    Evtx,
    /// One JSON object a line.
    JsonLines,
    /// JSON objects one after another or in arrays, over any number of lines.
    Json,
    /// Windows events as XML, in a root element or not.
    EventXml,
    /// Zeek's tab-separated logs with their `#` header.
    ZeekTsv,
    /// The Linux audit log.
    Auditd,
    /// Syslog of RFC 3164 or RFC 5424, Sysmon for Linux and auditd inside syslog included.
    Syslog,
    /// Access logs of web servers: the Common and the Combined Log Format.
    AccessLog,
    /// The W3C's extended log file format with its `#Fields:` line, as IIS writes it.
    W3c,
    /// Logs of DNS servers: BIND's queries, the debug log of Windows, unbound's own file.
    DnsLog,
    /// Tables whose first row names the columns, apart by commas, semicolons, tabs or bars.
    Csv,
    /// Text of which nothing else is known, a line an event.
    Lines,
}

impl Format {
    /// The format of a name, the opposite of [`Format::as_str`].
    pub fn of(name: &str) -> Option<Self> {
        let all = [
            Format::Evtx,
            Format::JsonLines,
            Format::Json,
            Format::EventXml,
            Format::ZeekTsv,
            Format::Auditd,
            Format::Syslog,
            Format::AccessLog,
            Format::W3c,
            Format::DnsLog,
            Format::Csv,
            Format::Lines,
        ];
        all.into_iter().find(|format| format.as_str() == name)
    }

    /// The name in flags and summaries.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Evtx => "evtx",
            Format::JsonLines => "jsonl",
            Format::Json => "json",
            Format::EventXml => "xml",
            Format::ZeekTsv => "zeek-tsv",
            Format::Auditd => "auditd",
            Format::Syslog => "syslog",
            Format::AccessLog => "access-log",
            Format::W3c => "w3c",
            Format::DnsLog => "dns-log",
            Format::Csv => "csv",
            Format::Lines => "lines",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Whole records of one stream, and where they stood in it.
#[derive(Clone, Debug)]
pub struct Block {
    /// How they are written.
    pub format: Format,
    /// The records. Decoding may write into it (JSON unescapes in place).
    pub bytes: Vec<u8>,
    /// Where the first byte stood in the decompressed stream.
    pub offset: u64,
    /// The number of the first record, where the format has no numbers of its own.
    pub first_record: u64,
    /// The header that the records stand under, verbatim: the lines of Zeek and of the W3C, the first row of a table.
    pub header: Option<Arc<str>>,
    /// Whether the stream ended inside the last record, or may have: a last line without its end.
    pub truncated: bool,
    /// Of EVTX: records whose number in their header is not larger than this were taken before, and are passed over.
    pub after: u64,
    /// What stood before the first record and could not be cut into records.
    pub refused: Vec<BadRecord>,
}

impl Block {
    /// A block at the start of a stream, with nothing special about it.
    pub fn new(format: Format, bytes: Vec<u8>) -> Self {
        let refused = Vec::new();
        Block { format, bytes, offset: 0, first_record: 1, header: None, truncated: false, after: 0, refused }
    }
}
