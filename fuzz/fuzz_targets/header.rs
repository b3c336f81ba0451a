//! Headers of statements: what is read is written back to the same text.
#![no_main]

use statement::Header;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(header) = Header::parse(text) else { return };
    assert_eq!(header.to_string(), text);
});
