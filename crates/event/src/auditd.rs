//! The Linux audit log: one record a line, `type=... msg=audit(seconds.millis:serial): key=value ...`.
//!
//! Which fields the kernel and auditd write in hexadecimal, because a program can choose them, is in the
//! field dictionary of the Linux audit documentation (linux-audit/audit-documentation, specs/fields, the
//! fields of format "encoded"); the numbers of record types are in the kernel's `uapi/linux/audit.h`.

use crate::{
    Value,
    lines::{hex, split_at},
    record::{Record, Refusal},
};
use bumpalo::Bump;
use memchr::memrchr2;
use std::borrow::Cow;

/// Stands before the fields that auditd has added with numbers resolved to names (`log_format = ENRICHED`).
const ENRICHED: char = '\x1d';

/// Parses a line of an audit log.
pub(crate) fn parse_line<'a>(
    line: &'a str,
    bump: &'a Bump,
    record: &mut Record<'a, '_>,
) -> Result<(), Refusal> {
    parse(line, bump, record)?
        .then_some(())
        .ok_or(Refusal::malformed("no `type=... msg=audit(time:serial):`"))
}

/// Adds the fields of the audit record that `text` starts with. Says whether there is one.
fn parse<'a>(text: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<bool, Refusal> {
    let (node, rest) = match text.strip_prefix("node=").and_then(|rest| rest.split_once(' ')) {
        Some((node, rest)) => (Some(node), rest),
        None => (None, text),
    };
    let Some(stamp) = Stamp::parse(rest) else { return Ok(false) };
    record.text("type", stamp.kind)?;
    if let Some(node) = node {
        record.text("node", node)?;
    }
    record.text("time", stamp.time)?;
    record.text("serial", stamp.serial)?;
    let (body, enriched) = stamp.body.split_once(ENRICHED).unwrap_or((stamp.body, ""));
    let pairs = Pairs { kind: stamp.kind, bump };
    pairs.add(body, record)?;
    pairs.add(enriched, record)?;
    Ok(true)
}

/// Adds the fields of an audit record that a syslog message carries, if it carries one. The kernel itself
/// writes `audit: type=1400 audit(...)`, audispd `node=... type=... msg=audit(...)`.
pub(crate) fn parse_inside<'a>(
    message: &'a str,
    bump: &'a Bump,
    record: &mut Record<'a, '_>,
) -> Result<(), Refusal> {
    match message.contains("audit(").then(|| record_start(message)).flatten() {
        Some(text) => parse(text, bump, record).map(drop),
        None => Ok(()),
    }
}

/// The audit record that a message has in it, from `node=` on if it names one.
fn record_start(message: &str) -> Option<&str> {
    /// A message may say `type=` of other things, but not for ever.
    const TRIES: usize = 16;
    let mut starts = message.match_indices("type=").map(|(start, _)| start).take(TRIES);
    let start = starts.find(|&start| message.get(start..).and_then(Stamp::parse).is_some())?;
    let before = message.get(..start)?.strip_suffix(' ').unwrap_or_default();
    let word = before.rsplit(' ').next().filter(|word| word.starts_with("node="));
    message.get(word.map_or(start, |node| before.len() - node.len())..)
}

struct Stamp<'a> {
    kind: &'a str,
    time: &'a str,
    serial: &'a str,
    body: &'a str,
}

impl<'a> Stamp<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (kind, rest) = text.strip_prefix("type=")?.split_once(' ')?;
        let rest = rest.strip_prefix("msg=").unwrap_or(rest);
        let (stamp, body) = rest.strip_prefix("audit(")?.split_once(')')?;
        let (time, serial) = stamp.split_once(':')?;
        let body = body.strip_prefix(':').unwrap_or(body);
        let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        (numeric(time) && numeric(serial)).then_some(Stamp { kind: kind_name(kind), time, serial, body })
    }
}

/// The name of a record type that the kernel wrote as a number.
fn kind_name(kind: &str) -> &str {
    match kind {
        "1100" => "USER_AUTH",
        "1101" => "USER_ACCT",
        "1103" => "CRED_ACQ",
        "1104" => "CRED_DISP",
        "1105" => "USER_START",
        "1106" => "USER_END",
        "1107" => "USER_AVC",
        "1112" => "USER_LOGIN",
        "1123" => "USER_CMD",
        "1124" => "USER_TTY",
        "1130" => "SERVICE_START",
        "1131" => "SERVICE_STOP",
        "1300" => "SYSCALL",
        "1302" => "PATH",
        "1305" => "CONFIG_CHANGE",
        "1306" => "SOCKADDR",
        "1307" => "CWD",
        "1309" => "EXECVE",
        "1319" => "TTY",
        "1325" => "NETFILTER_CFG",
        "1326" => "SECCOMP",
        "1327" => "PROCTITLE",
        "1330" => "KERN_MODULE",
        "1334" => "BPF",
        "1400" => "AVC",
        "1701" => "ANOM_ABEND",
        kind => kind,
    }
}

