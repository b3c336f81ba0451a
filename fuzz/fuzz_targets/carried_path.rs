//! Paths below a folder that travels: what one is taken for has no other spelling, and none leads out of the folder.
#![no_main]

use home::CarriedPath;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(path) = CarriedPath::of(text) else { return };
    assert!(text.split('/').all(|part| !part.is_empty() && part != "." && part != ".."));
    let hex = |hash: &[u8; 32]| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let written = match &path {
        CarriedPath::Charter(number) => format!("charters/{number}.charter"),
        CarriedPath::Sheet(member, number) => format!("sheets/{member}/{number}.keys"),
        CarriedPath::Checkpoint(member) => format!("logs/{member}/checkpoint"),
        CarriedPath::Tile(member, tile) => format!("logs/{member}/{tile}"),
        CarriedPath::Head(member, size) => format!("heads/{member}/{size}.head"),
        CarriedPath::Policy(member) => format!("policies/{member}.policy"),
        CarriedPath::Body(hash) => format!("bodies/{}/{}", &hex(hash)[..2], hex(hash)),
    };
    assert_eq!(written, text);
});
