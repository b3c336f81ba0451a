//! SigmaHQ's rules, whole: each of them loads, and quickly.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use hunt::{
    Code,
    sigma::{Documents, Placeholders, Source, assemble, read},
};

/// The folder of real data, or `None` where it is not there.
fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("DETENTE_DATA").map_or(beside, PathBuf::from).join("sigma");
    if data.is_dir() {
        return Some(data);
    }
    println!("skipped: no folder of SigmaHQ's rules (set DETENTE_DATA)");
    None
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yml") {
            found.push(path);
        }
    }
}

#[test]
fn every_rule_loads() {
    let Some(data) = data() else { return };
    let mut paths = Vec::new();
    for folder in ["rules", "rules-emerging-threats", "rules-threat-hunting"] {
        files(&data.join(folder), &mut paths);
    }
    let texts: Vec<_> = paths.iter().map(|path| fs::read_to_string(path).expect("text")).collect();

    let start = Instant::now();
    let none = Placeholders::default();
    let read: Vec<Documents> = paths
        .iter()
        .zip(&texts)
        .map(|(path, text)| read(&Source { file: path.to_string_lossy().into(), text }, &none))
        .collect();
    let loaded = assemble(read);
    println!("{} rules of {} files in {:?}", loaded.rules.len(), paths.len(), start.elapsed());

    let remarks = loaded.diagnostics.iter().filter(|one| one.code != Code::PlaceholderWithoutValues);
    let remarks: Vec<_> = remarks.map(ToString::to_string).collect();
    assert_eq!(loaded.not_loaded, 0, "{}", remarks.join("\n"));
    assert!(loaded.rules.len() >= paths.len(), "{} files, {} rules", paths.len(), loaded.rules.len());
    assert!(remarks.is_empty(), "{}", remarks.join("\n"));
}
