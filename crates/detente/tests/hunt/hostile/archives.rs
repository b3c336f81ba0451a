//! Archives that name places outside, hold themselves, or unpack without end.

use crate::support::{
    files,
    pack::{gz, tar, zip, zst},
    scene::{RULE, Scene, hit, lines},
};

#[test]
fn threat_23_names_that_lead_outside() {
    let log = lines(&[hit()]);
    for name in [
        "../outside",
        "../../../../tmp/outside",
        "/tmp/outside-absolute",
        "a/../../outside",
        "..\\outside",
        "C:\\outside",
    ] {
        for archive in [zip(&[(name, &log)]), tar(&[(name, &log)])] {
            let scene = Scene::new();
            scene.log("archive", archive);
            let run = scene.hunt(&[]);
            assert!(matches!(run.code, Some(0 | 3)), "{}", run.err);
            assert_eq!(run.found().len(), 1, "{name}: the entry is read where it lies: {}", run.err);
            let left = files(scene.folder(), "");
            assert_eq!(left.len(), 2, "only the rule and the archive: {left:?}");
        }
    }
}

#[test]
fn threat_23_hostile_names_of_entries() {
    let log = lines(&[hit()]);
    let run = Scene::hunt_alone(zip(&[("\u{1b}[2J\u{202e}gpj.exe\n", &log)]));
    assert_eq!(run.found().len(), 1);
    for told in [run.text(), &*run.err] {
        assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told:?}");
    }
}

/// A record, then more than a gigabyte of nothing in a hundred kilobytes.
fn bomb() -> Vec<u8> {
    let nothing = zst(&vec![b' '; 64 << 20]);
    let mut bomb = zst(&lines(&[hit()]));
    (0..24).for_each(|_| bomb.extend_from_slice(&nothing));
    bomb
}

#[test]
fn threat_23_zip_bomb() {
    let bomb = bomb();
    let scene = Scene::new();
    scene.log("a", &bomb);
    scene.log("b.zip", zip(&[("inner", &bomb)]));
    scene.log("c", lines(&[hit()]));
    let run = scene.hunt(&[]).ended(3);
    let found = run.found();
    assert_eq!(found.len(), 3, "what stands before the bomb, and beside it: {}", run.err);
    assert!(run.err.contains("times its size"), "{}", run.err);
}

#[test]
fn threat_23_archives_in_archives_in_archives() {
    let mut nested = lines(&[hit()]);
    for level in 0..40 {
        nested = if level % 2 == 0 { gz(&nested) } else { zip(&[("inner", &nested)]) };
    }
    let scene = Scene::new();
    scene.log("a", nested);
    scene.log("b", lines(&[hit()]));
    let run = scene.hunt(&[]).ended(3);
    assert_eq!(run.found().len(), 1, "{}", run.err);
}

#[test]
fn threat_23_damaged_archives() {
    let log = lines(&vec![hit(); 50]);
    let wholes = [
        gz(&log),
        zst(&log),
        zip(&[("a", &log), ("b", &log)]),
        tar(&[("a", &log), ("b", &log)]),
        gz(&tar(&[("a", &log)])),
    ];
    let scene = Scene::new();
    scene.log("zz", lines(&[hit()]));
    for (kind, whole) in wholes.iter().enumerate() {
        for part in 1..25 {
            let at = whole.len() * part / 25;
            let mut flipped = whole.clone();
            flipped[at] ^= 0x55;
            scene.log(&format!("{kind} {part} flipped"), flipped);
            scene.log(&format!("{kind} {part} cut"), &whole[..at]);
        }
    }
    let run = scene.hunt(&[]).ended(3);
    assert!(run.found().iter().any(|found| found.file.ends_with("zz")), "{}", run.err);
}

/// A folder that contains itself by a link is read once.
#[cfg(unix)]
#[test]
fn threat_23_a_folder_in_itself() {
    let scene = Scene::new();
    scene.log("a", lines(&[hit()]));
    std::os::unix::fs::symlink(scene.path("logs"), scene.path("logs/again")).expect("a link");
    scene.file("rule.yml", RULE);
    let run = scene.hunt(&[]);
    assert_eq!(run.found().len(), 1, "{}", run.err);
}
