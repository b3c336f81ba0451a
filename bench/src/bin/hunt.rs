//! How fast `detente hunt` is, as a user runs it, beside the limits of parsing and beside a peer.
//!
//! `hunt [SECONDS]`: each part runs about SECONDS (10 if none is said) of processor time. It needs the real data
//! (`DETENTE_DATA`) and a release build of the program (`DETENTE`, or `target/release/detente`). With `RSIGMA` naming that
//! peer's program, it is run on the same input with the same rules.
//!
//! Rates are records for each second of processor time, with the time of a run on an empty input taken off, which leaves rule
//! loading out. Findings are written to a file. Memory is the program's peak.

use anyhow::{Context, Result};
use bench::{Cost, data, json_lines, own, records, run, tape};
use evtx::{EvtxParser, ParserSettings};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

struct Bench {
    program: PathBuf,
    data: PathBuf,
    scratch: tempfile::TempDir,
    seconds: f64,
}

fn main() -> Result<()> {
    let seconds = env::args().nth(1).map_or(Ok(10.0), |seconds| seconds.parse())?;
    let Some(data) = data() else {
        println!("nothing measured: the real data is not here (set DETENTE_DATA)");
        return Ok(());
    };
    let program = env::var_os("DETENTE").map_or_else(|| "target/release/detente".into(), PathBuf::from);
    let program = program.canonicalize().context("no program: cargo build --release, or set DETENTE")?;
    let bench = Bench { program, data, scratch: tempfile::tempdir()?, seconds };
    bench.start_up()?;
    bench.json()?;
    bench.evtx()
}

impl Bench {
    fn rules(&self) -> PathBuf {
        self.data.join("sigma/rules/windows")
    }

    fn hunt(&self, rules: &[PathBuf], threads: usize, inputs: &[PathBuf]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("hunt").args(["--format", "jsonl", "--threads", &threads.to_string()]);
        for rules in rules {
            command.arg("--rules").arg(rules);
        }
        command.arg("--output").arg(self.scratch.path().join("findings.jsonl")).args(inputs);
        command
    }

    /// The program with all rules and next to nothing to read.
    fn start_up(&self) -> Result<()> {
        let sigma = self.data.join("sigma");
        let all =
            ["rules", "rules-emerging-threats", "rules-threat-hunting"].map(|folder| sigma.join(folder));
        let cost = run(&mut self.hunt(&all, 2, &[self.empty()?]))?;
        println!(
            "start-up with all three rule folders: {:.2} s wall, {:.2} s cpu, {:.0} MiB",
            cost.wall, cost.cpu, cost.peak
        );
        Ok(())
    }

    fn empty(&self) -> Result<PathBuf> {
        let path = self.scratch.path().join("empty.jsonl");
        fs::write(&path, "{}\n")?;
        Ok(path)
    }

    /// JSON lines: the tape, the hunt with one thread and with two, the peer.
    fn json(&self) -> Result<()> {
        let lines = json_lines(&self.data)?;
        let input = self.scratch.path().join("telemetry.jsonl");
        fs::write(&input, &lines)?;
        let (records, bytes) = (records(&lines), lines.len() as f64);
        println!("\nJSON lines: {records} records, {:.0} bytes each, rules/windows", bytes / records);
        let tape = tape(&lines, self.seconds)?;
        println!(
            "{:<34} {tape:>9.0} records/s/core {:>7.2} GB/s",
            "limit: simd-json tape, with copy",
            tape * bytes / records / 1e9
        );
        let base = run(&mut self.hunt(&[self.rules()], 1, &[self.empty()?]))?;
        let one = self.measured(&input, 1, records, base.cpu)?;
        println!(
            "{:<34} {:>9.0} records/s/core {:>7.2} of the tape, {:.0} MiB",
            "detente, one thread",
            one.0,
            one.0 / tape,
            one.1.peak
        );
        self.two_threads(&input, base)?;
        self.peer(&input, records, one.0)
    }

    /// Records a second of processor time, and the cost, of a hunt over the input repeated.
    fn measured(&self, input: &Path, threads: usize, records: f64, base: f64) -> Result<(f64, Cost)> {
        let once = run(&mut self.hunt(&[self.rules()], threads, &[input.to_owned()]))?;
        let times = (self.seconds / (once.cpu - base).max(0.01)).ceil().max(200_000.0 / records);
        let cost = run(&mut self.hunt(&[self.rules()], threads, &vec![input.to_owned(); times as usize]))?;
        Ok((records * times.floor() / (cost.cpu - base), cost))
    }

