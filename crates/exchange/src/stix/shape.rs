//! What a property's value looks like, told from its name: STIX gives one name one shape throughout.

use super::{id::Id, timestamp::Timestamp};
use crate::json::Json;

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Time,
    Id,
    Ids,
    Truth,
    Whole,
    Number,
    Text,
    Texts,
    Object,
    Objects,
    /// Several shapes, or none that is looked at.
    Any,
}

impl Shape {
    /// The shape of the property of this name.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "created"
            | "modified"
            | "valid_from"
            | "valid_until"
            | "first_seen"
            | "last_seen"
            | "first_observed"
            | "last_observed"
            | "published"
            | "start_time"
            | "stop_time"
            | "submitted"
            | "analysis_started"
            | "analysis_ended"
            | "object_modified"
            | "atime"
            | "ctime"
            | "mtime"
            | "created_time"
            | "date"
            | "start"
            | "end"
            | "account_created"
            | "account_expires"
            | "account_first_login"
            | "account_last_login"
            | "credential_last_changed"
            | "modified_time"
            | "validity_not_before"
            | "validity_not_after" => Self::Time,
            "revoked" | "defanged" | "can_escalate_privs" => Self::Truth,
            "number_observed"
            | "count"
            | "size"
            | "number"
            | "src_port"
            | "dst_port"
            | "src_byte_count"
            | "dst_byte_count"
            | "src_packets"
            | "dst_packets"
            | "pid"
            | "number_of_subkeys"
            | "confidence"
            | "subject_public_key_exponent" => Self::Whole,
            "latitude" | "longitude" | "precision" => Self::Number,
            "labels"
            | "aliases"
            | "goals"
            | "roles"
            | "sectors"
            | "protocols"
            | "secondary_motivations"
            | "personal_motivations"
            | "architecture_execution_envs"
            | "capabilities"
            | "implementation_languages"
            | "languages"
            | "modules"
            | "authors"
            | "received_lines"
            | "extension_types"
            | "extension_properties" => Self::Texts,
            "hashes"
            | "extensions"
            | "objects"
            | "definition"
            | "contents"
            | "ipfix"
            | "environment_variables"
            | "additional_header_fields"
            | "x509_v3_extensions" => Self::Object,
            "external_references"
            | "granular_markings"
            | "kill_chain_phases"
            | "body_multipart"
            | "values" => Self::Objects,
            name if name.ends_with("_refs") => Self::Ids,
            name if name.ends_with("_ref") => Self::Id,
            name if name.ends_with("_types") => Self::Texts,
            name if name.starts_with("is_") => Self::Truth,
            "summary" => Self::Any,
            _ => Self::Text,
        }
    }

    /// Whether a value has the shape. Lists are never empty (STIX 2.1, 2.12), nor are objects.
    pub(super) fn fits(self, value: &Json<'_>) -> bool {
        let all = |fits: fn(&Json<'_>) -> bool| {
            value.elements().is_some_and(|elements| !elements.is_empty() && elements.iter().all(fits))
        };
        match self {
            Self::Any => true,
            Self::Time => is_time(value),
            Self::Id => is_id(value),
            Self::Ids => all(is_id),
            Self::Truth => matches!(value, Json::Truth(_)),
            Self::Whole => matches!(value, Json::Number(number) if is_whole(number)),
            Self::Number => matches!(value, Json::Number(_)),
            Self::Text => value.text().is_some(),
            Self::Texts => all(|element| element.text().is_some()),
            Self::Object => value.members().is_some_and(|members| !members.is_empty()),
            Self::Objects => all(|element| element.members().is_some()),
        }
    }

    /// The shape in words: "it is not ...".
    pub(super) fn wanted(self) -> &'static str {
        match self {
            Self::Time => "a timestamp in UTC",
            Self::Id => "an id",
            Self::Ids => "a list of ids",
            Self::Truth => "true or false",
            Self::Whole => "a whole number",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Texts => "a list of texts",
            Self::Object => "an object with something in it",
            Self::Objects => "a list of objects",
            Self::Any => "anything",
        }
    }
}

/// A number without a sign, fraction or exponent.
fn is_whole(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_time(value: &Json<'_>) -> bool {
    value.text().and_then(|text| Timestamp::read(text.verbatim()?)).is_some()
}

fn is_id(value: &Json<'_>) -> bool {
    value.text().and_then(|text| Id::read(text.verbatim()?).ok()).is_some()
}
