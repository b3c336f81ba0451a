//! docs/UNIT.md, docs/NODE.md and docs/FINDINGS.md: every command in them is one that the program knows, with flags that it has.

use crate::support::{Room, run::Run};
use std::{fs, path::Path};

/// The commands of a page: indented lines, with those that a backslash continues, without comments.
fn commands(page: &str) -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page);
    let text = fs::read_to_string(page).expect("the page").replace("\\\n", " ");
    let lines = text.lines().filter_map(|line| line.strip_prefix("    ")).map(str::trim);
    lines.filter_map(|line| line.strip_prefix("detente ")).map(str::to_owned).collect()
}

/// Words as a shell takes them; quotes of either kind, no escapes.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('#', None) if word.is_empty() => break,
            (' ', None) => words.push(std::mem::take(&mut word)),
            (c, _) => word.push(c),
        }
    }
    words.push(word);
    // `ID` stands for an id, dots for what the reader has.
    let words = words.into_iter().filter(|word| !word.is_empty() && word != "...");
    words.map(|word| if word == "ID" { "A".repeat(43) } else { word }).collect()
}

#[test]
fn every_command_of_the_pages_is_understood() {
    let commands = [commands("UNIT.md"), commands("NODE.md"), commands("FINDINGS.md")].concat();
    assert!(commands.len() > 40, "{commands:?}");
    for line in commands {
        let room = Room::empty();
        let words = words(&line);
        let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut command = room.command("nobody", &arguments);
        command.env("DETENTE_PASSPHRASE_FILE", room.path("none"));
        let run = Run::of(command);
        // What the flags say is understood; what is missing is a home.
        assert!(
            !run.err.contains("Usage:") && !run.err.contains("For more information"),
            "{line}: {}",
            run.err
        );
    }
}