    /// One process with two threads, against two processes with one thread each that run together, over the same input twice.
    fn two_threads(&self, input: &Path, base: Cost) -> Result<()> {
        let inputs = vec![input.to_owned(); 24];
        let together = Instant::now();
        let mut others = Vec::new();
        for _ in 0..2 {
            others.push(self.hunt(&[self.rules()], 1, &inputs).stderr(Stdio::null()).spawn()?);
        }
        others.iter_mut().try_for_each(|other| other.wait().map(drop))?;
        let apart = together.elapsed().as_secs_f64() - base.wall;
        let doubled = vec![input.to_owned(); 48];
        let joined = run(&mut self.hunt(&[self.rules()], 2, &doubled))?;
        println!(
            "{:<34} {:>9.2} of two single-thread processes together, {:.0} MiB",
            "detente, two threads",
            apart / (joined.wall - base.wall),
            joined.peak
        );
        Ok(())
    }

    fn peer(&self, input: &Path, records: f64, ours: f64) -> Result<()> {
        let Some(rsigma) = env::var_os("RSIGMA") else {
            println!("{:<34} not measured (set RSIGMA)", "peer: rsigma");
            return Ok(());
        };
        let eval = |input: &Path| {
            let mut at = std::ffi::OsString::from("@");
            at.push(input);
            let mut command = Command::new(&rsigma);
            command.args(["engine", "eval", "-r"]).arg(self.rules()).arg("-e").arg(at).args(["-q", "-o"]);
            run(command.arg(self.scratch.path().join("peer.jsonl")))
        };
        let base = eval(&self.empty()?)?;
        let cost = eval(input)?;
        let rate = records / (cost.cpu - base.cpu);
        println!(
            "{:<34} {rate:>9.0} records/s/core; detente is {:.1} times as fast",
            "peer: rsigma",
            ours / rate
        );
        Ok(())
    }

    /// EVTX: the parser's bare JSON writer, and the hunt.
    fn evtx(&self) -> Result<()> {
        let mut files = Vec::new();
        collect(&self.data.join("evtx"), &mut files)?;
        collect(&self.data.join("sigma/regression_data"), &mut files)?;
        let contents: Vec<Vec<u8>> = files.iter().map(fs::read).collect::<Result<_, _>>()?;
        let (limit, records) = self.writer(&contents)?;
        println!("\nEVTX: {} files, {records} records, rules/windows", files.len());
        println!("{:<34} {limit:>9.0} records/s/core", "limit: bare JSON of crate evtx");
        let base = run(&mut self.hunt(&[self.rules()], 1, &[self.empty()?]))?;
        let once = run(&mut self.hunt(&[self.rules()], 1, &files))?;
        let times = (self.seconds / (once.cpu - base.cpu).max(0.01)).max(200_000.0 / records as f64).ceil();
        let folder = self.repeated(&contents, times as usize)?;
        let cost = run(&mut self.hunt(&[self.rules()], 1, &[folder]))?;
        let rate = records as f64 * times / (cost.cpu - base.cpu);
        println!(
            "{:<34} {rate:>9.0} records/s/core {:>7.2} of the limit, {:.0} MiB",
            "detente, one thread",
            rate / limit,
            cost.peak
        );
        Ok(())
    }

    /// A folder with every file so many times, as links: no disk is filled.
    fn repeated(&self, contents: &[Vec<u8>], times: usize) -> Result<PathBuf> {
        let folder = self.scratch.path().join("evtx");
        for (number, content) in contents.iter().enumerate() {
            let own = folder.join(number.to_string());
            fs::create_dir_all(&own)?;
            let first = own.join("0.evtx");
            fs::write(&first, content)?;
            (1..times).try_for_each(|copy| fs::hard_link(&first, own.join(format!("{copy}.evtx"))))?;
        }
        Ok(folder)
    }

    fn writer(&self, contents: &[Vec<u8>]) -> Result<(f64, u64)> {
        let started = own()?;
        let (mut records, mut once) = (0, 0);
        while own()? - started < self.seconds {
            for content in contents {
                let settings = ParserSettings::new().num_threads(1).indent(false);
                let Ok(parser) = EvtxParser::from_buffer(content.clone()) else { continue };
                records +=
                    parser.with_configuration(settings).records_json_bytes().filter(Result::is_ok).count()
                        as u64;
            }
            once = if once == 0 { records } else { once };
        }
        Ok((records as f64 / (own()? - started), once))
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "evtx") {
            files.push(path);
        }
    }
    Ok(())
}
