//! Logs of DNS servers: the questions that clients asked, and the answers as far as they are written down.
//!
//! BIND and the debug log of Windows are files of their own. dnsmasq and unbound log by syslog, or in its form; what they say
//! there is read by [`parse_inside`].

mod bind;
mod messages;
mod windows;

pub(crate) use messages::parse_inside;
pub(crate) use windows::is_start as is_windows_start;

use crate::{
    Value,
    record::{Record, Refusal},
};
use bumpalo::Bump;

/// Parses a line. One that is no question and no answer (servers tell much else in these files) is a message.
pub(crate) fn parse<'a>(line: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    match (bind::Query::of(line), windows::Packet::of(line), messages::unbound_line(line)) {
        (Some(query), _, _) => query.add(record),
        (_, Some(packet), _) => packet.add(bump, record),
        (_, _, Some((time, told))) => {
            record.text("timestamp", time)?;
            record.text("dns_server", "unbound")?;
            told.add(record)
        }
        _ => {
            record.text("dns_server", "unknown")?;
            record.text("message", line)
        }
    }
}

/// Whether a line is a question or an answer in a form that only servers of names write.
pub(crate) fn is_dns_log(line: &str) -> bool {
    bind::Query::of(line).is_some()
        || windows::Packet::of(line).is_some()
        || messages::unbound_line(line).is_some()
}

/// A question or an answer.
#[derive(Default)]
struct Told<'a> {
    /// What happened: query, reply, forwarded ...
    action: Option<&'a str>,
    query: Option<&'a str>,
    class: Option<&'a str>,
    kind: Option<&'a str>,
    answer: Option<&'a str>,
    response_code: Option<&'a str>,
    client: Option<&'a str>,
    port: Option<&'a str>,
    server: Option<&'a str>,
}

impl<'a> Told<'a> {
    fn add(&self, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        let fields = [
            ("action", self.action),
            ("query", self.query.map(without_dot)),
            ("record_class", self.class),
            ("record_type", self.kind),
            ("answer", self.answer),
            ("response_code", self.response_code),
            ("src_ip", self.client),
            ("src_port", self.port),
            ("dst_ip", self.server),
        ];
        fields
            .into_iter()
            .try_for_each(|(name, value)| value.map_or(Ok(()), |value| record.push(name, Value::Text(value))))
    }
}

/// Names are written with the dot of the root or without it; rules expect none.
fn without_dot(name: &str) -> &str {
    name.strip_suffix('.').filter(|name| !name.is_empty()).unwrap_or(name)
}
