//! The order of results, and what ends a sweep.

use std::{fmt::Write, fs, path::PathBuf, time::Duration};
use telemetry::{Inputs, Item, sweep};

fn files(folder: &tempfile::TempDir) -> Vec<PathBuf> {
    let line = format!("{{\"a\":\"{}\"}}\n", "x".repeat(500));
    for number in 0..20 {
        let repeated = line.repeat(1 + number * number * 20);
        fs::write(folder.path().join(format!("{number:02}.json")), repeated).expect("a file");
    }
    vec![folder.path().to_owned(), folder.path().join("none")]
}

fn listing(paths: &[PathBuf], threads: usize) -> String {
    let mut out = String::new();
    let work = |(): &mut (), _: &telemetry::Source, block: event::Block| {
        // Later blocks are done sooner.
        std::thread::sleep(Duration::from_micros(3000 / block.first_record));
        (block.offset, block.first_record, block.bytes.len())
    };
    let merged = sweep(Inputs::find(paths), threads, || (), work, |item| writeln!(out, "{item:?}"));
    merged.expect("a string takes all");
    out
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = files(&folder);
    let one = listing(&paths, 1);
    assert!(one.lines().count() > 60);
    for threads in [2, 3, 8] {
        assert_eq!(listing(&paths, threads), one);
    }
}

#[test]
fn an_error_of_the_output_ends_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = files(&folder);
    let mut merged = 0;
    let result = sweep(
        Inputs::find(&paths),
        2,
        || (),
        |(), _, _| (),
        |_| {
            merged += 1;
            if merged == 5 { Err("broken pipe") } else { Ok(()) }
        },
    );
    assert_eq!((result, merged), (Err("broken pipe"), 5));
}

#[test]
fn a_panic_hangs_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = files(&folder);
    let swept = std::panic::catch_unwind(|| {
        let work = |(): &mut (), source: &telemetry::Source, _| assert!(source.number != 7, "on purpose");
        sweep(Inputs::find(&paths), 3, || (), work, |_| Ok::<(), ()>(()))
    });
    assert!(swept.is_err());
}

#[test]
fn progress_ends_at_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    files(&folder);
    let inputs = Inputs::find(&[folder.path().to_owned()]);
    let progress = inputs.progress();
    let mut ended = 0;
    let swept = sweep(
        inputs,
        2,
        || (),
        |(), _, _| (),
        |item| {
            if let Item::Ended { bytes, .. } = item {
                ended += bytes;
            }
            Ok::<(), ()>(())
        },
    );
    assert_eq!(swept, Ok(()));
    assert_eq!(
        (progress.read(), progress.unpacked(), ended),
        (progress.total(), progress.total(), progress.total())
    );
    assert_eq!(progress.files(), 20);
}
