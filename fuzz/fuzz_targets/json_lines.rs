//! A line is read if and only if another parser reads it too, but for the limits; and what both read is the same.
#![no_main]

use event::Format;
use serde_json::Value as Json;

/// Shallower than detente's limit and than that of `serde_json`, so that neither has a say.
const DEEP: usize = 60;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut scalars = None;
    fuzz::decode(bytes, Format::JsonLines, |_, event| scalars = Some(event.fields.len()));
    let one_line =
        !bytes.contains(&b'\n') && bytes.iter().filter(|byte| matches!(byte, b'{' | b'[')).count() < DEEP;
    let marked = bytes.starts_with(&[0xEF, 0xBB, 0xBF])
        || bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF]);
    // What detente reads and JSON forbids: bytes that are no UTF-8, and halves of surrogate pairs.
    let lenient = std::str::from_utf8(bytes).is_err()
        || bytes.windows(3).any(|window| matches!(window, br"\ud" | br"\uD"));
    if !one_line || marked || lenient || bytes.len() > 1 << 10 {
        return;
    }
    let other: Option<Json> = serde_json::from_slice(bytes).ok().filter(Json::is_object);
    assert_eq!(scalars.is_some(), other.is_some(), "{}", String::from_utf8_lossy(bytes));
    // The other parser keeps one of two members of one name, so it may only have fewer.
    assert!(scalars.zip(other).is_none_or(|(scalars, other)| scalars >= count(&other)));
});

fn count(json: &Json) -> usize {
    match json {
        Json::Array(elements) => elements.iter().map(count).sum(),
        Json::Object(members) => members.values().map(count).sum(),
        _ => 1,
    }
}
