//! What goes wrong without anybody's ill will: silence, cut lines, backups, clocks, disks. Nothing is confirmed that is not so, and nothing is lost.

use crate::support::{Node, Proxy, Unit, copy, free_port};
use std::{fs, path::Path, process::Command};

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

fn start(unit: &Unit) -> Vec<Node> {
    THREE.map(|member| unit.start(member)).into()
}

/// All have a statement on record.
#[track_caller]
fn on_record(nodes: &[Node], id: &str) {
    nodes.iter().for_each(|node| node.until("it is on record", || node.has_on_record(id)));
}

/// No member shows another root at a size than the others do: what each has of each log up to the smallest is one tree.
#[track_caller]
fn one_history(unit: &Unit, nodes: &[Node]) {
    for (member, node) in THREE.iter().zip(nodes) {
        assert!(!node.has_alarm("equivocation", Some("alpha")), "{member}: {}", node.get("/api/v1/alarms"));
        assert!(!node.has_alarm("equivocation", Some("bravo")), "{member}: {}", node.get("/api/v1/alarms"));
        assert!(!node.has_alarm("equivocation", Some("charlie")), "{member}: {}", node.get("/api/v1/alarms"));
        assert!(unit.evidence(member).is_empty());
    }
}

#[test]
fn threat_24_with_one_of_three_silent_nothing_is_confirmed_and_status_says_who_is_waited_for() {
    let unit = Unit::of(&THREE);
    let mut nodes = start(&unit);
    let before = nodes[0].say("while all are there");
    on_record(&nodes, &before);
    drop(nodes.pop());
    let waits = nodes[0].say("while charlie is silent");
    let shown = |node: &Node| node.statements("member=alpha&kind=intel").len();
    nodes[1].until("bravo has heard it", || shown(&nodes[1]) == 2);
    nodes[0].until("it waits for charlie alone", || {
        nodes[0].log("alpha")["waiting_for"] == serde_json::json!(["charlie"])
    });
    for node in &nodes {
        node.until("charlie is not reached", || node.peer("charlie")["unreachable_since"].is_i64());
        node.alarms("unreachable", Some("charlie"));
        assert!(!node.has_on_record(&waits), "one witness of two is not enough");
        let (status, proof) = node.get_text(&format!("/api/v1/statements/{waits}/proof"));
        assert_eq!(status, 404, "{proof}");
    }
    nodes.push(unit.start("charlie"));
    on_record(&nodes, &waits);
    for node in &nodes[..2] {
        node.alarm_ends("unreachable", Some("charlie"));
        assert!(node.peer("charlie")["unreachable_since"].is_null());
    }
    one_history(&unit, &nodes);
}

#[test]
fn threat_24_a_line_that_is_cut_slow_or_deaf_on_one_side_is_outlived() {
    let unit = Unit::of(&THREE);
    // Who dials a member goes through a line of its own.
    let to_charlie = Proxy::to(&unit.address("charlie"));
    let [to_alpha, to_bravo] = ["alpha", "bravo"].map(|member| Proxy::to(&unit.address(member)));
    // What members say themselves of where they listen is the same as what is configured.
    for (member, line) in THREE.iter().zip([&to_alpha, &to_bravo, &to_charlie]) {
        unit.tells(member, line.address());
    }
    let nodes = start(&unit);
    let first = nodes[0].say("before all that");
    on_record(&nodes, &first);
    // Cut altogether.
    let lines = [&to_charlie, &to_alpha, &to_bravo];
    lines.iter().for_each(|line| line.cut(true));
    let during = nodes[0].say("while all are cut off");
    nodes[0].until("it waits for both", || {
        nodes[0].log("alpha")["waiting_for"] == serde_json::json!(["bravo", "charlie"])
    });
    assert!(!nodes[2].has_on_record(&during) && !nodes[0].has_on_record(&during));
    lines.iter().for_each(|line| line.cut(false));
    on_record(&nodes, &during);
    // Slow both ways.
    lines.iter().for_each(|line| line.delay_millis(300));
    let slow = nodes[2].say("through a slow line");
    on_record(&nodes, &slow);
    // Charlie can dial and cannot be dialled: it hears, and its witness is asked by nobody.
    lines.iter().for_each(|line| line.delay_millis(0));
    to_charlie.cut(true);
    let one_way = nodes[0].say("charlie cannot be dialled");
    nodes[2]
        .until("charlie hears it", || nodes[2].get_text(&format!("/api/v1/statements/{one_way}")).0 == 200);
    assert!(!nodes[0].has_on_record(&one_way));
    to_charlie.cut(false);
    on_record(&nodes, &one_way);
    one_history(&unit, &nodes);
}

