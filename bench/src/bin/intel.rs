//! A hunt with indicators by the million: whether all that was planted is found, and what it costs.
//!
//! `intel [SECONDS] [COUNT]`: COUNT indicators (ten million if none is said), a thousandth of them planted in a fifth as many records of nine
//! formats. Then the rate over recorded telemetry with no indicators, with a tenth of COUNT and with COUNT, with all rules for Windows; that
//! needs the real data (`DETENTE_DATA`). The program is `DETENTE`, or `target/release/detente`.
//!
//! Rates are records for each second of processor time, with the time of a run on an empty input taken off, which leaves loading
//! out. Loading is what that run takes. Memory is the program's peak, loading included.

use anyhow::{Context, Result, bail, ensure};
use bench::{Cost, data, json_lines, records, run, tape};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    env,
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process::Command,
};
use testkit::indicators::{Listing, Planted, Scene};

const SEED: u64 = 4;

/// How many times as long as loading a hunt is that is measured.
const LOADINGS: f64 = 5.0;

struct Bench {
    program: PathBuf,
    scratch: tempfile::TempDir,
    seconds: f64,
    count: u64,
}

fn main() -> Result<()> {
    let seconds = env::args().nth(1).map_or(Ok(10.0), |seconds| seconds.parse())?;
    let count = env::args().nth(2).map_or(Ok(10_000_000), |count| count.parse())?;
    let program = env::var_os("DETENTE").map_or_else(|| "target/release/detente".into(), PathBuf::from);
    let program = program.canonicalize().context("no program: cargo build --release, or set DETENTE")?;
    let bench = Bench { program, scratch: tempfile::tempdir()?, seconds, count };
    bench.planted()?;
    match data() {
        Some(data) => bench.rates(&data),
        None => {
            println!("no rates: the real data is not here (set DETENTE_DATA)");
            Ok(())
        }
    }
}

impl Bench {
    /// A list of so many indicators.
    fn list(&self, count: u64) -> Result<PathBuf> {
        let path = self.scratch.path().join(format!("{count}.csv"));
        if !path.exists() {
            let mut out = BufWriter::new(File::create(&path)?);
            Listing { count, seed: SEED }.write(&mut out)?;
            out.flush()?;
        }
        Ok(path)
    }

    fn findings(&self) -> PathBuf {
        self.scratch.path().join("findings.jsonl")
    }

    fn hunt(&self, threads: usize, list: Option<&Path>, rules: Option<&Path>, inputs: &[PathBuf]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("hunt").args(["--format", "jsonl", "--threads", &threads.to_string()]);
        for (flag, path) in [("--intel", list), ("--rules", rules)] {
            if let Some(path) = path {
                command.arg(flag).arg(path);
            }
        }
        command.arg("--output").arg(self.findings()).args(inputs);
        command
    }

    /// What was planted is found, and nothing else.
    fn planted(&self) -> Result<()> {
        let (listing, list) = (Listing { count: self.count, seed: SEED }, self.list(self.count)?);
        let folder = self.scratch.path().join("planted");
        fs::create_dir(&folder)?;
        let scene = Scene { listing, records: self.count / 5, planted: self.count / 1000 };
        let planted = scene.write(&folder)?;
        println!(
            "{} indicators ({} MiB of list), {} planted in {} records, as many that look alike",
            self.count,
            list.metadata()?.len() >> 20,
            scene.planted,
            scene.records
        );
        let cost = run(&mut self.hunt(2, Some(&list), None, &[folder]))?;
        let found = self.found()?;
        let planted = planted.into_iter().map(tuple).collect();
        let wrong = found.symmetric_difference(&planted).count();
        found.symmetric_difference(&planted).take(20).for_each(|one| println!("lost or wrong: {one:?}"));
        println!("{} found, {wrong} lost or wrong; {}", found.len(), told(&cost));
        ensure!(wrong == 0 && found.len() as u64 == scene.planted, "not what was planted");
        Ok(())
    }

    fn found(&self) -> Result<BTreeSet<(String, u64, String, String)>> {
        let mut found = BTreeSet::new();
        for line in BufReader::new(File::open(self.findings())?).lines() {
            let finding: Value = serde_json::from_str(&line?)?;
            if finding["kind"] != "indicator" {
                continue;
            }
            let text = |pointer: &str| finding.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let file = Path::new(text("/source/file"))
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let Some(record) = finding["source"]["record"].as_u64() else {
                bail!("a finding without record")
            };
            found.insert((
                file,
                record,
                text("/indicator/type").to_owned(),
                text("/indicator/value").to_owned(),
            ));
        }
        Ok(found)
    }

    /// What indicators cost over recorded telemetry.
    fn rates(&self, data: &Path) -> Result<()> {
        let lines = json_lines(data)?;
        let (input, empty) =
            (self.scratch.path().join("telemetry.jsonl"), self.scratch.path().join("empty.jsonl"));
        fs::write(&input, &lines)?;
        fs::write(&empty, "{}\n")?;
        let tape = tape(&lines, self.seconds)?;
        println!("\nJSON lines, rules/windows, one thread; simd-json tape {tape:.0} records/s/core");
        let rules = data.join("sigma/rules/windows");
        for count in [0, self.count / 10, self.count] {
            let list = if count > 0 { Some(self.list(count)?) } else { None };
            let hunt = |inputs: &[PathBuf]| run(&mut self.hunt(1, list.as_deref(), Some(&rules), inputs));
            let base = hunt(std::slice::from_ref(&empty))?;
            let once = hunt(std::slice::from_ref(&input))?;
            // Loading varies from run to run, by more than a short hunt takes: the hunt is made several times as long.
            let wanted = self.seconds.max(LOADINGS * base.cpu);
            let times = (wanted / (once.cpu - base.cpu).max(0.2)).ceil();
            let cost = hunt(&vec![input.clone(); times as usize])?;
            let rate = records(&lines) * times / (cost.cpu - base.cpu);
            println!(
                "{count:>10} indicators: {rate:>8.0} records/s/core, {:.3} of the tape; loaded in {:.1} s wall, {:.1} s cpu; {:.0} MiB",
                rate / tape,
                base.wall,
                base.cpu,
                cost.peak
            );
        }
        Ok(())
    }
}

fn tuple(Planted { file, record, kind, value }: Planted) -> (String, u64, String, String) {
    (file.to_owned(), record, kind.to_owned(), value)
}

fn told(cost: &Cost) -> String {
    format!("{:.1} s wall, {:.1} s cpu, {:.0} MiB", cost.wall, cost.cpu, cost.peak)
}
