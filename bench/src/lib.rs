//! Rates, each with its ratio to a limit or a peer measured in the same run.
//!
//! The programs are in `src/bin`, what they printed on some day in `record/`. Absolute rates tell little: machines
//! differ, and are shared. Quote the ratios.

mod telemetry;

pub use crate::telemetry::{json_lines, records, tape};

use nix::sys::resource::{Usage, UsageWho, getrusage};
use std::{
    io,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// What a process cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Seconds of processor time, user and system.
    pub cpu: f64,
    /// Seconds by the clock.
    pub wall: f64,
    /// The most memory it held, in MiB.
    pub peak: f64,
}

/// Runs a command to its end, its output thrown away.
///
/// # Errors
/// A command that cannot be started, or that is ended by a signal.
pub fn run(command: &mut Command) -> io::Result<Cost> {
    let before = children()?;
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null()).spawn()?;
    let peak = wait(&mut child)?;
    Ok(Cost { cpu: children()? - before, wall: started.elapsed().as_secs_f64(), peak })
}

/// Waits for a child, looking at its memory all the while.
fn wait(child: &mut Child) -> io::Result<f64> {
    let mut peak: f64 = 0.0;
    loop {
        peak = peak.max(resident(child.id()));
        if child.try_wait()?.is_some() {
            return Ok(peak);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// The most memory that this process has held so far, in MiB; nothing where there is no `/proc`.
pub fn peak() -> f64 {
    resident(std::process::id())
}

/// The high-water mark of a living process, in MiB; nothing where there is no `/proc`.
fn resident(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB"))
        .and_then(|kib| kib.trim().parse().ok())
        .map_or(0.0, |kib: f64| kib / 1024.0)
}

/// Processor seconds of all children that have ended.
fn children() -> io::Result<f64> {
    Ok(seconds(&getrusage(UsageWho::RUSAGE_CHILDREN)?))
}

/// Processor seconds of this thread.
///
/// # Errors
/// A system that does not count them.
pub fn own() -> io::Result<f64> {
    Ok(seconds(&getrusage(UsageWho::RUSAGE_THREAD)?))
}

/// Processor seconds of all threads of this process.
///
/// # Errors
/// A system that does not count them.
pub fn process() -> io::Result<f64> {
    Ok(seconds(&getrusage(UsageWho::RUSAGE_SELF)?))
}

fn seconds(usage: &Usage) -> f64 {
    [usage.user_time(), usage.system_time()]
        .iter()
        .map(|time| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6)
        .sum()
}

/// The real data, if it is here: `DETENTE_DATA`, or `../shared/data` beside the repository.
pub fn data() -> Option<PathBuf> {
    let named = std::env::var_os("DETENTE_DATA").map(PathBuf::from);
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data"));
    named.or(Some(beside)).filter(|path| path.is_dir())
}
