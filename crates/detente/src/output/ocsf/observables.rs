//! The values of a finding that an analyst would look for elsewhere.

use super::{host, is_address, user};
use crate::output::json::Object;
use event::Value;
use hunt::{Cause, Finding};

/// What an observable is: a `type_id` of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Hostname,
    Address,
    UserName,
    EmailAddress,
    Url,
    FileName,
    Hash,
    Subnet,
    CommandLine,
    UserAgent,
    FilePath,
    Other,
}

/// A value, what it is, and the attribute where it stands.
#[derive(Debug)]
pub struct Observable {
    name: String,
    kind: Kind,
    value: String,
}

/// Fields as rules call them (the names of Sysmon, the Windows logs and the Sigma taxonomy), and what they hold.
const FIELDS: [(&str, Kind); 25] = [
    ("Image", Kind::FilePath),
    ("ParentImage", Kind::FilePath),
    ("SourceImage", Kind::FilePath),
    ("TargetImage", Kind::FilePath),
    ("ImageLoaded", Kind::FilePath),
    ("TargetFilename", Kind::FilePath),
    ("OriginalFileName", Kind::FileName),
    ("CommandLine", Kind::CommandLine),
    ("ParentCommandLine", Kind::CommandLine),
    ("DestinationIp", Kind::Address),
    ("SourceIp", Kind::Address),
    ("IpAddress", Kind::Address),
    ("c-ip", Kind::Address),
    ("dst_ip", Kind::Address),
    ("src_ip", Kind::Address),
    ("id.orig_h", Kind::Address),
    ("id.resp_h", Kind::Address),
    ("DestinationHostname", Kind::Hostname),
    ("QueryName", Kind::Hostname),
    ("cs-host", Kind::Hostname),
    ("c-uri", Kind::Url),
    ("c-useragent", Kind::UserAgent),
    ("User", Kind::UserName),
    ("TargetUserName", Kind::UserName),
    ("SubjectUserName", Kind::UserName),
];

/// All of a finding: host, user, indicator, and the matched fields whose names say what they hold.
pub fn of(finding: &Finding<'_>) -> Vec<Observable> {
    let device = host(finding).map(|host| {
        let (name, kind) = match is_address(&host) {
            true => ("device.ip", Kind::Address),
            false => ("device.hostname", Kind::Hostname),
        };
        Observable { name: name.to_owned(), kind, value: host }
    });
    let user = user(finding).map(|user| Observable {
        name: "evidences[0].user.name".to_owned(),
        kind: Kind::UserName,
        value: user,
    });
    let matched = finding.matched.iter().filter_map(|(name, value)| field(name, *value));
    device.into_iter().chain(user).chain(indicator(&finding.cause)).chain(matched).collect()
}

fn indicator(cause: &Cause<'_>) -> Option<Observable> {
    let Cause::Indicator(sighted) = cause else { return None };
    let kind = match sighted.kind {
        "ipv4" | "ipv6" => Kind::Address,
        "cidr" => Kind::Subnet,
        "domain" => Kind::Hostname,
        "url" => Kind::Url,
        "md5" | "sha1" | "sha256" => Kind::Hash,
        "email" => Kind::EmailAddress,
        "filename" => Kind::FileName,
        "user-agent" => Kind::UserAgent,
        _ => Kind::Other,
    };
    let name = "evidences[0].data.indicator.value".to_owned();
    Some(Observable { name, kind, value: sighted.value.to_owned() })
}

fn field(name: &str, value: Value<'_>) -> Option<Observable> {
    let (_, kind) = FIELDS.iter().find(|(known, _)| *known == name)?;
    let value = value.to_string();
    let fits = !value.is_empty() && (*kind != Kind::Address || is_address(&value));
    fits.then(|| Observable { name: format!("evidences[0].data.matched.{name}"), kind: *kind, value })
}

impl Kind {
    /// Number and caption.
    fn type_of(self) -> (u32, &'static str) {
        match self {
            Kind::Hostname => (1, "Hostname"),
            Kind::Address => (2, "IP Address"),
            Kind::UserName => (4, "User Name"),
            Kind::EmailAddress => (5, "Email Address"),
            Kind::Url => (6, "URL String"),
            Kind::FileName => (7, "File Name"),
            Kind::Hash => (8, "Hash"),
            Kind::Subnet => (12, "Subnet"),
            Kind::CommandLine => (13, "Command Line"),
            Kind::UserAgent => (16, "HTTP User-Agent"),
            Kind::FilePath => (45, "File Path"),
            Kind::Other => (99, "Other"),
        }
    }
}

impl Observable {
    /// Writes its members.
    pub fn write(&self, object: &mut Object<'_>) {
        let (id, caption) = self.kind.type_of();
        object.text("name", &self.name);
        object.number("type_id", id);
        object.text("type", caption);
        object.text("value", &self.value);
    }
}
