//! Whether a line is one of the line formats, for [`sniff`](crate::sniff).

use crate::syslog;
use memchr::memmem;

/// `type=... msg=audit(...`, with `node=...` before it or not.
pub(crate) fn is_audit(line: &[u8]) -> bool {
    let start = line.get(..line.len().min(256)).unwrap_or_default();
    let record = match start.strip_prefix(b"node=") {
        Some(node) => node.iter().position(|&byte| byte == b' ').and_then(|end| node.get(end + 1..)),
        None => Some(start),
    };
    record
        .is_some_and(|record| record.starts_with(b"type=") && memmem::find(record, b" msg=audit(").is_some())
}

/// A line that names the columns of a Zeek log, or how they are separated.
pub(crate) fn is_zeek_header(line: &[u8]) -> bool {
    line.starts_with(b"#separator \\x") || line.starts_with(b"#fields\t")
}

/// RFC 5424, RFC 3164 with or without priority, or what rsyslog writes.
pub(crate) fn is_syslog(line: &[u8]) -> bool {
    std::str::from_utf8(line.get(..line.len().min(512)).unwrap_or_default())
        .or_else(|error| std::str::from_utf8(line.get(..error.valid_up_to()).unwrap_or_default()))
        .is_ok_and(syslog::is_syslog)
}
