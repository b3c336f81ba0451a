//! Pages: reading ends, and what holds of every document holds.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let page = [b"<html>", bytes].concat();
    if let Ok(document) = exchange::text::read(&page, &Default::default()) {
        fuzz::check_document(&document);
    }
});
