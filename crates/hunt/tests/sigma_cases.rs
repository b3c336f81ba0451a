//! Sigma rules against what they mean. Each folder of testdata/rules is a case: its `*.yml` files are loaded, in the order
//! of names, with the placeholders of `placeholders.txt` (`name = value, value`), and the outcome is compared with
//! `expected.txt`: a line for each rule with its expression, and for each correlation, then the diagnostics, then the counts.
//!
//! To add a case, add a folder; with `BLESS=1` the outcomes are written, to be read before they are believed.

use std::{
    collections::BTreeSet,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use hunt::{
    Code,
    sigma::{Loaded, Placeholders, Source, assemble, read},
};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/rules");
    sorted(&folder).into_iter().filter(|path| path.is_dir()).collect()
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn load(case: &Path) -> Loaded {
    let placeholders = placeholders(case);
    let files =
        sorted(case).into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "yml"));
    assemble(
        files
            .map(|path| {
                let text = fs::read_to_string(&path).expect("text");
                let file = path.file_name().expect("a name").to_string_lossy().into();
                read(&Source { file, text: &text }, &placeholders)
            })
            .collect(),
    )
}

fn placeholders(case: &Path) -> Placeholders {
    let mut placeholders = Placeholders::default();
    let text = fs::read_to_string(case.join("placeholders.txt")).unwrap_or_default();
    for (name, values) in text.lines().filter_map(|line| line.split_once(" = ")) {
        placeholders.add(name, values.split(", ").map(String::from));
    }
    placeholders
}

fn outcome(loaded: &Loaded) -> String {
    let mut text = String::new();
    let mut line = |what: String| writeln!(text, "{what}").expect("a string takes everything");
    for rule in &loaded.rules {
        line(format!("{}: {}", rule.about.title, rule.condition));
    }
    for correlation in loaded.correlations.list() {
        line(format!("{}: {correlation}", correlation.about.title));
    }
    if !loaded.silent.is_empty() {
        line(format!("not reported: {:?}", loaded.silent));
    }
    for diagnostic in &loaded.diagnostics {
        line(diagnostic.to_string());
        diagnostic.help.iter().for_each(|help| line(format!("  help: {help}")));
    }
    line(format!(
        "{} loaded, {} not loaded, {} with warnings",
        loaded.loaded, loaded.not_loaded, loaded.with_warnings
    ));
    text
}

#[test]
fn every_case_comes_out_as_expected() {
    let cases = cases();
    assert!(cases.len() > 20, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let outcome = outcome(&load(&case));
        let file = case.join("expected.txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, &outcome).expect("written");
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if outcome != expected {
            wrong.push(format!("== {}\n-- expected\n{expected}-- came out\n{outcome}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Codes that need no rule text, or are those of mapping files.
const ELSEWHERE: [&str; 4] =
    ["file/unreadable", "file/not-utf8", "mapping/unknown-key", "mapping/bad-mapping"];

#[test]
fn every_code_has_a_case() {
    let met: BTreeSet<_> =
        cases().iter().flat_map(|case| load(case).diagnostics).map(|one| one.code).collect();
    let missing: Vec<_> =
        Code::ALL.iter().filter(|code| !met.contains(code)).map(|code| code.as_str()).collect();
    let missing: Vec<_> = missing.into_iter().filter(|code| !ELSEWHERE.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_code_is_explained_in_the_manual() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/RULES.md");
    let manual = fs::read_to_string(manual).expect("docs/RULES.md");
    for code in Code::ALL {
        let line = format!("| `{code}` | {} | {} |", code.severity(), code.explain());
        assert!(manual.contains(&line), "docs/RULES.md has no line {line}");
    }
}
