//! A made-up voter roll of any size, and later versions of it with planted changes.
//!
//! No real person: names, streets and dates are drawn from short lists by a generator that always gives the same roll
//! for the same seed. Every planted change is known by the key of its row, so that a test can ask for each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

/// The header of every version.
pub const HEADER: &str = "voter_id,county,precinct,last_name,first_name,birth_date,house,street,city,zip,party,status,registered,updated_at";

/// The last day for changes; the planted late ones come after it.
pub const DEADLINE: &str = "2024-10-07";

/// The hour in which the planted burst lies, all of it.
pub const BURST_HOUR: &str = "2024-09-14T03:00:00";

const COUNTIES: [&str; 12] = [
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ironwood", "Juniper", "Katsura",
    "Larch",
];
const LAST: [&str; 16] = [
    "Ashgrove",
    "Bellweather",
    "Crickhollow",
    "Dunmore",
    "Eastmarch",
    "Farrowdale",
    "Greyfen",
    "Holloway-Nu\u{f1}ez",
    "Inkwell",
    "Jessamy",
    "Kettleby",
    "Larkspur",
    "Mossgrave",
    "Nettlefold",
    "O'Quill",
    "Pennyroyal",
];
const FIRST: [&str; 16] = [
    "Ada",
    "Bram",
    "Cleo",
    "Dov",
    "Esme",
    "Finn",
    "Gwen",
    "Hugo",
    "Iris",
    "Jos\u{e9}",
    "Kit",
    "Luz",
    "Milo",
    "Nell",
    "Otis",
    "Pia",
];
const STREETS: [&str; 8] = [
    "\"Old\" Mill Road",
    "Quarry Lane, North",
    "Lantern Street",
    "Heron Way",
    "Cooper Row",
    "Thistle Court",
    "Harbour View",
    "Signal Hill",
];
const PARTIES: [&str; 4] = ["Blue", "Green", "Orange", "Unaffiliated"];

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voter {
    /// The key.
    pub voter_id: String,
    /// One of twelve.
    pub county: &'static str,
    /// Number of the precinct in the county.
    pub precinct: u32,
    /// Position in the lists of names, streets and so on.
    draws: [u64; 6],
    /// Party.
    pub party: &'static str,
    /// Active or Inactive.
    pub status: &'static str,
    /// When the row was last changed: minutes after 2020-01-01T00:00.
    pub updated: u64,
}

