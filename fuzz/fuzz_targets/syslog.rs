//! Whatever the bytes are, decoding them ends and does not panic, and every value can be read.
#![no_main]

use event::{Blocks, Decoder, Format};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (mut blocks, mut decoder) = (Blocks::new(bytes, Format::Syslog), Decoder::default());
    while let Some(mut block) = blocks.next().expect("memory does not fail") {
        decoder.decode(&mut block, |paths, record| match record {
            Ok(event) => {
                assert!(event.position.record > 0);
                for field in event.fields {
                    assert!(field.path.index() < paths.len());
                    assert!(field.value.to_string().len() < 1 << 24);
                }
            }
            Err(bad) => assert!(!bad.to_string().is_empty()),
        });
    }
});
