//! What a stream is, told from how it starts.
//!
//! Every line has a vote, so that one broken line (a log that was cut off in front, a banner) does not
//! decide. The name of a file never does.

use crate::{
    Format,
    blocks::{Found, Scanner, is_wrapper, starts_wrapper, utf16},
    line_kind::{
        is_access_log, is_audit, is_dns_header, is_dns_log, is_syslog, is_w3c_header, is_zeek_header,
    },
    table::is_table,
};
use memchr::memmem;
use std::borrow::Cow;

/// How much of a stream is looked at; more may be given.
pub const SNIFF: usize = 64 << 10;

/// How many lines vote.
const LINES: usize = 200;

/// The format of a stream that starts with these bytes, none where it is none that detente reads.
/// [`SNIFF`] bytes are enough.
///
/// ```
/// use event::{Format, sniff};
/// assert_eq!(sniff(b"type=CWD msg=audit(1364481363.243:24287): cwd=\"/\"\n"), Some(Format::Auditd));
/// ```
pub fn sniff(start: &[u8]) -> Option<Format> {
    let start = start.get(..SNIFF).unwrap_or(start);
    if start.starts_with(b"ElfFile\0") {
        return Some(Format::Evtx);
    }
    let text = as_utf8(start);
    let of_text = is_event_xml(&text).then_some(Format::EventXml).or_else(|| elect(&text));
    let of_chunks = || has_chunk(start).then_some(Format::Evtx);
    of_text.or_else(of_chunks).or_else(|| is_text(&text).then_some(Format::Lines))
}

/// Whether there are hardly any bytes that text does not have. Some are borne: a stranger can have a byte logged, and must not
/// hide a whole log by it. Text of one byte a character is text too.
fn is_text(text: &[u8]) -> bool {
    let controls =
        text.iter().filter(|&&byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B));
    let strange = text.utf8_chunks().map(|chunk| chunk.invalid().len()).sum::<usize>();
    !text.trim_ascii().is_empty() && controls.count() * 50 <= text.len() && strange * 8 <= text.len()
}

/// Whether there is a chunk of an EVTX file that has lost its start. Asked last: a line of a log can be made
/// to contain the magic number, to have the whole log read as what it is not.
fn has_chunk(start: &[u8]) -> bool {
    memmem::find(start, b"ElfChnk\0").is_some()
}

fn as_utf8(start: &[u8]) -> Cow<'_, [u8]> {
    match (utf16(start), start) {
        (Some(encoding), _) => Cow::Owned(encoding.decode(start).0.into_owned().into_bytes()),
        (None, [0xEF, 0xBB, 0xBF, text @ ..]) => Cow::Borrowed(text),
        (None, text) => Cow::Borrowed(text),
    }
}

/// Whether an element that starts a line is an event, or is the root or the prolog above one.
fn is_event_xml(text: &[u8]) -> bool {
    lines(text).any(|line| {
        [&b"<Event>"[..], b"<Event ", b"<Events>", b"<Events "].iter().any(|tag| line.starts_with(tag))
            || (line.starts_with(b"<?xml") && memmem::find(text, b"<Event").is_some())
    })
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).take(LINES)
}

#[derive(Default)]
struct Votes {
    zeek: usize,
    w3c: usize,
    auditd: usize,
    syslog: usize,
    access: usize,
    dns: usize,
    /// Lines that start the debug log of a DNS server.
    dns_starts: usize,
    /// Lines that are one JSON object.
    objects: usize,
    /// Those of them that only wrap records.
    wrappers: usize,
    /// Lines that look like a part of a JSON text.
    parts: usize,
    all: usize,
    /// The last line is an object longer than what is looked at.
    long: bool,
}

fn elect(text: &[u8]) -> Option<Format> {
    let mut votes = Votes::default();
    lines(text).for_each(|line| votes.count(line));
    votes.count_cut(text);
    let json = votes.objects + votes.parts;
    let (format, count) = [
        (votes.json(text), json),
        (Some(Format::AccessLog), votes.access),
        (Some(Format::DnsLog), votes.dns),
        (Some(Format::Auditd), votes.auditd),
        (Some(Format::Syslog), votes.syslog),
    ]
    .into_iter()
    .rev()
    .max_by_key(|&(_, count)| count)?;
    match format {
        _ if votes.zeek > 0 => Some(Format::ZeekTsv),
        _ if votes.w3c > 0 => Some(Format::W3c),
        _ if votes.dns_starts > 0 => Some(Format::DnsLog),
        // Cells in quotes look like parts of a JSON text, and may hold one.
        None | Some(Format::Json) if is_table(text) => Some(Format::Csv),
        _ if count * 3 < votes.all || count == 0 => is_table(text).then_some(Format::Csv),
        format => format,
    }
}

