//! Syslog of RFC 5424 and RFC 3164, of the latter also what daemons really write: without a priority, with
//! an ISO timestamp, without a host name.
//!
//! Where a message is itself a record (auditd's, Sysmon for Linux's XML, a DNS server's), its fields are added.

use crate::{
    Value, auditd, dns,
    record::{Record, Refusal},
    xml,
};
use bumpalo::Bump;

/// Parses a line.
pub(crate) fn parse<'a>(line: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    let (priority, rest) = match split_priority(line) {
        Some((priority, rest)) => (Some(priority), rest),
        None => (None, line),
    };
    let mut program = None;
    let message = match (rest.strip_prefix("1 "), priority, Head::parse(rest)) {
        (Some(rest), Some(priority), _) => {
            add_priority(priority, record)?;
            program = rest.split(' ').nth(2);
            rfc5424(rest, bump, record)?
        }
        (_, _, Some(head)) => {
            head.add(record)?;
            program = head.program;
            priority.map_or(Ok(()), |priority| add_priority(priority, record))?;
            head.message
        }
        // RFC 3164, section 4.3.3: what has a priority and nothing else is all message.
        (_, Some(priority), None) => {
            add_priority(priority, record)?;
            rest
        }
        (_, None, None) => return Err(Refusal::malformed("neither a priority nor a timestamp")),
    };
    record.text("message", message)?;
    dns::parse_inside(program.unwrap_or_default(), message, record)?;
    add_inside(message, bump, record)
}

/// Whether a line has the form of syslog; more is asked of it than [`parse`] asks, since other logs too start
/// with a timestamp.
pub(crate) fn is_syslog(line: &str) -> bool {
    match split_priority(line) {
        Some((_, rest)) => rest.starts_with("1 ") || Head::parse(rest).is_some(),
        None => Head::parse(line).is_some_and(|head| {
            let level = ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL"];
            // Some programs write such files themselves, without the host; then they write their number.
            let host = head.hostname.map_or(head.pid.is_some(), |host| !level.contains(&host));
            head.program.is_some() && host
        }),
    }
}

/// `<34>`: eight times the facility, plus the severity.
fn split_priority(line: &str) -> Option<(u8, &str)> {
    let (number, rest) = line.strip_prefix('<')?.split_once('>')?;
    let digits = number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    let priority = number.parse().ok().filter(|&priority: &u8| digits && priority < 192)?;
    Some((priority, rest))
}

fn add_priority(priority: u8, record: &mut Record<'_, '_>) -> Result<(), Refusal> {
    /// Keywords of `syslog.h`, in the order of RFC 5424, table 1.
    const FACILITIES: [&str; 24] = [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
        "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5",
        "local6", "local7",
    ];
    /// In the order of RFC 5424, table 2.
    const SEVERITIES: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];
    if let Some(facility) = FACILITIES.get(usize::from(priority >> 3)) {
        record.text("facility", facility)?;
    }
    SEVERITIES.get(usize::from(priority & 7)).map_or(Ok(()), |severity| record.text("severity", severity))
}

/// What stands before the message in RFC 3164.
struct Head<'a> {
    timestamp: &'a str,
    hostname: Option<&'a str>,
    program: Option<&'a str>,
    pid: Option<&'a str>,
    message: &'a str,
}

impl<'a> Head<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (timestamp, rest) = split_timestamp(text)?;
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let (hostname, rest) = match word.ends_with(':') || word.contains('[') {
            true => (None, rest),
            false => (Some(word), after.trim_start()),
        };
        let (program, pid, message) = split_tag(rest);
        Some(Head { timestamp, hostname, program, pid, message })
    }

    fn add(&self, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        let named = [
            ("timestamp", Some(self.timestamp)),
            ("hostname", self.hostname),
            ("program", self.program),
            ("pid", self.pid),
        ];
        named.into_iter().try_for_each(|(name, value)| value.map_or(Ok(()), |value| record.text(name, value)))
    }
}

