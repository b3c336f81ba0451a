//! Rules that anybody may have written: reading them ends and does not panic; what is loaded compiles, hunts and
//! correlates, and what
//! is not has a diagnostic with a place in the text.
#![no_main]

use event::Format;
use hunt::{
    Hunter, Input, Mappings,
    correlation::{Correlator, Hit},
    sigma,
};
use std::sync::LazyLock;

static MAPPINGS: LazyLock<Mappings> = LazyLock::new(Mappings::builtin);

const EVENTS: &[u8] = br#"{"Channel":"Security","EventID":4688,"NewProcessName":"C:\\Windows\\cmd.exe","CommandLine":"cmd /c -enc ZQ==","a":"b"}
{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\a.exe","User":null,"DestinationIp":"10.0.0.1"}
{"_path":"http","ts":1.5,"id.orig_h":"10.0.0.1","id.resp_h":"::1","uri":"/a?b","Image":["x","y"]}
"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let loaded = sigma::assemble(vec![sigma::read(
        &sigma::Source { file: "fuzz.yml".into(), text },
        &MAPPINGS.clone().into(),
    )]);
    assert!(loaded.not_loaded == 0 || !loaded.diagnostics.is_empty());
    for diagnostic in &loaded.diagnostics {
        assert!(!diagnostic.to_string().is_empty());
    }
    let ruleset = loaded.into_ruleset(MAPPINGS.clone());
    let mut hunter = Hunter::new(&ruleset, None, None);
    let file = "fuzz".into();
    let input = Input { file: &file, format: Format::JsonLines };
    fuzz::decode(EVENTS, Format::JsonLines, |paths, event| {
        hunter.hunt(input, paths, event, |finding| assert!(!finding.about.file.is_empty()));
    });
    let files = [(file.clone(), Format::JsonLines)];
    let mut correlator = Correlator::new(&ruleset, &files);
    let mut hits = hunter.take_hits();
    hits.sort_by_key(Hit::key);
    hits.iter().for_each(|hit| correlator.take(hit, |finding| assert!(finding.time.is_some())));
    correlator.finish(|finding| assert!(finding.time.is_some()));
});
