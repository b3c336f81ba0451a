//! This program once more as a child, that works in a folder until it is stopped.

use statement::Kind;
use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};
use store::{Act, Error, Store};

use super::{member, noted};

const FOLDER: &str = "STORE_TEST_FOLDER";

/// The command that runs a test of this program alone, in a folder.
pub fn child(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null());
    command
}

/// The folder that a child was told.
fn told() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

/// The members whose states a child swaps, a thread each.
pub const WRITERS: [&str; 4] = ["alpha", "bravo", "carol", "delta"];

/// A tree of that size.
pub fn held(size: u64) -> log::Held {
    match size {
        0 => log::Held::default(),
        _ => log::Held { size, root: log::Hash::leaf(&size.to_be_bytes()) },
    }
}

/// The child of other tests, which does nothing where none told it a folder: swaps states and notes entries down, and says each time that it is
/// acknowledged, until it is killed or the disk fails.
#[test]
fn writes() {
    let Some(folder) = told() else { return };
    let store = match Store::open(&folder) {
        Ok(store) => store,
        Err(error) => return say(&format!("error {:?} {error}", error.cause())),
    };
    thread::scope(|scope| {
        for name in WRITERS {
            let store = &store;
            scope.spawn(move || {
                let failed = swap_for_ever(store, name);
                say(&format!("error {:?} {failed}", failed.cause()));
            });
        }
        let failed = note_for_ever(&store);
        say(&format!("error {:?} {failed}", failed.cause()));
    });
}

fn swap_for_ever(store: &Store, name: &'static str) -> Error {
    loop {
        let done = store.keep().transact("swap", move |tx| {
            let from = tx.held(&member(name))?;
            assert!(tx.swap_held(&member(name), &from, &held(from.size + 1))?);
            tx.audit(&Act { time: from.size, who: name, act: "swap", object: "" })?;
            Ok(from.size + 1)
        });
        match done {
            Ok(size) => say(&format!("held {name} {size}")),
            Err(error) => return error,
        }
    }
}

fn note_for_ever(store: &Store) -> Error {
    loop {
        let done = store.cache().transact("note", |tx| {
            let from = tx.log(&member("alpha"))?.noted;
            let all: Vec<_> = (from..from + 50).map(|number| noted(number, Kind::Intel)).collect();
            assert!(tx.note_down(&member("alpha"), from, &all)?);
            Ok(from + 50)
        });
        match done {
            Ok(size) => say(&format!("noted alpha {size}")),
            Err(error) => return error,
        }
    }
}

/// A child too: only opens, and says how that went.
#[test]
fn opens() {
    let Some(folder) = told() else { return };
    match Store::open(&folder) {
        Ok(_) => say("opened"),
        Err(error) => say(&format!("error {:?} {error}", error.cause())),
    }
}

/// A whole line at once, so that one that is cut off is known for what it is.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever listens may be gone.
    drop(out.write_all(format!("\n{line}.\n").as_bytes()).and_then(|()| out.flush()));
}
