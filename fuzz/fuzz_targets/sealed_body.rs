//! Sealed bodies: no age file makes opening it panic, and nothing comes out that the header does not commit to.
#![no_main]

use age::x25519::Identity;
use home::unseal;
use statement::{Body, BodyRef};
use std::sync::LazyLock;

/// The key that the seeds are sealed to.
static KEY: LazyLock<Identity> = LazyLock::new(|| {
    let key = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    key.parse().expect("a key")
});

/// The body that they hold.
static HEADER: LazyLock<BodyRef> = LazyLock::new(|| {
    let body = Body::new([7; 32], b"a body").expect("it is short");
    body.commit("text/plain".parse().expect("a media type"))
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(Some(body)) = unseal(bytes, &HEADER, std::slice::from_ref(&KEY)) else { return };
    assert_eq!(body.bytes(), b"a body");
});
