//! One record, in each of the formats.

use super::dress::Words;
use std::io::{self, Write};

/// A file of records of one format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Flat,
    Nested,
    Winlogbeat,
    EventXml,
    ZeekTsv,
    ZeekJson,
    Eve,
    Auditd,
    Syslog,
}

impl Format {
    pub(super) const ALL: [Format; 9] = [
        Format::Flat,
        Format::Nested,
        Format::Winlogbeat,
        Format::EventXml,
        Format::ZeekTsv,
        Format::ZeekJson,
        Format::Eve,
        Format::Auditd,
        Format::Syslog,
    ];

    /// The name of its file.
    pub(super) fn file(self) -> &'static str {
        match self {
            Format::Flat => "flat.jsonl",
            Format::Nested => "nested.jsonl",
            Format::Winlogbeat => "winlogbeat.jsonl",
            Format::EventXml => "events.xml",
            Format::ZeekTsv => "http.log",
            Format::ZeekJson => "zeek.json",
            Format::Eve => "eve.json",
            Format::Auditd => "audit.log",
            Format::Syslog => "syslog.log",
        }
    }

    /// What stands before the records.
    pub(super) fn header(self) -> &'static str {
        match self {
            Format::EventXml => "<Events>\n",
            Format::ZeekTsv => {
                "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\thttp\n\
                 #fields\tts\tuid\tid.orig_h\tid.resp_h\thost\tuser_agent\n#types\ttime\tstring\taddr\taddr\tstring\tstring\n"
            }
            _ => "",
        }
    }

    /// What stands behind them.
    pub(super) fn footer(self) -> &'static str {
        if self == Format::EventXml { "</Events>\n" } else { "" }
    }

    /// The number that the first record goes by.
    pub(super) fn first(self) -> u64 {
        if self == Format::ZeekTsv { 8 } else { 1 }
    }

    /// Writes a record.
    pub(super) fn write(self, out: &mut impl Write, number: u64, words: &Words) -> io::Result<()> {
        let (field, text) = (json(&words.field), json(&words.text));
        let second = number % 60;
        let minute = number / 60 % 60;
        match self {
            Format::Flat => writeln!(
                out,
                "{{\"time\":\"2026-10-27T13:{minute:02}:{second:02}Z\",\"n\":{number},\"target\":{field},\"message\":{text}}}"
            ),
            Format::Nested => writeln!(
                out,
                "{{\"@timestamp\":\"2026-10-27T13:{minute:02}:{second:02}Z\",\"event\":{{\"sequence\":{number},\"tags\":[\"a\",{field}]}},\
                 \"log\":{{\"original\":{{\"text\":{text}}}}}}}"
            ),
            Format::Winlogbeat => writeln!(
                out,
                "{{\"@timestamp\":\"2026-10-27T13:{minute:02}:{second:02}Z\",\"winlog\":{{\"channel\":\"Microsoft-Windows-Sysmon/Operational\",\
                 \"provider_name\":\"Microsoft-Windows-Sysmon\",\"event_id\":1,\"record_id\":{number},\"computer_name\":\"pc07.corp.invalid\",\
                 \"event_data\":{{\"Image\":\"C:\\\\Windows\\\\System32\\\\svchost.exe\",\"Product\":{field},\"CommandLine\":{text}}}}}}}"
            ),
            Format::EventXml => writeln!(
                out,
                "<Event><System><Provider Name=\"Microsoft-Windows-Sysmon\"/><EventID>1</EventID><Channel>Microsoft-Windows-Sysmon/Operational</Channel>\
                 <Computer>pc07.corp.invalid</Computer></System><EventData><Data Name=\"Product\">{}</Data><Data Name=\"CommandLine\">{}</Data></EventData></Event>",
                xml(&words.field),
                xml(&words.text)
            ),
            Format::ZeekTsv => writeln!(
                out,
                "1729900000.{number:06}\tC{number}\t10.0.0.7\t192.168.1.9\t{}\t{}",
                words.field, words.text
            ),
            Format::ZeekJson => writeln!(
                out,
                "{{\"ts\":1729900000.5,\"uid\":\"C{number}\",\"id.orig_h\":\"10.0.0.7\",\"host\":{field},\"user_agent\":{text}}}"
            ),
            Format::Eve => writeln!(
                out,
                "{{\"timestamp\":\"2026-10-27T13:{minute:02}:{second:02}.000000+0000\",\"event_type\":\"http\",\"src_ip\":\"10.0.0.7\",\
                 \"http\":{{\"hostname\":{field},\"http_user_agent\":{text},\"length\":{number}}}}}"
            ),
            Format::Auditd => writeln!(
                out,
                "type=EXECVE msg=audit(1729900000.123:{number}): argc=3 a0=\"run\" a1={} a2={}",
                hexadecimal(&words.field),
                hexadecimal(&words.text)
            ),
            Format::Syslog => writeln!(
                out,
                "<13>1 2026-10-27T13:{minute:02}:{second:02}Z pc07 app {number} - - {}|{}",
                words.field, words.text
            ),
        }
    }

    /// Whether the format keeps a field of its own apart from the text.
    pub(super) fn has_fields(self) -> bool {
        self != Format::Syslog
    }
}

fn json(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted + "\""
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02X}")).collect()
}
