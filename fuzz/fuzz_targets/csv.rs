//! Whatever the bytes are, decoding them ends and does not panic, and every value can be read.
#![no_main]

use event::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::decode(bytes, Format::Csv, |_, _| {}));