#[test]
fn threat_08_a_home_from_yesterdays_backup_takes_back_its_own_log_before_it_signs() {
    let unit = Unit::of(&THREE);
    let mut nodes = start(&unit);
    let first = nodes[0].say("in the backup");
    on_record(&nodes, &first);
    nodes.remove(0).stop();
    let backup = unit.path("backup");
    copy(&unit.home("alpha"), &backup);
    nodes.insert(0, unit.start("alpha"));
    let lost: Vec<String> =
        (0..5).map(|number| nodes[0].say(&format!("after the backup {number}"))).collect();
    let theirs = nodes[1].say("what alpha has cosigned after the backup");
    lost.iter().chain([&theirs]).for_each(|id| on_record(&nodes, id));
    let size = nodes[1].log("alpha")["size"].as_u64().expect("a size");
    drop(nodes.remove(0));
    fs::remove_dir_all(unit.home("alpha")).expect("removed");
    copy(&backup, &unit.home("alpha"));
    nodes.insert(0, unit.start("alpha"));
    let said = nodes[0].say("after the restore");
    assert!(nodes[0].log("alpha")["size"].as_u64() > Some(size), "it goes on behind what it has lost");
    lost.iter().chain([&theirs, &said]).for_each(|id| on_record(&nodes, id));
    let after = nodes[2].say("and alpha cosigns others again");
    on_record(&nodes, &after);
    one_history(&unit, &nodes);
}

#[test]
fn threat_08_with_nobody_to_ask_a_restored_home_signs_nothing() {
    let unit = Unit::of(&THREE);
    let mut nodes = start(&unit);
    let first = nodes[0].say("in the backup");
    on_record(&nodes, &first);
    nodes.remove(0).stop();
    let backup = unit.path("backup");
    copy(&unit.home("alpha"), &backup);
    nodes.insert(0, unit.start("alpha"));
    let lost = nodes[0].say("after the backup");
    on_record(&nodes, &lost);
    nodes.clear();
    fs::remove_dir_all(unit.home("alpha")).expect("removed");
    copy(&backup, &unit.home("alpha"));
    let alpha = unit.start("alpha");
    std::thread::sleep(std::time::Duration::from_secs(3));
    let (status, why) = alpha.try_say("nobody has answered").expect_err("it must not sign");
    assert_eq!(status, 503, "{why}");
    assert!(alpha.get("/api/v1/status")["gates"].to_string().contains("0 of 2"));
    let bravo = unit.start("bravo");
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert!(alpha.try_say("one is not enough").is_err());
    let nodes = [alpha, bravo, unit.start("charlie")];
    let said = nodes[0].say("now all have answered");
    [&lost, &said].iter().for_each(|id| on_record(&nodes, id));
    one_history(&unit, &nodes);
}

