//! Lists of entries, filtered, page by page, in an order that the record alone gives: by record time, then by member, then by number; what is not on record
//! yet comes last. Two nodes with the same logs give the same pages.

use super::{
    Found,
    found::{COLUMNS, WIDTH, found},
    place::{head, place},
    quote::{UNRECORDED, recorded},
};
use crate::{
    Cache, Error, View,
    column::{Columns, signed},
};
use log::Timestamp;
use note::{Malformed, encoding};
use rusqlite::{Row, ToSql, params_from_iter};
use statement::{Kind, MemberName, Stamp, StatementId};
use std::{fmt, ops::RangeInclusive, str::FromStr};

/// How many entries a page has at most.
pub const MAX_PAGE: usize = 1_000;

/// Which entries are listed: those that fit all that is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this member.
    pub member: Option<MemberName>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// On record; or not yet.
    pub on_record: Option<bool>,
    /// That count; or that are void.
    pub counts: Option<bool>,
    /// That refer to this statement.
    pub refers_to: Option<StatementId>,
    /// Made within these times, by their authors' clocks.
    pub made: Option<RangeInclusive<Stamp>>,
    /// On record since a time within these.
    pub recorded: Option<RangeInclusive<Timestamp>>,
    /// Whose body is of this media type, with whatever parameters it has.
    pub media_type: Option<String>,
}

/// From which end the list is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// What is longest on record first.
    #[default]
    OldestFirst,
    /// What is not on record yet first.
    NewestFirst,
}

/// Where a page ended. As text it can go to a client and come back; it stays good while entries are added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The record time of the last entry, if it has one.
    pub recorded: Option<Timestamp>,
    /// In whose log it stands.
    pub member: MemberName,
    /// Its number there.
    pub index: u64,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The entries.
    pub found: Vec<Found>,
    /// Where the next page begins; nothing if this was the last.
    pub next: Option<Cursor>,
}

impl View<'_, Cache> {
    /// A page of the list, behind `after` or from its start; at most `limit` entries, and at most 1,000.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn list(
        &self,
        filter: &Filter,
        direction: Direction,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page, Error> {
        let limit = limit.clamp(1, MAX_PAGE);
        let mut query = Query::default();
        query.behind(direction, self.start(direction, after)?);
        query.filter(filter)?;
        let mut found = match filter.refers_to {
            // References lie in two levels, each in order.
            Some(_) => merged(
                direction,
                self.run(&query, Inner::Fresh, direction, limit)?,
                self.run(&query, Inner::Aged, direction, limit)?,
            ),
            None => self.run(&query, Inner::of(filter), direction, limit)?,
        };
        found.truncate(limit);
        let next = found.last().filter(|_| found.len() == limit).map(Cursor::at);
        if let Some(target) = &filter.refers_to {
            // The index knows the first bytes of ids only.
            found.retain(|found| found.noted.said.as_ref().is_some_and(|said| said.refs.contains(target)));
        }
        Ok(Page { found, next })
    }

    fn run(
        &self,
        query: &Query,
        inner: Inner,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Found>, Error> {
        self.rows(&query.sql(inner, direction, limit), params_from_iter(query.values.iter()), row)
    }

    /// Time, member and place behind which the page begins.
    fn start(&self, direction: Direction, after: Option<&Cursor>) -> Result<(i64, String, i64), Error> {
        let Some(Cursor { recorded, member, index }) = after else {
            // Before all names and behind all names.
            return Ok(match direction {
                Direction::OldestFirst => (i64::MIN, String::new(), 0),
                Direction::NewestFirst => (i64::MAX, "~".to_owned(), 0),
            });
        };
        let place = match self.number_of(member)? {
            Some(log) => place(log, *index)?,
            None => 0,
        };
        Ok((recorded.map_or(Ok(UNRECORDED), signed)?, member.to_string(), place))
    }
}

