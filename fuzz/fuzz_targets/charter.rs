//! Charters: no log of one that is accepted can show two histories with as many hostile witnesses as it says.
#![no_main]

use statement::Charter;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(charter) = Charter::parse(text) else { return };
    for log in charter.logs() {
        assert!(2 * log.cosignatures > log.witnesses + log.hostile && log.cosignatures <= log.witnesses);
    }
});
