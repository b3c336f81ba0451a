//! A long log: how fast a new member mirrors and checks it, how soon a node with it answers, what it holds, how fast its cache is made anew.

use super::{aim, limits, unit::Unit};
use anyhow::{Context, Result};
use home::{Draft, Home, Keys, Sheets};
use note::{Note, SigningKey, VerifierKey};
use statement::{Audience, Charter, Entry, Kind, Line, Role, Stamp};
use std::{
    fs,
    ops::Range,
    path::Path,
    thread,
    time::{Duration, Instant, SystemTime},
};

/// The aims: of the rate of bare signatures; seconds to start; MiB; entries noted down a second.
const LEAST_RATIO: f64 = 0.7;
const LONGEST_START: f64 = 5.0;
const MOST_MEMORY: f64 = 300.0;
const LEAST_RATE: f64 = 50_000.0;

/// How many entries the limits are measured with.
pub const SAMPLE: u64 = 4_096;

/// How many entries are appended at a time.
const BATCH: u64 = 4_096;

/// Somebody who speaks without a node.
pub struct Author {
    home: Home,
    charter: Charter,
    sheets: Sheets,
    keys: Keys,
    made: Stamp,
}

impl Author {
    /// The member of a home.
    pub fn of(home: &Path) -> Result<Self> {
        let home = Home::open(home)?;
        let charters = home.charters()?;
        let sheets = home.sheets(&charters)?;
        let keys = home.keys(home.sheet(&sheets)?, &mut None)?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
        let made = Stamp::from_seconds(now.try_into()?)?;
        let charter = charters.last().context("no charter")?.clone();
        Ok(Author { home, charter, sheets, keys, made })
    }

    /// What checks its statements.
    pub fn verifier(&self) -> &VerifierKey {
        self.sheets.newest(self.home.member()).map(|sheet| &sheet.statement).expect("keys come with a sheet")
    }

    fn key(&self, role: Role) -> Result<SigningKey> {
        self.keys.signing(&self.charter.unit(), self.home.member(), role)
    }

    /// Entries with these numbers in them.
    pub fn entries(&self, numbers: Range<u64>) -> Result<Vec<Vec<u8>>> {
        let key = self.key(Role::Statement)?;
        let entry = |number: u64| {
            let draft = Draft {
                kind: Kind::Protect,
                lines: vec![Line::new("value", &format!("domain n{number}.example.com"))?],
                body: None,
                until: None,
                marking: "TLP:AMBER".parse()?,
                audience: Audience::Unit,
                refs: Vec::new(),
                operator: None,
            };
            let composed = draft.compose(self.home.member(), &self.charter, &self.sheets, self.made)?;
            Ok(Entry::sign(&composed.header, &key)?.note().to_string().into_bytes())
        };
        numbers.map(entry).collect()
    }

    /// Appends so many entries to the log. Gives the id of the last, as the API has it.
    fn append(&self, entries: u64) -> Result<String> {
        let sheet = self.home.sheet(&self.sheets)?;
        let mut log = self.home.own_log(&self.sheets, sheet, &self.keys)?;
        let key = self.key(Role::Log)?;
        let mut last = Vec::new();
        for first in (0..entries).step_by(BATCH as usize) {
            let batch = self.entries(first..entries.min(first + BATCH))?;
            last = batch.last().cloned().unwrap_or_default();
            log.append(batch, |checkpoint| {
                Ok::<_, logdir::Error>(key.sign(Note::unsigned(&checkpoint.to_string())?))
            })?;
        }
        log.settle()?;
        Ok(Entry::parse(&last)?.id().to_string())
    }
}

/// All about a log of so many entries.
pub fn mirror(folder: &Path, entries: u64) -> Result<bool> {
    let unit = Unit::found(folder)?;
    let author = Author::of(&unit.home("alpha"))?;
    let last = format!("/api/v1/statements/{}", author.append(entries)?);
    let bare = limits::checked(&author.entries(0..SAMPLE)?, author.verifier())? * entries as f64;
    println!("a log of {entries} entries; their signatures alone on one core: {bare:.1} s");
    let (owner, started) = unit.start("alpha")?;
    println!("  its owner's node answers after {started:.2} s");
    unit.until("alpha", &last, |_| true)?;
    let began = Instant::now();
    let (new, _) = unit.start("bravo")?;
    let mirrored = || unit.until("bravo", "/api/v1/logs/alpha", |log| log["size"].as_u64() >= Some(entries));
    mirrored()?;
    let held = began.elapsed().as_secs_f64();
    unit.until("bravo", &last, |_| true)?;
    let checked = began.elapsed().as_secs_f64();
    println!(
        "  a new member holds it after {held:.1} s, and has checked and noted down all after {checked:.1} s"
    );
    let mut met =
        aim("of the rate of bare signatures", bare / checked, LEAST_RATIO, bare / checked >= LEAST_RATIO);
    println!("  it has {:.0} MiB, and had {:.0} MiB at most", new.memory()?.0, new.memory()?.1);
    drop((owner, new));
    let (again, started) = unit.start("bravo")?;
    met &= aim(
        "seconds until it answers when it is started again",
        started,
        LONGEST_START,
        started < LONGEST_START,
    );
    // What it does first after a start is over then.
    thread::sleep(Duration::from_secs(5));
    let (now, most) = again.memory()?;
    println!("  it has {now:.0} MiB then");
    met &= aim("MiB at most", most, MOST_MEMORY, most < MOST_MEMORY);
    drop(again);
    Ok(met & rebuild(&unit, &last, entries)?)
}

/// A cache that is gone is made anew, without checking signatures that were checked.
fn rebuild(unit: &Unit, last: &str, entries: u64) -> Result<bool> {
    for file in fs::read_dir(unit.home("bravo").join("node"))? {
        let file = file?;
        if file.file_name().to_string_lossy().starts_with("cache.sqlite") {
            fs::remove_file(file.path())?;
        }
    }
    let (node, started) = unit.start("bravo")?;
    let began = Instant::now();
    unit.until("bravo", last, |_| true)?;
    let rate = entries as f64 / (began.elapsed().as_secs_f64() + started);
    println!("  noted down anew; {:.0} MiB at most", node.memory()?.1);
    Ok(aim("entries noted down anew a second, the start counted", rate, LEAST_RATE, rate >= LEAST_RATE))
}