/// A generator of pseudo-random numbers (SplitMix64 of Steele, Lea and Flood, 2014): short, and the same everywhere.
fn mix(seed: u64, index: u64) -> u64 {
    let mut z = seed.wrapping_add(index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn pick<const N: usize>(list: [&'static str; N], draw: u64) -> &'static str {
    list.get((draw % N as u64) as usize).copied().unwrap_or_default()
}

impl Voter {
    fn new(seed: u64, index: u64) -> Self {
        let draw = |n: u64| mix(seed ^ (n << 56), index);
        Voter {
            voter_id: format!("V{:09}", 100_000_000 + index),
            county: pick(COUNTIES, draw(1)),
            precinct: (draw(2) % 40 + 1) as u32,
            draws: [draw(3), draw(4), draw(5), draw(6), draw(7), draw(8)],
            party: pick(PARTIES, draw(9)),
            status: if draw(10).is_multiple_of(12) { "Inactive" } else { "Active" },
            // Before 2024-06-01, long before the planted changes.
            updated: draw(11) % (1_612 * 24 * 60),
        }
    }

    fn write(&self, line: &mut String) {
        let [last, first, birth, house, street, registered] = self.draws;
        let quoted = |text: &str| match text.contains([',', '"']) {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text.to_owned(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            line,
            "{},{},{},{},{},{},{},{},{} City,{:05},{},{},{},{}",
            self.voter_id,
            self.county,
            self.precinct,
            pick(LAST, last),
            pick(FIRST, first),
            date(birth % (80 * 365), 1926),
            house % 9_000 + 1,
            quoted(pick(STREETS, street)),
            self.county,
            10_000 + street % 80_000,
            self.party,
            self.status,
            date(registered % (40 * 365), 1984),
            minutes(self.updated),
        );
    }

    fn flip_status(&mut self) {
        self.status = if self.status == "Active" { "Inactive" } else { "Active" };
    }

    fn next_party(&mut self) {
        let at = PARTIES.iter().position(|party| *party == self.party).unwrap_or(0);
        self.party = pick(PARTIES, at as u64 + 1);
    }

    fn next_county(&mut self) {
        let at = COUNTIES.iter().position(|county| *county == self.county).unwrap_or(0);
        self.county = pick(COUNTIES, at as u64 + 1);
        self.precinct = self.precinct % 40 + 1;
    }
}

/// `YYYY-MM-DD`, `days` days after January 1st of `year`, in a calendar without surprises: twelve months of 28 days, so that every
/// date exists.
fn date(days: u64, year: u64) -> String {
    format!("{:04}-{:02}-{:02}", year + days / 365, days % 365 / 28 % 12 + 1, days % 28 + 1)
}

/// Minutes after 2020-01-01T00:00 as a date and time of the real calendar.
fn minutes(minutes: u64) -> String {
    const MONTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (mut days, clock) = (minutes / 1_440, minutes % 1_440);
    let mut year = 2020;
    loop {
        let length = if year % 4 == 0 { 366 } else { 365 };
        if days < length {
            break;
        }
        days -= length;
        year += 1;
    }
    let mut month = 1;
    for length in MONTHS {
        let length = if month == 2 && year % 4 == 0 { 29 } else { length };
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}T{:02}:{:02}:00", days + 1, clock / 60, clock % 60)
}

/// Minutes from 2020-01-01 to 2024-08-01, when the planted changes begin.
const AUGUST: u64 = 1_674 * 1_440;
/// ... to 2024-09-14T03:00, the hour of the burst.
const BURST: u64 = 1_718 * 1_440 + 180;
/// ... to 2024-10-09, two days after the deadline.
const LATE: u64 = 1_743 * 1_440;

/// What was planted, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planted {
    /// Only in the second version.
    pub added: BTreeSet<String>,
    /// Only in the first.
    pub removed: BTreeSet<String>,
    /// Another party, and the time with it, spread over weeks.
    pub changed: BTreeSet<String>,
    /// The same row with another key: old key, new key.
    pub moved: BTreeMap<String, String>,
    /// Another county and precinct.
    pub regrouped: BTreeSet<String>,
    /// Another status, all within one hour.
    pub burst: BTreeSet<String>,
    /// Another party, after the deadline.
    pub late: BTreeSet<String>,
    /// Another status, and the time as it was.
    pub silent: BTreeSet<String>,
    /// Another status in the second version, the first one again in the third.
    pub reverted: BTreeSet<String>,
}

/// What happens to one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Removed,
    Changed,
    Moved,
    Regrouped,
    Burst,
    Late,
    Silent,
    Reverted,
}

/// How many rows of each kind are planted: different numbers, so that a mix-up shows.
const KINDS: [(Change, u64); 8] = [
    (Change::Removed, 37),
    (Change::Changed, 253),
    (Change::Moved, 11),
    (Change::Regrouped, 19),
    (Change::Burst, 180),
    (Change::Late, 23),
    (Change::Silent, 7),
    (Change::Reverted, 29),
];
const ADDED: u64 = 41;

/// A roll with three versions.
#[derive(Clone, Debug)]
pub struct Roll {
    seed: u64,
    rows: u64,
    changes: BTreeMap<u64, Change>,
}

impl Roll {
    /// A roll of `rows` rows, at least 10,000.
    pub fn new(seed: u64, rows: u64) -> Self {
        let rows = rows.max(10_000);
        let mut changes = BTreeMap::new();
        let mut draw = 0;
        for (kind, count) in KINDS {
            let mut planted = 0;
            while planted < count {
                draw += 1;
                if let std::collections::btree_map::Entry::Vacant(free) =
                    changes.entry(mix(!seed, draw) % rows)
                {
                    free.insert(kind);
                    planted += 1;
                }
            }
        }
        Roll { seed, rows, changes }
    }

    /// What differs between the versions.
    pub fn planted(&self) -> Planted {
        let mut planted = Planted::default();
        for (&index, change) in &self.changes {
            let key = Voter::new(self.seed, index).voter_id;
            let set = match change {
                Change::Moved => {
                    let new = self.voter(1, index).map(|voter| voter.voter_id);
                    planted.moved.extend(new.map(|new| (key, new)));
                    continue;
                }
                Change::Removed => &mut planted.removed,
                Change::Changed => &mut planted.changed,
                Change::Regrouped => &mut planted.regrouped,
                Change::Burst => &mut planted.burst,
                Change::Late => &mut planted.late,
                Change::Silent => &mut planted.silent,
                Change::Reverted => &mut planted.reverted,
            };
            set.insert(key);
        }
        planted.added =
            (self.rows..self.rows + ADDED).filter_map(|at| Some(self.voter(1, at)?.voter_id)).collect();
        planted
    }

    /// Writes a version as CSV: 0 is the first, 1 the one with the planted changes, 2 the one in which some are undone.
    /// Version 0 is sorted by key, the others are shuffled, as another export might be.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, version: usize, mut out: impl Write) -> io::Result<()> {
        let total = self.rows + ADDED;
        let stride = if version == 0 { 1 } else { stride(total) };
        let mut text = format!("{HEADER}\n");
        let mut index = 0;
        for _ in 0..total {
            if let Some(voter) = self.voter(version, index) {
                voter.write(&mut text);
            }
            if text.len() > 1 << 16 {
                out.write_all(text.as_bytes())?;
                text.clear();
            }
            index = (index + stride) % total;
        }
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// A row as a version has it.
    fn voter(&self, version: usize, index: u64) -> Option<Voter> {
        let mut voter = Voter::new(self.seed, index);
        if index >= self.rows {
            voter.updated = AUGUST + 7 * 1_440 + (index - self.rows) * 607;
            return (version > 0).then_some(voter);
        }
        let Some(change) = self.changes.get(&index).filter(|_| version > 0) else { return Some(voter) };
        let spread = AUGUST + mix(self.seed, index) % (60 * 1_440);
        match change {
            Change::Removed => return None,
            Change::Changed => voter.next_party(),
            Change::Moved => voter.voter_id = format!("W{:09}", 100_000_000 + index),
            Change::Regrouped => voter.next_county(),
            Change::Reverted if version > 1 => {}
            Change::Burst | Change::Silent | Change::Reverted => voter.flip_status(),
            Change::Late => voter.next_party(),
        }
        voter.updated = match change {
            Change::Burst => BURST + mix(self.seed, index) % 60,
            Change::Late => LATE + mix(self.seed, index) % (5 * 1_440),
            Change::Silent => voter.updated,
            Change::Reverted if version > 1 => spread + 3 * 1_440,
            _ => spread,
        };
        Some(voter)
    }
}

/// A step that visits every index of `total` once.
fn stride(total: u64) -> u64 {
    let mut stride = total / 2 + total / 9 + 1;
    while gcd(stride, total) != 1 {
        stride += 1;
    }
    stride
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(roll: &Roll, version: usize) -> BTreeSet<String> {
        let mut out = Vec::new();
        roll.write(version, &mut out).expect("writes to memory");
        String::from_utf8(out).expect("is UTF-8").lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_roll_and_the_versions_differ_as_planted() {
        let roll = Roll::new(1, 20_000);
        let (a, b) = (lines(&roll, 0), lines(&roll, 1));
        assert_eq!(a, lines(&Roll::new(1, 20_000), 0));
        assert_ne!(a, lines(&Roll::new(2, 20_000), 0));
        let planted = roll.planted();
        let expected: u64 = KINDS.iter().map(|(_, count)| count).sum();
        assert_eq!(a.difference(&b).count() as u64, expected);
        assert_eq!(b.difference(&a).count() as u64, expected - planted.removed.len() as u64 + ADDED);
    }

    #[test]
    fn the_named_times_are_where_they_should_be() {
        assert_eq!(minutes(AUGUST), "2024-08-01T00:00:00");
        assert_eq!(minutes(BURST), BURST_HOUR);
        assert_eq!(minutes(LATE), "2024-10-09T00:00:00");
    }
}
