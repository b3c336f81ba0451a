//! Patterns of STIX: reading ends, and what is taken is canonical.
#![no_main]

use exchange::{Usable, pattern};
use statement::observable::Observable;

libfuzzer_sys::fuzz_target!(|text: &str| {
    for part in pattern(text).into_iter().flatten() {
        if let Usable::Value { outcome: Ok(read), .. } = part {
            let again = Observable::read_as(read.observable.kind(), read.observable.value());
            assert_eq!(again.expect("a canonical form can be read").observable, read.observable);
        }
    }
});
