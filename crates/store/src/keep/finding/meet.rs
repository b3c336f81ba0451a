//! A record met a rule or an indicator: a finding begins, or counts one more.

use super::{Cause, FindingId, FindingState, Origin, Severity};
use crate::{
    Error, Keep, Tx,
    column::{Columns, signed},
};
use log::Timestamp;
use rusqlite::params;
use statement::Digest;

/// How many statements a finding remembers that it comes from. More members than that may name one value; the sighting goes to these.
pub const MAX_ORIGINS: usize = 32;

/// How many hosts of a finding are told apart. With more, their number is known to be at least this.
pub const MAX_HOSTS: usize = 100;

/// How long an example may be, in bytes; longer ones are cut.
pub const MAX_EXAMPLE: usize = 8 << 10;

/// How long a title, a value, a place or the name of a host may be, in bytes; longer ones are cut. What is grouped by is never cut.
const MAX_TEXT: usize = 2 << 10;

/// How long the name of an item in a statement's body may be, in bytes; longer ones are cut.
const MAX_ITEM: usize = 200;

/// How many days of a finding have a count of their own; the oldest goes when there are more.
const MAX_DAYS: i64 = 400;

/// How far into the future a record's time is believed, in seconds: clocks differ, and what lies further ahead is a wrong or a hostile one.
const MAX_AHEAD: Timestamp = 86_400;

/// The latest time that is kept: the end of the year 9999.
const LATEST: Timestamp = 253_402_300_799;

const DAY: Timestamp = 86_400;

/// A record that met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewFinding<'a> {
    /// What met.
    pub cause: &'a Cause,
    /// The statements that the cause comes from; none for a rule of the member's own.
    pub origins: &'a [Origin],
    /// What the record is and where it lies, as one digest that is the same when it is read again. For what was found backward: the value alone,
    /// whichever statement asked, since the index counts all that was seen of it.
    pub record: Digest,
    /// A line for people. Only the first of a group is kept.
    pub title: &'a str,
    /// How much it matters. The highest of a group is kept.
    pub level: Severity,
    /// When it was noticed, by the clock of this machine.
    pub met: Timestamp,
    /// When and where it was seen.
    pub seen: Seen<'a>,
    /// Where the record lies, for people: a file and a number in it.
    pub place: &'a str,
    /// The record, for people. Only the first of a group is kept.
    pub example: &'a str,
}

/// When and where something was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen<'a> {
    /// In an event, as it came.
    Now {
        /// The event's own time, if it says one. One that lies more than a day ahead is not believed; then the time counts at which it was noticed.
        time: Option<Timestamp>,
        /// The machine that it tells of, if it says one.
        host: Option<&'a str>,
    },
    /// Before the indicator came, as the observable index knows it.
    Before {
        /// How often.
        count: u64,
        /// When first.
        first: Timestamp,
        /// When last.
        last: Timestamp,
        /// On how many days.
        days: u64,
        /// On how many hosts; 0 if that is not known.
        hosts: u64,
    },
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// The first record of its group; or the group was closed, and is new again.
    Opened(FindingId),
    /// One more.
    Counted(FindingId),
    /// This record was counted before: nothing changed, but that another statement may name the cause.
    Known(FindingId),
    /// There are [`super::MAX_FINDINGS`] findings that nobody closed. It is counted as lost, which has to be an alarm.
    Full,
}

impl Met {
    /// The finding, if it has a place.
    pub fn id(self) -> Option<FindingId> {
        match self {
            Met::Opened(id) | Met::Counted(id) | Met::Known(id) => Some(id),
            Met::Full => None,
        }
    }

    /// Whether the record was counted now.
    pub fn is_new(self) -> bool {
        matches!(self, Met::Opened(_) | Met::Counted(_))
    }
}

/// What a record adds to its group.
struct Adds {
    count: u64,
    before: u64,
    first: Timestamp,
    last: Timestamp,
}

