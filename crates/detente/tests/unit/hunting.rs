//! A node that hunts, killed at any moment while files grow and are rotated: no finding lost, none doubled.
//!
//! `DETENTE_HUNT_RUNS=100` kills it a hundred times instead of the few that suit every day.

use crate::support::{Room, nodes::until};
use flate2::{Compression, write::GzEncoder};
use logdir::crash::ANNOUNCED;
use node::crash::HUNT_POINTS;
use serde_json::Value;
use std::{
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

/// How often the node is killed.
const RUNS: u32 = 10;

const RULE: &str = "title: Marked\nid: 11111111-1111-4111-8111-111111111111\nlogsource: {product: linux}\n\
    detection:\n  words: ['MARKED']\n  condition: words\nlevel: high\n";

/// Numbers by chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Writes logs and rotates them, as programs and people do.
struct Writer {
    folder: PathBuf,
    chance: Chance,
    line: u64,
    rotated: u64,
}

impl Writer {
    /// Some lines, and perhaps a rotation. Gives how many of the lines are marked.
    fn turn(&mut self) -> u64 {
        let name = ["by-name.log", "by-copy.log", "other.log"][self.chance.below(3) as usize];
        let marked = self.write(name);
        match self.chance.below(12) {
            0 if name == "by-name.log" => self.rename(name),
            1 | 2 if name == "by-copy.log" => self.copy_and_cut(name),
            3 => self.pack(),
            _ => {}
        }
        marked
    }

    fn write(&mut self, name: &str) -> u64 {
        let path = self.folder.join(name);
        let mut file = OpenOptions::new().create(true).append(true).open(path).expect("opened");
        let mut marked = 0;
        for _ in 0..=self.chance.below(20) {
            self.line += 1;
            let word = if self.chance.below(4) == 0 { "MARKED" } else { "plain" };
            marked += u64::from(word == "MARKED");
            let line = format!("Nov 23 08:00:00 host{} prog[1]: {word} {}\n", self.line % 7, self.line);
            // In two parts, so that a reader may come in between.
            let (first, rest) = line.split_at(self.chance.below(line.len() as u64) as usize);
            file.write_all(first.as_bytes()).expect("written");
            file.write_all(rest.as_bytes()).expect("written");
        }
        marked
    }

    fn rename(&mut self, name: &str) {
        self.rotated += 1;
        let to = self.folder.join(format!("{name}.{}", self.rotated));
        fs::rename(self.folder.join(name), to).expect("renamed");
    }

    fn copy_and_cut(&mut self, name: &str) {
        self.rotated += 1;
        let (from, to) = (self.folder.join(name), self.folder.join(format!("{name}.{}", self.rotated)));
        fs::copy(&from, to).expect("copied");
        File::create(from).expect("cut");
    }

    /// Packs one of the renamed logs.
    fn pack(&self) {
        let rotated = fs::read_dir(&self.folder).expect("listed").flatten().map(|entry| entry.path());
        let plain = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with("by-name.log.") && !name.ends_with(".gz")
        };
        let Some(path) = rotated.filter(plain).min() else { return };
        let packed = PathBuf::from(format!("{}.gz", path.display()));
        let mut packer = GzEncoder::new(File::create(packed).expect("made"), Compression::fast());
        packer.write_all(&fs::read(&path).expect("read")).expect("packed");
        packer.finish().expect("packed");
        fs::remove_file(path).expect("removed");
    }
}

fn serve(room: &Room, point: Option<&str>) -> Child {
    let mut command = room.command("alpha", &["serve"]);
    if let Some(point) = point {
        command.env("DETENTE_CRASH_AT", point);
    }
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts")
}

/// Kills the node at a crash point, or after some time.
fn kill(mut node: Child, point: Option<&str>, wait: Duration) {
    let errors = BufReader::new(node.stderr.take().expect("a pipe"));
    match point {
        None => thread::sleep(wait),
        Some(_) => drop(errors.lines().map_while(Result::ok).find(|line| line.starts_with(ANNOUNCED))),
    }
    node.kill().expect("killed");
    node.wait().expect("it ends");
}

fn ask(socket: &Path, path: &str) -> Option<Value> {
    let mut stream = UnixStream::connect(socket).ok()?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}

#[test]
fn threat_31_a_hunting_node_that_is_killed_loses_no_finding_and_doubles_none() {
    let runs = std::env::var("DETENTE_HUNT_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    let room = Room::unit(&["alpha", "bravo"]);
    let folder = room.path("logs");
    fs::create_dir(&folder).expect("a folder");
    fs::create_dir(room.path("rules")).expect("a folder");
    fs::write(room.path("rules/marked.yml"), RULE).expect("written");
    let more = format!(
        "[hunt]\nrules = [{:?}]\n[[watch]]\nname = \"logs\"\npath = {folder:?}\n",
        room.path("rules")
    );
    room.connect(&["alpha", "bravo"], &more);
    let (stop, marked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let writing = {
        let (stop, marked) = (stop.clone(), marked.clone());
        let mut writer = Writer { folder, chance: Chance(7), line: 0, rotated: 0 };
        thread::spawn(move || {
            while !stop.load(SeqCst) {
                marked.fetch_add(writer.turn(), SeqCst);
                thread::sleep(Duration::from_millis(5 + writer.chance.below(40)));
            }
        })
    };
    let mut chance = Chance(runs.into());
    for run in 0..runs {
        let point = HUNT_POINTS.get(run as usize).copied();
        let wait = Duration::from_millis(300 + chance.below(3_000));
        kill(serve(&room, point), point, wait);
    }
    stop.store(true, SeqCst);
    writing.join().expect("it writes");
    let socket = room.home("alpha").join("node.socket");
    let mut node = serve(&room, None);
    let count = || {
        let findings = ask(&socket, "/api/v1/findings")?;
        findings["findings"].as_array()?.iter().map(|finding| finding["count"].as_u64()).sum::<Option<u64>>()
    };
    let expected = marked.load(SeqCst);
    until("all that was marked is found", || count().filter(|found| *found >= expected));
    // What is packed or copied is looked at when it has been at rest for a while.
    thread::sleep(Duration::from_secs(12));
    let found = count();
    node.kill().expect("killed");
    node.wait().expect("it ends");
    assert_eq!(found, Some(expected), "after {runs} kills");
    assert!(expected > 100, "{expected} lines say little");
}
