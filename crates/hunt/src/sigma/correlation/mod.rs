//! Correlation rules: from a document to a [`Draft`], which names the rules that it refers to. Correlation rules specification 2.1.
//!
//! `demand` reads the condition, `timespan` times, `aggregation` the forms of Sigma 1; `link` finds the rules that are referred to, once all
//! files have been read.

mod aggregation;
mod aliases;
mod demand;
mod link;
mod timespan;

use std::sync::Arc;

use super::{
    meta,
    reading::{Reading, Refused},
};
use crate::{
    correlation::{Demand, Measure},
    diagnostic::{Code, Problem},
    rule::{About, Number},
    yaml::{Kind, Node, Span},
};

pub(super) use aggregation::aggregated;
use aliases::Alias;
pub(super) use link::{Is, Known, Linked, link};

/// How many rules a correlation may refer to. Counting over all rules of a vendor's set is meant to work.
const MAX_REFERENCES: usize = 4096;

/// The same where rules are told apart, and looked at for every event: correlations of real life have two to five.
const MAX_TOLD_APART: usize = 64;

/// How many fields an event may be grouped or counted by.
const MAX_FIELDS: usize = 32;

/// A correlation whose references have not been looked up yet.
pub(super) struct Draft {
    pub(super) about: Arc<About>,
    pub(super) span: Span,
    /// Where the id is written, or else the rule.
    pub(super) id_span: Span,
    measure: Measure,
    demand: Demand,
    fields: Vec<Arc<str>>,
    references: Vec<(Target, Span)>,
    aliases: Vec<Alias>,
    group_by: Vec<Arc<str>>,
    timespan: u64,
    /// Whether the rules that it refers to are reported too.
    generate: bool,
}

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    /// A rule by its id or name.
    Named(String),
    /// One of the rules that were made of the same document.
    Own(usize),
}

/// The keys of a correlation section.
const KEYS: [&str; 7] = ["type", "rules", "group-by", "timespan", "condition", "aliases", "generate"];

/// Keys that are understood here too: the specification's schema has the one beside the condition, Sigma 1 called the timespan so.
const OTHER_KEYS: [&str; 2] = ["field", "timeframe"];

/// Reads a correlation's document; `section` is what stands under `correlation`.
pub(super) fn correlation(
    document: &Node,
    section: &Node,
    file: &Arc<str>,
    reading: &mut Reading<'_>,
) -> Result<Draft, Refused> {
    let about = Arc::new(meta::about(document, file, reading));
    if section.map().is_none() {
        let message = format!("a correlation is a map, not {}", section.noun());
        return Err(reading.refuse(Problem::new(Code::Correlation, section.span, message)));
    }
    let keys = unknown_keys(section, reading);
    let measure = measure(section);
    let measure = reading.check(measure);
    let timespan = timespan::timespan(section);
    let timespan = reading.check(timespan);
    let group_by = texts(section, "group-by");
    let group_by = reading.check(group_by);
    let generate = generate(document, section);
    let generate = reading.check(generate);
    let names = names(section, reading);
    let (measure, names) = (measure?, names?);
    let (measure, terms) = demand::terms(section, measure, names, reading)?;
    let (group_by, timespan) = (fields(group_by?), timespan?);
    keys?;
    let aliases = aliases::aliases(section, &terms.names, &group_by, &terms.fields, reading)?;
    let references = terms.names.into_iter().map(|(name, span)| (Target::Named(name), span)).collect();
    let (demand, fields, generate) = (terms.demand, terms.fields, generate?);
    let span = section.span;
    let id_span = document.get("id").map_or(document.span, |id| id.span);
    Ok(Draft {
        about,
        span,
        id_span,
        measure,
        demand,
        fields,
        references,
        aliases,
        group_by,
        timespan,
        generate,
    })
}

fn bad(code: Code, span: Span, message: impl Into<String>) -> Problem {
    Problem::new(code, span, message)
}

/// A misspelled key would be a correlation that does something else.
fn unknown_keys(section: &Node, reading: &mut Reading<'_>) -> Result<(), Refused> {
    let entries = section.map().unwrap_or_default().iter();
    let is_known = |key: &str| KEYS.iter().chain(&OTHER_KEYS).any(|known| *known == key);
    let unknown = entries.filter(|(key, _)| !key.text().is_some_and(|key| is_known(&key)));
    let refused = unknown.map(|(key, _)| {
        let message = format!("a correlation has no `{}`", key.text().unwrap_or_default());
        let help = format!("there are {}", KEYS.join(", "));
        Err(reading.refuse(bad(Code::Correlation, key.span, message).help(help)))
    });
    Reading::all(refused).map(|_: Vec<()>| ())
}

