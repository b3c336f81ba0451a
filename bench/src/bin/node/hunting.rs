//! How fast a node hunts through a file that appears in a watched folder, with all rules, indicators by the million and the index of what was
//! seen, beside `detente hunt` with the same rules and indicators over the same records in the same run.

use super::{aim, unit::Unit};
use anyhow::{Context, Result};
use bench::{data, json_lines, records, run};
use std::{
    env,
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
    process::Command,
};
use testkit::indicators::Listing;

/// Records a second of processor time that are asked for.
const ASKED: f64 = 50_000.0;

/// Ticks of the processor's clock in `/proc`, a second: the same on every Linux.
const TICKS: f64 = 100.0;

/// Prints the rates; whether the aim is met. `indicators` of them are hunted with, and the file has `times` times the recorded telemetry.
pub fn rate(folder: &Path, indicators: u64, times: usize) -> Result<bool> {
    let Some(data) = data() else {
        println!("no rate of the hunt: the real data is not here (set DETENTE_DATA)");
        return Ok(true);
    };
    let unit = Unit::found(folder)?;
    let (rules, list, logs) = (data.join("sigma/rules"), folder.join("list.csv"), folder.join("logs"));
    fs::create_dir(&logs)?;
    let mut out = BufWriter::new(File::create(&list)?);
    Listing { count: indicators, seed: 4 }.write(&mut out)?;
    out.flush()?;
    let lines = json_lines(&data)?;
    let input = folder.join("telemetry.jsonl");
    fs::write(&input, lines.repeat(times))?;
    let count = records(&lines) * times as f64;
    println!("{count} records, {indicators} indicators, all rules");
    let alone = alone(&rules, &list, &input, folder, count)?;
    let settings = unit.home("alpha").join("node.toml");
    let more = format!(
        "\n[hunt]\nrules = [{rules:?}]\nintel = [{list:?}]\n[[watch]]\nname = \"logs\"\npath = {logs:?}\n"
    );
    fs::write(&settings, fs::read_to_string(&settings)? + &more)?;
    let (node, _) = unit.start("alpha")?;
    unit.until("alpha", "/api/v1/status", |status| {
        status["rules"].as_u64() > Some(0) && status["indicators"].as_u64() > Some(indicators / 2)
    })?;
    let before = processor(node.id())?;
    fs::rename(&input, logs.join("telemetry.jsonl"))?;
    unit.until("alpha", "/api/v1/watches", |watches| watches[0]["events"].as_f64() >= Some(count))?;
    let rate = count / (processor(node.id())? - before);
    println!("  the node: {rate:.0} records/s/core; detente hunt: {alone:.0}; ratio {:.2}", rate / alone);
    Ok(aim("records a second on one core", rate, ASKED, rate >= ASKED))
}

/// Records a second of processor time of `detente hunt`, loading left out.
fn alone(rules: &Path, list: &Path, input: &Path, folder: &Path, count: f64) -> Result<f64> {
    let empty = folder.join("empty.jsonl");
    fs::write(&empty, "{}\n")?;
    let hunt = |input: &Path| -> Result<f64> {
        let mut command = Command::new(env::current_exe()?.with_file_name("detente"));
        command
            .args(["hunt", "--format", "jsonl", "--threads", "1", "--rules"])
            .arg(rules)
            .arg("--intel")
            .arg(list);
        command.arg("--output").arg(folder.join("findings.jsonl")).arg(input);
        Ok(run(&mut command)?.cpu)
    };
    let base = hunt(&empty)?;
    Ok(count / (hunt(input)? - base))
}

/// Seconds of processor time that a process has had (proc(5), `/proc/PID/stat`, fields 14 and 15).
fn processor(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let behind = stat.rsplit_once(')').context("no name in /proc")?.1;
    let ticks = behind.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS)
}
