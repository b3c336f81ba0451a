//! Entries of a log: what is read is written back to the same bytes, with exactly one signature.
#![no_main]

use statement::Entry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(entry) = Entry::parse(bytes) else { return };
    assert_eq!(entry.note().to_string().as_bytes(), bytes);
    assert_eq!(entry.note().signatures().len(), 1);
});
