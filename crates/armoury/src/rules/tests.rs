//! Folders as people have them, and as attackers send them.

use super::*;
use std::fs;

const RULE: &str = "title: T\nlogsource: {product: linux}\ndetection:\n  s: {A: 1}\n  condition: s\n";

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }
    folder
}

fn loaded(paths: &[PathBuf], threads: usize) -> LoadedRules {
    load(paths, &Placeholders::default(), threads).expect("loaded")
}

#[test]
fn order_is_that_of_names_with_any_number_of_threads() {
    let names: Vec<String> = (0..40).map(|number| format!("{}/r{number:02}.yml", number % 3)).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), RULE.as_bytes())).collect();
    let folder = folder(&files);
    let order = |threads| -> Vec<_> {
        let rules = loaded(&[folder.path().to_path_buf()], threads).loaded.rules;
        rules.iter().map(|rule| rule.about.file.to_string()).collect()
    };
    let mut sorted = order(1);
    assert_eq!(sorted, order(7));
    sorted.sort();
    assert_eq!(sorted, order(3));
    assert_eq!(sorted.len(), 40);
}

#[test]
fn what_cannot_be_read_is_reported() {
    let folder = folder(&[
        ("good.yml", RULE.as_bytes()),
        ("latin.yaml", b"title: \xFC"),
        ("notes.txt", b"no rule"),
        ("named.rule", RULE.as_bytes()),
    ]);
    let named = folder.path().join("named.rule");
    let rules = loaded(&[folder.path().to_path_buf(), named, "/nowhere/at/all.yml".into()], 2);
    let codes: Vec<_> = rules.loaded.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::NotUtf8, Code::Unreadable]);
    assert_eq!((rules.loaded.rules.len(), rules.loaded.not_loaded, rules.unreadable), (2, 2, 1));
}

#[cfg(unix)]
#[test]
fn loops_of_links_end() {
    let folder = folder(&[("a/rule.yml", RULE.as_bytes())]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/up")).expect("a link");
    let rules = loaded(&[folder.path().to_path_buf()], 2);
    assert_eq!((rules.loaded.rules.len(), rules.unreadable), (1, 0));
}

#[test]
fn texts_are_kept_where_a_remark_points_into_them() {
    let folder = folder(&[("bad.yml", b"a: [1"), ("good.yml", RULE.as_bytes())]);
    let rules = loaded(&[folder.path().to_path_buf()], 1);
    assert_eq!(rules.texts.values().map(String::as_str).collect::<Vec<_>>(), ["a: [1"]);
}
