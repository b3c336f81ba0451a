//! What the observable index costs: bytes for each value, notes and look-ups a second, and a million indicators met backwards.
//!
//! `seen [VALUES]`: notes VALUES made-up values (10,000,000 if none is said) of a mix as telemetry has it, with everything on one thread: noting,
//! committing, merging. Then it asks. Beside that stand a bare write of the same bytes, a hash table in memory, and SQLite with a part of the values.
//! It needs room for some 60 bytes for each value in the folder for temporary files (`TMPDIR`).

use anyhow::{Context, Result, ensure};
use seen::{Day, Index, Limits, Noted, Wanted};
use statement::observable::{Indicator, Kind, Observable};
use std::{
    collections::HashMap,
    env,
    fs::{self, File},
    hint::black_box,
    io::Write,
    path::Path,
};

/// How many notes stand between two commits: a second of a node's.
const BATCH: u64 = 200_000;

/// How many days the values are spread over.
const DAYS: u64 = 30;

/// The last of them.
const TODAY: i64 = 1_795_392_000;

/// How many questions are asked of each kind.
const QUESTIONS: u64 = 200_000;

/// How many indicators are met backwards.
const INDICATORS: u64 = 1_000_000;

/// The aims.
const MOST_MEMORY: f64 = 256.0;
const MOST_BYTES: f64 = (4_u64 << 30) as f64 / 1e8;
const LEAST_LOOKS: f64 = 10_000.0;

fn main() -> Result<()> {
    let values = env::args().nth(1).map_or(Ok(10_000_000), |values| values.parse::<u64>())?;
    let folder = tempfile::tempdir()?;
    let today = Day::of(TODAY).context("a day")?;
    let index = Index::open(folder.path(), Limits::default(), today)?;
    fill(&index, values, today)?;
    let stats = index.stats();
    let each = stats.bytes as f64 / values as f64;
    println!(
        "{} files, {} layers, {:.1} bytes a value (aim: under {MOST_BYTES:.0})",
        stats.files, stats.depth, each
    );
    println!("most memory {:35.0} MiB", bench::peak());
    known(&index)?;
    ask(&index, values, "in the cache")?;
    drop(index);
    let uncached = fs::write("/proc/sys/vm/drop_caches", "3").is_ok();
    let opening = bench::process()?;
    let index = Index::open(folder.path(), Limits::default(), today)?;
    println!("opening again {:36.2} s", bench::process()? - opening);
    ask(&index, values, if uncached { "from the disk" } else { "after opening" })?;
    let peak = bench::peak();
    println!("most memory {peak:35.0} MiB (aim: under {MOST_MEMORY})");
    meet(&index, values)?;
    println!("  with a million indicators {:21.0} MiB", bench::peak());
    drop(index);
    limits(folder.path(), stats.bytes, values)?;
    ensure!(each < MOST_BYTES && peak < MOST_MEMORY, "more bytes or memory than the aim");
    Ok(())
}

/// A rate, by the processor time of this process.
fn rate<T>(what: &str, count: u64, act: impl FnOnce() -> Result<T>) -> Result<(T, f64)> {
    let (before, started) = (bench::process()?, std::time::Instant::now());
    let done = act()?;
    let (cpu, wall) = (bench::process()? - before, started.elapsed().as_secs_f64());
    println!(
        "{what:<34} {:>12.0} a second of one core ({cpu:.1} s, {wall:.1} s by the clock)",
        count as f64 / cpu
    );
    Ok((done, count as f64 / cpu))
}

fn fill(index: &Index, values: u64, today: Day) -> Result<()> {
    let (mut text, mut longest) = (String::new(), 0.0_f64);
    let mut making = 0.0;
    let (_, all) = rate("new values noted, merged", values, || {
        let mut number = 0;
        while number < values {
            let mut notes = index.notes();
            for number in number..(number + BATCH).min(values) {
                let kind = value(number, &mut text);
                let time = TODAY - (DAYS - 1 - number * DAYS / values) as i64 * 86_400;
                let noted = notes.note(
                    kind,
                    &text,
                    time,
                    Some(&format!("PC{}", skewed(scrambled(number), 2_000))),
                )?;
                ensure!(noted == Noted::New, "{kind} {text}: {noted:?}");
            }
            drop(notes);
            number += BATCH;
            index.commit()?;
            let before = std::time::Instant::now();
            index.tend(today)?;
            longest = longest.max(before.elapsed().as_secs_f64());
        }
        while index.tend(today)?.more {}
        Ok(())
    })?;
    let before = bench::process()?;
    for number in 0..values / 10 {
        black_box(value(number, &mut text));
    }
    making += bench::process()? - before;
    println!(
        "  without making them {:27.0} a second; the longest step of merging {longest:.1} s",
        1.0 / (1.0 / all - making * 10.0 / values as f64)
    );
    Ok(())
}

