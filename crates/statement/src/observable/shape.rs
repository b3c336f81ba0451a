//! Tells what a text is from its shape, or whether it has the shape that a label says.

use super::url::port_number;
use super::{
    Cidr, Kind, NotACidr, NotAnObservable, Step, Steps, domain::push_domain, email, file_name, hash, ipv4,
    ipv6, mail, suffix, url, url_host, user_agent,
};
use std::net::IpAddr;

/// A text with a kind, in canonical form.
#[derive(Debug)]
pub(super) struct Shaped {
    pub(super) kind: Kind,
    pub(super) value: String,
    pub(super) steps: Steps,
}

/// What the text is, by its shape alone. It is trimmed and not defanged.
pub(super) fn of(text: &str) -> Result<Shaped, NotAnObservable> {
    if let Some(shaped) = digest(text) {
        return shaped;
    }
    if text.contains("://") {
        let fault =
            if text.contains(char::is_whitespace) { NotAnObservable::Unknown } else { NotAnObservable::Host };
        return of_url(text).ok_or(fault);
    }
    if let Some(shaped) = address(text) {
        return Ok(shaped);
    }
    if let Some(outcome) = network(text) {
        return outcome.map_err(NotAnObservable::Cidr);
    }
    match text {
        text if is_numbers(text) => Err(NotAnObservable::Address),
        text if text.contains(['/', '?']) && !text.starts_with("mailto:") => {
            public(of_url(text).ok_or(NotAnObservable::Unknown))
        }
        text if text.contains('@') => public(of_email(text).ok_or(NotAnObservable::Email)),
        text => public(of_domain(text).ok_or(NotAnObservable::Unknown)),
    }
}

/// The text as what a label says it is, if it has the shape of that. Addresses and networks stand in for one another, where one of
/// them turns out to be the other.
pub(super) fn labelled(kind: Kind, text: &str) -> Option<Shaped> {
    let mut scratch = String::new();
    match kind {
        Kind::Ipv4 | Kind::Ipv6 => {
            address(text).filter(|shaped| shaped.kind == kind || shaped.steps.contains(Step::Mapped))
        }
        Kind::Cidr => network(text)?.ok(),
        Kind::Domain => of_domain(text),
        Kind::Url => of_url(text),
        Kind::Md5 | Kind::Sha1 | Kind::Sha256 => digest(text)?.ok().filter(|shaped| shaped.kind == kind),
        Kind::Email => of_email(text),
        Kind::FileName => {
            file_name(text, &mut scratch).map(|form| shaped(kind, form.text.to_owned(), form.steps))
        }
        Kind::UserAgent => {
            user_agent(text, &mut scratch).map(|form| shaped(kind, form.text.to_owned(), form.steps))
        }
    }
}

fn shaped(kind: Kind, value: String, steps: Steps) -> Shaped {
    Shaped { kind, value, steps }
}

/// The fewest hexadecimal digits that are taken for a digest gone wrong. Shorter ones are words and numbers.
const FEW_DIGITS: usize = 24;

fn digest(text: &str) -> Option<Result<Shaped, NotAnObservable>> {
    if text.len() < FEW_DIGITS || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut scratch = String::new();
    let digest = hash(text, &mut scratch).map(|(kind, form)| shaped(kind, form.text.to_owned(), form.steps));
    Some(digest.ok_or(NotAnObservable::Digits(text.len())))
}

/// An address, with or without brackets and port.
fn address(text: &str) -> Option<Shaped> {
    let (bare, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, "")) => (inside, None),
        Some((inside, rest)) => (inside, Some(rest.strip_prefix(':')?)),
        None => text
            .split_once(':')
            .filter(|(_, port)| !port.contains(':'))
            .map_or((text, None), |(bare, port)| (bare, Some(port))),
    };
    if let Some(port) = port {
        port_number(port)?;
    }
    let (address, steps) = match ipv4(bare.as_bytes()) {
        Some(address) if bare.len() == text.len() || port.is_some() && !text.starts_with('[') => {
            (address.into(), Steps::NONE)
        }
        _ => ipv6(bare.as_bytes())?,
    };
    Some(of_address(address, steps.with_if(port.is_some(), Step::Port)))
}

fn of_address(address: IpAddr, steps: Steps) -> Shaped {
    let kind = if address.is_ipv4() { Kind::Ipv4 } else { Kind::Ipv6 };
    shaped(kind, address.to_string(), steps)
}

/// A network, or what is wrong with a text that is meant to be one.
fn network(text: &str) -> Option<Result<Shaped, NotACidr>> {
    match Cidr::read(text) {
        Err(NotACidr::Shape) => None,
        Err(fault) => Some(Err(fault)),
        Ok((cidr, steps)) => Some(Ok(match cidr.only() {
            Some(address) => of_address(address, steps.with(Step::FullLength)),
            None => shaped(Kind::Cidr, cidr.to_string(), steps),
        })),
    }
}

/// Digits and dots, perhaps with a port: never a name.
fn is_numbers(text: &str) -> bool {
    text.contains('.') && text.bytes().all(|byte| byte.is_ascii_digit() || b".:".contains(&byte))
}

fn of_url(text: &str) -> Option<Shaped> {
    let mut value = String::new();
    let steps = url(text, &mut value)?.steps;
    Some(shaped(Kind::Url, value, steps))
}

fn of_email(text: &str) -> Option<Shaped> {
    let (address, scheme) = mail::without_scheme(text);
    let mut value = String::new();
    let steps = email(address, &mut value)?.steps;
    Some(shaped(Kind::Email, value, steps.and(scheme)))
}

/// A domain, with `*.` or `.` before it or a port behind it.
fn of_domain(text: &str) -> Option<Shaped> {
    let name = text.strip_prefix("*.").or_else(|| text.strip_prefix('.')).unwrap_or(text);
    let steps = Steps::NONE.with_if(name.len() < text.len(), Step::Wildcard);
    let (name, port) = name.split_once(':').map_or((name, None), |(name, port)| (name, Some(port)));
    if let Some(port) = port {
        port_number(port)?;
    }
    let mut value = String::new();
    let steps = push_domain(name, &mut value)?.and(steps.with_if(port.is_some(), Step::Port));
    Some(shaped(Kind::Domain, value, steps))
}

/// What no label and no scheme stands for must end in a public suffix.
fn public(outcome: Result<Shaped, NotAnObservable>) -> Result<Shaped, NotAnObservable> {
    let shaped = outcome?;
    let name = match shaped.kind {
        Kind::Url => url_host(&shaped.value),
        Kind::Email => shaped.value.split('@').next_back().unwrap_or_default(),
        _ => &shaped.value,
    };
    let is_public = suffix::has_public_suffix(name) || ipv4(name.as_bytes()).is_some() || name.contains(':');
    is_public.then_some(shaped).ok_or(NotAnObservable::Suffix)
}
