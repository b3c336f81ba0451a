//! How fast nodes are, beside limits measured in the same run: bare fsynced writes, and a bare loop of `verify_strict` over the same messages.
//!
//! `node [ENTRIES [SECONDS [FOLDER]]]`: a log of ENTRIES (50,000 if none is said; the aims are for 1,000,000), statements through the API for SECONDS
//! (10; the aim is for 60), in FOLDER (that of temporary files).
//!
//! `node hunt [INDICATORS [TIMES [FOLDER]]]`: the hunt of a node with so many indicators (1,000,000) over the recorded telemetry so many times (10),
//! by processor time; that needs the real data (`DETENTE_DATA`).
//! It runs the program `detente` that lies beside it, so build both:
//! `cargo build --release -p detente -p bench`. All is by the clock: quote figures of a quiet machine only.

mod client;
mod hunting;
mod large;
mod limits;
mod speaking;
mod unit;

use anyhow::Result;
use std::{env, path::PathBuf};

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1).peekable();
    if arguments.next_if(|first| first == "hunt").is_some() {
        let indicators = arguments.next().map_or(Ok(1_000_000), |count| count.parse())?;
        let times = arguments.next().map_or(Ok(10), |times| times.parse())?;
        let folder = tempfile::tempdir_in(arguments.next().map_or_else(env::temp_dir, PathBuf::from))?;
        let met = hunting::rate(folder.path(), indicators, times)?;
        println!("{}", if met { "the aim is met" } else { "the aim is not met" });
        return Ok(());
    }
    let entries = arguments.next().map_or(Ok(50_000), |entries| entries.parse())?;
    let seconds = arguments.next().map_or(Ok(10), |seconds| seconds.parse())?;
    let base = arguments.next().map_or_else(env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(base)?;
    let mut met = speaking::on_record(&folder.path().join("a"))?;
    met &= speaking::rate(&folder.path().join("b"), seconds)?;
    met &= large::mirror(&folder.path().join("c"), entries)?;
    println!("{}", if met { "all aims are met" } else { "not all aims are met" });
    Ok(())
}

/// A line about an aim; whether it is met.
fn aim(what: &str, figure: f64, aim: f64, is_met: bool) -> bool {
    println!("  {what}: {figure:.2}, asked {aim}: {}", if is_met { "met" } else { "not met" });
    is_met
}
