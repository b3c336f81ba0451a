//! The debug log of the Windows DNS server.
//!
//! Source: the key that the server writes at the start of the file ("Message logging key"), and Microsoft, "Using server debugging
//! logging options".

use super::Told;
use crate::record::{Record, Refusal};
use bumpalo::Bump;

/// How the file starts.
pub(crate) fn is_start(line: &[u8]) -> bool {
    line.starts_with(b"DNS Server log file creation at ") || line.starts_with(b"Message logging key")
}

/// `6/5/2013 10:00:32 AM 0E70 PACKET  00000000033397A0 UDP Rcv 192.0.2.1 5b47   Q [0001   D   NOERROR] A      (3)www(7)example(0)`.
pub(super) struct Packet<'a> {
    time: &'a str,
    thread: &'a str,
    protocol: &'a str,
    direction: &'a str,
    address: &'a str,
    id: &'a str,
    is_response: bool,
    opcode: &'a str,
    flags: &'a str,
    response_code: &'a str,
    kind: &'a str,
    name: &'a str,
}

impl<'a> Packet<'a> {
    pub(super) fn of(line: &'a str) -> Option<Self> {
        let (head, packet) = line.split_once(" PACKET ")?;
        let (time, thread) = head.trim_end().rsplit_once(' ')?;
        let (address_part, rest) = packet.split_once('[')?;
        let (flags, question) = rest.split_once(']')?;
        let mut words = address_part.split_ascii_whitespace().skip(1);
        let (protocol, direction, address) = (words.next()?, words.next()?, words.next()?);
        let id = words.next()?;
        let (is_response, opcode) = match (words.next()?, words.next()) {
            ("R", Some(opcode)) => (true, opcode),
            (opcode, None) => (false, opcode),
            _ => return None,
        };
        let mut question = question.split_ascii_whitespace();
        let known = matches!(protocol, "UDP" | "TCP") && matches!(direction, "Rcv" | "Snd");
        known.then_some(())?;
        Some(Packet {
            time: time.trim(),
            thread,
            protocol,
            direction,
            address,
            id,
            is_response,
            opcode,
            flags: flags.trim(),
            response_code: flags.split_ascii_whitespace().last()?,
            kind: question.next()?,
            name: question.next().unwrap_or(""),
        })
    }

    /// The one address is that of the other side: who sent what was received, who gets what is sent.
    pub(super) fn add(&self, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        record.text("timestamp", self.time)?;
        record.text("dns_server", "windows")?;
        let (client, server) = match self.direction {
            "Rcv" => (Some(self.address), None),
            _ => (None, Some(self.address)),
        };
        let told = Told {
            action: Some(if self.is_response { "reply" } else { "query" }),
            query: Some(name(self.name, bump)),
            kind: Some(self.kind),
            response_code: Some(self.response_code),
            client,
            server,
            ..Told::default()
        };
        told.add(record)?;
        let rest = [
            ("thread", self.thread),
            ("protocol", self.protocol),
            ("direction", self.direction),
            ("id", self.id),
            ("opcode", self.opcode),
            ("flags", self.flags),
        ];
        rest.into_iter().try_for_each(|(name, value)| record.text(name, value))
    }
}

/// `(3)www(7)example(3)com(0)`: labels behind their lengths. What is not written so stays as it is.
fn name<'a>(text: &'a str, bump: &'a Bump) -> &'a str {
    let (mut name, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((length, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let Some((label, after)) = length.parse().ok().and_then(|length| behind.split_at_checked(length))
        else {
            return text;
        };
        if !label.is_empty() && !name.is_empty() {
            name.push('.');
        }
        name.push_str(label);
        rest = after;
    }
    if rest.is_empty() { bump.alloc_str(&name) } else { text }
}