/// A query as it grows: conditions, in which `PLACE` stands for the place that is looked for, and the values of their parameters. `w` is the stretch, `r` the reference, `s` the statement.
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

    fn when(&mut self, condition: impl Into<String>) {
        self.conditions.push(condition.into());
    }

    /// The stretches from that of the cursor on; within it, the places behind it. So a page costs the same wherever it begins.
    fn behind(&mut self, direction: Direction, (time, member, place): (i64, String, i64)) {
        let (time, member, place) = (self.value(time), self.value(member), self.value(place));
        let same = format!("w.time = ?{time} AND w.member = ?{member}");
        match direction {
            Direction::OldestFirst => {
                self.when(format!("(w.time, w.member) >= (?{time}, ?{member})"));
                self.when(format!("PLACE >= max(w.since, iif({same}, ?{place} + 1, 0)) AND PLACE < w.until"));
            }
            Direction::NewestFirst => {
                self.when(format!("(w.time, w.member) <= (?{time}, ?{member})"));
                self.when(format!(
                    "PLACE >= w.since AND PLACE < min(w.until, iif({same}, ?{place}, w.until))"
                ));
            }
        }
    }

    fn filter(&mut self, filter: &Filter) -> Result<(), Error> {
        if let Some(member) = &filter.member {
            let member = self.value(member.to_string());
            // The plus keeps SQLite from taking it for a constant in the order, which would then not be that of the index.
            self.when(format!("+w.member = ?{member}"));
        }
        if let Some(kind) = &filter.kind {
            let kind = self.value(kind.to_string());
            self.when(format!("s.kind = ?{kind}"));
        }
        match filter.on_record {
            Some(true) => self.when(format!("w.time < {UNRECORDED}")),
            Some(false) => self.when(format!("w.time = {UNRECORDED}")),
            None => {}
        }
        match filter.counts {
            Some(true) => self.when("s.void IS NULL"),
            Some(false) => self.when("s.void IS NOT NULL"),
            None => {}
        }
        if let Some(target) = &filter.refers_to {
            let target = self.value(head(target));
            self.when(format!("r.head = ?{target}"));
        }
        if let Some(made) = &filter.made {
            let (from, to) = (self.value(made.start().seconds()), self.value(made.end().seconds()));
            self.when(format!("+s.made BETWEEN ?{from} AND ?{to}"));
        }
        if let Some(recorded) = &filter.recorded {
            let (from, to) = (self.value(signed(*recorded.start())?), self.value(signed(*recorded.end())?));
            self.when(format!("w.time BETWEEN ?{from} AND ?{to} AND w.time < {UNRECORDED}"));
        }
        if let Some(media_type) = &filter.media_type {
            let media_type = self.value(media_type.clone());
            self.when(format!(
                "(s.media_type = ?{media_type} OR substr(s.media_type, 1, length(?{media_type}) + 1) = ?{media_type} || ';')"
            ));
        }
        Ok(())
    }

    /// Stretches in their order outside, entries in theirs inside: nothing is ever sorted. That `until` is named is for SQLite, which goes by the
    /// whole key of the index.
    fn sql(&self, inner: Inner, direction: Direction, limit: usize) -> String {
        let (tables, place) = inner.tables();
        let conditions = self.conditions.join(" AND ").replace("PLACE", place);
        let way = match direction {
            Direction::OldestFirst => "ASC",
            Direction::NewestFirst => "DESC",
        };
        format!(
            "SELECT {COLUMNS}, w.time, w.member FROM stretch w INDEXED BY stretch_order CROSS JOIN {tables} \
             WHERE {conditions} ORDER BY w.time {way}, w.member {way}, w.since {way}, w.until {way}, {place} {way} LIMIT {limit}"
        )
    }
}

/// By what the entries of a stretch are found.
#[derive(Clone, Copy)]
enum Inner {
    Place,
    Kind,
    Void,
    Fresh,
    Aged,
}

impl Inner {
    fn of(filter: &Filter) -> Self {
        match filter {
            Filter { kind: Some(_), .. } => Inner::Kind,
            Filter { counts: Some(false), .. } => Inner::Void,
            _ => Inner::Place,
        }
    }

    /// The tables, and the column with the place that is looked for.
    fn tables(self) -> (&'static str, &'static str) {
        match self {
            Inner::Place => ("statement s NOT INDEXED", "s.place"),
            Inner::Kind => ("statement s INDEXED BY statement_kind", "s.place"),
            Inner::Void => ("statement s INDEXED BY statement_void", "s.place"),
            Inner::Fresh => {
                ("reference_fresh r CROSS JOIN statement s NOT INDEXED ON s.place = r.place", "r.place")
            }
            Inner::Aged => {
                ("reference_aged r CROSS JOIN statement s NOT INDEXED ON s.place = r.place", "r.place")
            }
        }
    }
}

