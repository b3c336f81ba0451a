//! How fast the store notes statements down, and how far that is from a limit: the bare insertion of as many bytes, in as many transactions, into one
//! table without an index, by the same SQLite.
//!
//! `store [STATEMENTS [FOLDER]]`: notes down STATEMENTS (1,000,000 if none is said) in FOLDER (that of temporary files). Quote the ratios. Rates are
//! by processor time of all threads.

use anyhow::{Context, Result, ensure};
use bench::run;
use log::Hash;
use rusqlite::{Connection, params};
use statement::{Audience, BodyRef, Digest, Kind, MemberName, Stamp};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};
use store::{Direction, Filter, Noted, Quote, Said, Store, WantedBody};

/// The aims: a statement noted down costs at most so many microseconds; a rebuild notes so many a second; so long a start, in seconds; so much memory, in
/// MiB.
const MOST_MICROSECONDS: f64 = 8.0;
const LEAST_RATE: f64 = 100_000.0;
const LONGEST_START: f64 = 2.0;
const MOST_MEMORY: f64 = 100.0;

/// How many statements a transaction has while the node runs, and when the cache is rebuilt.
const BATCH: u64 = 1_000;
const REBUILT: u64 = 10_000;

const MEMBERS: [&str; 5] = ["alpha", "bravo", "carol", "delta", "echo"];

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let first = arguments.next();
    if first.as_deref() == Some("open") {
        return open(Path::new(&arguments.next().context("no folder")?));
    }
    let statements = first.map_or(Ok(1_000_000), |statements| statements.parse::<u64>())?;
    let base = arguments.next().map_or_else(env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(base)?;
    let mut met = true;
    for batch in [BATCH, REBUILT] {
        let limit = bare(&folder.path().join(format!("bare-{batch}.sqlite")), statements, batch)?;
        let path = folder.path().join(format!("store-{batch}"));
        let (noted, judged, wanted) = note(&path, statements, batch)?;
        show(&format!("bare rows, {batch} a transaction"), statements, limit);
        show("  noted down", statements, noted);
        show("  its body wanted, which the aim does not count", statements, wanted);
        show("  and asked before whether the text was said before", statements, noted + judged);
        println!(
            "  {:.2} times the limit's time; {:.1} of {MOST_MICROSECONDS} microseconds",
            (noted + judged) / limit,
            (noted + judged) / statements as f64 * 1e6
        );
        met &= (noted + judged) / statements as f64 * 1e6 < MOST_MICROSECONDS;
        met &= batch == BATCH || statements as f64 / (noted + judged) > LEAST_RATE;
    }
    let path = folder.path().join(format!("store-{BATCH}"));
    let cost = run(Command::new(env::current_exe()?).arg("open").arg(&path))?;
    println!("started and asked with {statements}: {:.2} s by the clock, {:.0} MiB", cost.wall, cost.peak);
    queries(&path)?;
    ensure!(met && cost.wall < LONGEST_START && cost.peak < MOST_MEMORY, "slower or larger than the aim");
    Ok(())
}

fn show(what: &str, statements: u64, seconds: f64) {
    println!("{what}: {seconds:.2} s, {:.0}/s", statements as f64 / seconds);
}

/// Rows of as many bytes, one behind the other.
fn bare(path: &Path, statements: u64, batch: u64) -> Result<f64> {
    let connection = Connection::open(path)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.execute_batch("CREATE TABLE bare (place INTEGER PRIMARY KEY, row BLOB NOT NULL) STRICT")?;
    let row = vec![7_u8; bytes(&noted(1))];
    let before = bench::process()?;
    for first in (0..statements).step_by(batch as usize) {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let mut insert = connection.prepare_cached("INSERT INTO bare VALUES (?1, ?2)")?;
        for number in first..(first + batch).min(statements) {
            insert.execute(params![number as i64, row])?;
        }
        drop(insert);
        connection.execute_batch("COMMIT")?;
    }
    Ok(bench::process()? - before)
}

/// How many bytes a row has that say something.
fn bytes(noted: &Noted) -> usize {
    let said = noted.said.as_ref();
    let media = said.and_then(|said| said.body.as_ref()).map_or(0, |body| body.media_type.as_str().len());
    let words = said.map_or(0, |said| said.kind.as_str().len() + said.marking.to_string().len());
    // Id, digests of body, charter and text, a reference; two times and a length.
    5 * 32 + 3 * 8 + media + words
}

