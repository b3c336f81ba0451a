//! BIND's category `queries`.
//!
//! Source: BIND 9 Administrator Reference Manual, "The category Phrase" (what a query log entry holds, in which order) and "The
//! channel Phrase" (`print-time`, `print-category`, `print-severity`: what may stand before it).

use super::Told;
use crate::record::{Record, Refusal};

/// `22-Nov-2026 20:00:00.123 queries: info: client @0x7f12 192.0.2.1#53211 (example.com): query: example.com IN A +E(0)K (192.0.2.53)`.
pub(super) struct Query<'a> {
    time: Option<&'a str>,
    told: Told<'a>,
    flags: Option<&'a str>,
}

impl<'a> Query<'a> {
    pub(super) fn of(line: &'a str) -> Option<Self> {
        let (head, query) = line.split_once(": query: ")?;
        let (front, client) = head.split_at_checked(head.find("client ")?)?;
        let time = front_time(front)?;
        Some(Query { time, ..Query::of_parts(client, query)? })
    }

    /// The same as a message of syslog, where the time and the program stand before it.
    pub(super) fn of_message(message: &'a str) -> Option<Self> {
        let (client, query) = message.split_once(": query: ")?;
        Query::of_parts(client.get(client.find("client ")?..)?, query)
    }

    fn of_parts(client: &'a str, query: &'a str) -> Option<Self> {
        let mut words = client.strip_prefix("client ")?.split(' ').skip_while(|word| word.starts_with("@0x"));
        let (address, port) = words.next()?.trim_end_matches(':').split_once('#')?;
        let mut words = query.split(' ');
        let (name, class, kind) = (words.next()?, words.next()?, words.next()?);
        let flags = words.next();
        let server = words.next().and_then(|word| word.strip_prefix('(')?.strip_suffix(')'));
        let told = Told {
            action: Some("query"),
            query: Some(name),
            class: Some(class),
            kind: Some(kind),
            client: Some(address),
            port: Some(port),
            server,
            ..Told::default()
        };
        Some(Query { time: None, told, flags })
    }

    pub(super) fn add(&self, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        self.time.map_or(Ok(()), |time| record.text("timestamp", time))?;
        record.text("dns_server", "bind")?;
        self.add_told(record)
    }

    pub(super) fn add_told(&self, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        self.told.add(record)?;
        self.flags.map_or(Ok(()), |flags| record.text("flags", flags))
    }
}

/// The time before category and severity; none inside where the channel writes none. None at all where something else stands
/// there, such as the head of syslog.
fn front_time(front: &str) -> Option<Option<&str>> {
    let front = front.trim_end();
    if front.is_empty() {
        return Some(None);
    }
    let first = front.split(' ').next()?;
    let date = match first.as_bytes() {
        [_, _, b'-', _, _, _, b'-', _, _, _, _] => {
            front.match_indices(' ').nth(1).map_or(front.len(), |(end, _)| end)
        }
        [_, _, _, _, b'-', _, _, b'-', _, _, b'T', ..] => first.len(),
        _ if front.ends_with(':') && !front.contains('[') && first.ends_with(':') => 0,
        _ => return None,
    };
    let (time, behind) = front.split_at_checked(date)?;
    let told_of = behind.split(' ').filter(|word| !word.is_empty()).all(|word| word.ends_with(':'));
    told_of.then_some(Some(time).filter(|time| !time.is_empty()))
}
