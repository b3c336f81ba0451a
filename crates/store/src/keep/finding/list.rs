//! Findings, filtered, page by page: what was met last comes first.

use super::{
    Finding, FindingId, FindingState, Severity,
    read::{COLUMNS, finding},
};
use crate::{
    Error, Keep, View,
    column::{Columns, signed},
};
use log::Timestamp;
use note::{Malformed, encoding};
use rusqlite::{ToSql, params_from_iter};
use statement::{MemberName, StatementId};
use std::{fmt, ops::RangeInclusive, str::FromStr};

/// How many findings a page has at most.
pub const MAX_FINDING_PAGE: usize = 200;

/// Which findings are listed: those that fit all that is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingFilter {
    /// In one of these states; in any, if none is named.
    pub states: Vec<FindingState>,
    /// At least of this level.
    pub least: Option<Severity>,
    /// Met last within these times, by the clock of this machine.
    pub met: Option<RangeInclusive<Timestamp>>,
    /// From a statement of this member.
    pub member: Option<MemberName>,
    /// From this statement.
    pub statement: Option<StatementId>,
    /// With this text in title, value or place, in any case of ASCII letters.
    pub text: Option<String>,
}

/// Where a page ended. As text it can go to a client and come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingCursor {
    /// When the last finding of the page was met last.
    pub met: Timestamp,
    /// Its number.
    pub id: FindingId,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingPage {
    /// The findings.
    pub findings: Vec<Finding>,
    /// Where the next page begins; nothing if this was the last. A finding that is met while somebody turns pages moves to the front.
    pub next: Option<FindingCursor>,
}

/// How many findings there are of a state and a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingTally {
    /// The state.
    pub state: FindingState,
    /// The level.
    pub level: Severity,
    /// How many.
    pub findings: u64,
}

impl View<'_, Keep> {
    /// A page, behind `after` or from the start; at most `limit` findings, and at most [`MAX_FINDING_PAGE`].
    ///
    /// # Errors
    /// Those of the disk.
    pub fn findings(
        &self,
        filter: &FindingFilter,
        after: Option<FindingCursor>,
        limit: usize,
    ) -> Result<FindingPage, Error> {
        let limit = limit.clamp(1, MAX_FINDING_PAGE);
        let mut query = Query::default();
        query.filter(filter)?;
        if let Some(FindingCursor { met, id }) = after {
            let (met, id) = (query.value(signed(met)?), query.value(signed(id.0)?));
            query.when(format!("(f.met, f.id) < (?{met}, ?{id})"));
        }
        let sql = query.sql(limit);
        let found = self.rows(&sql, params_from_iter(query.values.iter()), finding)?;
        let next = found.last().filter(|_| found.len() == limit);
        let next = next.map(|last| FindingCursor { met: last.met, id: last.id });
        let findings = found.into_iter().map(|found| self.with_origins(found)).collect::<Result<_, _>>()?;
        Ok(FindingPage { findings, next })
    }

    /// How many there are, by state and level.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finding_tallies(&self) -> Result<Vec<FindingTally>, Error> {
        let sql = "SELECT state, level, count(*) FROM finding GROUP BY state, level ORDER BY state, level";
        self.rows(sql, [], |row| {
            let level = Severity::of(row.unsigned(1)?);
            Ok(FindingTally { state: row.parsed(0)?, level, findings: row.unsigned(2)? })
        })
    }
}

/// A query as it grows.
#[derive(Default)]
struct Query {
    conditions: Vec<String>,
    values: Vec<Box<dyn ToSql>>,
}

impl Query {
    fn value(&mut self, value: impl ToSql + 'static) -> usize {
        self.values.push(Box::new(value));
        self.values.len()
    }

    fn when(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    fn filter(&mut self, filter: &FindingFilter) -> Result<(), Error> {
        if !filter.states.is_empty() {
            // Words of ours, so they may stand there as they are.
            let words: Vec<String> = filter.states.iter().map(|state| format!("'{state}'")).collect();
            self.when(format!("f.state IN ({})", words.join(", ")));
        }
        if let Some(least) = filter.least {
            let least = self.value(signed(least.number())?);
            self.when(format!("f.level >= ?{least}"));
        }
        if let Some(met) = &filter.met {
            let (from, to) = (self.value(signed(*met.start())?), self.value(signed(*met.end())?));
            self.when(format!("f.met BETWEEN ?{from} AND ?{to}"));
        }
        if let Some(member) = &filter.member {
            let member = self.value(member.to_string());
            self.when(format!(
                "EXISTS (SELECT 1 FROM finding_origin o WHERE o.finding = f.id AND o.member = ?{member})"
            ));
        }
        if let Some(statement) = &filter.statement {
            let statement = self.value(statement.0);
            self.when(format!(
                "EXISTS (SELECT 1 FROM finding_origin o WHERE o.finding = f.id AND o.statement = ?{statement})"
            ));
        }
        if let Some(text) = &filter.text {
            let text = self.value(text.to_ascii_lowercase());
            // Not LIKE: what is looked for may have its signs in it.
            self.when(format!(
                "(instr(lower(f.title), ?{text}) OR instr(lower(f.value), ?{text}) OR instr(lower(f.place), ?{text}))"
            ));
        }
        Ok(())
    }

    fn sql(&self, limit: usize) -> String {
        let conditions = match self.conditions.is_empty() {
            true => String::new(),
            false => format!(" WHERE {}", self.conditions.join(" AND ")),
        };
        format!("{COLUMNS}{conditions} ORDER BY f.met DESC, f.id DESC LIMIT {limit}")
    }
}

/// `1795000000.17`.
impl fmt::Display for FindingCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.met, self.id)
    }
}

impl FromStr for FindingCursor {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new("cursor", "it is not one that a list of findings has given");
        let (met, id) = text.split_once('.').ok_or_else(refused)?;
        Ok(FindingCursor { met: encoding::decimal("cursor", met)?, id: id.parse()? })
    }
}