/// The logs of five members noted down; the seconds for that, for asking before whether each text was said before, and for wanting its body.
fn note(path: &Path, statements: u64, batch: u64) -> Result<(f64, f64, f64)> {
    let store = Store::open(path)?;
    let (mut noting, mut asking, mut wanting) = (0.0, 0.0, 0.0);
    let each = statements / MEMBERS.len() as u64;
    for (which, name) in (0..).zip(MEMBERS) {
        let member: MemberName = name.parse()?;
        for first in (0..each).step_by(batch as usize) {
            let last = (first + batch).min(each);
            let all: Vec<Noted> = (first..last).map(|number| noted(which * each + number)).collect();
            let texts: Vec<(Stamp, Digest)> =
                all.iter().filter_map(|one| one.said.as_ref()).map(|said| (said.made, said.text)).collect();
            let author = member.clone();
            let bodies: Vec<(Digest, u64)> = all
                .iter()
                .filter_map(|one| one.said.as_ref()?.body.as_ref())
                .map(|body| (body.hash, body.bytes))
                .collect();
            let before = bench::process()?;
            let said = store.cache().transact("ask", move |tx| {
                let mut said = 0;
                for (number, (made, text)) in (first..).zip(&texts) {
                    said += u64::from(tx.said_before(&author, *made, text, number)?);
                }
                Ok(said)
            })?;
            ensure!(said == 0, "no text is there twice");
            let between = bench::process()?;
            let author = member.clone();
            let done = store.cache().transact("note down", move |tx| {
                let done = tx.note_down(&author, first, &all)?;
                let quote = Quote {
                    index: last - 1,
                    covers: last - 1,
                    root: Hash::leaf(b""),
                    time: 1_795_000_000 + last,
                };
                tx.note_quote(&author, &quote)?;
                Ok(done)
            })?;
            ensure!(done, "they follow on one another");
            asking += between - before;
            let after = bench::process()?;
            noting += after - between;
            let author = member.clone();
            store.cache().transact("want", move |tx| {
                (first..).zip(bodies).try_for_each(|(index, (hash, bytes))| {
                    tx.want_body(&WantedBody { hash, bytes, member: author.clone(), index }, 1_795_000_000)
                })
            })?;
            wanting += bench::process()? - after;
        }
    }
    Ok((noting, asking, wanting))
}

/// A statement like no other, twenty of a second.
fn noted(number: u64) -> Noted {
    let digest = |word: &str| Digest::of(format!("{word} {number}").as_bytes());
    let body = BodyRef {
        hash: digest("body"),
        bytes: 2_000 + number,
        media_type: "application/stix+json;version=2.1".parse().expect("a media type"),
    };
    let said = Said {
        kind: if number.is_multiple_of(3) { Kind::Intel } else { Kind::Sighting },
        made: Stamp::from_seconds(1_795_000_000 + number as i64 / 20).expect("a time"),
        until: None,
        marking: "TLP:AMBER PAP:GREEN".parse().expect("a marking"),
        audience: Audience::Unit,
        body: Some(body),
        sealed: None,
        charter: Digest::of(b"charter"),
        operator: None,
        text: digest("text"),
        // Every sighting is of something that was said a while before.
        refs: if number.is_multiple_of(3) {
            Vec::new()
        } else {
            vec![Digest::of(format!("id {}", number / 6 * 3).as_bytes())]
        },
    };
    Noted { id: digest("id"), said: Some(said), void: None }
}

/// What a start does: opens, and asks how far each log is.
fn open(folder: &Path) -> Result<()> {
    let store = Store::open(folder)?;
    let logs = store.cache().read("logs", |view| view.logs())?;
    ensure!(logs.len() == MEMBERS.len(), "not all logs are there");
    let page = store
        .cache()
        .read("page", |view| view.list(&Filter::default(), Direction::NewestFirst, None, 100))?;
    ensure!(page.found.len() == 100, "not all statements are there");
    Ok(())
}

fn queries(folder: &Path) -> Result<()> {
    let store = Store::open(folder)?;
    let timed = |what: &str, times: u32, ask: &dyn Fn(u32) -> Result<usize>| -> Result<()> {
        let start = Instant::now();
        let mut found = 0;
        for time in 0..times {
            found += ask(time)?;
        }
        println!(
            "  {what}: {:.0} microseconds, {found} found",
            start.elapsed().as_secs_f64() / f64::from(times) * 1e6
        );
        Ok(())
    };
    println!("questions, by the clock, each");
    timed("by id", 10_000, &|number| {
        let id = noted(u64::from(number)).id;
        Ok(store.cache().read("id", |view| view.statement(&id))?.iter().count())
    })?;
    let page = |filter: Filter, direction| -> Result<usize> {
        Ok(store.cache().read("page", |view| view.list(&filter, direction, None, 100))?.found.len())
    };
    timed("a page of a hundred", 100, &|_| page(Filter::default(), Direction::OldestFirst))?;
    timed("a page of a kind", 100, &|_| {
        page(Filter { kind: Some(Kind::Intel), ..Filter::default() }, Direction::NewestFirst)
    })?;
    timed("a page of a kind that nobody says", 10, &|_| {
        page(Filter { kind: Some(Kind::Stop), ..Filter::default() }, Direction::NewestFirst)
    })?;
    timed("a page of what is void, where nothing is", 10, &|_| {
        page(Filter { counts: Some(false), ..Filter::default() }, Direction::NewestFirst)
    })?;
    timed("a look at all of them for a media type that none has", 3, &|_| {
        page(
            Filter { media_type: Some("text/plain".to_owned()), ..Filter::default() },
            Direction::NewestFirst,
        )
    })?;
    timed("how many of each kind", 10, &|_| Ok(store.cache().read("tallies", |view| view.tallies())?.len()))
}
