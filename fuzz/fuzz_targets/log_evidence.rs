//! Evidence of two histories: what is accepted is written back to the same bytes and read alike.
#![no_main]

use log::Equivocation;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(evidence) = Equivocation::parse(bytes) else { return };
    assert_eq!(evidence.to_string().as_bytes(), bytes);
});
