//! Public parts, proofs and openings of strangers: no panic, and what is read is written back byte for byte.
#![no_main]

use libfuzzer_sys::fuzz_target;
use seal::{Openings, Proof, PublicPart, RowSource};

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        if let Ok(public) = PublicPart::parse(text) {
            assert_eq!(public.to_text(), text);
        }
        if let Ok(proof) = Proof::parse(text) {
            assert_eq!(proof.to_text(), text);
        }
        let _ = seal::time::Moment::parse(text);
    }
    if let Ok(mut openings) = Openings::open(data) {
        while openings.next_batch().is_ok_and(|batch| !batch.is_empty()) {}
    }
});
