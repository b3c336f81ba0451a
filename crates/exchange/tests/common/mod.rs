//! Cases that are folders: what goes in stands in a file called `input.*`.
#![allow(dead_code, reason = "not every test takes all of it")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folders of `testdata/<of>`, by name.
pub fn cases(of: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(of);
    let entries = fs::read_dir(folder).expect("the cases");
    let mut cases: Vec<_> =
        entries.map(|entry| entry.expect("a case").path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

/// The bytes of the input of a case.
pub fn input(case: &Path) -> Vec<u8> {
    let files = fs::read_dir(case).expect("a case is a folder").map(|entry| entry.expect("a file").path());
    let is_input = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == "input");
    fs::read(files.into_iter().find(is_input).expect("a file called input")).expect("it can be read")
}