/// Both levels together, in order.
fn merged(direction: Direction, fresh: Vec<Found>, aged: Vec<Found>) -> Vec<Found> {
    let mut all = [fresh, aged].concat();
    let key = |found: &Found| (found.recorded.unwrap_or(u64::MAX), found.member.clone(), found.index);
    all.sort_by(|one, other| match direction {
        Direction::OldestFirst => key(one).cmp(&key(other)),
        Direction::NewestFirst => key(other).cmp(&key(one)),
    });
    all
}

fn row(row: &Row<'_>) -> rusqlite::Result<Found> {
    found(row, row.parsed(WIDTH + 1)?, recorded(row.get(WIDTH)?))
}

impl Cursor {
    /// Behind an entry.
    pub fn at(found: &Found) -> Self {
        Cursor { recorded: found.recorded, member: found.member.clone(), index: found.index }
    }
}

/// `1795000000.alpha.17`, or `-.alpha.17` for what is not on record yet.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.recorded {
            Some(time) => write!(f, "{time}.")?,
            None => f.write_str("-.")?,
        }
        write!(f, "{}.{}", self.member, self.index)
    }
}

impl FromStr for Cursor {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new("cursor", "it is not one that a list has given");
        let mut parts = text.splitn(3, '.');
        let (Some(time), Some(member), Some(index)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(refused());
        };
        let number = |text| encoding::decimal("cursor", text);
        let recorded = if time == "-" { None } else { Some(number(time)?) };
        Ok(Cursor { recorded, member: member.parse()?, index: number(index)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{connection, file::sealed::Layout, migrate};
    use statement::Digest;

    /// What SQLite would do, a line a step.
    fn plan(view: &View<'_, Cache>, filter: &Filter, direction: Direction, inner: Inner) -> Vec<String> {
        let mut query = Query::default();
        query.behind(direction, view.start(direction, None).expect("a start"));
        query.filter(filter).expect("a filter");
        let sql = format!("EXPLAIN QUERY PLAN {}", query.sql(inner, direction, 100));
        view.rows(&sql, params_from_iter(query.values.iter()), |row| row.get(3)).expect("a plan")
    }

    /// A page must cost what a page costs, however many entries there are: each table is entered by a key, and nothing is put in order afterwards.
    #[test]
    fn a_page_is_read_in_its_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(Cache::NAME);
        let connection = connection::writer::<Cache>(&path).expect("opened");
        migrate::up::<Cache>(&connection, &path).expect("up");
        let view = View::of(&connection);
        let kind = Filter { kind: Some(Kind::Vote), ..Filter::default() };
        let void = Filter { counts: Some(false), ..Filter::default() };
        let refers =
            Filter { refers_to: Some(Digest::of(b"x")), kind: Some(Kind::Vote), ..Filter::default() };
        let recorded = Filter { recorded: Some(1..=2), member: "alpha".parse().ok(), ..Filter::default() };
        for (filter, inner, found) in [
            (Filter::default(), Inner::Place, "s USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            (recorded, Inner::Place, "s USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            (kind, Inner::Kind, "s USING INDEX statement_kind (kind=? AND rowid>? AND rowid<?)"),
            (void, Inner::Void, "s USING INDEX statement_void (place>? AND place<?)"),
            (refers.clone(), Inner::Fresh, "r USING PRIMARY KEY (head=? AND place>? AND place<?)"),
            (refers, Inner::Aged, "r USING PRIMARY KEY (head=? AND place>? AND place<?)"),
        ] {
            for direction in [Direction::OldestFirst, Direction::NewestFirst] {
                let plan = plan(&view, &filter, direction, inner);
                assert!(plan[0].starts_with("SEARCH w USING COVERING INDEX stretch_order"), "{plan:?}");
                assert!(plan[1].contains(found), "{found}: {plan:?}");
                assert!(
                    !plan.iter().any(|step| step.contains("TEMP B-TREE") || step.starts_with("SCAN")),
                    "{plan:?}"
                );
            }
        }
    }
}
