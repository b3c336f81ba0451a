//! Mapping files that anybody may have written: reading them ends and does not panic, and events can be mapped by what is read.
#![no_main]

use event::Format;
use hunt::{Hunter, Input, Mappings, Ruleset};
use std::sync::LazyLock;

static MAPPINGS: LazyLock<Mappings> = LazyLock::new(Mappings::builtin);

const EVENTS: &[u8] =
    br#"{"Event":{"System":{"Channel":"Security","EventID":4688},"EventData":{"a":"b","c d":1}},"x":null}
{"a":"b","c":"d","_path":"conn","msg":"text","time":"2026-11-22T20:00:00Z"}
"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mapping = match Mappings::parse("fuzz.yml", text) {
        Ok(mapping) => mapping,
        Err(diagnostics) => return assert!(!diagnostics.is_empty()),
    };
    let Ok(mappings) = MAPPINGS.clone().with(mapping) else { return };
    let ruleset = Ruleset::new(Vec::new(), mappings);
    let mut hunter = Hunter::new(&ruleset, None, None);
    let file = "fuzz".into();
    let input = Input { file: &file, format: Format::JsonLines };
    fuzz::decode(EVENTS, Format::JsonLines, |paths, event| {
        hunter.sight(paths, event);
        hunter.hunt(input, paths, event, |_| {});
    });
});
