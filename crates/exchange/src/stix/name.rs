//! Ids of observables that follow from what they say (STIX 2.1, 2.9): whoever sees one address makes one id for it.

use super::{
    object::Object,
    types::{Class, Type},
};
use crate::{
    Uuid,
    json::{Json, Members, Numbers, write, write_text},
};

/// The namespace of these names (STIX 2.1, 2.9): 00abedb4-aa42-466c-9c01-fed23315a9b7.
const NAMESPACE: Uuid = Uuid(0x00abedb4_aa42_466c_9c01_fed23315a9b7_u128.to_be_bytes());

/// Of several hashes the first of these makes the name; of others the first that stands there.
const HASHES: [&str; 4] = ["MD5", "SHA-1", "SHA-256", "SHA-512"];

/// The id that follows from an observable's properties; none where it has none of those that make a name.
pub(super) fn of(members: &Members<'_>, known: &Type) -> Option<String> {
    let mut names: Vec<&str> = known.naming.to_vec();
    names.sort_unstable();
    let mut text = String::from("{");
    for name in names {
        let Some(value) = members.get(name) else { continue };
        text.push_str(if text.len() > 1 { "," } else { "" });
        write_text(name, &mut text);
        text.push(':');
        match (name, value) {
            ("hashes", Json::Object(hashes)) => write_hash(hashes, &mut text)?,
            _ => write(value, Numbers::Doubles, &mut text).ok()?,
        }
    }
    text.push('}');
    let is_named = text.len() > "{}".len();
    is_named.then(|| format!("{}--{}", known.name, Uuid::of_name(NAMESPACE, text.as_bytes())))
}

/// One hash, as an object of its own.
fn write_hash(hashes: &Members<'_>, text: &mut String) -> Option<()> {
    let preferred = HASHES.iter().find_map(|name| hashes.get(name).map(|value| ((*name).into(), value)));
    let first = || hashes.iter().next().map(|(name, value)| (name.plain(), value));
    let (name, value) = preferred.or_else(first)?;
    text.push('{');
    write_text(&name, text);
    text.push(':');
    write(value, Numbers::Doubles, text).ok()?;
    text.push('}');
    Some(())
}

/// The id that an observable should have, where it has another that claims to follow from a name. An id of version 4 is allowed.
pub(super) fn wrong(object: &Object<'_>, known: &Type) -> Option<String> {
    if known.class != Class::Observable || known.naming.is_empty() || !object.id().is_of_name() {
        return None;
    }
    of(object.members(), known).filter(|right| *right != object.id().as_str())
}