impl Votes {
    fn count(&mut self, line: &[u8]) {
        self.all += 1;
        match line {
            line if is_zeek_header(line) => self.zeek += 1,
            line if is_w3c_header(line) => self.w3c += 1,
            line if is_dns_header(line) => self.dns_starts += 1,
            line if is_audit(line) => self.auditd += 1,
            line if is_syslog(line) => self.syslog += 1,
            line if is_access_log(line) => self.access += 1,
            line if is_dns_log(line) => self.dns += 1,
            line if is_object(line) => {
                self.objects += 1;
                self.wrappers += usize::from(is_wrapper(line));
            }
            line if is_json_part(line) => self.parts += 1,
            _ => {}
        }
    }

    /// The last line, where what is looked at ends inside it: an object that has not ended is a long line. Taken for a part of a
    /// text over several lines, it would put the lines behind it at the mercy of its quotes.
    fn count_cut(&mut self, text: &[u8]) {
        let line = text.rsplit(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii();
        let is_cut = text.len() >= SNIFF && self.all <= LINES && !line.is_empty();
        if is_cut && starts_object(line) && Scanner::default().next(line).is_none() {
            self.parts = self.parts.saturating_sub(1);
            self.objects += 1;
            self.wrappers += usize::from(starts_wrapper(line));
            self.long = true;
        }
    }

    /// Which of the two JSON formats. An object that wraps many records is no line, and a single one may be one.
    fn json(&self, text: &[u8]) -> Option<Format> {
        let lines_of_objects =
            self.objects > self.parts && (self.all > 1 || self.long) && self.wrappers * 2 <= self.objects;
        match lines_of_objects {
            true => Some(Format::JsonLines),
            false => has_object(text).then_some(Format::Json),
        }
    }
}

/// Whether the line is one whole JSON object.
fn is_object(line: &[u8]) -> bool {
    starts_object(line) && Scanner::default().next(line) == Some(Found::Object(0..line.len()))
}

/// Whether some brace opens a JSON object, not a block of a program or a style sheet.
fn has_object(text: &[u8]) -> bool {
    memchr::memchr_iter(b'{', text).any(|open| text.get(open..).is_some_and(starts_object))
}

fn starts_object(text: &[u8]) -> bool {
    let inside = text.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    inside.is_some_and(|inside| matches!(inside, [b'"' | b'}', ..]))
}

/// Whether the line looks like a part of a JSON text over several lines: brackets, `"key": ...`, `{...},`.
fn is_json_part(line: &[u8]) -> bool {
    let inside = line.trim_ascii_start();
    match inside {
        [b'{' | b'}' | b']' | b'['] | [b'}' | b']', b',', ..] | [b'"', ..] => true,
        [b'{', ..] => starts_object(inside),
        [b'[' | b',', rest @ ..] => matches!(rest.trim_ascii_start(), [b'{' | b'[' | b'"' | b']', ..] | []),
        [b'}' | b']', rest @ ..] => matches!(rest.trim_ascii_start(), [b'}' | b']' | b',', ..]),
        [b'0'..=b'9' | b'-', ..] | [b't' | b'f' | b'n', ..] => {
            inside.ends_with(b",") && !inside.contains(&b' ')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_by_its_content() {
        let cases: [(&str, Option<Format>); 45] = [
            ("ElfFile\0....", Some(Format::Evtx)),
            ("junk junk ElfChnk\0...", Some(Format::Evtx)),
            ("{\"a\":1}\n{\"a\":2}\n", Some(Format::JsonLines)),
            ("oken\":1}\n{\"a\":1}\n{\"a\":2}\n{\"a\":3", Some(Format::JsonLines)),
            ("\u{feff}{\"a\":1}\r\n{\"a\":2}\r\n", Some(Format::JsonLines)),
            ("{\"Records\":[{\"a\":1}]}", Some(Format::Json)),
            ("{\"records\":[{\"a\":1}]}\n{\"records\":[{\"a\":1}]}\n", Some(Format::Json)),
            ("{\"value\":[{\"a\":1}],\"user\":2}\n{\"b\":1}\n", Some(Format::JsonLines)),
            ("[\n{\"a\":1},\n{\"a\":2}\n]", Some(Format::Json)),
            ("[{\"a\":1},{\"a\":2}]", Some(Format::Json)),
            ("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}\n{\n", Some(Format::Json)),
            ("{\"a\":1}{\"a\":2}", Some(Format::Json)),
            ("<?xml version='1.0'?>\n<Events><Event xmlns='x'>", Some(Format::EventXml)),
            ("<Event xmlns='x'><System>", Some(Format::EventXml)),
            ("#separator \\x09\n#fields\tts\n", Some(Format::ZeekTsv)),
            ("type=SYSCALL msg=audit(1.2:3): a=b\n", Some(Format::Auditd)),
            ("----\ntime->Thu\nnode=h type=CWD msg=audit(1.2:3): a=b\n", Some(Format::Auditd)),
            ("<34>1 2003-10-11T22:14:15.003Z host su - ID47 - x\n", Some(Format::Syslog)),
            ("<34>Oct 11 22:14:15 host su: x\n", Some(Format::Syslog)),
            ("gibberish\nOct  1 22:14:15 host su[1]: x\nOct  1 22:14:16 host su: y\n", Some(Format::Syslog)),
            ("2024-05-01T10:00:00.123456+02:00 host sshd[12]: x\n", Some(Format::Syslog)),
            ("[2024-05-01 10:00:00] app started\n[2024-05-01 10:00:01] app {stopped}\n", Some(Format::Lines)),
            ("2024-05-01T10:00:00Z INFO app: started\n", Some(Format::Lines)),
            ("function f() {\n  g();\n}\n", Some(Format::Lines)),
            ("<?xml version='1.0'?><nmaprun/>", Some(Format::Lines)),
            ("{\"a\":\"ElfChnk\0\"}\n{\"a\":2}\n", Some(Format::JsonLines)),
            (
                "192.0.2.1 - - [22/Nov/2026:20:00:00 +0100] \"GET / HTTP/1.1\" 200 5\n",
                Some(Format::AccessLog),
            ),
            (
                "www:80 192.0.2.1 - a [22/Nov/2026:20:00:00 +0100] \"-\" 408 - \"-\" \"-\"\n",
                Some(Format::AccessLog),
            ),
            ("#Software: x\n#Fields: date time\n2026-11-22 20:00:00\n", Some(Format::W3c)),
            ("DNS Server log file creation at 6/5/2013 10:00:32 AM\n\nx\n", Some(Format::DnsLog)),
            (
                "22-Nov-2026 20:00:00.123 client 192.0.2.1#5 (a.example): query: a.example IN A + (192.0.2.2)\n",
                Some(Format::DnsLog),
            ),
            ("[1505208344] unbound[123:0] info: 192.0.2.1 a.example. A IN\n", Some(Format::DnsLog)),
            ("Nov 22 20:00:00 unbound[123:0] info: 192.0.2.1 a.example. A IN\n", Some(Format::DnsLog)),
            ("Nov 22 20:00:00 dnsmasq[1]: query[A] a.example from 192.0.2.1\n", Some(Format::Syslog)),
            ("id,name,at\n1,x,2\n", Some(Format::Csv)),
            ("\"Id\",\"Data\",\"At\"\n\"1\",\"{\"\"a\"\":1}\",\"2\"\n", Some(Format::Csv)),
            (
                "At,Id,Path,Line\n2026-11-22T20:00:00.1Z,1,C:\\x.exe,\"a.exe 1 -x\"\n2026-11-22T20:00:00.1Z,1,C:\\x.exe,a b:\n",
                Some(Format::Csv),
            ),
            ("Oct 11 22:14:15 host su: a, b\nOct 11 22:14:16 host su: a, b\n", Some(Format::Syslog)),
            ("{\"a\":1,\"b\":2}\n{\"a\":2,\"b\":2}\n", Some(Format::JsonLines)),
            (
                "plain\0text with one byte that is none, which is borne in a log as long as this one is\n",
                Some(Format::Lines),
            ),
            ("caf\u{e9} ferm\u{e9}\n", Some(Format::Lines)),
            ("\0\u{1}\u{2}\u{3}MZ", None),
            ("\u{89}PNG\r\n\u{1a}\n\0\0\0\rIHDR\0\0\u{1}", None),
            (" \n\n ", None),
            ("", None),
        ];
        for (text, format) in cases {
            assert_eq!(sniff(text.as_bytes()), format, "{text}");
        }
    }

    #[test]
    fn a_line_longer_than_what_is_looked_at_is_a_line() {
        let long = format!("{{\"a\":\"{}\"}}\n", "x".repeat(SNIFF));
        for (text, format) in [
            (long.clone(), Format::JsonLines),
            (format!("{{\"b\":1}}\n{long}"), Format::JsonLines),
            (format!("[{long}"), Format::Json),
            (format!("{{\n  \"a\": {long}"), Format::Json),
            ("{\"a\":1}".repeat(SNIFF), Format::Json),
        ] {
            assert_eq!(sniff(text.as_bytes()), Some(format), "{}", &text[..20]);
        }
    }

    #[test]
    fn utf_16_is_told_too() {
        let text = "\u{feff}<Event xmlns='x'>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(sniff(&little), Some(Format::EventXml));
        assert_eq!(sniff(&big), Some(Format::EventXml));
    }
}
