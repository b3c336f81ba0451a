//! Statements through the API: how long until one is on record everywhere, and how many a second.

use super::{
    aim,
    client::Client,
    large::{Author, SAMPLE},
    limits,
    unit::Unit,
};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// The aims: seconds until on record, statements a second.
const LONGEST: f64 = 2.0;
const LEAST: f64 = 1_000.0;

/// How many statements are followed until they are on record.
const FOLLOWED: usize = 20;

/// How many clients speak at a time.
const CLIENTS: usize = 32;

/// From `say` to on record at all three nodes.
pub fn on_record(folder: &Path) -> Result<bool> {
    let unit = Unit::found(folder)?;
    let _nodes = unit.start_all()?;
    let mut client = Client::of(&unit.home("alpha"))?;
    let mut times = Vec::new();
    for number in 0..FOLLOWED {
        let began = Instant::now();
        let id = client.say(&statement(number))?;
        for name in ["alpha", "bravo", "charlie"] {
            unit.until(name, &format!("/api/v1/statements/{id}"), |said| said.get("recorded").is_some())?;
        }
        times.push(began.elapsed().as_secs_f64());
        // Not in step with anything of the nodes.
        thread::sleep(Duration::from_millis(300 + number as u64 * 137 % 1000));
    }
    times.sort_by(f64::total_cmp);
    println!(
        "said at one node, on record at three: {:.2} s in the middle of {FOLLOWED}",
        times[FOLLOWED / 2]
    );
    let worst = times[FOLLOWED - 1];
    Ok(aim("the longest, in seconds", worst, LONGEST, worst < LONGEST))
}

/// Statements a second, by clients that each wait for their answers, for so many seconds.
pub fn rate(folder: &Path, seconds: u64) -> Result<bool> {
    let unit = Unit::found(folder)?;
    let _nodes = unit.start_all()?;
    let home = unit.home("alpha");
    let began = Instant::now();
    let until = began + Duration::from_secs(seconds);
    let speak = |number: usize| {
        let mut client = Client::of(&home)?;
        let mut said = Vec::new();
        while Instant::now() < until {
            said.push(client.say(&statement(number + CLIENTS * (said.len() + 1)))?);
        }
        anyhow::Ok(said)
    };
    let said: Vec<Vec<String>> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|number| scope.spawn(move || speak(number))).collect();
        let joined = clients
            .into_iter()
            .map(|client| client.join().map_err(|_| anyhow::anyhow!("a client panicked"))?);
        joined.collect::<Result<_>>()
    })?;
    let (count, took) = (said.iter().map(Vec::len).sum::<usize>(), began.elapsed().as_secs_f64());
    let last = said.iter().filter_map(|said| said.last()).next_back().context("nothing was said")?;
    for name in ["alpha", "bravo", "charlie"] {
        unit.until(name, &format!("/api/v1/statements/{last}"), |said| said.get("recorded").is_some())?;
    }
    let behind = began.elapsed().as_secs_f64() - took;
    let author = Author::of(&home)?;
    let bare = limits::appended(folder, &author.entries(0..SAMPLE)?, author.verifier(), CLIENTS)?;
    let rate = count as f64 / took;
    println!(
        "{CLIENTS} clients of the API, {took:.0} s: {count} statements, on record everywhere {behind:.1} s later"
    );
    println!(
        "  limit, checked and written with one fsync for {CLIENTS}: {:.0}/s; {:.2} of it",
        1.0 / bare,
        rate * bare
    );
    Ok(aim("statements a second", rate, LEAST, rate >= LEAST))
}

/// No two are the same.
fn statement(number: usize) -> Value {
    let line = |name: &str, value: &str| json!({"name": name, "value": value});
    json!({"kind": "protect", "lines": [line("value", &format!("domain n{number}.example.org"))]})
}
