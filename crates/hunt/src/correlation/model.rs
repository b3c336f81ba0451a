//! What a correlation is, once nobody needs to know how Sigma writes it.

use crate::{About, Comparison, Number};
use std::sync::Arc;

/// The correlations of a hunt. Each refers to rules and to correlations before it, so none refers to itself by any way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Correlations(Vec<Correlation>);

/// One correlation.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    /// What findings say of it.
    pub about: Arc<About>,
    /// What is measured of the events in a window.
    pub measure: Measure,
    /// What the measure must be.
    pub demand: Demand,
    /// The fields that are counted, summed and so on: several only for [`Measure::Values`], none where events or rules are counted.
    pub fields: Vec<Arc<str>>,
    /// Whose events it is about, in the order that [`Measure::RulesInOrder`] asks for.
    pub references: Vec<Reference>,
    /// The fields whose values the events of a window have in common.
    pub group_by: Vec<Arc<str>>,
    /// How far the first and the last event of a window may be apart, in nanoseconds. [`u64::MAX`]: any time.
    pub timespan: u64,
    /// Whether it is told when it is met. If not, it only serves the correlations that refer to it.
    pub reported: bool,
}

/// A rule or correlation, and what it calls the fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Which one.
    pub to: Node,
    /// Sigma's aliases: a name that the correlation uses, and the field that it stands for here.
    pub aliases: Vec<(Arc<str>, Arc<str>)>,
}

/// A rule or a correlation, by its place in the ruleset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// A rule.
    Rule(usize),
    /// A correlation.
    Correlation(usize),
}

/// What is measured of the events in a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// How many there are.
    Events,
    /// How many different values their fields have.
    Values,
    /// How many of the rules they met.
    Rules,
    /// How many of the rules they met in the order in which the correlation names them.
    RulesInOrder,
    /// The sum of a field.
    Sum,
    /// The mean of a field.
    Average,
    /// The value below which so many percent of a field's values lie, between 0 and 100; linear between two values.
    Percentile(Number),
    /// The middle value of a field.
    Median,
    /// The smallest value of a field. Only the aggregations of old ask for it.
    Least,
    /// The largest value of a field. Only the aggregations of old ask for it.
    Greatest,
}

/// What a measure must be.
#[derive(Clone, Debug, PartialEq)]
pub enum Demand {
    /// It lies within bounds.
    Within(Bounds),
    /// The rules that were met fit a formula. For [`Measure::Rules`] only, and without [`Formula::Not`] for
    /// [`Measure::RulesInOrder`].
    These(Formula),
}

/// Bounds that all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds(pub Vec<Bound>);

/// One bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The measure compares so with the number.
    Is(Comparison, Number),
    /// The measure is not the number.
    IsNot(Number),
}

/// A boolean formula over the rules that were met, by their places among the references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// An event met it.
    Met(usize),
    /// All hold.
    All(Vec<Formula>),
    /// One of them holds.
    Any(Vec<Formula>),
    /// It does not hold.
    Not(Box<Formula>),
}

/// A correlation refers to one that does not stand before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the correlation at place {0} refers to one that does not stand before it")]
pub struct NotInOrder(pub usize);

/// How many alternatives a formula over rules in order may have: each is looked for by itself.
pub const MAX_ALTERNATIVES: usize = 64;

impl Correlations {
    /// Takes correlations in an order in which each refers only to those before it.
    ///
    /// # Errors
    /// [`NotInOrder`], with the place of the first that does not.
    pub fn new(list: Vec<Correlation>) -> Result<Self, NotInOrder> {
        let before = |reference: &Reference, place| match reference.to {
            Node::Rule(_) => true,
            Node::Correlation(to) => to < place,
        };
        let wrong = (0..).zip(&list).find(|(place, one)| !one.references.iter().all(|to| before(to, *place)));
        match wrong {
            Some((place, _)) => Err(NotInOrder(place)),
            None => Ok(Correlations(list)),
        }
    }

    /// The correlations in their order.
    pub fn list(&self) -> &[Correlation] {
        &self.0
    }

    /// Only those at or above a level, and what they need. Rules keep their places; a correlation that is kept for others only is not
    /// reported.
    pub fn from_level(mut self, level: crate::Level) -> Self {
        let mut needed = vec![false; self.0.len()];
        for (place, one) in self.0.iter_mut().enumerate().rev() {
            one.reported &= one.about.level >= level;
            let is_needed = needed.get(place).copied().unwrap_or_default();
            if one.reported || is_needed {
                needed.iter_mut().skip(place).take(1).for_each(|needed| *needed = true);
                for to in one.references.iter().filter_map(|reference| reference.to.correlation()) {
                    needed.iter_mut().skip(to).take(1).for_each(|needed| *needed = true);
                }
            }
        }
        self.keep(&needed)
    }

    /// The same where of the rules only those at these places are left, which are sorted. All that are referred to are among them.
    pub(crate) fn with_rules_at(mut self, places: &[usize]) -> Self {
        for reference in self.0.iter_mut().flat_map(|one| &mut one.references) {
            if let Node::Rule(rule) = &mut reference.to {
                *rule = places.partition_point(|place| *place < *rule);
            }
        }
        self
    }

