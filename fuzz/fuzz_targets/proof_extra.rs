//! What a proof file carries besides the proof: what is read is written back to the same text.
#![no_main]

use home::Extra;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(extra) = Extra::parse(bytes) else { return };
    assert_eq!(extra.to_text().as_bytes(), bytes);
});
