//! The commands of docs/ELECTIONS.md, run as written, in one shell, on the made-up election.

#![cfg(unix)]

use std::path::Path;
use std::process::Command;

/// The lines of all `sh` blocks of a page.
fn commands(page: &str) -> Vec<String> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in page.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => lines.push(line.to_owned()),
            _ => {}
        }
    }
    lines
}

#[test]
fn every_command_of_the_page_works() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/ELECTIONS.md")).expect("the page");
    let commands = commands(&page);
    assert!(commands.len() >= 12, "{commands:?}");
    let folder = tempfile::tempdir().expect("a folder");
    let data = root.join("testdata").canonicalize().expect("the test data");
    std::os::unix::fs::symlink(data, folder.path().join("testdata")).expect("a link");
    let binary = Path::new(env!("CARGO_BIN_EXE_detente")).parent().expect("its folder");
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let done = Command::new("sh")
        .args(["-e", "-x", "-c", &commands.join("\n")])
        .current_dir(folder.path())
        .env("PATH", path)
        .output()
        .expect("a shell");
    let (out, error) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}\n{error}");
    for words in ["12 explained, 0 NOT EXPLAINED", "Every batch agrees", "the risk limit is met"] {
        assert!(out.contains(words), "{words} is missing in:\n{out}");
    }
}
