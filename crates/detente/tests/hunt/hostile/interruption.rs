//! The program killed in the middle, and a disk that is full.
#![cfg(unix)]

use crate::support::{
    FORMATS, ORDERED, files,
    pack::{gz, tar, zip},
    program::{Run, detente},
    scene::{Scene, hit, lines},
};
use std::{os::unix::process::ExitStatusExt, path::Path, process::Stdio, thread::sleep, time::Duration};

const SIGKILL: i32 = 9;

#[test]
fn threat_23_killed_in_the_middle_it_leaves_nothing_behind() {
    let scene = Scene::new();
    std::fs::create_dir(scene.path("temporary")).expect("a folder");
    let log = lines(&vec![hit(); 100_000]);
    for number in 0..4 {
        scene.log(&format!("{number}.zip"), zip(&[("a.gz", &gz(&log)), ("b.zip", &zip(&[("c", &log)]))]));
        scene.log(&format!("{number}.tgz"), gz(&tar(&[("a", &log)])));
    }
    let before = files(scene.folder(), "");
    // Standard input stays open, so that the run cannot end before it is killed.
    let mut child = detente()
        .args(scene.arguments(&["-o", "/dev/null"]))
        .arg(scene.path("logs"))
        .arg("-")
        .current_dir(scene.folder())
        .env("TMPDIR", scene.path("temporary"))
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    sleep(Duration::from_millis(150));
    child.kill().expect("it can be killed");
    let status = child.wait().expect("it ends");
    assert_eq!(status.signal(), Some(SIGKILL));
    assert_eq!(files(scene.folder(), ""), before);
}

#[test]
fn threat_29_a_full_disk_is_said_and_ends_with_2() {
    if !Path::new("/dev/full").exists() {
        return println!("skipped: there is no /dev/full");
    }
    let scene = Scene::new();
    for count in [1, 50_000] {
        scene.log("a", lines(&vec![hit(); count]));
        let sorted = ORDERED.map(|format| vec!["--sort", "--format", format]);
        for format in FORMATS.map(|format| vec!["--format", format]).into_iter().chain(sorted) {
            let run = scene.hunt(&[format.as_slice(), &["-o", "/dev/full"]].concat()).ended(2);
            assert!(
                run.err.contains("cannot write the findings") && run.err.contains("space"),
                "{format:?}: {}",
                run.err
            );
        }
        // The same for standard output.
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
        let mut command = detente();
        command.args(scene.arguments(&[])).arg(scene.path("logs")).stdout(full).stderr(Stdio::piped());
        let run = Run::of(command.spawn().and_then(std::process::Child::wait_with_output).expect("it ends"))
            .ended(2);
        assert!(run.err.contains("space"), "{}", run.err);
    }
}
