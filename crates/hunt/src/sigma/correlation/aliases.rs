//! Field name aliases: what one name means in the events of each rule.

use std::sync::Arc;

use super::bad;
use crate::{
    diagnostic::Code,
    sigma::reading::{Reading, Refused},
    yaml::{Node, Span},
};

/// An alias in the events of one rule.
pub(super) struct Alias {
    /// The name that the correlation uses.
    pub(super) name: Arc<str>,
    /// The place of the rule among the references.
    pub(super) reference: usize,
    /// The field that it stands for.
    pub(super) field: Arc<str>,
}

/// Reads `aliases`; `names` are the rules that the correlation refers to, as it names them.
pub(super) fn aliases(
    section: &Node,
    names: &[(String, Span)],
    group_by: &[Arc<str>],
    fields: &[Arc<str>],
    reading: &mut Reading<'_>,
) -> Result<Vec<Alias>, Refused> {
    let Some(node) = section.get("aliases") else { return Ok(Vec::new()) };
    let Some(entries) = node.map() else {
        let message = format!("aliases are a map of names, not {}", node.noun());
        return Err(reading.refuse(bad(Code::BadAlias, node.span, message)));
    };
    let read = entries.iter().map(|(key, value)| {
        let alias: Arc<str> = key.text().unwrap_or_default().trim().into();
        if !group_by.contains(&alias) && !fields.contains(&alias) {
            let message = format!("neither `group-by` nor `field` uses the alias `{alias}`");
            reading.warn(bad(Code::UnusedAlias, key.span, message));
        }
        one(&alias, key, value, names, reading)
    });
    Reading::all(read.collect::<Vec<_>>()).map(|each| each.into_iter().flatten().collect())
}

fn one(
    alias: &Arc<str>,
    key: &Node,
    value: &Node,
    names: &[(String, Span)],
    reading: &mut Reading<'_>,
) -> Result<Vec<Alias>, Refused> {
    let Some(entries) = value.map() else {
        let message = format!("the alias `{alias}` is a map of rules and fields, not {}", value.noun());
        return Err(reading.refuse(bad(Code::BadAlias, value.span, message)));
    };
    let read = entries.iter().map(|(rule, field)| {
        let named = rule.text().unwrap_or_default();
        let Some(reference) = names.iter().position(|(name, _)| name.eq_ignore_ascii_case(named.trim()))
        else {
            let message =
                format!("the correlation does not refer to `{named}`, for which the alias has a field");
            let help = "name the rule as it stands under `rules`";
            return Err(reading.refuse(bad(Code::BadAlias, rule.span, message).help(help)));
        };
        match field.text().filter(|field| !field.trim().is_empty()) {
            Some(field) => Ok(Alias { name: alias.clone(), reference, field: field.trim().into() }),
            None => {
                let message = format!("a field's name stands here, not {}", field.noun());
                Err(reading.refuse(bad(Code::BadAlias, field.span, message)))
            }
        }
    });
    let read = Reading::all(read.collect::<Vec<_>>())?;
    let missing = (0..names.len()).find(|place| !read.iter().any(|alias| alias.reference == *place));
    if let Some((name, _)) = missing.and_then(|place| names.get(place)) {
        let message = format!("the alias `{alias}` does not say which field it is in `{name}`");
        return Err(reading.refuse(bad(Code::BadAlias, key.span, message)));
    }
    Ok(read)
}
