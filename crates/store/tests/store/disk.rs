//! Disks that are full or may not be written: the error says so, nothing acknowledged is lost, and it goes on when there is room.

use super::{
    fresh,
    killed::check,
    member,
    process::{WRITERS, child, held},
};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};
use store::{Cause, Store};

/// What a child has said: what it acknowledged, and its errors.
fn said(output: &Output) -> (BTreeMap<String, u64>, Vec<String>) {
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_suffix('.')).collect();
    let errors = lines.iter().filter(|line| line.starts_with("error")).map(|&line| line.to_owned()).collect();
    let sizes = lines.iter().filter_map(|line| line.rsplit_once(' '));
    (sizes.filter_map(|(what, size)| Some((what.to_owned(), size.parse().ok()?))).collect(), errors)
}

#[test]
fn threat_29_a_file_that_may_not_grow_loses_nothing() {
    let (folder, store) = fresh();
    drop(store);
    let writer = child("process::writes", folder.path());
    // The signal that comes with the limit would end the process before it could say anything.
    let script = "ulimit -f 1200; trap '' XFSZ; exec \"$0\" \"$@\"";
    let mut limited = Command::new("sh");
    limited.args(["-c", script]).arg(writer.get_program()).args(writer.get_args());
    limited.envs(writer.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = limited.stdin(Stdio::null()).output().expect("a child");
    let (mut acknowledged, errors) = said(&output);
    assert!(!acknowledged.is_empty() && errors.len() == WRITERS.len() + 1, "{acknowledged:?} {errors:?}");
    assert!(
        errors
            .iter()
            .all(|error| error.starts_with("error Some(Io)") || error.starts_with("error Some(DiskFull)")),
        "{errors:?}"
    );
    check(folder.path(), &mut acknowledged);
    let store = Store::open(folder.path()).expect("opened");
    let from = store.keep().read("held", |view| view.held(&member("alpha"))).expect("read");
    assert_eq!(store.swap_held(&member("alpha"), &from, &held(from.size + 1)), Ok(true), "it goes on");
}

/// A small file system in memory at `folder`, if one may be mounted here.
struct Mounted<'p>(&'p Path);

impl<'p> Mounted<'p> {
    fn new(folder: &'p Path) -> Option<Self> {
        mount(folder, &["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).then_some(Mounted(folder))
    }

    fn read_only(&self) -> bool {
        mount(self.0, &["-o", "remount,ro"])
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(self.0).output());
    }
}

fn mount(folder: &Path, options: &[&str]) -> bool {
    Command::new("mount").args(options).arg(folder).output().is_ok_and(|output| output.status.success())
}

#[test]
fn threat_29_a_full_disk_is_said_and_it_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(_mounted) = Mounted::new(folder.path()) else {
        return eprintln!("skipped: no file system may be mounted here");
    };
    let ballast = folder.path().join("ballast");
    fs::write(&ballast, vec![0; 1 << 20]).expect("written");
    let home = folder.path().join("store");
    let store = Store::open(&home).expect("a store");
    let mut size = 0;
    let full = loop {
        let audited = store.keep().transact("swap and audit", move |tx| {
            let object = "x".repeat(500);
            (0..20).try_for_each(|time| {
                tx.audit(&store::Act { time, who: "node", act: "fill", object: &object }).map(drop)
            })?;
            tx.swap_held(&member("alpha"), &held(size), &held(size + 1))
        });
        match audited {
            Ok(swapped) => assert!(swapped),
            Err(error) => break error,
        }
        size += 1;
    };
    assert_eq!(full.cause(), Some(Cause::DiskFull), "{full}");
    assert!(full.to_string().contains("the disk is full"), "{full}");
    assert_eq!(
        store.keep().read("held", |view| view.held(&member("alpha"))),
        Ok(held(size)),
        "as it was acknowledged"
    );
    fs::remove_file(&ballast).expect("removed");
    assert_eq!(store.swap_held(&member("alpha"), &held(size), &held(size + 1)), Ok(true), "it goes on");
    drop(store);
    let store = Store::open(&home).expect("opened again");
    assert_eq!(store.keep().read("held", |view| view.held(&member("alpha"))), Ok(held(size + 1)));
}

#[test]
fn a_disk_that_is_read_only_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(mounted) = Mounted::new(folder.path()) else {
        return eprintln!("skipped: no file system may be mounted here");
    };
    let home = folder.path().join("store");
    let store = Store::open(&home).expect("a store");
    store.swap_held(&member("alpha"), &held(0), &held(1)).expect("swapped");
    drop(store);
    if !mounted.read_only() {
        return eprintln!("skipped: a file system cannot be made read-only here");
    }
    let error = Store::open(&home).err().expect("refused");
    assert_eq!(error.cause(), Some(Cause::ReadOnly), "{error}");
    assert!(mount(folder.path(), &["-o", "remount,rw"]));
    let store = Store::open(&home).expect("opened");
    assert_eq!(store.keep().read("held", |view| view.held(&member("alpha"))), Ok(held(1)));
}

#[cfg(unix)]
#[test]
fn a_folder_of_somebody_else_is_said() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    let (folder, store) = fresh();
    drop(store);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("set");
    for name in ["keep.sqlite", "cache.sqlite"] {
        let mode = fs::metadata(folder.path().join(name)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name} is for its owner's eyes only");
    }
    let other = child("process::opens", folder.path()).uid(65_534).gid(65_534).output();
    match other.map(|output| said(&output).1) {
        Ok(errors) if !errors.is_empty() => {
            assert!(errors[0].starts_with("error Some(ReadOnly)"), "{errors:?}")
        }
        other => eprintln!("skipped: nobody else can run this program here: {other:?}"),
    }
}

#[test]
fn a_second_process_is_told_to_wait() {
    let (folder, store) = fresh();
    let (_, errors) = said(&child("process::opens", folder.path()).output().expect("a child"));
    assert!(errors.len() == 1 && errors[0].contains("in use by another process"), "{errors:?}");
    drop(store);
    let output = child("process::opens", folder.path()).output().expect("a child");
    assert!(String::from_utf8_lossy(&output.stdout).contains("\nopened.\n"));
}
