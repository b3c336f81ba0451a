//! A folder of telemetry with indicators planted.

use super::{
    Listing,
    dress::{Words, near, planted},
    write::Format,
};
use crate::chance::mix;
use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

/// What is written.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// The indicators to draw from.
    pub listing: Listing,
    /// Records in all files together.
    pub records: u64,
    /// How many of them hold an indicator. As many more hold what looks like one.
    pub planted: u64,
}

/// An indicator in a record, as a finding will say it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Planted {
    /// The name of the file, without its folder.
    pub file: &'static str,
    /// The number of the record in it.
    pub record: u64,
    /// The kind of the indicator.
    pub kind: &'static str,
    /// Its canonical value.
    pub value: String,
}

/// What a record is made to be.
enum Part {
    Planted,
    Near,
    Plain,
}

impl Scene {
    /// Writes the files into a folder. Gives back what is to be found in them, and nothing else is.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write(self, folder: &Path) -> io::Result<BTreeSet<Planted>> {
        let mut all = BTreeSet::new();
        let count = Format::ALL.len() as u64;
        for (place, format) in (0..).zip(Format::ALL) {
            let mut out = BufWriter::new(File::create(folder.join(format.file()))?);
            out.write_all(format.header().as_bytes())?;
            // Every ninth record of the scene is this format's.
            for (record, number) in (format.first()..).zip((place..self.records).step_by(count as usize)) {
                let (words, value) = self.record(number, format);
                let found = value.map(|(kind, value)| Planted { file: format.file(), record, kind, value });
                all.extend(found);
                format.write(&mut out, number, &words)?;
            }
            out.write_all(format.footer().as_bytes())?;
            out.flush()?;
        }
        Ok(all)
    }

    /// What a record says, and the indicator that it has.
    fn record(self, number: u64, format: Format) -> (Words, Option<super::listing::Value>) {
        let chance = mix(number ^ self.listing.seed);
        // Networks are few among many: every twentieth is one.
        let draw = mix(chance);
        let drawn = if draw.is_multiple_of(20) { draw / 20 % 16 } else { draw % self.listing.count };
        let value = self.listing.value(drawn);
        // A user agent is a whole text, which a line of syslog never is.
        let value = if value.0 == "user-agent" && !format.has_fields() {
            self.listing.value(drawn / 100 * 100 + 30)
        } else {
            value
        };
        match self.part(number) {
            Part::Planted => (planted(&value, chance), Some(value)),
            Part::Near => (near(&value, chance), None),
            Part::Plain => (plain(chance), None),
        }
    }

    /// Planted records are spread evenly, others that look like them lie between.
    fn part(self, number: u64) -> Part {
        let share = |number: u64| number * self.planted / self.records;
        let half = self.records / self.planted.max(1) / 2;
        match (share(number + 1) > share(number), share(number + half + 1) > share(number + half)) {
            (true, _) => Part::Planted,
            (false, true) => Part::Near,
            (false, false) => Part::Plain,
        }
    }
}

/// A record of an ordinary day.
fn plain(chance: u64) -> Words {
    let (host, port) = (chance % 250, chance >> 8 & 0xFFFF);
    Words {
        field: format!("10.3.{}.{host}", chance >> 40 & 0xFF),
        text: format!(
            "C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Schedule {port} update{host}.vendor.invalid https://vendor.invalid/{port}/a.cab \
             {:032x} Mozilla/5.0 (Windows NT 10.0) Chrome/120.0.{host}.0",
            u128::from(chance) << 64 | u128::from(!chance)
        ),
    }
}
