//! Whether a line is one of the line formats, for [`sniff`](crate::sniff).

use crate::{access_log, dns, syslog};
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

/// A directive that names the columns of a log in the W3C's extended format.
pub(crate) fn is_w3c_header(line: &[u8]) -> bool {
    line.starts_with(b"#Fields: ") || line.starts_with(b"#Fields:\t")
}

/// The start of the debug log of the Windows DNS server, whose lines come after a page of explanations.
pub(crate) fn is_dns_header(line: &[u8]) -> bool {
    dns::is_windows_start(line)
}

/// The Common or the Combined Log Format.
pub(crate) fn is_access_log(line: &[u8]) -> bool {
    access_log::is_access_log(start(line, 16 << 10))
}

/// A question or an answer in a form that only servers of names write.
pub(crate) fn is_dns_log(line: &[u8]) -> bool {
    dns::is_dns_log(start(line, 4 << 10))
}

/// RFC 5424, RFC 3164 with or without priority, or what rsyslog writes.
pub(crate) fn is_syslog(line: &[u8]) -> bool {
    syslog::is_syslog(start(line, 512))
}

/// The first bytes of a line, as far as they are text.
fn start(line: &[u8], most: usize) -> &str {
    let start = line.get(..line.len().min(most)).unwrap_or_default();
    std::str::from_utf8(start)
        .or_else(|error| std::str::from_utf8(start.get(..error.valid_up_to()).unwrap_or_default()))
        .unwrap_or_default()
}