/// `Oct 11 22:14:15`, `Oct 11 2024 22:14:15.123`, or ISO 8601 without blanks.
fn split_timestamp(text: &str) -> Option<(&str, &str)> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    if text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        let (stamp, rest) = text.split_once(' ')?;
        let form = matches!(stamp.as_bytes(), [_, _, _, _, b'-', _, _, b'-', _, _, b'T', _, _, b':', ..]);
        return (form && is_time(stamp)).then_some((stamp, rest));
    }
    MONTHS.contains(&text.get(..3)?).then_some(())?;
    let mut words = text.split(' ').filter(|word| !word.is_empty()).skip(1);
    let day = words.next()?;
    let year_or_clock = words.next()?;
    let clock = if year_or_clock.contains(':') { year_or_clock } else { words.next()? };
    let is_clock = matches!(clock.as_bytes(), [_, _, b':', _, _, b':', _, _, ..]);
    (is_clock && is_time(clock) && day.bytes().all(|byte| byte.is_ascii_digit())).then_some(())?;
    let end = text.find(clock)? + clock.len();
    let rest = text.get(end..)?.strip_prefix(' ')?;
    Some((text.get(..end)?, rest.trim_start()))
}

/// Whether nothing but a time stands here: a row of a table may start with one, and goes on without a blank.
fn is_time(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || b"-:.,+TZ".contains(&byte))
}

/// `sshd[123]: message`. Without a colon in the first word it is all message.
fn split_tag(text: &str) -> (Option<&str>, Option<&str>, &str) {
    let tag = || {
        let end = text.find([':', '[', ' '])?;
        let (program, rest) = text.split_at_checked(end).filter(|(program, _)| !program.is_empty())?;
        let (pid, rest) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((pid, rest)) => (Some(pid), rest),
            None => (None, rest),
        };
        let message = rest.strip_prefix(':')?;
        Some((Some(program), pid, message.strip_prefix(' ').unwrap_or(message)))
    };
    tag().unwrap_or((None, None, text))
}

/// Adds the header fields and the structured data of RFC 5424, section 6; gives the message.
fn rfc5424<'a>(text: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<&'a str, Refusal> {
    let mut rest = text;
    for name in ["timestamp", "hostname", "program", "pid", "msgid"] {
        let Some((word, after)) = rest.split_once(' ') else {
            return Err(Refusal::malformed("the header of RFC 5424 is cut off"));
        };
        rest = after;
        if word != "-" {
            record.text(name, word)?;
        }
    }
    let rest = match rest.strip_prefix('-') {
        Some(rest) => rest,
        None => structured_data(rest, bump, record)?,
    };
    let message = rest.strip_prefix(' ').unwrap_or(rest);
    Ok(message.strip_prefix('\u{feff}').unwrap_or(message))
}

/// `[id name="value" ...][...]`; gives what follows.
fn structured_data<'a>(
    mut rest: &'a str,
    bump: &'a Bump,
    record: &mut Record<'a, '_>,
) -> Result<&'a str, Refusal> {
    let broken = || Refusal::malformed("the structured data is broken");
    while let Some(element) = rest.strip_prefix('[') {
        let end = element.find([' ', ']']).ok_or_else(broken)?;
        let (id, mut parameters) = element.split_at_checked(end).ok_or_else(broken)?;
        while let Some(parameter) = parameters.strip_prefix(' ') {
            let (name, value) = parameter.split_once("=\"").ok_or_else(broken)?;
            let end = quote_end(value).ok_or_else(broken)?;
            let (value, after) = value.split_at_checked(end).ok_or_else(broken)?;
            let path = bump.alloc_str(&format!("sd.{id}.{name}"));
            record.push(path, Value::Text(unescape(value, bump)))?;
            parameters = after.strip_prefix('"').ok_or_else(broken)?;
        }
        rest = parameters.strip_prefix(']').ok_or_else(broken)?;
    }
    Ok(rest)
}

/// Where the quote is that no backslash stands before.
fn quote_end(value: &str) -> Option<usize> {
    let mut escaped = false;
    value.bytes().position(|byte| {
        let end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        end
    })
}

/// Undoes `\"`, `\\` and `\]`; before any other character a backslash stands for itself.
fn unescape<'a>(value: &'a str, bump: &'a Bump) -> &'a str {
    if !value.contains('\\') {
        return value;
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value.chars().peekable();
    while let Some(char) = rest.next() {
        let escaped = (char == '\\').then(|| rest.next_if(|next| matches!(next, '"' | '\\' | ']'))).flatten();
        out.push(escaped.unwrap_or(char));
    }
    bump.alloc_str(&out)
}

/// Adds the fields of the record that the message is, if it is one. XML that is broken stays a message.
fn add_inside<'a>(message: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    if !message.starts_with("<Event>") && !message.starts_with("<Event ") {
        return auditd::parse_inside(message, bump, record);
    }
    let fields = record.fields.len();
    if xml::parse(message, bump, record).is_err() {
        record.fields.truncate(fields);
    }
    Ok(())
}
