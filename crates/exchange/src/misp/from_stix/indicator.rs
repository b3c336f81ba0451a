//! Indicators: patterns of equalities become attributes, or one object; all others stay patterns.

use super::{
    super::{
        path::plain,
        table::{Template, attribute_type, template, template_of, type_of_paths},
    },
    parts::{Made, Saying, add, related, text},
};
use crate::stix::{Comparison, choices};
use serde_json::json;

/// Properties of an indicator that are taken.
pub(super) const TAKEN: &[&str] = &[
    "pattern",
    "pattern_type",
    "pattern_version",
    "valid_from",
    "valid_until",
    "description",
    "kill_chain_phases",
    "indicator_types",
    "name",
];

/// The most attributes that one pattern becomes.
const MAX_ATTRIBUTES: usize = 1000;

/// What an indicator becomes.
pub(super) fn made(saying: &Saying<'_>) -> Made {
    let pattern = text(saying.object, "pattern").unwrap_or_default();
    let language = text(saying.object, "pattern_type").unwrap_or("stix");
    if language != "stix" {
        return other_language(saying, language, pattern);
    }
    of_pattern(saying, pattern).unwrap_or_else(|| as_pattern(saying, pattern))
}

/// MISP has types for some languages of patterns.
fn other_language(saying: &Saying<'_>, language: &str, pattern: &str) -> Made {
    let kind = match language {
        "yara" | "sigma" | "snort" => language,
        // Suricata's rules are Snort's, which is what MISP calls both.
        "suricata" => "snort",
        _ => "text",
    };
    Made::Attributes(vec![saying.attribute(kind, pattern, 0)])
}

/// What a pattern says: none if it is more than equalities of what MISP has.
fn of_pattern(saying: &Saying<'_>, pattern: &str) -> Option<Made> {
    let choices = choices(pattern).ok()?;
    if choices.iter().flatten().any(|comparison| !is_equality(comparison)) {
        return None;
    }
    if let [only] = &*choices
        && let Some(name) = saying.labels.said("name")
    {
        return object(saying, template(name)?, only);
    }
    let mut values = Vec::new();
    for choice in &choices {
        match typed(saying, choice) {
            Some(mut typed) => values.append(&mut typed),
            None if choices.len() == 1 => return object(saying, template_of(paths(choice))?, choice),
            None => return None,
        }
    }
    let is_few = !values.is_empty() && values.len() <= MAX_ATTRIBUTES;
    let attributes =
        values.iter().enumerate().map(|(number, (kind, value))| saying.attribute(kind, value, number));
    is_few.then(|| Made::Attributes(attributes.collect()))
}

fn is_equality(comparison: &Comparison<'_>) -> bool {
    // A network is the value of an attribute of MISP as an address is.
    let is_network = comparison.operator == "ISSUBSET"
        && ["ipv4-addr:value", "ipv6-addr:value"].contains(&comparison.path);
    !comparison.is_negated && (is_network || ["=", "==", "IN"].contains(&comparison.operator))
}

/// The comparisons that say a value: of what type the end of a connection is its value shows.
fn telling<'c, 'p>(choice: &'c [Comparison<'p>]) -> impl Iterator<Item = &'c Comparison<'p>> + Clone {
    choice.iter().filter(|comparison| !comparison.path.ends_with("_ref.type"))
}

fn paths<'c>(choice: &'c [Comparison<'c>]) -> impl Iterator<Item = &'c str> + Clone {
    telling(choice).map(|comparison| comparison.path)
}

/// The values of a comparison, numbers too.
fn values<'c>(comparison: &'c Comparison<'_>) -> impl Iterator<Item = &'c str> + Clone {
    comparison.values.iter().map(String::as_str).chain(comparison.others.iter().copied())
}

/// A choice as attributes of one type: the type that a label says, if its properties are these, or the first that has them.
fn typed(saying: &Saying<'_>, choice: &[Comparison<'_>]) -> Option<Vec<(&'static str, String)>> {
    let paths: Vec<_> = paths(choice).collect();
    let labelled = saying.labels.said("type").and_then(attribute_type).filter(|known| {
        known.pattern.len() == paths.len()
            && known.pattern.iter().zip(&paths).all(|(one, other)| plain(one) == plain(other))
    });
    let known = labelled.or_else(|| type_of_paths(&paths))?;
    let mut comparisons = telling(choice).map(|comparison| values(comparison).collect::<Vec<_>>());
    let prefix = if known.name == "AS" { "AS" } else { "" };
    if let [_] = &*paths {
        let all = comparisons.next()?;
        return Some(all.into_iter().map(|value| (known.name, format!("{prefix}{value}"))).collect());
    }
    let parts: Option<Vec<_>> =
        comparisons.map(|values| (values.len() == 1).then(|| values.first().copied()).flatten()).collect();
    Some(vec![(known.name, parts?.join("|"))])
}

/// A choice as an object of a template.
fn object(saying: &Saying<'_>, known: &'static Template, choice: &[Comparison<'_>]) -> Option<Made> {
    let mut object = saying.object(known.name, known.meta_category);
    for comparison in telling(choice) {
        for value in values(comparison) {
            let relation = known.relation_for(comparison.path, value)?;
            let value = if relation.kind == "AS" { format!("AS{value}") } else { value.to_owned() };
            let attribute = related(&object, relation.name, relation.kind, &value, saying.to_ids);
            add(&mut object, attribute);
        }
    }
    Some(Made::Object(object))
}

/// A pattern that MISP has no attributes for, whole.
fn as_pattern(saying: &Saying<'_>, pattern: &str) -> Made {
    let mut object = saying.object("stix2-pattern", "stix2-pattern");
    let version = text(saying.object, "pattern_version").unwrap_or("2.1");
    let attributes = [
        related(&object, "stix2-pattern", "stix2-pattern", pattern, saying.to_ids),
        related(&object, "version", "text", &format!("stix {version}"), false),
    ];
    object.insert("Attribute".into(), json!(attributes));
    Made::Object(object)
}
