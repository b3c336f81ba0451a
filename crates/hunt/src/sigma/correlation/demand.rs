//! The condition of a correlation: bounds for what is measured, or for temporal correlations a formula over rules.

use std::sync::Arc;

use super::{FIFTY, MAX_TOLD_APART, bad, fields, texts};
use crate::{
    correlation::{Bound, Bounds, Demand, Formula, MAX_ALTERNATIVES, MAX_WINDOW_EVENTS, Measure},
    diagnostic::{Code, Problem},
    rule::{Comparison, Number},
    sigma::{
        condition::{self, Condition},
        reading::{Reading, Refused},
    },
    yaml::{Kind, Node, Span},
};

/// What a condition says.
pub(super) struct Terms {
    pub(super) demand: Demand,
    pub(super) fields: Vec<Arc<str>>,
    /// The rules that are referred to.
    pub(super) names: Vec<(String, Span)>,
}

/// Reads the condition of a correlation of this measure, which it may make more exact. `names` are the rules of its list.
pub(super) fn terms(
    section: &Node,
    measure: Measure,
    names: Option<Vec<(String, Span)>>,
    reading: &mut Reading<'_>,
) -> Result<(Measure, Terms), Refused> {
    let condition = section.get("condition").filter(|node| node.kind != Kind::Null);
    let terms = match condition {
        Some(node) if node.map().is_some() => return bounded(section, node, measure, names, reading),
        Some(node) if measure.is_temporal() => extended(node, measure, names, reading),
        Some(node) => {
            let message = format!("the condition of {} is a map such as `gte: 10`", measure.as_str());
            Err(reading.refuse(bad(Code::BadThreshold, node.span, message)))
        }
        None if measure.is_temporal() => all_rules(section, names, reading),
        None => {
            let message = format!("{} needs a condition such as `gte: 10`", measure.as_str());
            Err(reading.refuse(bad(Code::BadThreshold, section.span, message)))
        }
    };
    Ok((measure, terms?))
}

/// A temporal correlation without a condition wants all of its rules.
fn all_rules(
    section: &Node,
    names: Option<Vec<(String, Span)>>,
    reading: &mut Reading<'_>,
) -> Result<Terms, Refused> {
    let names = listed(section, names, reading)?;
    told_apart(&names, reading)?;
    let all = Number::new(names.len() as f64).map(|all| Bound::Is(Comparison::GreaterOrEqual, all));
    Ok(Terms { demand: Demand::Within(Bounds(all.into_iter().collect())), fields: Vec::new(), names })
}

fn listed(
    section: &Node,
    names: Option<Vec<(String, Span)>>,
    reading: &mut Reading<'_>,
) -> Result<Vec<(String, Span)>, Refused> {
    names.ok_or_else(|| {
        let message = "the correlation does not say to which rules it refers";
        let help = "list ids or names of rules under `rules`";
        reading.refuse(bad(Code::Correlation, section.span, message).help(help))
    })
}

fn told_apart(names: &[(String, Span)], reading: &mut Reading<'_>) -> Result<(), Refused> {
    match names.get(MAX_TOLD_APART) {
        None => Ok(()),
        Some((_, span)) => {
            let message = format!("a temporal correlation refers to at most {MAX_TOLD_APART} rules");
            Err(reading.refuse(bad(Code::Limit, *span, message)))
        }
    }
}

/// A condition that is a map.
fn bounded(
    section: &Node,
    node: &Node,
    measure: Measure,
    names: Option<Vec<(String, Span)>>,
    reading: &mut Reading<'_>,
) -> Result<(Measure, Terms), Refused> {
    let fields = counted(section, node, measure);
    let fields = reading.check(fields);
    let measure = percentile(node, measure, reading);
    let bounds = bounds(node, measure.unwrap_or(Measure::Events));
    let bounds = reading.check(bounds);
    let names = listed(section, names, reading)?;
    let (measure, fields, bounds) = (measure?, fields?, bounds?);
    if measure.is_temporal() {
        told_apart(&names, reading)?;
    }
    let possible = possible(&bounds, measure, names.len(), node.span);
    reading.check(possible)?;
    Ok((measure, Terms { demand: Demand::Within(bounds), fields, names }))
}