/// What a node does most: it notes what is known.
fn known(index: &Index) -> Result<()> {
    let mut values = Vec::new();
    for number in 0..20_000 {
        let mut text = String::new();
        let kind = value(number, &mut text);
        values.push((kind, text, format!("PC{}", number % 500)));
    }
    let mut notes = index.notes();
    for (kind, text, host) in &values {
        notes.note(*kind, text, TODAY, Some(host))?;
    }
    let (_, known) = rate("known values noted", 20_000_000, || {
        for number in 0..20_000_000_u64 {
            let place = skewed(scrambled(number), values.len() as u64) as usize;
            let (kind, text, host) = values.get(place).context("a value")?;
            ensure!(notes.note(*kind, text, TODAY, Some(host))? == Noted::Known, "it is known");
        }
        Ok(())
    })?;
    println!("  {:.2} microseconds each", 1e6 / known);
    drop(notes);
    Ok(index.commit()?)
}

fn ask(index: &Index, values: u64, how: &str) -> Result<()> {
    for (what, from) in [("hits", 0), ("misses", values)] {
        let mut asked = Vec::new();
        let mut text = String::new();
        for number in 0..QUESTIONS {
            let kind = value(from + scrambled(number) % values, &mut text);
            asked.push(Observable::read_as(kind, &text)?.observable);
        }
        let (found, looks) = rate(&format!("look-ups, {what}, {how}"), QUESTIONS, || {
            Ok(asked.iter().filter(|asked| index.look(asked).seen.is_some()).count() as u64)
        })?;
        ensure!(found == if from == 0 { QUESTIONS } else { 0 }, "{found} of {QUESTIONS} found");
        println!("  {:.1} times the aim of {LEAST_LOOKS}", looks / LEAST_LOOKS);
    }
    Ok(())
}

fn meet(index: &Index, values: u64) -> Result<()> {
    let mut text = String::new();
    let mut indicator = |number: u64| -> Result<Indicator> {
        let kind = value(number, &mut text);
        Ok(Indicator::exactly(Observable::read_as(kind, &text)?.observable))
    };
    for number in 0..3 {
        let one = indicator(number * 7 + values / 2)?;
        let (met, _) = rate("one indicator met", 1, || Ok(index.meet(&one, 100)))?;
        ensure!(!met.values.is_empty(), "it was noted");
    }
    let mut wanted = Wanted::default();
    for number in 0..INDICATORS {
        // One of a hundred was seen.
        let from = if number % 100 == 0 { 0 } else { values };
        let indicator = indicator(from + scrambled(number) % values)?;
        wanted.add(&Indicator { exact: false, ..indicator });
    }
    let mut met = vec![false; wanted.len()];
    rate("indicators met, a million at once", INDICATORS, || {
        index.meet_all(&wanted, 10, |number, _| {
            met.iter_mut().skip(number as usize).take(1).for_each(|met| *met = true)
        });
        Ok(())
    })?;
    println!("  {} of them were seen", met.iter().filter(|met| **met).count());
    ensure!(met.iter().step_by(100).all(|met| *met), "all that were noted are met");
    Ok(())
}

/// What the machine and others do.
fn limits(folder: &Path, bytes: u64, values: u64) -> Result<()> {
    let path = folder.join("bare");
    rate("limit: as many bytes written", values, || {
        let (mut file, piece) = (File::create(&path)?, vec![7; 1 << 20]);
        for _ in 0..bytes.div_ceil(1 << 20) {
            file.write_all(&piece)?;
        }
        Ok(file.sync_all()?)
    })?;
    fs::remove_file(&path)?;
    let few = values.min(1_000_000);
    let mut text = String::new();
    let mut table = HashMap::new();
    for number in 0..few {
        value(number, &mut text);
        table.insert(text.clone(), number);
    }
    let asked: Vec<String> = (0..QUESTIONS).map(|number| made(scrambled(number) % few)).collect();
    rate("limit: a table in memory, asked", QUESTIONS, || {
        ensure!(asked.iter().all(|asked| table.contains_key(asked)), "all are there");
        Ok(())
    })?;
    sqlite(&folder.join("peer.sqlite"), few, &asked)
}

