//! Three verifiers that share no code agree on every file of `vectors/log`: this project's, one in Go, one in Python.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use testkit::vectors::{Set, judge};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn index() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("vectors/log/index.tsv")).expect("an index");
    let lines: Vec<_> = text
        .lines()
        .map(|line| (line.split('\t').nth(2).expect("a verdict").to_owned(), line.to_owned()))
        .collect();
    assert!(lines.len() > 100, "the index is cut short");
    lines
}

/// Every line on which `verdicts` differ from the index.
fn differences(verdicts: &[String]) -> Vec<String> {
    let index = index();
    assert_eq!(verdicts.len(), index.len(), "one verdict for each line");
    let pairs = index.into_iter().zip(verdicts);
    pairs.filter(|((expected, _), verdict)| expected != *verdict).map(|((_, line), _)| line).collect()
}

#[test]
fn the_generator_makes_the_files_that_are_there() {
    let set = Set::make();
    let folder = root().join("vectors/log");
    for (name, bytes) in set.files() {
        assert!(fs::read(folder.join(name)).is_ok_and(|there| there == *bytes), "{name} is another");
    }
    let there = fs::read_dir(&folder).expect("a folder").count();
    assert_eq!(there, set.files().len() + 1, "there are the files of the set and README.md");
}

#[test]
fn our_verifier_agrees() {
    let verdicts = judge::verdicts(&root().join("vectors/log/index.tsv")).expect("files");
    let verdicts: Vec<_> = verdicts.into_iter().map(str::to_owned).collect();
    assert_eq!(differences(&verdicts), Vec::<String>::new());
}

/// The verdicts that a program prints for the index.
fn verdicts(command: &mut Command) -> Vec<String> {
    let output = command.arg(root().join("vectors/log/index.tsv")).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
}

fn works(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

#[test]
fn python_agrees() {
    if !works(Command::new("python3").args(["-c", "import cryptography"])) {
        eprintln!(
            "skipped: there is no python3 with the package cryptography (Debian: python3-cryptography)"
        );
        return;
    }
    let script = root().join("tests/verifiers/verify.py");
    assert_eq!(differences(&verdicts(Command::new("python3").arg(script))), Vec::<String>::new());
}

/// Go as Debian packages it: libraries lie under /usr/share/gocode, and nothing is downloaded.
fn go(folder: &Path) -> Command {
    let mut go = Command::new("go");
    go.current_dir(root()).env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode").env("GOPROXY", "off");
    go.env("GOFLAGS", "").env("GOTOOLCHAIN", "local").env("GOCACHE", folder.join("cache"));
    go
}

#[test]
fn go_agrees() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify-go");
    fs::create_dir_all(&folder).expect("a folder");
    if !works(go(&folder).args(["list", "golang.org/x/mod/sumdb/tlog"])) {
        eprintln!(
            "skipped: there is no go with golang.org/x/mod (Debian: golang-go golang-golang-x-mod-dev)"
        );
        return;
    }
    let program = folder.join("verify");
    let built = go(&folder).args(["build", "-o"]).arg(&program).arg("tests/verifiers/verify.go").output();
    let built = built.expect("go starts");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    assert_eq!(differences(&verdicts(&mut Command::new(&program))), Vec::<String>::new());
}
