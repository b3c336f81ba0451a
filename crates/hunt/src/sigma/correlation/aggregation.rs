//! The aggregations of Sigma 1, which stand behind a bar in a detection's condition: `selection | count() by User > 5`,
//! `| near`. Each becomes rules, which are not reported, and a correlation of them.
//!
//! The Sigma specification 1.0.2, "Aggregation expression" and "Near aggregation expression". `count` with a field counts different
//! values, as the converters of that time did.

use std::sync::Arc;

use super::{
    Draft, Target, bad,
    demand::{comparison, possible},
    timespan,
};
use crate::{
    correlation::{Bound, Bounds, Demand, Formula, Measure},
    diagnostic::{Code, Problem},
    rule::{About, Expr, Number},
    sigma::{
        condition::{self, Condition, Token},
        detection,
        reading::{Reading, Refused},
    },
    yaml::{Node, Span},
};

/// A detection with an aggregation, taken apart.
pub(in crate::sigma) struct Aggregated {
    /// The conditions of the rules that it is made of.
    pub(in crate::sigma) conditions: Vec<Expr>,
    pub(in crate::sigma) draft: Draft,
}

/// Reads a detection whose condition has a bar in it; `None` for any other.
pub(in crate::sigma) fn aggregated(
    section: &Node,
    about: &Arc<About>,
    reading: &mut Reading<'_>,
) -> Option<Result<Aggregated, Refused>> {
    let written = section.get("condition").filter(|node| node.list().is_none())?;
    let (before, after) = condition::split(written, reading)?;
    Some(read(section, written, &before, &after, about, reading))
}

fn read(
    section: &Node,
    written: &Node,
    before: &[Token],
    after: &[Token],
    about: &Arc<About>,
    reading: &mut Reading<'_>,
) -> Result<Aggregated, Refused> {
    let timespan = timeframe(section, reading);
    let parsed = condition::parsed_of(before, written.span);
    let parsed = reading.check(parsed);
    let aggregation = aggregation(after, written.span);
    let aggregation = reading.check(aggregation);
    let mut selections = detection::selections(section, &["timeframe"], reading)?;
    let (parsed, aggregation, timespan) = (parsed?, aggregation?, timespan?);
    let mut conditions = vec![condition::resolve(parsed, &mut selections, reading)?];
    let (measure, demand, fields, group_by) = match aggregation {
        Aggregation::Measured { measure, fields, group_by, bounds } => {
            (measure, Demand::Within(bounds), fields, group_by)
        }
        Aggregation::Near(near) => {
            let near = near_formula(&near, &mut conditions, &mut |piece| {
                condition::resolve(piece, &mut selections, reading)
            })?;
            let both = Formula::All(vec![Formula::Met(0), near]);
            (Measure::Rules, Demand::These(both), Vec::new(), Vec::new())
        }
    };
    selections.warn_of_unused(reading);
    let references = (0..conditions.len()).map(|place| (Target::Own(place), written.span)).collect();
    let draft = Draft {
        about: about.clone(),
        span: written.span,
        id_span: written.span,
        measure,
        demand,
        fields,
        references,
        aliases: Vec::new(),
        group_by,
        timespan,
        generate: false,
    };
    Ok(Aggregated { conditions, draft })
}

fn timeframe(section: &Node, reading: &mut Reading<'_>) -> Result<u64, Refused> {
    let Some(node) = section.get("timeframe") else {
        let message = "there is no timeframe, so events count however far apart they are";
        reading.warn(bad(Code::NoTimeframe, section.span, message));
        return Ok(u64::MAX);
    };
    let timespan = timespan::read(node);
    reading.check(timespan)
}

/// What stands behind the bar.
enum Aggregation {
    Measured { measure: Measure, fields: Vec<Arc<str>>, group_by: Vec<Arc<str>>, bounds: Bounds },
    Near(Condition),
}

fn aggregation(tokens: &[Token], whole: Span) -> Result<Aggregation, Problem> {
    let mut words = Words { words: tokens.iter().flat_map(pieces).collect(), next: 0, whole };
    if words.take("near") {
        let rest = tokens.get(1..).unwrap_or_default();
        return condition::parsed_of(rest, whole).map(Aggregation::Near);
    }
    let (measure, fields) = words.function()?;
    let group_by = if words.take("by") { words.fields()? } else { Vec::new() };
    let bounds = Bounds(vec![words.bound()?]);
    match words.peek() {
        Some((word, span)) => Err(not_understood(*span, word)),
        None => {
            possible(&bounds, measure, 1, whole)?;
            Ok(Aggregation::Measured { measure, fields, group_by, bounds })
        }
    }
}