impl Tx<'_, Keep> {
    /// Counts a record that met, once. In the transaction that moves the place up to which telemetry was read, none is lost and none is counted
    /// twice, wherever the node is killed.
    ///
    /// Text is cut to what is kept, and never refused: it comes from strangers, and a record that could not be kept would hold up all behind it.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn meet(&self, new: &NewFinding<'_>) -> Result<Met, Error> {
        let group = new.cause.group();
        let record = Digest::of(&[group.0, new.record.0].concat());
        if let Some(id) = self.known_record(&record)? {
            self.add_origins(id, new.origins)?;
            return Ok(Met::Known(id));
        }
        let sql = "SELECT id, state FROM finding WHERE grouped = ?1";
        let found: Option<(u64, FindingState)> =
            self.row(sql, [group.0], |row| Ok((row.unsigned(0)?, row.parsed(1)?)))?;
        let adds = Adds::of(new);
        let met = match found {
            Some((id, FindingState::Closed)) => {
                self.set_finding_state(FindingId(id), FindingState::New, "node", "reopened", "", new.met)?;
                Met::Opened(FindingId(id))
            }
            Some((id, _)) => Met::Counted(FindingId(id)),
            None if self.make_room_for_finding()? => Met::Opened(self.open_finding(&group, new, &adds)?),
            None => {
                self.change("UPDATE finding_lost SET records = records + ?1", [signed(adds.count)?])?;
                return Ok(Met::Full);
            }
        };
        if let Met::Opened(id) = met {
            self.notice_finding(id)?;
        }
        if let Some(id) = met.id() {
            self.add_to(id, new, &adds)?;
            self.add_origins(id, new.origins)?;
            self.remember_record(&record, id)?;
        }
        Ok(met)
    }

    /// A row that counts nothing yet.
    fn open_finding(&self, group: &Digest, new: &NewFinding<'_>, adds: &Adds) -> Result<FindingId, Error> {
        let sql = "INSERT INTO finding (grouped, cause, kind, value, title, level, state, changed, opened, met, count, before, first, last, \
            days, hosts, all_hosts, place, example) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'new', ?7, ?7, ?7, 0, 0, ?8, ?9, 0, 0, 1, ?10, ?11)";
        let row = params![
            group.0,
            new.cause.word(),
            cut(new.cause.kind(), MAX_TEXT),
            cut(new.cause.value(), MAX_TEXT),
            cut(new.title, MAX_TEXT),
            signed(new.level.number())?,
            signed(new.met.min(LATEST))?,
            signed(adds.first)?,
            signed(adds.last)?,
            cut(new.place, MAX_TEXT),
            cut(new.example, MAX_EXAMPLE),
        ];
        self.change(sql, row)?;
        let id = FindingId(self.last_row().unsigned_abs());
        self.act_on_finding(id, "node", "opened", "", new.met)?;
        Ok(id)
    }

    /// Counts, days, hosts.
    fn add_to(&self, id: FindingId, new: &NewFinding<'_>, adds: &Adds) -> Result<(), Error> {
        let sql = "UPDATE finding SET met = max(met, ?2), count = count + ?3, before = before + ?4, first = min(first, ?5), \
            last = max(last, ?6), level = max(level, ?7) WHERE id = ?1";
        let (level, met) = (signed(new.level.number())?, signed(new.met.min(LATEST))?);
        let counts = (signed(adds.count)?, signed(adds.before)?);
        let row =
            params![signed(id.0)?, met, counts.0, counts.1, signed(adds.first)?, signed(adds.last)?, level];
        self.change(sql, row)?;
        match new.seen {
            Seen::Now { host, .. } => {
                self.add_day(id, adds.last / DAY, 1)?;
                host.map_or(Ok(()), |host| self.add_host(id, cut(host, MAX_TEXT), adds.last))
            }
            Seen::Before { days, hosts, .. } => self.add_days_before(id, adds, days, hosts),
        }
    }

    /// A record on a day; whether it is the first on it.
    fn add_day(&self, id: FindingId, day: u64, count: u64) -> Result<bool, Error> {
        let row = params![signed(id.0)?, signed(day)?, signed(count)?];
        let sql = "UPDATE finding_day SET count = count + ?3 WHERE finding = ?1 AND day = ?2";
        if self.change(sql, row)? == 1 {
            return Ok(false);
        }
        self.change("INSERT INTO finding_day VALUES (?1, ?2, ?3)", row)?;
        self.change("UPDATE finding SET days = days + 1 WHERE id = ?1", [signed(id.0)?])?;
        let sql = "DELETE FROM finding_day WHERE finding = ?1 AND day < (SELECT day FROM finding_day WHERE finding = ?1 \
            ORDER BY day DESC LIMIT 1 OFFSET ?2)";
        self.change(sql, params![signed(id.0)?, MAX_DAYS - 1])?;
        Ok(true)
    }

    /// The index knows how many days there were, and of two of them which. On the last one records may still come.
    fn add_days_before(&self, id: FindingId, adds: &Adds, days: u64, hosts: u64) -> Result<(), Error> {
        let (first, last) = (adds.first / DAY, adds.last / DAY);
        let is_one = first == last;
        let mut named = u64::from(self.add_day(id, last, if is_one { adds.count } else { 1 })?);
        if !is_one {
            named += u64::from(self.add_day(id, first, adds.count.saturating_sub(1).max(1))?);
        }
        let between = days.min(last - first + 1).saturating_sub(named.max(1));
        // Whether these hosts are others than those that were told apart, the index does not say. Where nothing else was met, it says all.
        let sql = "UPDATE finding SET days = days + ?2, all_hosts = (count = ?4 OR (all_hosts AND ?3 <= hosts)), hosts = max(hosts, ?3) \
            WHERE id = ?1";
        let row = params![signed(id.0)?, signed(between)?, signed(hosts)?, signed(adds.count)?];
        self.change(sql, row).map(drop)
    }

    fn add_host(&self, id: FindingId, host: &str, last: Timestamp) -> Result<(), Error> {
        let row = params![signed(id.0)?, host, signed(last)?];
        let sql = "UPDATE finding_host SET count = count + 1, last = max(last, ?3) WHERE finding = ?1 AND host = ?2";
        if self.change(sql, row)? == 1 {
            return Ok(());
        }
        let known = self.number("SELECT count(*) FROM finding_host WHERE finding = ?1", [signed(id.0)?])?;
        if known >= MAX_HOSTS as i64 {
            return self.change("UPDATE finding SET all_hosts = 0 WHERE id = ?1", [signed(id.0)?]).map(drop);
        }
        self.change("INSERT INTO finding_host VALUES (?1, ?2, 1, ?3)", row)?;
        // The index may have known of more, and it does not say whether this is one of them.
        let sql =
            "UPDATE finding SET all_hosts = all_hosts AND hosts <= ?2, hosts = max(hosts, ?2) WHERE id = ?1";
        self.change(sql, params![signed(id.0)?, known + 1]).map(drop)
    }

    fn add_origins(&self, id: FindingId, origins: &[Origin]) -> Result<(), Error> {
        for origin in origins {
            let sql = "INSERT OR IGNORE INTO finding_origin SELECT ?1, ?2, ?3, ?4 \
                WHERE (SELECT count(*) FROM finding_origin WHERE finding = ?1) < ?5";
            let item = cut(&origin.item, MAX_ITEM);
            let row =
                params![signed(id.0)?, origin.statement.0, origin.member.as_str(), item, MAX_ORIGINS as i64];
            self.change(sql, row)?;
        }
        Ok(())
    }
}

impl Adds {
    fn of(new: &NewFinding<'_>) -> Self {
        let latest = new.met.saturating_add(MAX_AHEAD).min(LATEST);
        let known = |time: Timestamp| if time > latest { new.met.min(LATEST) } else { time };
        match new.seen {
            Seen::Now { time, .. } => {
                let time = known(time.unwrap_or(new.met));
                Adds { count: 1, before: 0, first: time, last: time }
            }
            Seen::Before { count, first, last, .. } => {
                let (count, last) = (count.clamp(1, MAX_BEFORE), known(last));
                Adds { count, before: count, first: known(first).min(last), last }
            }
        }
    }
}

/// More than this many records before an indicator are this many: sums of them stay numbers that can be kept.
const MAX_BEFORE: u64 = 1 << 40;

/// As much of a text as is kept.
fn cut(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit)).unwrap_or_default()
}