    fn keep(self, kept: &[bool]) -> Self {
        let places: Vec<usize> = (0..self.0.len()).filter(|place| kept.get(*place) == Some(&true)).collect();
        let mut list = self.0;
        let mut is_kept = kept.iter();
        list.retain(|_| is_kept.next() == Some(&true));
        for reference in list.iter_mut().flat_map(|one| &mut one.references) {
            if let Node::Correlation(to) = &mut reference.to {
                *to = places.partition_point(|place| *place < *to);
            }
        }
        Correlations(list)
    }
}

impl Node {
    fn correlation(self) -> Option<usize> {
        match self {
            Node::Rule(_) => None,
            Node::Correlation(place) => Some(place),
        }
    }
}

impl Reference {
    /// What the field that the correlation calls `name` is called here.
    pub fn field<'n>(&'n self, name: &'n Arc<str>) -> &'n Arc<str> {
        self.aliases.iter().find(|(alias, _)| alias == name).map_or(name, |(_, field)| field)
    }
}

impl Correlation {
    /// Whether no further event can undo that the demand is met, so that it is told at the event that meets it. Otherwise the window
    /// has to end first.
    ///
    /// A sum counts as one that only grows: what is summed are bytes, packets and the like.
    pub fn is_lasting(&self) -> bool {
        match (&self.demand, self.measure) {
            (Demand::These(formula), _) => formula.is_lasting(),
            (Demand::Within(bounds), Measure::Least) => bounds.only(Bound::is_upper),
            (
                Demand::Within(bounds),
                Measure::Events
                | Measure::Values
                | Measure::Rules
                | Measure::RulesInOrder
                | Measure::Sum
                | Measure::Greatest,
            ) => bounds.only(Bound::is_lower),
            (Demand::Within(_), Measure::Average | Measure::Percentile(_) | Measure::Median) => false,
        }
    }
}

impl Measure {
    /// The type as Sigma spells it; `value_min` and `value_max` are spelled alike.
    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Events => "event_count",
            Measure::Values => "value_count",
            Measure::Rules => "temporal",
            Measure::RulesInOrder => "temporal_ordered",
            Measure::Sum => "value_sum",
            Measure::Average => "value_avg",
            Measure::Percentile(_) => "value_percentile",
            Measure::Median => "value_median",
            Measure::Least => "value_min",
            Measure::Greatest => "value_max",
        }
    }

    /// Whether it counts rules, so that an event that meets several of them is several things.
    pub fn is_temporal(self) -> bool {
        matches!(self, Measure::Rules | Measure::RulesInOrder)
    }

    /// Whether it reads a field as a number.
    pub fn is_numeric(self) -> bool {
        !matches!(self, Measure::Events | Measure::Values | Measure::Rules | Measure::RulesInOrder)
    }
}

impl Bounds {
    /// Whether all hold.
    pub fn hold(&self, value: f64) -> bool {
        self.0.iter().all(|bound| bound.holds(value))
    }

    fn only(&self, kind: fn(&Bound) -> bool) -> bool {
        self.0.iter().all(kind)
    }
}

impl Bound {
    fn holds(&self, value: f64) -> bool {
        match self {
            Bound::Is(comparison, number) => comparison.holds(value, number.get()),
            Bound::IsNot(number) => value != number.get(),
        }
    }

    /// A larger measure meets it all the more.
    pub(crate) fn is_lower(&self) -> bool {
        matches!(self, Bound::Is(Comparison::Greater | Comparison::GreaterOrEqual, _))
    }

    /// A smaller measure meets it all the more.
    pub(crate) fn is_upper(&self) -> bool {
        matches!(self, Bound::Is(Comparison::Less | Comparison::LessOrEqual, _))
    }
}

impl Formula {
    /// Whether it holds, where `met` says which references were met.
    pub fn holds(&self, met: &impl Fn(usize) -> bool) -> bool {
        match self {
            Formula::Met(place) => met(*place),
            Formula::All(parts) => parts.iter().all(|part| part.holds(met)),
            Formula::Any(parts) => parts.iter().any(|part| part.holds(met)),
            Formula::Not(part) => !part.holds(met),
        }
    }

    /// The sets of references of which one must be met as a whole, each in the order of the references; `None` where there are more
    /// than [`MAX_ALTERNATIVES`], and for [`Formula::Not`].
    pub fn alternatives(&self) -> Option<Vec<Vec<usize>>> {
        let found = match self {
            Formula::Met(place) => vec![vec![*place]],
            Formula::Any(parts) => {
                let each: Option<Vec<_>> = parts.iter().map(Formula::alternatives).collect();
                each?.into_iter().flatten().collect()
            }
            Formula::All(parts) => parts.iter().try_fold(vec![Vec::new()], |so_far, part| {
                let more = part.alternatives()?;
                (so_far.len() * more.len() <= MAX_ALTERNATIVES).then(|| crossed(&so_far, &more))
            })?,
            Formula::Not(_) => return None,
        };
        (found.len() <= MAX_ALTERNATIVES).then_some(found)
    }

    /// Whether it stays true once it is.
    fn is_lasting(&self) -> bool {
        match self {
            Formula::Met(_) => true,
            Formula::All(parts) | Formula::Any(parts) => parts.iter().all(Formula::is_lasting),
            Formula::Not(_) => false,
        }
    }
}

/// Every set of the one united with every set of the other.
fn crossed(left: &[Vec<usize>], right: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let united = |one: &Vec<usize>, other: &Vec<usize>| {
        let mut both: Vec<usize> = one.iter().chain(other).copied().collect();
        both.sort_unstable();
        both.dedup();
        both
    };
    left.iter().flat_map(|one| right.iter().map(move |other| united(one, other))).collect()
}