/// The fields to count. The specification's schema has them beside the condition, its text inside.
fn counted(section: &Node, node: &Node, measure: Measure) -> Result<Vec<Arc<str>>, Problem> {
    let owner = if node.get("field").is_some() { node } else { section };
    let named = fields(texts(owner, "field")?);
    let span = owner.get("field").map_or(node.span, |field| field.span);
    let takes_fields = measure.is_numeric() || measure == Measure::Values;
    match named.len() {
        0 if takes_fields => {
            let message = format!("{} needs a `field` in its condition", measure.as_str());
            Err(bad(Code::BadCorrelationField, span, message))
        }
        0 => Ok(named),
        _ if !takes_fields => {
            let message = format!("{} counts no field", measure.as_str());
            Err(bad(Code::BadCorrelationField, span, message).help("value_count does"))
        }
        1 => Ok(named),
        _ if measure.is_numeric() => {
            let message = format!("{} takes one field", measure.as_str());
            Err(bad(Code::BadCorrelationField, span, message))
        }
        _ => Ok(named),
    }
}

fn percentile(node: &Node, measure: Measure, reading: &mut Reading<'_>) -> Result<Measure, Refused> {
    let Measure::Percentile(_) = measure else {
        return match node.get("percentile") {
            None => Ok(measure),
            Some(percentile) => {
                let message = format!("{} has no percentile; value_percentile has", measure.as_str());
                Err(reading.refuse(bad(Code::BadThreshold, percentile.span, message)))
            }
        };
    };
    let Some(percentile) = node.get("percentile") else {
        let message = "the condition does not say which percentile is meant, so it is the 50th";
        reading.warn(bad(Code::NoPercentile, node.span, message).help("write `percentile: 95`"));
        return Ok(measure);
    };
    let in_range = number(percentile).filter(|number| (0.0..=2.0 * FIFTY).contains(&number.get()));
    in_range.map(Measure::Percentile).ok_or_else(|| {
        let message = "a percentile is a number from 0 to 100";
        reading.refuse(bad(Code::BadThreshold, percentile.span, message))
    })
}

fn number(node: &Node) -> Option<Number> {
    match &node.kind {
        Kind::Int(value, _) => Number::new(*value as f64),
        Kind::Float(value, _) => Number::new(*value),
        _ => None,
    }
}

/// All comparisons of a condition.
fn bounds(node: &Node, measure: Measure) -> Result<Bounds, Problem> {
    let mut bounds = Vec::new();
    for (key, value) in node.map().unwrap_or_default() {
        let word = key.text().unwrap_or_default();
        if matches!(word.as_ref(), "field" | "percentile") {
            continue;
        }
        let Some(bound) = comparison(&word) else {
            let message = format!("a correlation's condition has no `{word}`");
            return Err(bad(Code::BadThreshold, key.span, message)
                .help("there are gt, gte, lt, lte, eq, neq, field and percentile"));
        };
        let Some(number) = number(value) else {
            let message = format!("`{word}` takes a number, not {}", value.noun());
            return Err(bad(Code::BadThreshold, value.span, message));
        };
        bounds.push(bound(number));
        // More could never be counted: a window holds no more.
        if !measure.is_numeric() && number.get().abs() > MAX_WINDOW_EVENTS as f64 {
            let message = format!("windows hold at most {MAX_WINDOW_EVENTS} events");
            return Err(bad(Code::Limit, value.span, message));
        }
    }
    if bounds.is_empty() {
        let message = "the condition compares with no number";
        return Err(bad(Code::BadThreshold, node.span, message).help("write `gte: 10`"));
    }
    Ok(Bounds(bounds))
}

/// The bound of a comparison's name.
pub(super) fn comparison(word: &str) -> Option<fn(Number) -> Bound> {
    Some(match word {
        "gt" => |number| Bound::Is(Comparison::Greater, number),
        "gte" => |number| Bound::Is(Comparison::GreaterOrEqual, number),
        "lt" => |number| Bound::Is(Comparison::Less, number),
        "lte" => |number| Bound::Is(Comparison::LessOrEqual, number),
        "eq" => |number| Bound::Is(Comparison::Equal, number),
        "neq" => Bound::IsNot,
        _ => return None,
    })
}

