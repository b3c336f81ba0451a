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

/// Sends a request with a body, and gives the JSON of the answer.
fn post(socket: &Path, path: &str, body: &str) -> Value {
    let mut stream = UnixStream::connect(socket).expect("the node listens");
    let kind = if path.ends_with("statements") { "application/json" } else { "application/octet-stream" };
    let head = format!(
        "POST {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(body.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    serde_json::from_str(answer.split_once("\r\n\r\n").expect("a head").1).expect("JSON")
}

/// The finding of a value, as a node lists it.
fn finding(socket: &Path, value: &str) -> Option<Value> {
    let listed = ask(socket, "/api/v1/findings")?;
    listed["findings"].as_array()?.iter().find(|finding| finding["value"] == value).cloned()
}

#[test]
fn what_the_unit_says_is_found_backward_and_forward_until_it_is_taken_back() {
    let room = Room::unit(&["alpha", "bravo"]);
    fs::create_dir(room.path("logs")).expect("a folder");
    fs::write(room.path("own.txt"), "192.0.2.99\n").expect("written");
    let more =
        format!("[hunt]\nintel = [{:?}]\n[[watch]]\npath = {:?}\n", room.path("own.txt"), room.path("logs"));
    room.connect(&["alpha", "bravo"], &more);
    let append = |address: &str| {
        let path = room.path("logs/conn.json");
        let mut file = OpenOptions::new().create(true).append(true).open(path).expect("opened");
        writeln!(file, "{{\"ts\":\"2026-11-22T20:00:00Z\",\"to\":\"{address}\"}}").expect("written");
    };
    append("203.0.113.77");
    let nodes = [room.serve("alpha"), room.serve("bravo")];
    let (alpha, bravo) = (room.home("alpha").join("node.socket"), room.home("bravo").join("node.socket"));
    let seen = |value: &str| ask(&bravo, &format!("/api/v1/seen?value={value}"));
    until("the first event is remembered", || {
        seen("203.0.113.77").filter(|answer| answer["seen"].as_array().is_some_and(|seen| !seen.is_empty()))
    });
    // Two lines in base64: 203.0.113.77 and 198.51.100.9.
    let intel = r#"{"kind":"intel","media_type":"text/plain","body":"MjAzLjAuMTEzLjc3CjE5OC41MS4xMDAuOQo="}"#;
    // A node that has just started asks its peers before it signs.
    let said = until("alpha signs", || {
        Some(post(&alpha, "/api/v1/statements", intel)).filter(|said| said["id"].is_string())
    });
    let before = until("it is found backward", || finding(&bravo, "203.0.113.77"));
    assert_eq!((before["before"].as_u64(), before["from"][0]["member"].as_str()), (Some(1), Some("alpha")));
    append("198.51.100.9");
    let forward = until("it is found forward", || finding(&bravo, "198.51.100.9"));
    assert_eq!((forward["count"].as_u64(), &forward["from"][0]["statement"]), (Some(1), &said["id"]));
    let retraction = format!("{{\"kind\":\"retraction\",\"refs\":[{}]}}", said["id"]);
    post(&alpha, "/api/v1/statements", &retraction);
    until("the retraction is on record", || {
        let listed = ask(&bravo, "/api/v1/statements?kind=retraction&on_record=true")?;
        listed["statements"].as_array().filter(|listed| !listed.is_empty()).map(drop)
    });
    thread::sleep(Duration::from_secs(4));
    append("198.51.100.9");
    append("192.0.2.99");
    until("the own list is hunted with", || finding(&bravo, "192.0.2.99"));
    assert_eq!(finding(&bravo, "198.51.100.9").map(|known| known["count"].clone()), Some(1.into()));
    // What is sent again is not another record; a bad one costs itself.
    let records = "{\"to\":\"192.0.2.99\"}\n{\"to\":\n{\"to\":\"192.0.2.1\"}\n";
    for _ in 0..2 {
        let taken = post(&bravo, "/api/v1/telemetry?name=test", records);
        assert_eq!(
            (&taken["events"], &taken["bad"], &taken["bad_records"][0]["record"]),
            (&2.into(), &1.into(), &2.into())
        );
    }
    assert_eq!(finding(&bravo, "192.0.2.99").map(|known| known["count"].clone()), Some(2.into()));
    room.run("bravo", &["seen", "203[.]0[.]113[.]77"]).ended(0).said("203.0.113.77: on ");
    room.run("bravo", &["seen", "203.0.113.78"]).ended(1);
    for node in nodes {
        assert_eq!(node.stop(), Some(0));
    }
    room.run("bravo", &["seen", "203.0.113.0/24"]).ended(0).said("203.0.113.77");
}
