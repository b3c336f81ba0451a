//! Proof files: what is read is written back to the same bytes.
#![no_main]

use log::Proof;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(proof) = Proof::parse(bytes) else { return };
    assert_eq!(proof.to_string().as_bytes(), bytes);
});
