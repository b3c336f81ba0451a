//! Which types of attributes stand for what is looked for.

use crate::label::ADDRESS;
use statement::observable::Kind;

/// The kinds that a type of one value stands for. Types of several values, such as `filename|md5`, are taken apart by whoever asks.
pub(in crate::misp) fn kinds(kind: &str) -> Option<&'static [Kind]> {
    Some(match kind {
        "ip-src" | "ip-dst" | "ip" => ADDRESS,
        "domain" => &[Kind::Domain],
        "url" | "uri" => &[Kind::Url],
        "md5" => &[Kind::Md5],
        "sha1" => &[Kind::Sha1],
        "sha256" => &[Kind::Sha256],
        "email" | "email-src" | "email-dst" | "email-reply-to" => &[Kind::Email],
        "filename" => &[Kind::FileName],
        "user-agent" => &[Kind::UserAgent],
        _ => return None,
    })
}