fn sqlite(path: &Path, values: u64, asked: &[String]) -> Result<()> {
    let mut peer = rusqlite::Connection::open(path)?;
    peer.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA cache_size = -65536;
         CREATE TABLE seen (value TEXT PRIMARY KEY, first INTEGER, last INTEGER, host INTEGER) WITHOUT ROWID",
    )?;
    let mut text = String::new();
    rate(&format!("peer: SQLite, {values} new values"), values, || {
        for start in (0..values).step_by(BATCH as usize) {
            let batch = peer.transaction()?;
            let mut insert = batch.prepare_cached("INSERT INTO seen VALUES (?, ?, ?, ?)")?;
            for number in start..(start + BATCH).min(values) {
                value(number, &mut text);
                insert.execute((&text, 20_000, 20_000, (number % 500) as i64))?;
            }
            drop(insert);
            batch.commit()?;
        }
        Ok(peer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?)
    })?;
    println!("  {:.1} bytes a value", path.metadata()?.len() as f64 / values as f64);
    rate("peer: SQLite, hits", QUESTIONS, || {
        let mut look = peer.prepare("SELECT first FROM seen WHERE value = ?")?;
        ensure!(asked.iter().all(|asked| look.exists([asked]).unwrap_or(false)), "all are there");
        Ok(())
    })?;
    Ok(())
}

fn made(number: u64) -> String {
    let mut text = String::new();
    value(number, &mut text);
    text
}

/// The value of a number, no two alike, in canonical form: a third addresses, a fifth each names and URLs, hashes, names of files.
fn value(number: u64, text: &mut String) -> Kind {
    use std::fmt::Write as _;
    text.clear();
    let (chance, more) = (scrambled(number), scrambled(number ^ 0x5555));
    let word = |chance: u64| WORDS.get((chance % WORDS.len() as u64) as usize).copied().unwrap_or_default();
    let parent = skewed(more, 400_000);
    let host =
        format!("{}{}.{}", word(parent), parent, ["com", "net", "org", "de", "io"][(parent % 5) as usize]);
    let (kind, written) = match number % 50 {
        // Addresses: the numbers by an odd factor, each once; most networks have none.
        0..=14 => {
            let address = (number as u32).wrapping_mul(0x9E37_79B1) & 0x3FFF_FFFF | 0x4000_0000;
            (Kind::Ipv4, write!(text, "{}", std::net::Ipv4Addr::from_bits(address)))
        }
        15..=18 => {
            let network = 0x2001_0000 + (skewed(more, 100_000) << 8);
            let bits = u128::from(network) << 96 | u128::from(more >> 56) << 64 | u128::from(chance);
            (Kind::Ipv6, write!(text, "{}", std::net::Ipv6Addr::from_bits(bits)))
        }
        19..=29 => (Kind::Domain, write!(text, "{}{number:x}.{host}", word(chance))),
        30..=38 => {
            let id = chance >> 24;
            (Kind::Url, write!(text, "{host}/{}/{}/{id:x}?id={number}", word(chance), word(chance >> 8)))
        }
        39..=42 => (
            Kind::FileName,
            write!(
                text,
                "{}-{}-{number:x}.{}",
                word(chance),
                word(more),
                ["exe", "dll", "tmp", "js"][(more % 4) as usize]
            ),
        ),
        43..=44 => (Kind::Md5, write!(text, "{chance:016x}{more:016x}")),
        45 => (Kind::Sha1, write!(text, "{chance:016x}{more:016x}{:08x}", scrambled(more) as u32)),
        46..=48 => (
            Kind::Sha256,
            write!(text, "{chance:016x}{more:016x}{:016x}{:016x}", scrambled(more), scrambled(chance)),
        ),
        _ => (Kind::Email, write!(text, "{}.{}{number:x}@{host}", word(chance), word(more))),
    };
    written.unwrap_or_default();
    kind
}

const WORDS: [&str; 32] = [
    "update", "static", "images", "cdn", "mail", "login", "assets", "news", "shop", "cloud", "setup",
    "install", "report", "invoice", "window", "service", "edge", "media", "play", "store", "files", "public",
    "secure", "portal", "data", "track", "node", "video", "forum", "travel", "energy", "bank",
];

/// Numbers in no order.
fn scrambled(number: u64) -> u64 {
    let mut state = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    state = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ state >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ state >> 31
}

/// A number below another, small ones oftener: as often as Zipf's law has it, about.
fn skewed(chance: u64, below: u64) -> u64 {
    let even = (chance >> 11) as f64 / (1_u64 << 53) as f64;
    ((below as f64).powf(even) as u64).min(below - 1)
}
