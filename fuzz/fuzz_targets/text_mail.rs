//! Mails: reading ends, and what holds of every document holds.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mail = [b"From: a@example.org\nMIME-Version: 1.0\n", bytes].concat();
    if let Ok(document) = exchange::text::read(&mail, &Default::default()) {
        fuzz::check_document(&document);
    }
});
