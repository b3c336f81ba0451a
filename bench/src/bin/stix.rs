//! How fast STIX is read, judged and cut into bodies of statements, and how far that is from limits: a bare tape of JSON and a tree of
//! JSON over the same bytes. Then texts that are made to do harm, streamed, and the memory that they cost.
//!
//! `stix [SECONDS]`: each rate is measured for so long (5 if nothing is said). Objects are those of ATT&CK for industrial control systems
//! if the real data is here (`DETENTE_DATA`), and made-up indicators and files. The peer is stix2 for Python, if `STIX2_PYTHON` names a
//! python that has it.

use anyhow::{Context, Result, ensure};
use bench::{data, own};
use exchange::stix::{Cutter, Item, Reader, Summary};
use std::{
    env, fs,
    hint::black_box,
    io::{self, Cursor, Read},
    path::Path,
    process::Command,
};

/// How many objects are made up for a rate.
const MADE_UP: u64 = 20_000;

fn main() -> Result<()> {
    let seconds = env::args().nth(1).map_or(Ok(5.0), |seconds| seconds.parse())?;
    let folder = tempfile::tempdir()?;
    let made_up = folder.path().join("made-up.json");
    let mut text = Vec::new();
    endless(MADE_UP, &object).read_to_end(&mut text)?;
    fs::write(&made_up, text)?;
    rates("made-up indicators and files", &made_up, seconds)?;
    match data() {
        Some(data) => rates("ATT&CK for ICS", &data.join("intel/attack/ics-attack.json"), seconds)?,
        None => println!("no ATT&CK: the real data is not here (set DETENTE_DATA)"),
    }
    streamed("a million objects", endless(1_000_000, &object))?;
    let filling = format!(",\"x_filling\":\"{}\"", "x".repeat(100_000));
    streamed("a bundle of 1 GB", endless(10_000, &|number| mutex(number, &filling)))?;
    let deep = format!(",\"x_deep\":{}{}", "[".repeat(100_000), "]".repeat(100_000));
    streamed("a thousand objects, 100,000 deep", endless(1_000, &|number| mutex(number, &deep)))?;
    let large = ",\"x_large\":\"".to_owned() + &"x".repeat(1 << 20);
    let more = "x".repeat(1 << 20);
    let one = |number: u64| match number {
        0 => mutex(0, &large).trim_end_matches('}').to_owned(),
        1_000 => "\"}".to_owned(),
        _ => more.clone(),
    };
    streamed("one object of 1 GB", endless(1_001, &one))
}

/// The rate over a file, and those of the limits and the peer over the same bytes.
fn rates(what: &str, path: &Path, seconds: f64) -> Result<()> {
    let text = fs::read(path).with_context(|| format!("no {}", path.display()))?;
    let count = import(&*text)?.kept();
    println!("{what}: {count} objects, {} bytes each", text.len() as u64 / count.max(1));
    let tape = rate(seconds, count, || {
        let mut copy = text.clone();
        black_box(simd_json::to_tape(&mut copy)?);
        Ok(())
    })?;
    let tree = rate(seconds, count, || {
        black_box(serde_json::from_slice::<serde_json::Value>(&text)?);
        Ok(())
    })?;
    let ours = rate(seconds, count, || import(&*text).map(drop))?;
    println!("  limit: simd-json tape, with copy  {tape:>9.0} objects/s");
    println!("  a tree of serde_json              {tree:>9.0} objects/s");
    println!(
        "  read, judged and cut into bodies  {ours:>9.0} objects/s   {:.2} of the tape, {:.2} of the tree",
        ours / tape,
        ours / tree
    );
    if let Some(python) = env::var_os("STIX2_PYTHON") {
        let peer = peer(Path::new(&python), path)?;
        println!(
            "  peer: stix2 for Python            {peer:>9.0} objects/s   we are {:.0} times as fast",
            ours / peer
        );
    }
    Ok(())
}

/// What an import does with a text before it is said.
fn import(text: impl Read) -> Result<Summary> {
    let (mut cutter, mut bytes) = (Cutter::new(), 0);
    let mut take = |item: Item<'_>| {
        if let Item::Kept(kept) = item {
            let full = cutter.add(kept.object.bytes()).unwrap_or_default();
            bytes += full.map_or(0, |full| full.len());
        }
    };
    let summary = Reader::new().read(text, &mut take)?;
    ensure!(bytes + cutter.end()?.map_or(0, |last| last.len()) > 0, "nothing was cut");
    Ok(summary)
}

