//! A file that may be any container: opening it ends, gives no more than its limits, and does not panic.
#![no_main]

use std::{fs, process, sync::LazyLock};
use telemetry::{Inputs, Item, sweep};

static FILE: LazyLock<std::path::PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("detente-fuzz-{}", process::id())));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fs::write(&*FILE, bytes).expect("there is room for a small file");
    let mut unpacked = 0;
    let inputs = Inputs::find(std::slice::from_ref(&*FILE));
    sweep(
        inputs,
        1,
        || (),
        |(), _, block| block.bytes.len(),
        |item| {
            match item {
                Item::Done(_, len) => unpacked += len,
                Item::Failed { label, error } => assert!(!format!("{label}{error}").contains('\n')),
                _ => {}
            }
            Ok::<(), ()>(())
        },
    )
    .expect("nothing above fails");
    assert!(unpacked < 2 << 30);
});