fn not_understood(span: Span, word: &str) -> Problem {
    bad(Code::Aggregation, span, format!("`{word}` has no meaning at this place of an aggregation")).help(
        "an aggregation is `| count() by FIELD > 5`, with count, min, max, avg or sum, or `| near SELECTION`",
    )
}

/// A token, cut where a comparison or a comma begins or ends: `by` and `>5` stand close in old rules.
fn pieces(token: &Token) -> Vec<(String, Span)> {
    let class = |c: char| {
        if "<>=!".contains(c) {
            1
        } else if c == ',' {
            2
        } else {
            0
        }
    };
    let mut pieces: Vec<(String, Span)> = Vec::new();
    let mut before = None;
    for c in token.text.chars() {
        match pieces.last_mut().filter(|_| before == Some(class(c))) {
            Some((piece, _)) => piece.push(c),
            None => pieces.push((c.to_string(), token.span)),
        }
        before = Some(class(c));
    }
    pieces
}

struct Words {
    words: Vec<(String, Span)>,
    next: usize,
    whole: Span,
}

impl Words {
    fn peek(&self) -> Option<&(String, Span)> {
        self.words.get(self.next)
    }

    fn any(&mut self) -> Result<(String, Span), Problem> {
        let ended = || bad(Code::Aggregation, self.whole, "the aggregation ends too early");
        let word = self.peek().cloned().ok_or_else(ended)?;
        self.next += 1;
        Ok(word)
    }

    fn take(&mut self, word: &str) -> bool {
        let is = self.peek().is_some_and(|(next, _)| next.eq_ignore_ascii_case(word));
        self.next += usize::from(is);
        is
    }

    fn expect(&mut self, word: &str) -> Result<(), Problem> {
        if self.take(word) {
            return Ok(());
        }
        let (found, span) = self.any()?;
        Err(not_understood(span, &found))
    }

    /// `count()`, `sum(field)` and the like.
    fn function(&mut self) -> Result<(Measure, Vec<Arc<str>>), Problem> {
        let (name, span) = self.any()?;
        let measure = match name.to_ascii_lowercase().as_str() {
            "count" => Measure::Values,
            "min" => Measure::Least,
            "max" => Measure::Greatest,
            "avg" => Measure::Average,
            "sum" => Measure::Sum,
            _ => return Err(not_understood(span, &name)),
        };
        self.expect("(")?;
        if self.take(")") {
            return match measure {
                Measure::Values => Ok((Measure::Events, Vec::new())),
                _ => Err(bad(Code::BadCorrelationField, span, format!("`{name}` needs a field"))),
            };
        }
        let (field, _) = self.any()?;
        self.expect(")")?;
        Ok((measure, vec![field.into()]))
    }

    fn fields(&mut self) -> Result<Vec<Arc<str>>, Problem> {
        let mut fields: Vec<Arc<str>> = Vec::new();
        loop {
            let (field, _) = self.any()?;
            fields.push(field.into());
            if !self.take(",") {
                return Ok(fields);
            }
        }
    }

    fn bound(&mut self) -> Result<Bound, Problem> {
        let (sign, span) = self.any()?;
        let name = match sign.as_str() {
            ">" => "gt",
            ">=" => "gte",
            "<" => "lt",
            "<=" => "lte",
            "=" | "==" => "eq",
            "!=" | "<>" => "neq",
            _ => return Err(not_understood(span, &sign)),
        };
        let (number, span) = self.any()?;
        let bound = comparison(name).zip(number.parse().ok().and_then(Number::new));
        bound.map(|(bound, number)| bound(number)).ok_or_else(|| not_understood(span, &number))
    }
}

/// What is to be near, as a formula over rules that are made of the selections it names.
fn near_formula(
    near: &Condition,
    conditions: &mut Vec<Expr>,
    resolve: &mut impl FnMut(Condition) -> Result<Expr, Refused>,
) -> Result<Formula, Refused> {
    let mut each = |parts: &[Condition]| {
        Reading::all(parts.iter().map(|part| near_formula(part, conditions, resolve)).collect::<Vec<_>>())
    };
    match near {
        Condition::Or(parts) => each(parts).map(Formula::Any),
        Condition::And(parts) => each(parts).map(Formula::All),
        Condition::Not(part) => {
            near_formula(part, conditions, resolve).map(|part| Formula::Not(Box::new(part)))
        }
        Condition::Name(..) | Condition::Of(..) => {
            conditions.push(resolve(near.clone())?);
            Ok(Formula::Met(conditions.len() - 1))
        }
    }
}
