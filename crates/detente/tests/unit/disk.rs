//! Disks that are full, read-only or damaged (threats 29 and 31): nothing is lost, and it is said.
#![cfg(unix)]

use crate::support::{Room, files, run::Run};
use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

/// Nobody, who is root nowhere.
const NOBODY: u32 = 65534;

#[test]
fn threat_29_a_full_disk_stops_signing_and_loses_nothing() {
    let room = Room::unit(&["alpha", "bravo"]);
    let mut acknowledged = Vec::new();
    let mut refused = 0;
    for (round, blocks) in [0, 1, 2, 4, 8, 64, 0, 1].into_iter().enumerate() {
        fs::write(room.path("body"), format!("words {round} {}", "x".repeat(3000))).expect("written");
        // A limit on the size of files is what a full disk looks like to whoever writes; the signal of it is ignored.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let say = room.command("alpha", &["say", "body", "--kind", "claim"]);
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(say.get_program()).args(say.get_args());
        command.current_dir(room.path("")).env("DETENTE_HOME", room.home("alpha"));
        let run = Run::of(command);
        match run.code {
            Some(0) => acknowledged.push(run.out.trim().to_owned()),
            Some(2) => {
                assert!(run.err.contains("cannot write") && run.out.is_empty(), "{run:?}");
                refused += 1;
            }
            _ => panic!("{run:?}"),
        }
        // There is room again.
        acknowledged.push(room.say("alpha", &["body", "--kind", "claim"]));
    }
    assert!(refused >= 4, "{refused}");
    let log = room.log("alpha", "alpha");
    let ids: Vec<&str> = log.iter().map(|entry| entry["id"].as_str().expect("an id")).collect();
    assert!(acknowledged.iter().all(|id| ids.contains(&id.as_str())), "{acknowledged:?} {ids:?}");
    room.exchange(&["alpha", "bravo"]);
}

#[test]
fn threat_29_a_read_only_home_says_so_and_a_read_only_stick_is_enough() {
    let room = Room::unit(&["alpha", "bravo"]);
    room.say("alpha", &["--kind", "stop"]);
    room.run("alpha", &["log", "export", "stick"]).ended(0);
    let is_root = fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0);
    for folder in [room.path(""), room.home("alpha"), room.home("bravo"), room.path("stick")] {
        give(&folder, is_root);
    }
    let run = |member: &str, arguments: &[&str]| {
        let mut command = room.command(member, arguments);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output().ok().map(|output| Run {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    };
    if run("alpha", &["--version"]).is_none() {
        println!("skipped: the program cannot be run as nobody, and root may write everywhere");
        return;
    }
    lock(&room.home("alpha"), true);
    lock(&room.path("stick"), true);
    let before = files(&room.home("alpha")).len();
    let refused = run("alpha", &["say", "--kind", "stop"]).expect("it runs").ended(2);
    assert!(refused.err.contains("cannot") && refused.out.is_empty(), "{refused:?}");
    assert_eq!(files(&room.home("alpha")).len(), before);
    run("bravo", &["log", "import", "stick"]).expect("it runs").ended(0).said("1 new");
    lock(&room.home("alpha"), false);
    lock(&room.path("stick"), false);
    run("alpha", &["say", "--kind", "receipt"]).expect("it runs").ended(0);
}

/// Gives a folder to nobody, where root runs this: root may write everywhere.
fn give(folder: &Path, is_root: bool) {
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|_| is_root) {
        chown(entry.path(), Some(NOBODY), Some(NOBODY)).expect("given");
    }
}

fn lock(folder: &Path, locked: bool) {
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten() {
        let mode = match (entry.file_type().is_dir(), locked) {
            (true, true) => 0o555,
            (true, false) => 0o700,
            (false, true) => 0o444,
            (false, false) => 0o600,
        };
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode)).expect("set");
    }
}

#[test]
fn threat_31_a_torn_write_is_finished_or_refused_and_never_believed() {
    let room = Room::unit(&["alpha", "bravo"]);
    room.say("alpha", &["--kind", "stop"]);
    let log = room.home("alpha").join("logs/alpha");
    // Begun and torn: nobody was told of it.
    fs::write(log.join("journal"), b"detente/journal/v1\n\0\0\0").expect("written");
    fs::write(log.join("checkpoint.new"), b"half a checkp").expect("written");
    fs::write(room.path("body"), "x").expect("written");
    room.say("alpha", &["body", "--kind", "claim"]);
    assert_eq!(room.log("alpha", "alpha").len(), 2);
    // A checkpoint, a tile, a bundle that something tore later: it is damage, and nothing is signed.
    for torn in ["checkpoint", "tile/0/000.p/2", "tile/entries/000.p/2"] {
        let path = log.join(torn);
        let whole = fs::read(&path).expect("there");
        fs::write(&path, &whole[..whole.len() - 7]).expect("torn");
        let run = room.run("alpha", &["say", "body", "--kind", "intel"]).ended(2);
        assert!(run.err.contains("damaged") && run.out.is_empty(), "{torn}: {run:?}");
        fs::write(&path, whole).expect("mended");
    }
    // What no write of ours leaves, whole or torn, may be what was acknowledged.
    fs::write(log.join("journal"), [b'x'; 1000]).expect("written");
    let run = room.run("alpha", &["say", "body", "--kind", "intel"]).ended(2);
    assert!(run.err.contains("journal is damaged") && run.out.is_empty(), "{run:?}");
    fs::write(log.join("journal"), b"").expect("mended");
    room.say("alpha", &["body", "--kind", "intel"]);
}
