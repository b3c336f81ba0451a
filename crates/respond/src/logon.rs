//! A logon, as an event tells of it.

use crate::text::{kept, said};
use event::Value;
use hunt::{Conditions, LogonForm, LogonPart, Look, Outcome, Telling, TextForm};
use std::{net::IpAddr, sync::Arc};

/// A logon, a failed one, or what else an event says of credentials and sessions. What is not told is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Logon {
    /// How it went.
    pub outcome: Outcome,
    /// The machine or service that was logged on to.
    pub to: String,
    /// Who, with the domain where that is told: `DOMAIN\name`.
    pub account: String,
    /// From which address or machine.
    pub from: String,
    /// In which way, in words.
    pub how: String,
    /// Why it failed, in words where the mapping knows them.
    pub why: String,
    /// Who did it for the account.
    pub by: String,
}

/// That a log was cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleared {
    /// The log; empty where the event does not say it.
    pub log: String,
    /// Who did it; empty where the event does not say it.
    pub account: String,
}

/// What an event tells of a logon, if it tells of one.
pub fn logon(look: &Look<'_, '_>) -> Option<Logon> {
    let telling = look.mapping()?.telling();
    telling.logons.iter().find_map(|form| Reading::new(look, telling, form)).map(|reading| reading.logon())
}

/// Whether an event says that a log was cleared. `log` is the one that the event stands in.
pub fn cleared(look: &Look<'_, '_>, log: &str) -> Option<Cleared> {
    let forms = &look.mapping()?.telling().cleared;
    let form = forms.iter().find(|form| all(look, &form.when))?;
    let first = |fields: &[Arc<str>]| {
        fields.iter().find_map(|field| look.values(field).find_map(said)).unwrap_or_default()
    };
    let log = if form.log.is_empty() { log.to_owned() } else { first(&form.log) };
    Some(Cleared { log, account: first(&form.account) })
}

fn all(look: &Look<'_, '_>, conditions: &Conditions) -> bool {
    conditions.iter().all(|(field, values)| look.values(field).any(|value| values.contains(&value)))
}

/// An event of which a form fits, and what its text was made of.
struct Reading<'l, 'o, 'e> {
    look: &'l Look<'o, 'e>,
    telling: &'l Telling,
    form: &'l LogonForm,
    /// By the place of a part: what a pattern's group of that name held.
    groups: [Option<String>; LogonPart::ALL.len()],
}

impl<'l, 'o, 'e> Reading<'l, 'o, 'e> {
    fn new(look: &'l Look<'o, 'e>, telling: &'l Telling, form: &'l LogonForm) -> Option<Self> {
        let unless = |(field, values): &(_, hunt::Values)| {
            let field: &Arc<str> = field;
            look.values(field).any(|value| values.contains(&value))
        };
        let is_of = |service: &Arc<str>| look.class().services.contains(service);
        if !form.service.as_ref().is_none_or(is_of)
            || !all(look, &form.when)
            || form.unless.iter().any(unless)
        {
            return None;
        }
        let groups = match &form.text {
            None => Default::default(),
            Some(text) => look.values(&text.field).find_map(|value| groups(text, value))?,
        };
        Some(Reading { look, telling, form, groups })
    }

    fn logon(&self) -> Logon {
        let part = |part| self.part(part).unwrap_or_default();
        // Where a form says where to look, the host that events are about is something else.
        let host = || self.look.host().and_then(said).filter(|_| self.form.part(LogonPart::To).is_empty());
        Logon {
            outcome: self.outcome(),
            to: self.part(LogonPart::To).or_else(host).unwrap_or_default(),
            account: with_domain(&part(LogonPart::Domain), part(LogonPart::Account)),
            from: address(part(LogonPart::From)),
            how: self.how(),
            why: part(LogonPart::Why),
            by: part(LogonPart::By),
        }
    }

    fn outcome(&self) -> Outcome {
        match (self.form.success.is_empty(), all(self.look, &self.form.success)) {
            (true, _) => self.form.outcome,
            (false, true) => Outcome::Success,
            (false, false) => Outcome::Failure,
        }
    }

    fn how(&self) -> String {
        match (&self.form.method, self.part(LogonPart::How)) {
            (Some(method), Some(how)) => format!("{method}, {how}"),
            (Some(method), None) => method.to_string(),
            (None, how) => how.unwrap_or_default(),
        }
    }

    /// What is said of a part, in words where the mapping has them.
    fn part(&self, part: LogonPart) -> Option<String> {
        if let Some(text) = self.groups.get(part as usize).and_then(Option::as_ref) {
            return Some(
                self.telling.word(part.as_str(), text).map_or_else(|| text.clone(), |word| word.to_string()),
            );
        }
        self.form.part(part).iter().find_map(|field| {
            let texts = self.look.values(field).filter_map(said);
            let text = texts.into_iter().find(|text| part != LogonPart::Why || !is_no_reason(text))?;
            Some(self.telling.word(field, &text).map_or(text, |word| word.to_string()))
        })
    }
}

/// The code of success where a reason is asked for.
fn is_no_reason(text: &str) -> bool {
    matches!(text, "0x0" | "0x00000000" | "0")
}

/// What the groups of the first pattern that fits hold.
fn groups(text: &TextForm, value: Value<'_>) -> Option<[Option<String>; LogonPart::ALL.len()]> {
    let value = value.as_text()?;
    text.patterns.iter().find_map(|pattern| {
        let mut captures = pattern.create_captures();
        pattern.captures(value, &mut captures);
        captures.is_match().then(|| {
            LogonPart::ALL.map(|part| {
                let span = captures.get_group_by_name(part.as_str())?;
                value.get(span.range()).map(kept).filter(|text| !text.is_empty())
            })
        })
    })
}

fn with_domain(domain: &str, account: String) -> String {
    match domain.is_empty() || account.is_empty() || account.contains(['\\', '@']) {
        true => account,
        false => format!("{domain}\\{account}"),
    }
}

/// Where a logon came from, without what only the way of writing adds: the IPv6 form of an IPv4 address, the brackets of an
/// address, the backslashes before the name of a machine.
fn address(text: String) -> String {
    let inner = text.trim_start_matches('\\');
    let bare = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(inner);
    match bare.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().to_string(),
        Err(_) => inner.to_owned(),
    }
}