/// Bravo cosigns a head of mallory's after a backup of some of its home was made, which is then put back. Mallory shows it another tree of the
/// same size, consistent with what the backup knows.
fn fork_after_backup(what: &str, is_lost: impl Fn(&str) -> bool) {
    let unit = Unit::of(&["alpha", "bravo", "charlie", "mallory"]);
    let second = free_port();
    // Bravo dials the one face, the others see the other.
    for member in ["alpha", "charlie"] {
        unit.configure(member, &[("mallory", second)], "");
    }
    let evil = unit.hostile("mallory");
    let history = evil.history();
    let short = history.append([evil.statement(0)]);
    let face = evil.face(&unit.address("mallory"), &history);
    let _other_face = evil.face(&second.to_string(), &history);
    let mut nodes: Vec<Node> = start(&unit);
    let bravo = face.peer("bravo", &unit.address("bravo"));
    face.cosigned(&bravo, 0, &short);
    nodes.remove(1).stop();
    let (home, backup) = (unit.home("bravo"), unit.path("backup"));
    copy(&home, &backup);
    nodes.insert(1, unit.start("bravo"));
    let fork = history.fork();
    let long = history.append((1..4).map(|number| evil.statement(number)));
    let signed = face.cosigned(&bravo, 1, &long);
    assert_ne!(signed, long);
    nodes[0].until("alpha has seen it", || nodes[0].log("mallory")["size"] == 4);
    nodes.remove(1).stop();
    put_back(&backup, &home, is_lost);
    let forked = fork.append((11..14).map(|number| evil.statement(number)));
    face.turn(&fork);
    nodes.insert(1, unit.start("bravo"));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(6);
    while std::time::Instant::now() < until {
        let answer = face.push(&bravo, 1, &forked);
        assert!(!matches!(answer, Ok(node::peers::Answer::Cosigned(_))), "{what}: two roots at one size");
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    nodes[1].alarms("equivocation", Some("mallory"));
    unit.others_accept_evidence("bravo");
}

/// Some files as they were.
fn put_back(backup: &Path, home: &Path, is_lost: impl Fn(&str) -> bool) {
    let below = |folder: &Path| {
        let files =
            walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
        let paths = files.filter_map(|file| Some(file.path().strip_prefix(folder).ok()?.to_owned()));
        paths.filter(|path| is_lost(&path.to_string_lossy())).collect::<Vec<_>>()
    };
    below(home).iter().for_each(|path| fs::remove_file(home.join(path)).expect("removed"));
    for path in below(backup) {
        fs::create_dir_all(home.join(&path).parent().expect("a folder")).expect("made");
        fs::copy(backup.join(&path), home.join(&path)).expect("copied");
    }
}

#[test]
fn threat_08_the_state_of_a_witness_from_a_backup_does_not_sign_against_itself() {
    fork_after_backup("keep.sqlite", |path| path.starts_with("node/keep.sqlite"));
}

#[test]
fn threat_08_a_whole_home_from_a_backup_does_not_sign_against_itself_as_a_witness() {
    fork_after_backup("the whole home", |_| true);
}

#[test]
fn threat_26_a_clock_that_is_a_day_off_is_seen_and_record_time_stays_with_the_others() {
    for shift in [86_400, -86_400] {
        let members = ["alpha", "bravo", "charlie", "delta"];
        let unit = Unit::of(&members);
        let mut nodes: Vec<Node> = ["alpha", "bravo", "charlie"].map(|member| unit.start(member)).into();
        nodes.push(unit.start_with_clock("delta", shift));
        let now = testkit::hostile::now();
        let said = nodes[0].say("by a right clock");
        nodes.iter().take(3).for_each(|node| node.until("it is on record", || node.has_on_record(&said)));
        let recorded = nodes[1].get(&format!("/api/v1/statements/{said}"));
        let recorded: statement::Stamp =
            recorded["recorded"].as_str().expect("a time").parse().expect("a time");
        assert!(recorded.seconds().abs_diff(now) < 600, "the median of three is no day off: {recorded}");
        // What delta says is a day from its record time: void for all alike, and cosigned.
        nodes[3].say("by a wrong clock");
        for node in &nodes[..3] {
            node.until("it is void", || {
                let void = node.statements("member=delta&void=true");
                void.iter().any(|found| found["void"].as_str().is_some_and(|why| why.contains("record time")))
            });
        }
        nodes[0].alarms("clock-apart", Some("delta"));
        nodes[3].alarms("clock-apart", Some("alpha"));
        for node in &nodes[..3] {
            assert!(
                !node.has_alarm("clock-apart", Some("alpha"))
                    && !node.has_alarm("clock-apart", Some("bravo"))
            );
        }
    }
}

#[test]
fn threat_26_where_a_quorum_needs_a_slow_clock_it_is_waited_for_and_nothing_is_void() {
    let unit = Unit::of(&THREE);
    let mut nodes: Vec<Node> = ["alpha", "bravo"].map(|member| unit.start(member)).into();
    nodes.push(unit.start_with_clock("charlie", -86_400));
    let said = nodes[0].say("charlie's clock would make this a day old");
    nodes[0].alarms("clock-apart", Some("charlie"));
    std::thread::sleep(std::time::Duration::from_secs(4));
    for node in &nodes[..2] {
        assert!(!node.has_on_record(&said));
        assert!(node.statements("member=alpha&void=true").is_empty(), "what waits is not void");
    }
    nodes.pop().expect("a node").stop();
    nodes.push(unit.start("charlie"));
    on_record(&nodes, &said);
    nodes[0].alarm_ends("clock-apart", Some("charlie"));
}

/// A small disk of its own, which goes with this.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn at(path: std::path::PathBuf) -> Option<Self> {
        fs::create_dir_all(&path).expect("a folder");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(&path).output();
        mount.is_ok_and(|mount| mount.status.success()).then_some(SmallDisk(path))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).output());
    }
}

