//! The whole record in an empty home: from what a member carries over, and from the nodes of others. It is the same record, byte for byte.

use crate::{
    load::{Acknowledged, Load},
    record::{self, Answers},
    unit::{Member, Unit, copy},
};
use std::{
    fs, thread,
    time::{Duration, Instant},
};

/// How long a node may take until it has read everything.
const PATIENCE: Duration = Duration::from_secs(60);

/// A unit of three that has said things of every kind, of which all is on record.
fn filled() -> (Unit, Vec<Acknowledged>) {
    let mut unit = Unit::found(&["north", "south", "east"], &[]);
    unit.start();
    let load = Load::start(unit.members.iter().map(|member| (member.name, member.api())).collect());
    thread::sleep(Duration::from_secs(4));
    let acknowledged = load.stop();
    assert!(acknowledged.len() > 30, "{} statements are no record", acknowledged.len());
    (unit, acknowledged)
}

/// A node's answers, once they are what they should be, or what they are after a while.
fn replayed(node: &Member, names: &[&str], wanted: &Answers) -> Answers {
    let began = Instant::now();
    loop {
        let answers = record::answers(&node.api(), names).unwrap_or_default();
        if answers == *wanted || began.elapsed() > PATIENCE {
            return answers;
        }
        thread::sleep(Duration::from_millis(200));
    }
}

#[track_caller]
fn same(answers: &Answers, wanted: &Answers) {
    for (path, bytes) in wanted {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(answers.get(path).map(|bytes| text(bytes)), Some(text(bytes)), "{path}");
    }
    assert_eq!(answers.len(), wanted.len());
}

#[test]
fn the_record_in_an_empty_home_gives_the_same_bytes() {
    let (mut unit, acknowledged) = filled();
    let wanted = record::agreed(&unit, &acknowledged);
    let names: Vec<&str> = unit.members.iter().map(|member| member.name).collect();
    unit.members.iter_mut().for_each(Member::kill);
    unit.run(&unit.members[0], &["log", "export", "stick"]);
    let empty = emptied(&unit, 1);
    unit.run(&empty, &["charter", "accept", "charter.1"]);
    unit.run(&empty, &["log", "import", "stick"]);
    unit.members.push(empty);
    // Nobody else runs: what it answers comes from what was carried there.
    unit.members[3].start(None);
    same(&replayed(&unit.members[3], &names, &wanted), &wanted);
}

#[test]
fn a_node_whose_home_was_lost_gets_the_same_bytes_from_the_others() {
    let (mut unit, acknowledged) = filled();
    let wanted = record::agreed(&unit, &acknowledged);
    let names: Vec<&str> = unit.members.iter().map(|member| member.name).collect();
    unit.members[2].kill();
    let mut empty = emptied(&unit, 2);
    unit.run(&empty, &["charter", "accept", "charter.1"]);
    for member in &names {
        let sheets = unit.members[2].home.join("sheets").join(member);
        copy(&sheets, &empty.home.join("sheets").join(member));
    }
    empty.start(None);
    unit.members[2] = empty;
    same(&replayed(&unit.members[2], &names, &wanted), &wanted);
}

#[test]
fn a_cache_that_is_thrown_away_comes_back_with_the_same_bytes() {
    let (mut unit, acknowledged) = filled();
    let wanted = record::agreed(&unit, &acknowledged);
    let names: Vec<&str> = unit.members.iter().map(|member| member.name).collect();
    unit.members[1].kill();
    let node = unit.members[1].home.join("node");
    for file in fs::read_dir(node).expect("a folder").map(|file| file.expect("readable")) {
        if file.file_name().to_string_lossy().starts_with("cache.sqlite") {
            fs::remove_file(file.path()).expect("removed");
        }
    }
    unit.members[1].start(None);
    same(&replayed(&unit.members[1], &names, &wanted), &wanted);
}

/// A home with a member's keys and configuration, and nothing of the unit.
fn emptied(unit: &Unit, of: usize) -> Member {
    let (name, full) = (unit.members[of].name, &unit.members[of].home);
    let home = unit.path(&format!("{name}.again"));
    copy(&full.join("keys"), &home.join("keys"));
    for file in ["member", "root.vkey", "root.key", "node.toml"] {
        fs::copy(full.join(file), home.join(file)).expect("copied");
    }
    Member { name, home, node: None }
}
