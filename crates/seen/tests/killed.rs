//! A process that feeds an index is killed: what it said that it committed is there.

use seen::{Day, Index, Limits, POINTS};
use statement::observable::{Kind, Observable};
use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

const TODAY: u16 = 20_000;

/// How many values lie between two commits.
const BATCH: u64 = 3_000;

/// How often it is killed at no point in particular.
const KILLS: u64 = 8;

fn open(folder: &Path) -> Index {
    let limits = Limits { age_days: 400, bytes: 32 << 20, memory: 16 << 20 };
    Index::open(folder, limits, Day::from_number(TODAY)).expect("opened")
}

fn value(number: u64) -> String {
    format!("host{:x}.part{}.evil.example", number.wrapping_mul(0x9E37_79B9_7F4A_7C15), number % 97)
}

/// The process that is killed, which the other tests of this file start: it feeds values from a number on, says after each commit how far it has come, and
/// tends all the while. Without a folder to feed it does nothing.
#[test]
fn feed() {
    let (Ok(folder), Ok(from)) = (env::var("SEEN_FOLDER"), env::var("SEEN_FROM")) else { return };
    let index = open(Path::new(&folder));
    let time = Day::from_number(TODAY).seconds();
    thread::scope(|scope| {
        scope.spawn(|| {
            loop {
                index.tend(Day::from_number(TODAY)).expect("tended");
            }
        });
        let mut number: u64 = from.parse().expect("a number");
        loop {
            let mut notes = index.notes();
            for number in number..number + BATCH {
                notes.note(Kind::Domain, &value(number), time, Some("PC1")).expect("noted");
            }
            drop(notes);
            index.commit().expect("committed");
            number += BATCH;
            println!("committed {number}");
        }
    });
}

/// Starts the process; with a crash point, or without.
fn start(folder: &Path, from: u64, point: Option<&str>) -> Child {
    let mut command = Command::new(env::current_exe().expect("this test"));
    command.args(["--exact", "feed", "--nocapture"]);
    command.env("SEEN_FOLDER", folder).env("SEEN_FROM", from.to_string()).env_remove("DETENTE_CRASH_AT");
    if let Some(point) = point {
        command.env("DETENTE_CRASH_AT", point);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started")
}

/// How far it says that it has come, once it has committed so often.
fn run(child: &mut Child, commits: u64, from: u64) -> u64 {
    let stdout = BufReader::new(child.stdout.take().expect("piped"));
    let numbers = stdout.lines().map_while(Result::ok);
    let mut numbers = numbers.filter_map(|line| line.split("committed ").nth(1)?.trim().parse().ok());
    numbers.nth(commits as usize - 1).unwrap_or(from)
}

fn check(folder: &Path, reached: u64) {
    let index = open(folder);
    let there = |number: u64| {
        let observable = Observable::read_as(Kind::Domain, &value(number)).expect("a name").observable;
        index.look(&observable).seen.is_some()
    };
    for number in (0..reached).step_by(61).chain(reached.saturating_sub(200)..reached) {
        assert!(there(number), "{number} of {reached}: {:?}", index.stats());
    }
    assert!(!(reached + 2 * BATCH..reached + 3 * BATCH).any(there), "what was not noted is not there");
    assert_eq!(index.stats().damaged, 0, "{:?}", index.stats().damage);
}

#[test]
fn threat_31_a_killed_index_loses_nothing_that_was_committed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut reached = 0;
    for kill in 0..KILLS {
        let mut child = start(folder.path(), reached, None);
        reached = run(&mut child, 1 + kill * 7 % 11, reached);
        child.kill().expect("killed");
        child.wait().expect("gone");
        check(folder.path(), reached);
    }
    assert!(reached > 0);
}

#[test]
fn threat_31_a_kill_at_every_point_of_the_index_loses_nothing() {
    for point in POINTS {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = start(folder.path(), 0, Some(point));
        let stderr = BufReader::new(child.stderr.take().expect("piped"));
        let stdout = BufReader::new(child.stdout.take().expect("piped"));
        let reached = thread::spawn(move || {
            let numbers = stdout.lines().map_while(Result::ok);
            let numbers =
                numbers.filter_map(|line| line.split("committed ").nth(1)?.trim().parse::<u64>().ok());
            numbers.last().unwrap_or_default()
        });
        let come = stderr.lines().map_while(Result::ok).any(|line| line == format!("crash point {point}"));
        child.kill().expect("killed");
        child.wait().expect("gone");
        assert!(come, "it never came to {point}");
        check(folder.path(), reached.join().expect("read"));
    }
}
