//! Public keys as they are written down, a line each: one spelling.
#![no_main]

use note::VerifierKey;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(text) = text.strip_suffix('\n') else { return };
    let Ok(key) = text.parse::<VerifierKey>() else { return };
    assert_eq!(key.to_string(), text);
});
