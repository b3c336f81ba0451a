//! What DNS servers say by syslog, or in its form: dnsmasq, unbound, BIND.
//!
//! Sources: dnsmasq(8), `--log-queries` (`extra` puts a number and the client in front); unbound.conf(5), `log-queries` ("the log
//! timestamp and IP address, name, type and class"), `log-replies` (then return code, time, whether from the cache, size), and
//! `log-time-ascii`; BIND as in `bind.rs`.

use super::{Told, bind};
use crate::record::{Record, Refusal};
use std::net::IpAddr;

/// Adds the fields of a message of this program, if it is a DNS server and tells of a question or an answer.
pub(crate) fn parse_inside<'a>(
    program: &str,
    message: &'a str,
    record: &mut Record<'a, '_>,
) -> Result<(), Refusal> {
    match program {
        "dnsmasq" => dnsmasq(message).map_or(Ok(()), |told| told.add(record)),
        "unbound" => unbound(message).map_or(Ok(()), |told| told.add(record)),
        "named" => bind::Query::of_message(message).map_or(Ok(()), |query| query.add_told(record)),
        _ => Ok(()),
    }
}

/// `query[A] example.com from 192.0.2.1`, `reply example.com is 192.0.2.80`, `forwarded example.com to 192.0.2.53`.
fn dnsmasq(message: &str) -> Option<Told<'_>> {
    let (client, message) = extra(message);
    let (action, rest) = message.split_once(' ')?;
    let (name, rest) = rest.split_once(' ')?;
    let (relation, other) = rest.split_once(' ')?;
    let told = Told { query: Some(name), client, ..Told::default() };
    if let Some(kind) = action.strip_prefix("query[").and_then(|kind| kind.strip_suffix(']')) {
        return (relation == "from").then_some(Told {
            action: Some("query"),
            kind: Some(kind),
            client: Some(other),
            ..told
        });
    }
    match relation {
        "is" => Some(Told { action: Some(action), answer: Some(other), ..told }),
        "to" => Some(Told { action: Some(action), server: Some(other), ..told }),
        _ => None,
    }
}

/// `12 192.0.2.1/53211 ` in front.
fn extra(message: &str) -> (Option<&str>, &str) {
    let split = || {
        let (number, rest) = message.split_once(' ')?;
        let (client, rest) = rest.split_once(' ')?;
        let (address, _) = client.split_once('/')?;
        let numeric = number.bytes().all(|byte| byte.is_ascii_digit());
        (numeric && address.parse::<IpAddr>().is_ok()).then_some((Some(address), rest))
    };
    split().unwrap_or((None, message))
}

/// `[123:0] info: 192.0.2.1 example.com. A IN`, with ` NOERROR 0.000000 1 60` behind it for a reply.
fn unbound(message: &str) -> Option<Told<'_>> {
    let (_, told) = message.split_once("info: ")?;
    let mut words = told.split(' ').skip_while(|word| matches!(*word, "query:" | "reply:"));
    let (client, name, kind, class) = (words.next()?, words.next()?, words.next()?, words.next()?);
    client.parse::<IpAddr>().ok()?;
    let response_code = words.next();
    let action = if response_code.is_some() { "reply" } else { "query" };
    Some(Told {
        action: Some(action),
        query: Some(name),
        kind: Some(kind),
        class: Some(class),
        client: Some(client),
        response_code,
        ..Told::default()
    })
}

/// A line of unbound's own file: `[1505208344] unbound[123:0] info: ...`, or `Nov 22 20:00:00 unbound[123:0] info: ...`.
pub(super) fn unbound_line(line: &str) -> Option<(&str, Told<'_>)> {
    let (time, rest) = line.split_once(" unbound[")?;
    let digits = |time: &str| !time.is_empty() && time.bytes().all(|byte| byte.is_ascii_digit());
    let epoch = time.strip_prefix('[').and_then(|time| time.strip_suffix(']')).filter(|time| digits(time));
    let is_clock = matches!(time.as_bytes(), [_, _, _, b' ', _, _, b' ', _, _, b':', _, _, b':', _, _]);
    Some((epoch.or(is_clock.then_some(time))?, unbound(rest)?))
}
