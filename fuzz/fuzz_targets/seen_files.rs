//! What stands in the files of the observable index: blocks, contents, journals. Their sums are left out, behind which chance does not come.
#![no_main]

use seen::raw;

/// What can be read as a record or a value has one spelling.
fn check(entries: raw::Entries) {
    for (key, record) in entries {
        if let Some(again) = raw::record(&record) {
            assert_eq!(again, record);
        }
        if let Some((kind, value)) = raw::value(&key)
            && let Some(again) = raw::key(kind, &value)
        {
            assert_eq!(raw::value(&again), Some((kind, value)));
        }
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    raw::block(bytes).into_iter().for_each(check);
    raw::batch(bytes).into_iter().for_each(check);
    raw::packed_block(bytes);
    if let Some(again) = raw::contents(bytes) {
        assert_eq!(again, bytes);
    }
});
