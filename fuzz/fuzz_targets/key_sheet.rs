//! Key sheets: what is read is written back to the same text.
#![no_main]

use statement::KeySheet;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(sheet) = text.parse::<KeySheet>() else { return };
    assert_eq!(sheet.to_string(), text);
});