#[test]
fn threat_29_a_full_disk_stops_signing_loses_nothing_and_says_so() {
    let unit = Unit::of(&THREE);
    let home = unit.home("alpha");
    let kept = unit.path("alpha-before");
    fs::rename(&home, &kept).expect("moved");
    let Some(_disk) = SmallDisk::at(home.clone()) else {
        eprintln!("skipped: a small disk cannot be mounted here");
        return;
    };
    copy(&kept, &home);
    let mut nodes = start(&unit);
    let before = nodes[0].say("while there is room");
    on_record(&nodes, &before);
    let filler = home.join("filler");
    // As much as fits.
    drop(
        Command::new("dd").args(["if=/dev/zero", "bs=64k"]).arg(format!("of={}", filler.display())).output(),
    );
    drop(
        Command::new("sh")
            .arg("-c")
            .arg(format!("head -c 100000 /dev/zero >> {}", filler.display()))
            .output(),
    );
    let mut said = Vec::new();
    nodes[0].until("it refuses for lack of room", || {
        match nodes[0].try_say(&format!("no room {}", said.len())) {
            Ok(id) => {
                said.push(id);
                false
            }
            Err((status, why)) => status == 503 || panic!("{status} {why}"),
        }
    });
    nodes[0].alarms("disk", None);
    assert_eq!(nodes[0].get_text("/healthz").0, 503);
    fs::remove_file(&filler).expect("room again");
    let after = nodes[0].say("room again");
    said.push(before);
    said.push(after);
    said.iter().for_each(|id| on_record(&nodes, id));
    nodes[0].alarm_ends("disk", None);
    nodes[0].until("it is well again", || nodes[0].get_text("/healthz").0 == 200);
    one_history(&unit, &nodes);
    nodes.iter_mut().for_each(Node::is_well);
    // Before the disk goes.
    nodes.clear();
}

#[test]
fn threat_29_a_home_that_cannot_be_written_is_no_nodes() {
    let unit = Unit::of(&THREE);
    let home = unit.home("alpha");
    let mut nodes = start(&unit);
    let before = nodes[0].say("while it can be written");
    on_record(&nodes, &before);
    nodes.remove(0).stop();
    {
        let Some(_mounted) = ReadOnly::over(&home) else {
            eprintln!("skipped: a folder cannot be made read-only here");
            return;
        };
        let (code, said) = unit.try_serve("alpha");
        assert!(code.is_some_and(|code| code != 0), "{said}");
        assert!(said.to_lowercase().contains("read-only") && !said.contains("panicked"), "{said}");
    }
    nodes.insert(0, unit.start("alpha"));
    let after = nodes[0].say("it can be written again");
    [before, after].iter().for_each(|id| on_record(&nodes, id));
    one_history(&unit, &nodes);
}

/// A folder that cannot be written, whoever one is. Undone when this goes.
struct ReadOnly(std::path::PathBuf);

impl ReadOnly {
    fn over(folder: &Path) -> Option<Self> {
        let mount = |arguments: &[&str]| {
            let mounted = Command::new("mount").args(arguments).arg(folder).output();
            mounted.is_ok_and(|mounted| mounted.status.success())
        };
        if !mount(&["--bind", &folder.to_string_lossy()]) {
            return None;
        }
        let mounted = ReadOnly(folder.to_owned());
        mount(&["-o", "remount,bind,ro"]).then_some(mounted)
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).output());
    }
}
