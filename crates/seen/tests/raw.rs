//! What stands in files, made by chance: nothing panics, and what is read has one spelling. Fuzzing (`fuzz/`) asks the same for longer.

use proptest::prelude::*;
use seen::raw;

/// Bytes that are often numbers, kinds, records.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![0_u8..6, 60_u8..70, any::<u8>(), Just(b'.'), Just(b'a'), Just(0x4E), Just(0x20)];
    proptest::collection::vec(byte, 0..120)
}

fn check(entries: raw::Entries) -> Result<(), TestCaseError> {
    for (key, record) in entries {
        if let Some(again) = raw::record(&record) {
            prop_assert_eq!(again, record);
        }
        if let Some((kind, value)) = raw::value(&key)
            && let Some(again) = raw::key(kind, &value)
        {
            prop_assert_eq!(raw::value(&again), Some((kind, value)));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn files_made_by_chance_are_read_or_refused(bytes in bytes()) {
        raw::block(&bytes).map_or(Ok(()), check)?;
        raw::batch(&bytes).map_or(Ok(()), check)?;
        prop_assert!(!raw::packed_block(&bytes) || bytes.len() > 8);
        if let Some(again) = raw::contents(&bytes) {
            prop_assert_eq!(again, bytes);
        }
    }
}
