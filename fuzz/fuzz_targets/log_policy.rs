//! Trust policies: reading one ends, and what is read has no more of anything than is allowed.
#![no_main]

use log::{MAX_POLICY, Policy};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(policy) = Policy::parse(bytes) else { return };
    assert!(policy.logs().len() <= MAX_POLICY && policy.witnesses().len() <= MAX_POLICY);
});
