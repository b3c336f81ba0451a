//! What a log asks a witness: what is read is written back to the same bytes.
#![no_main]

use log::AddCheckpoint;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(request) = AddCheckpoint::parse(bytes) else { return };
    assert_eq!(request.to_string().as_bytes(), bytes);
});
