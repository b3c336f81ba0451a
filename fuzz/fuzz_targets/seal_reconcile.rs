//! Manifests and counts of strangers: any bytes are read or refused, and a file agrees with itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use seal::Format;
use seal::reconcile::{read, reconcile};

fuzz_target!(|data: &[u8]| {
    if let Ok(file) = read("f", data, Format::guess(data)) {
        let _ = reconcile(&file, None);
        let _ = reconcile(&file, Some(&file));
    }
});