/// Refuses bounds that nothing can meet. What is counted is whole and at least 1 where there is something to count, and no more rules
/// can be met than there are.
pub(super) fn possible(bounds: &Bounds, measure: Measure, rules: usize, span: Span) -> Result<(), Problem> {
    let is_possible = if measure.is_numeric() {
        probes(bounds).any(|value| bounds.hold(value))
    } else {
        let most = if measure.is_temporal() { rules } else { MAX_WINDOW_EVENTS };
        (1..=most).any(|count| bounds.hold(count as f64))
    };
    if is_possible {
        return Ok(());
    }
    let message = match measure.is_temporal() {
        true => format!("no number of rules from 1 to {rules} meets this condition"),
        false => "no number meets this condition".to_owned(),
    };
    Err(bad(Code::BadThreshold, span, message))
}

/// If any number meets bounds, then one of these: the bounds themselves, and what lies between and beside them.
fn probes(bounds: &Bounds) -> impl Iterator<Item = f64> {
    let mut numbers: Vec<f64> = bounds
        .0
        .iter()
        .map(|bound| match bound {
            Bound::Is(_, number) | Bound::IsNot(number) => number.get(),
        })
        .collect();
    numbers.sort_unstable_by(f64::total_cmp);
    let between: Vec<f64> =
        numbers.windows(2).map(|two| two.iter().map(|number| number / 2.0).sum()).collect();
    let beside = [f64::MIN, f64::MAX];
    numbers.into_iter().chain(between).chain(beside)
}

/// A condition that is a formula over the names of rules.
fn extended(
    node: &Node,
    measure: Measure,
    names: Option<Vec<(String, Span)>>,
    reading: &mut Reading<'_>,
) -> Result<Terms, Refused> {
    let parsed = condition::parsed(node, reading)?;
    let is_listed = names.is_some();
    let mut names = names.unwrap_or_default();
    let mut used = Vec::new();
    let formula = formula(&parsed, &mut |name, span| {
        let place = names.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
        let place = match place {
            Some(place) => place,
            None if is_listed => {
                let message = format!("the condition names `{name}`, which `rules` does not list");
                return Err(bad(Code::BadThreshold, span, message));
            }
            None => {
                names.push((name.to_owned(), span));
                names.len() - 1
            }
        };
        used.push(place);
        Ok(place)
    });
    let formula = reading.check(formula)?;
    told_apart(&names, reading)?;
    if let Some((name, span)) =
        names.iter().enumerate().find(|(at, _)| !used.contains(at)).map(|(_, name)| name)
    {
        let message = format!("the condition does not use `{name}`, which `rules` lists");
        return Err(reading.refuse(bad(Code::BadThreshold, *span, message)));
    }
    if measure == Measure::RulesInOrder && formula.alternatives().is_none() {
        let message = format!(
            "where order counts, a condition has no `not`, and no more than {MAX_ALTERNATIVES} ways to be met"
        );
        return Err(reading.refuse(bad(Code::BadThreshold, node.span, message)));
    }
    Ok(Terms { demand: Demand::These(formula), fields: Vec::new(), names })
}

/// A condition over rules; `place` says where a name stands among the references.
fn formula(
    condition: &Condition,
    place: &mut impl FnMut(&str, Span) -> Result<usize, Problem>,
) -> Result<Formula, Problem> {
    let mut each = |parts: &[Condition]| -> Result<Vec<Formula>, Problem> {
        parts.iter().map(|part| formula(part, place)).collect()
    };
    match condition {
        Condition::Or(parts) => each(parts).map(Formula::Any),
        Condition::And(parts) => each(parts).map(Formula::All),
        Condition::Not(part) => formula(part, place).map(|part| Formula::Not(Box::new(part))),
        Condition::Name(name, span) => place(name, *span).map(Formula::Met),
        Condition::Of(_, pattern, span) => {
            let message =
                format!("`{pattern}` would be a pattern of rules, which this condition does not know");
            Err(bad(Code::BadThreshold, *span, message).help("name each rule"))
        }
    }
}
