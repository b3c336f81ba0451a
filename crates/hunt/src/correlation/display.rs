//! A correlation in one line, for tests and for whoever debugs rules.

use super::model::{Bound, Bounds, Correlation, Demand, Formula, Measure, Node, Reference};
use crate::Comparison;
use std::fmt::{self, Display};

impl Display for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.measure.as_str())?;
        if let Measure::Percentile(percent) = self.measure {
            write!(f, " {}", percent.get())?;
        }
        list(f, " of ", &self.fields, ", ")?;
        match &self.demand {
            Demand::Within(bounds) => write!(f, " {bounds}")?,
            Demand::These(formula) => write!(f, " {formula}")?,
        }
        list(f, " over ", &self.references, ", ")?;
        list(f, " by ", &self.group_by, ", ")?;
        match self.timespan {
            u64::MAX => {}
            span => write!(f, " within {} s", span / 1_000_000_000)?,
        }
        f.write_str(if self.reported { "" } else { " (not reported)" })
    }
}

fn list(f: &mut fmt::Formatter<'_>, before: &str, items: &[impl Display], between: &str) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if at == 0 { before } else { between })?;
    }
    Ok(())
}

impl Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, "", &self.0, " and ")
    }
}

impl Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, number) = match self {
            Bound::Is(Comparison::Equal, number) => ("=", number),
            Bound::Is(Comparison::Less, number) => ("<", number),
            Bound::Is(Comparison::LessOrEqual, number) => ("<=", number),
            Bound::Is(Comparison::Greater, number) => (">", number),
            Bound::Is(Comparison::GreaterOrEqual, number) => (">=", number),
            Bound::IsNot(number) => ("!=", number),
        };
        write!(f, "{sign} {}", number.get())
    }
}

/// Rules by their places among the references.
impl Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Formula::Met(place) => write!(f, "#{place}"),
            Formula::Not(part) => write!(f, "not {part}"),
            Formula::All(parts) => {
                list(f, "(", parts, " and ")?;
                f.write_str(")")
            }
            Formula::Any(parts) => {
                list(f, "(", parts, " or ")?;
                f.write_str(")")
            }
        }
    }
}

impl Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Node::Rule(place) => write!(f, "rule {place}")?,
            Node::Correlation(place) => write!(f, "correlation {place}")?,
        }
        self.aliases.iter().try_for_each(|(alias, field)| write!(f, " ({alias} is {field})"))
    }
}
