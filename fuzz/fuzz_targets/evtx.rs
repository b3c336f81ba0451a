//! Chunks of an event log, cut, damaged or made up: decoding ends and does not panic. Run with `-max_len=140000`.
#![no_main]

use event::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::decode(bytes, Format::Evtx, |_, _| {}));