fn measure(section: &Node) -> Result<Measure, Problem> {
    let Some(node) = section.get("type") else {
        let message = "the correlation does not say of which type it is";
        return Err(bad(Code::UnknownCorrelationType, section.span, message).help(types()));
    };
    let word = node.text().unwrap_or_default();
    by_name(word.trim()).ok_or_else(|| {
        let message = format!("`{word}` is no type of correlation");
        bad(Code::UnknownCorrelationType, node.span, message).help(types())
    })
}

/// The median, which stands for any percentile until the condition has been read.
const FIFTY: f64 = 50.0;

/// The types of the specification, and the median, which pySigma knows besides.
fn by_name(word: &str) -> Option<Measure> {
    let percentile = Measure::Percentile(Number::new(FIFTY)?);
    let types = [
        Measure::Events,
        Measure::Values,
        Measure::Rules,
        Measure::RulesInOrder,
        Measure::Sum,
        Measure::Average,
        percentile,
        Measure::Median,
    ];
    types.into_iter().find(|measure| measure.as_str() == word)
}

fn types() -> &'static str {
    "types are event_count, value_count, temporal, temporal_ordered, value_sum, value_avg, value_percentile and value_median"
}

/// The ids or names of rules, each once. `None` where there is no list, which extended conditions do without.
fn names(section: &Node, reading: &mut Reading<'_>) -> Result<Option<Vec<(String, Span)>>, Refused> {
    let Some(node) = section.get("rules") else { return Ok(None) };
    let items = node.list().unwrap_or(std::slice::from_ref(node));
    let mut names: Vec<(String, Span)> = Vec::new();
    for item in items {
        let name = item.text().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        let Some(name) = name else {
            let message = format!("a rule is named by its id or its name, not by {}", item.noun());
            return Err(reading.refuse(bad(Code::Correlation, item.span, message)));
        };
        if names.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            let message = format!("`{name}` stands in this list already");
            reading.warn(bad(Code::RepeatedReference, item.span, message));
        } else if names.len() == MAX_REFERENCES {
            let message = format!("a correlation refers to at most {MAX_REFERENCES} rules");
            return Err(reading.refuse(bad(Code::Limit, item.span, message)));
        } else {
            names.push((name, item.span));
        }
    }
    if names.is_empty() {
        return Err(reading.refuse(bad(Code::Correlation, node.span, "the list of rules is empty")));
    }
    Ok(Some(names))
}

/// The texts under a key: a list's, or the only one.
fn texts(section: &Node, key: &str) -> Result<Vec<String>, Problem> {
    let Some(node) = section.get(key).filter(|node| node.kind != Kind::Null) else { return Ok(Vec::new()) };
    let items = node.list().unwrap_or(std::slice::from_ref(node));
    if items.len() > MAX_FIELDS {
        let message = format!("`{key}` names more than {MAX_FIELDS} fields");
        return Err(bad(Code::Limit, node.span, message));
    }
    let text = |item: &Node| {
        let text = item.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        text.ok_or_else(|| {
            let message = format!("`{key}` names fields, which {} does not", item.noun());
            bad(Code::Correlation, item.span, message)
        })
    };
    items.iter().map(text).collect()
}

/// Names of fields, each once.
fn fields(names: Vec<String>) -> Vec<Arc<str>> {
    let mut fields: Vec<Arc<str>> = Vec::new();
    for name in names {
        if !fields.iter().any(|known| **known == *name) {
            fields.push(name.into());
        }
    }
    fields
}

/// The specification lists `generate` beside the correlation, pySigma reads it inside.
fn generate(document: &Node, section: &Node) -> Result<bool, Problem> {
    match section.get("generate").or_else(|| document.get("generate")) {
        None => Ok(false),
        Some(Node { kind: Kind::Bool(generate), .. }) => Ok(*generate),
        Some(node) => {
            let message = format!("`generate` is true or false, not {}", node.noun());
            Err(bad(Code::Correlation, node.span, message))
        }
    }
}