/// Reads `key=value` pairs of a record of one kind.
struct Pairs<'a, 'k> {
    kind: &'k str,
    bump: &'a Bump,
}

enum Raw<'a> {
    Quoted(&'a str),
    Nested(&'a str),
    Bare(&'a str),
}

impl<'a> Pairs<'a, '_> {
    /// Adds the pairs of `text`; words that are no pair say nothing that a pair does not, but for SELinux.
    fn add(&self, mut text: &'a str, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        while let Some((before, after)) = split_at(text, b'=') {
            let blank = memrchr2(b' ', b',', before.as_bytes());
            let key = blank.and_then(|blank| before.get(blank + 1..)).unwrap_or(before);
            if before.contains('{') {
                add_selinux(before, record)?;
            }
            let (value, rest) = take_value(after);
            text = rest;
            match value {
                Raw::Nested(inner) => self.add_nested(inner, record)?,
                Raw::Quoted(value) => self.add_text(key, value, record)?,
                Raw::Bare("(null)") => record.push(key, Value::Null)?,
                Raw::Bare(value) => self.add_bare(key, value, record)?,
            }
        }
        Ok(())
    }

    /// The pairs inside of `msg='...'`, in which no further quote of that kind can stand.
    fn add_nested(&self, inner: &'a str, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        match inner.contains("='") {
            true => record.text("msg", inner),
            false => self.add(inner, record),
        }
    }

    fn add_bare(&self, key: &str, value: &'a str, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        if self.is_encoded(key) && is_hex(value) {
            let text = decode_hex(value);
            return self.add_text(key, self.bump.alloc_str(&text), record);
        }
        record.text(key, value)
    }

    fn add_text(&self, key: &str, text: &'a str, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        match key {
            // Several rules' keys on one record.
            "key" if text.contains('\x01') => text.split('\x01').try_for_each(|one| record.text(key, one)),
            "proctitle" if text.contains('\0') => {
                let title = text.trim_end_matches('\0').replace('\0', " ");
                record.text(key, self.bump.alloc_str(&title))
            }
            _ => record.text(key, text),
        }
    }

    /// Whether a value of this key may be in hexadecimal. The numbered arguments are text in EXECVE alone;
    /// in SYSCALL they are registers.
    fn is_encoded(&self, key: &str) -> bool {
        match key {
            "acct" | "cmd" | "comm" | "cwd" | "data" | "device" | "dir" | "exe" | "file" | "grp" | "key" => {
                true
            }
            "name" | "ocomm" | "path" | "proctitle" | "sw" | "vm" | "watch" | "invalid_context" => true,
            _ if key.starts_with("new-") || key.starts_with("old-") => true,
            _ => self.kind == "EXECVE" && is_argument(key),
        }
    }
}

/// `a0`, `a1[2]`; not `argc`, not `a1_len`.
fn is_argument(key: &str) -> bool {
    let number = key.strip_prefix('a').unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'[' | b']'))
}

/// The value that follows a `=`, and what comes after it. Neither kind of quote can be escaped: values with
/// quotes in them are written in hexadecimal.
fn take_value(text: &str) -> (Raw<'_>, &str) {
    if let Some((value, rest)) = text.strip_prefix('"').and_then(|inside| split_at(inside, b'"')) {
        return (Raw::Quoted(value), rest);
    }
    if let Some((value, rest)) = text.strip_prefix('\'').and_then(|inside| inside.rsplit_once('\'')) {
        return (Raw::Nested(value), rest);
    }
    let (value, rest) = split_at(text, b' ').unwrap_or((text, ""));
    (Raw::Bare(value), rest)
}

/// `avc:  denied  { read write } for  pid=...`, under the names that ausearch gives.
fn add_selinux<'a>(words: &'a str, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    let Some((before, permissions)) = words.split_once('{') else { return Ok(()) };
    if let Some(result) = before.split_whitespace().next_back() {
        record.text("seresult", result)?;
    }
    let permissions = permissions.split('}').next().unwrap_or_default();
    permissions.split_whitespace().try_for_each(|one| record.text("seperms", one))
}

/// The form of encoded values: upper-case digits, two a byte.
fn is_hex(value: &str) -> bool {
    let digits = value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    digits && value.len() >= 2 && value.len().is_multiple_of(2)
}

fn decode_hex(value: &str) -> String {
    let bytes: Vec<u8> = value
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |byte, &digit| byte << 4 | hex(digit)))
        .collect();
    match String::from_utf8_lossy(&bytes) {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    }
}