/// How many objects a second of processor time.
fn rate(seconds: f64, count: u64, mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let (begun, mut rounds) = (own()?, 0);
    while own()? - begun < seconds {
        work()?;
        rounds += 1;
    }
    Ok(count as f64 * f64::from(rounds) / (own()? - begun))
}

/// Parses the file as whoever uses the library would, and gives the rate without starting and reading.
fn peer(python: &Path, path: &Path) -> Result<f64> {
    const SCRIPT: &str = "import sys, json, time, stix2
objects = json.load(open(sys.argv[1]))['objects']
begun = time.process_time()
for one in objects: stix2.parse(one, allow_custom=True, version='2.1')
print(len(objects) / (time.process_time() - begun))";
    let output = Command::new(python).args(["-c", SCRIPT]).arg(path).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

fn streamed(what: &str, text: Endless<'_>) -> Result<()> {
    let begun = own()?;
    let mut counted = Counted { input: text, bytes: 0 };
    let summary = import_or_nothing(&mut counted)?;
    println!(
        "{what}: {} MB, {} kept, {} refused, {:.1} s; the most memory that was held so far: {:.0} MiB",
        counted.bytes / 1_000_000,
        summary.kept(),
        summary.refused,
        own()? - begun,
        peak()
    );
    Ok(())
}

fn import_or_nothing(text: impl Read) -> Result<Summary> {
    let mut cutter = Cutter::new();
    let mut take = |item: Item<'_>| {
        if let Item::Kept(kept) = item {
            drop(cutter.add(kept.object.bytes()));
        }
    };
    Ok(Reader::new().read(text, &mut take)?)
}

struct Counted<R> {
    input: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(to)?;
        self.bytes += count as u64;
        Ok(count)
    }
}

/// A bundle whose objects are made up while it is read.
struct Endless<'e> {
    piece: Cursor<Vec<u8>>,
    next: u64,
    count: u64,
    each: &'e dyn Fn(u64) -> String,
}

fn endless(count: u64, each: &dyn Fn(u64) -> String) -> Endless<'_> {
    let start = "{\"type\":\"bundle\",\"id\":\"bundle--11111111-2222-4333-8444-555555555555\",\"objects\":[";
    Endless { piece: Cursor::new(start.as_bytes().to_vec()), next: 0, count, each }
}

impl Read for Endless<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.read(to)?;
        if count > 0 || self.next > self.count {
            return Ok(count);
        }
        let text = if self.next == self.count { "]}".to_owned() } else { (self.each)(self.next) };
        self.next += 1;
        self.piece = Cursor::new(text.into_bytes());
        self.read(to)
    }
}

/// An object, with a comma in front unless it is the first.
fn object(number: u64) -> String {
    let comma = if number == 0 { "" } else { "," };
    let uuid = format!("{number:08x}-2222-4333-8444-555555555555");
    let time = "2026-01-01T00:00:00.000Z";
    if number.is_multiple_of(2) {
        return format!(
            r#"{comma}{{"type": "file", "spec_version": "2.1", "id": "file--{uuid}", "name": "update-{number}.exe", "size": {number},
                "hashes": {{"SHA-256": "{number:064x}", "MD5": "{number:032x}"}}}}"#
        );
    }
    format!(
        r#"{comma}{{"type": "indicator", "spec_version": "2.1", "id": "indicator--{uuid}", "created": "{time}", "modified": "{time}",
            "name": "An address of number {number}", "description": "Seen in a lure \"of\" that day.\nIt may be somebody else's now.",
            "indicator_types": ["malicious-activity"], "pattern": "[ipv4-addr:value = '10.{}.{}.{}']", "pattern_type": "stix",
            "valid_from": "{time}", "kill_chain_phases": [{{"kill_chain_name": "lockheed-martin", "phase_name": "delivery"}}]}}"#,
        number >> 16 & 255,
        number >> 8 & 255,
        number & 255
    )
}

fn mutex(number: u64, more: &str) -> String {
    let comma = if number == 0 { "" } else { "," };
    format!(
        r#"{comma}{{"type":"mutex","id":"mutex--{number:08x}-2222-4333-8444-555555555555","name":"a"{more}}}"#
    )
}

/// The high-water mark of this process, in MiB; nothing where there is no `/proc`.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
    kib.map_or(0.0, |kib| kib / 1024.0)
}
