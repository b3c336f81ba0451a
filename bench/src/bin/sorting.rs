//! What `detente hunt --sort` costs, as a user runs it, beside the same hunt in the order of the input and beside sort(1).
//!
//! `sorting [FINDINGS]`: hunts through made-up JSON lines that give FINDINGS findings (10,000,000 if none is said) with one rule, in
//! no order of time. It needs the program (`DETENTE`, or `target/release/detente`) and room for some gigabytes in the folder for
//! temporary files (`TMPDIR`). With FOLDER as a second argument, the lines are written there and kept.

use anyhow::{Context, Result, ensure};
use bench::{Cost, run};
use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process::Command,
};

/// The aim: no more memory than this, however many findings.
const MOST_MEMORY: f64 = 400.0;

/// What sort(1) may take, as much as findings take before they are spilled.
const PEER_MEMORY: &str = "128M";

const RULE: &str = "title: Every process\nlevel: medium\ntags: [attack.execution, attack.t1059.001]\n\
logsource: {product: windows, category: process_creation}\ndetection: {s: {CommandLine|contains: run}, condition: s}\n";

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let findings = arguments.next().map_or(Ok(10_000_000), |findings| findings.parse::<u64>())?;
    let keep = arguments.next().map(PathBuf::from);
    let folder = tempfile::tempdir()?;
    let log = keep.as_deref().unwrap_or(folder.path()).join("events.jsonl");
    write_events(&log, findings)?;
    if keep.is_some() {
        return Ok(());
    }
    let program = env::var_os("DETENTE").map_or_else(|| "target/release/detente".into(), PathBuf::from);
    let program = program.canonicalize().context("no program: cargo build --release, or set DETENTE")?;
    let rule = folder.path().join("rule.yml");
    fs::write(&rule, RULE)?;
    let output = |name: &str| folder.path().join(name);
    let hunt = |more: &[&str], out: &Path| {
        let mut command = Command::new(&program);
        command.arg("hunt").arg("--rules").arg(&rule).args(["--format", "csv"]).args(more);
        run(command.arg("--output").arg(out).arg(&log))
    };
    let plain = show("in the order of the input", findings, hunt(&[], &output("plain.csv"))?);
    println!("  {} MB of findings", output("plain.csv").metadata()?.len() / 1_000_000);
    let sorted = show("in the order of time", findings, hunt(&["--sort"], &output("sorted.csv"))?);
    println!(
        "  aim: under {MOST_MEMORY} MiB; sorting adds {:.2} of the hunt's processor time",
        sorted.cpu / plain.cpu - 1.0
    );
    ensure!(sorted.peak < MOST_MEMORY, "more memory than the aim");
    ensure_sorted(&output("sorted.csv"), findings)?;
    let mut peer = Command::new("sort");
    peer.env("LC_ALL", "C")
        .args(["-s", "-t,", "-k1,1", "-S", PEER_MEMORY, "--parallel=1", "-T"])
        .arg(folder.path());
    let peer = show(
        "sort(1) of the same lines",
        findings,
        run(peer.arg("-o").arg(output("peer.csv")).arg(output("plain.csv")))?,
    );
    println!("  sorting takes {:.2} of its processor time", (sorted.cpu - plain.cpu) / peer.cpu);
    Ok(())
}

fn show(what: &str, findings: u64, cost: Cost) -> Cost {
    let Cost { cpu, wall, peak } = cost;
    println!(
        "{what:<28} {cpu:7.1} s cpu {wall:7.1} s wall {peak:6.0} MiB {:>9.0} findings/s/core",
        findings as f64 / cpu
    );
    cost
}

/// Processes with times in no order, some of them equal.
fn write_events(log: &Path, events: u64) -> Result<()> {
    let mut out = BufWriter::new(File::create(log)?);
    for number in 0..events {
        // A multiplier that is prime to the number of milliseconds visits them in no order.
        let millis = number.wrapping_mul(7_919_317) % 86_400_000;
        let (seconds, millis) = (millis / 1_000, millis % 1_000);
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let (host, user) = (number % 97, number % 31);
        writeln!(
            out,
            "{{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"EventID\":1,\"UtcTime\":\"2026-10-27 {hour:02}:{minute:02}:{second:02}.{millis:03}\",\
             \"Computer\":\"PC{host}\",\"User\":\"user{user}\",\"CommandLine\":\"run number {number}\"}}"
        )?;
    }
    Ok(out.flush()?)
}

fn ensure_sorted(file: &Path, findings: u64) -> Result<()> {
    let (mut last, mut count) = (String::new(), 0);
    for line in BufReader::new(File::open(file)?).lines().skip(1) {
        let line = line?;
        let time = line.split(',').next().unwrap_or_default().replace('Z', "");
        ensure!(last <= time, "{time} comes after {last}");
        (last, count) = (time, count + 1);
    }
    ensure!(count == findings, "{count} findings instead of {findings}");
    Ok(())
}
