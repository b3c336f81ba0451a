//! Threat 31, in a whole unit under load: SIGKILL at random and at every crash point. No acknowledged statement is lost, no log has two
//! roots at one size, and all come to the same record.
//!
//! `DETENTE_CRASH_RUNS=300` kills three hundred times instead of the few that suit every day; `DETENTE_CRASH_SEED` begins elsewhere.

use crate::{load::Load, record, seen::Watch, unit::Unit};
use std::{
    collections::BTreeMap,
    env,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};
use testkit::chance::Chance;

/// How many kills suit every day, in both tests together.
const RUNS: usize = 20;

/// The longest time between two kills, in milliseconds.
const LONGEST: usize = 700;

/// Of so many passes of a crash point one is the last.
const PASSES: usize = 6;

/// Alarms that no honest unit raises, whatever happens to its processes.
const FALSE_ALARMS: [&str; 6] =
    ["equivocation", "rolled-back", "misbehaved", "void-entries", "wrong-pin", "restored"];

/// One unit at a time: two would be ten nodes.
static TURN: Mutex<()> = Mutex::new(());

#[test]
fn threat_31_five_blocs_survive_kills() {
    // w = 4, f = 1, k = 3.
    kill_and_compare(&["north", "south", "east", "west", "centre"]);
}

#[test]
fn threat_31_blocs_of_three_and_two_survive_kills() {
    kill_and_compare(&["north", "north", "north", "south", "south"]);
}

fn number(name: &str, default: usize) -> usize {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn kill_and_compare(blocs: &[&str]) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (runs, seed) = (number("DETENTE_CRASH_RUNS", RUNS).div_ceil(2), number("DETENTE_CRASH_SEED", 31));
    eprintln!("{runs} kills, seed {seed}");
    let mut unit = Unit::found(blocs, &[]);
    let nodes = || unit.members.iter().map(|member| (member.name, member.api()));
    let watch = Watch::start(nodes().map(|(_, api)| api).collect());
    let load = Load::start(nodes().collect());
    let names: Vec<&str> = unit.members.iter().map(|member| member.name).collect();
    let killed = kill(&mut unit, runs, Chance::new(seed as u64));
    let acknowledged = load.stop();
    // Those that still wait for their crash points begin anew without.
    unit.members.iter_mut().for_each(|member| {
        member.kill();
        member.start(None);
    });
    let answers = record::agreed(&unit, &acknowledged);
    let mut roots = watch.stop();
    record::check(&answers, &names, &acknowledged, &mut roots);
    no_false_alarms(&unit);
    let at_points: usize = killed.iter().filter(|(at, _)| *at != RANDOM).map(|(_, times)| times).sum();
    eprintln!(
        "{} statements acknowledged, {at_points} of {runs} kills at crash points: {killed:?}",
        acknowledged.len()
    );
    assert!(acknowledged.len() > runs, "there was hardly any load");
    assert!(at_points * 4 > runs, "the crash points are not come by");
}

/// Where a node is killed that came by no crash point in time.
const RANDOM: &str = "any moment";

/// Kills nodes one after another and starts each again at once, until there were so many; where, and how often.
fn kill(unit: &mut Unit, runs: usize, mut chance: Chance) -> BTreeMap<String, usize> {
    let points: Vec<&str> = logdir::crash::POINTS.iter().chain(&node::crash::POINTS).copied().collect();
    // Only by commands, without a node.
    let points: Vec<&str> = points.into_iter().filter(|point| !point.starts_with("witness.")).collect();
    let mut next = chance.below(points.len());
    // Nobody has a mirror yet, and the second lacks a key sheet: the first crash points are those of getting these.
    let first = ["mirror.written", "paper.kept", "mirror.published", "start.opened", "append.begun"];
    unit.members.iter_mut().zip(first).for_each(|(member, point)| member.start(Some(point)));
    let mut killed = BTreeMap::new();
    for _ in 0..runs {
        let (victim, at) = wait(unit, &mut chance);
        *killed.entry(at).or_insert(0) += 1;
        next = (next + 1) % points.len();
        let point = format!("{}:{}", points[next], 1 + chance.below(passes(points[next])));
        unit.members[victim].kill();
        unit.members[victim].start((chance.below(5) > 0).then_some(&point));
    }
    killed
}

/// How often a node comes by a point in the time that it has, at most.
fn passes(point: &str) -> usize {
    if point.starts_with("start.") || point.starts_with("quote.") { 1 } else { PASSES }
}

/// The node that comes to its crash point first, or any after a while.
fn wait(unit: &Unit, chance: &mut Chance) -> (usize, String) {
    let until = Instant::now() + Duration::from_millis(50 + chance.below(LONGEST) as u64);
    while Instant::now() < until {
        for (number, member) in unit.members.iter().enumerate() {
            if let Some(point) = member.node.as_ref().and_then(|node| node.stopped_at()) {
                return (number, point);
            }
        }
        thread::sleep(Duration::from_millis(5));
    }
    (chance.below(unit.members.len()), RANDOM.to_owned())
}

fn no_false_alarms(unit: &Unit) {
    for member in &unit.members {
        let alarms = member.api().json("/api/v1/alarms").expect("alarms").to_string();
        let raised = FALSE_ALARMS.iter().find(|kind| alarms.contains(&format!("\"{kind}\"")));
        assert_eq!(raised, None, "at {}: {alarms}", member.name);
    }
}
