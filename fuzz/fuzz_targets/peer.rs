//! What peers send one another: paths of requests, lists of heads, words about themselves. What is read is written back to the same bytes, but for the
//! JSON, which is read again to the same thing.
#![no_main]

use node::peers::{About, Ask, parse_heads};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(path) = std::str::from_utf8(bytes)
        && let Ok(ask) = path.parse::<Ask>()
    {
        assert_eq!(ask.to_string(), path);
    }
    if let Ok(heads) = parse_heads(bytes) {
        let mut text = "detente/heads/v1\n".to_owned();
        for (member, note) in heads {
            let note = note.to_string();
            text.push_str(&format!("{member} {}\n{note}", note.len()));
        }
        assert_eq!(text.as_bytes(), bytes);
    }
    if let Ok(about) = About::parse(bytes) {
        assert_eq!(About::parse(about.to_json().as_bytes()), Ok(about));
    }
});
