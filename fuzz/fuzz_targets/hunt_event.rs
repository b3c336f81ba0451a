//! Any event against the built-in rules: nothing panics, and a rule finds alone what it finds among the others.
#![no_main]

use event::{Format, sniff};
use hunt::{Hunter, Input, Mappings, Ruleset, sigma};
use std::{fs, path::Path, sync::LazyLock};

/// All rules together, and each alone.
static RULESETS: LazyLock<(Ruleset, Vec<Ruleset>)> = LazyLock::new(|| {
    let mut documents = Vec::new();
    read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/armoury/rules")), &mut documents);
    let rules = sigma::assemble(documents).rules;
    assert!(rules.len() > 30, "the built-in rules are where they were");
    let alone = rules.iter().map(|rule| Ruleset::new(vec![rule.clone()], Mappings::builtin())).collect();
    (Ruleset::new(rules, Mappings::builtin()), alone)
});

fn read(folder: &Path, into: &mut Vec<sigma::Documents>) {
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read(&path, into);
        } else {
            let text = fs::read_to_string(&path).expect("a rule");
            into.push(sigma::read(
                &sigma::Source { file: "rule.yml".into(), text: &text },
                &Mappings::builtin().into(),
            ));
        }
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (all, alone) = &*RULESETS;
    let mut together = Hunter::new(all, None, None);
    // One of them each time: all would be forty times the work.
    let chosen = bytes.iter().fold(0, |sum, &byte| sum + usize::from(byte)) % alone.len();
    let mut apart = Hunter::new(&alone[chosen], None, None);
    let file = "fuzz".into();
    let format = sniff(bytes).unwrap_or(Format::JsonLines);
    let input = Input { file: &file, format };
    fuzz::decode(bytes, format, |paths, event| {
        let (mut found, mut expected) = (Vec::new(), Vec::new());
        together.hunt(input, paths, event, |finding| found.push(finding.place));
        apart.hunt(input, paths, event, |_| expected.push(chosen));
        found.retain(|&place| place == chosen);
        assert_eq!(found, expected);
    });
});
