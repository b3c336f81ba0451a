//! Threat 31: SIGKILL at every step of append and witness. What was acknowledged is there, no log has two roots at one size, and the
//! next start always works.
//!
//! `DETENTE_CRASH_RUNS=1000` makes a thousand runs by chance instead of the few that suit every day.

use crate::support::Room;
use logdir::crash::{ANNOUNCED, POINTS};
use std::{
    collections::HashMap,
    fs,
    io::{BufRead, BufReader, Read},
    process::Stdio,
};

/// How many runs by chance.
const RUNS: u32 = 60;

/// The points that somebody who cosigns, or who speaks, comes by.
fn points(cosigns: bool) -> Vec<&'static str> {
    let of_witness = |point: &&str| ["mirror", "witness"].iter().any(|step| point.starts_with(step));
    POINTS.into_iter().filter(|point| of_witness(point) == cosigns).collect()
}

/// What a run that may be killed came to.
enum Ended {
    /// It was killed at its point, before it said anything.
    Killed,
    /// It did not come by its point and ended well, with this on standard output.
    Well(String),
}

/// Runs the program until it comes to a crash point, and kills it there.
fn run_to(room: &Room, member: &str, point: &str, arguments: &[&str]) -> Ended {
    let mut command = room.command(member, arguments);
    command.env("DETENTE_CRASH_AT", point).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut said = String::new();
    for line in BufReader::new(child.stderr.take().expect("a pipe")).lines() {
        let line = line.expect("text");
        if line.starts_with(ANNOUNCED) {
            child.kill().expect("killed");
            break;
        }
        said += &line;
    }
    let mut out = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut out).expect("text");
    let status = child.wait().expect("it ends");
    match status.code() {
        Some(0) => Ended::Well(out),
        None => {
            assert_eq!(out, "", "nothing is acknowledged before its time");
            Ended::Killed
        }
        Some(code) => panic!("{arguments:?} at {point} ended with {code}: {said}"),
    }
}

/// A world of two: alpha speaks, bravo witnesses; everything that was ever shown is remembered.
struct World {
    room: Room,
    acknowledged: Vec<String>,
    roots: HashMap<String, String>,
    said: u32,
}

impl World {
    fn new() -> Self {
        let room = Room::unit(&["alpha", "bravo"]);
        let mut world = World { room, acknowledged: Vec::new(), roots: HashMap::new(), said: 0 };
        // There is a log, and bravo has a mirror of it.
        assert!(!world.say("") && !world.cosign(""));
        world
    }

    /// Alpha says something new, and may be killed while it does. Whether it was.
    fn say(&mut self, point: &str) -> bool {
        self.said += 1;
        fs::write(self.room.path("body"), format!("words {}", self.said)).expect("written");
        match run_to(&self.room, "alpha", point, &["say", "body", "--kind", "claim"]) {
            Ended::Killed => true,
            Ended::Well(id) => {
                self.acknowledged.push(id.trim().to_owned());
                false
            }
        }
    }

    /// Bravo cosigns alpha's log, and may be killed while it does. Whether it was.
    fn cosign(&mut self, point: &str) -> bool {
        let stick = self.room.fresh("stick");
        self.room.run("alpha", &["log", "export", &stick]).ended(0);
        let killed = matches!(run_to(&self.room, "bravo", point, &["log", "cosign", &stick]), Ended::Killed);
        self.remember(&self.room.path(&stick).join("logs/alpha/checkpoint"));
        fs::remove_dir_all(self.room.path(&stick)).expect("removed");
        killed
    }

    /// A checkpoint that somebody has seen: no size ever gets a second root.
    fn remember(&mut self, checkpoint: &std::path::Path) {
        let text = fs::read_to_string(checkpoint).expect("a checkpoint");
        let mut lines = text.lines().skip(1).map(str::to_owned);
        let (size, root) = (lines.next().expect("a size"), lines.next().expect("a root"));
        assert_eq!(*self.roots.entry(size).or_insert_with(|| root.clone()), root, "two roots at one size");
    }

    /// Everything that was acknowledged is there, in its order.
    fn check(&mut self) {
        let log = self.room.log("alpha", "alpha");
        let ids: Vec<&str> = log.iter().map(|entry| entry["id"].as_str().expect("an id")).collect();
        let mut rest = ids.iter();
        for id in &self.acknowledged {
            assert!(rest.any(|found| found == id), "{id} is lost, or in another place: {ids:?}");
        }
        assert!(log.iter().all(|entry| entry.get("void").is_none()), "{log:?}");
        self.remember(&self.room.home("alpha").join("logs/alpha/checkpoint"));
    }
}

#[test]
fn threat_31_a_kill_at_every_point_of_append_loses_nothing() {
    let mut world = World::new();
    for point in points(false) {
        assert!(world.say(point), "no statement comes by {point}");
        world.check();
        assert!(!world.say(""), "the next start works after {point}");
        world.check();
        world.cosign("");
    }
}

#[test]
fn threat_31_a_kill_at_every_point_of_a_witness_signs_no_two_histories() {
    let mut world = World::new();
    for point in points(true) {
        world.say("");
        assert!(world.cosign(point), "no witness comes by {point}");
        world.cosign("");
        world.check();
    }
    // The quorum of two members is one: what bravo cosigned after every kill puts alpha's words on record.
    world.room.witness("alpha", &["bravo"]);
    world.room.say("alpha", &["--kind", "quote"]);
}

#[test]
fn threat_31_kills_by_chance() {
    let runs = std::env::var("DETENTE_CRASH_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    let mut world = World::new();
    let (mut chance, mut killed) = (0x2545_F491_4F6C_DD1D_u64, 0);
    for _ in 0..runs {
        // xorshift64: the same runs every time.
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let cosigns = (chance >> 16) % 4 == 0;
        let points = points(cosigns);
        let point = points[(chance % points.len() as u64) as usize];
        let point = format!("{point}:{}", 1 + (chance >> 8) % 2);
        let was = if cosigns { world.cosign(&point) } else { world.say(&point) };
        killed += u32::from(was);
        if (chance >> 24) % 4 == 0 {
            world.check();
        }
    }
    assert!(!world.say(""), "it still works");
    world.check();
    world.cosign("");
    assert!(killed * 5 > runs, "{killed} of {runs} were killed: the points are not come by");
}
