//! Logs as people keep them: packed, nested, in odd encodings, under any name.

use crate::support::{
    pack::{gz, tar, zip, zst},
    program::{run, run_with_input},
    scene::{Scene, hit, lines, miss},
};

fn log() -> Vec<u8> {
    lines(&[miss(), hit()])
}

#[test]
fn packed_logs_are_read_under_any_name() {
    let log = log();
    let forms = [
        log.clone(),
        gz(&log),
        zst(&log),
        zip(&[("a.json", &log)]),
        tar(&[("a.json", &log)]),
        gz(&tar(&[("folder/a.json", &log)])),
        zst(&tar(&[("a", &log)])),
        zip(&[("inner.gz", &gz(&log))]),
        zip(&[("inner.zip", &zip(&[("a", &log)]))]),
        gz(&gz(&log)),
        [gz(&lines(&[miss()])), gz(&lines(&[hit()]))].concat(),
    ];
    for (number, form) in forms.iter().enumerate() {
        let run = Scene::hunt_alone(form).ended(0);
        assert_eq!(run.records(), [2], "form {number}: {}", run.err);
    }
}

#[test]
fn every_entry_of_an_archive_is_an_input_of_its_own() {
    let log = log();
    let run =
        Scene::hunt_alone(zip(&[("x/one.json", &log), ("two.txt", &log), ("three", &gz(&log))])).ended(0);
    let files: Vec<String> = run.found().into_iter().map(|found| found.file).collect();
    assert_eq!(files.len(), 3);
    for (file, ending) in files.iter().zip(["x/one.json", "two.txt", "three"]) {
        assert!(file.contains(ending), "{file}");
    }
}

#[test]
fn a_damaged_archive_costs_what_is_behind_the_damage() {
    let scene = Scene::new();
    let many =
        lines(&(0..20_000).map(|number| hit().replace("now", &number.to_string())).collect::<Vec<_>>());
    let whole = gz(&many);
    scene.log("cut.gz", &whole[..whole.len() / 2]);
    scene.log("whole", log());
    let run = scene.hunt(&[]).ended(3);
    assert!(run.err.contains("cut.gz"), "{}", run.err);
    let found = run.found();
    assert!(found.len() > 5_000 && found.len() < 20_000, "{} found", found.len());
    assert_eq!(found.last().map(|found| found.record), Some(2), "the input behind it is read");
}

#[test]
fn standard_input_is_a_dash() {
    let scene = Scene::new();
    for bytes in [log(), gz(&log()), zst(&log()), utf16(&log(), true)] {
        let mut arguments = scene.arguments(&[]);
        arguments.push("-".into());
        let run = run_with_input(arguments, bytes).ended(0);
        assert_eq!(run.records(), [2], "{}", run.err);
    }
}

#[test]
fn patterns_and_folders_find_files() {
    let scene = Scene::new();
    std::fs::create_dir_all(scene.path("logs/deep/er")).expect("a folder");
    for name in ["a.json", "b.log", "deep/c.json", "deep/er/d.json"] {
        scene.log(name, log());
    }
    let found = |pattern: &str| {
        let mut arguments = scene.arguments(&[]);
        arguments.push(scene.path(pattern));
        run(arguments).ended(0).found().len()
    };
    assert_eq!(found("logs"), 4);
    assert_eq!(found("logs/*.json"), 1);
    assert_eq!(found("logs/**/*.json"), 3);
    assert_eq!(found("logs/{a.json,b.log}"), 2);
    assert_eq!(found("logs/deep/?.json"), 1);
}

#[test]
fn an_empty_file_is_no_failure() {
    let scene = Scene::new();
    scene.log("empty", "");
    scene.log("empty.gz", gz(b""));
    scene.log("log", log());
    let run = scene.hunt(&[]).ended(0);
    assert_eq!(run.records(), [2]);
    assert!(run.err.contains("empty"), "{}", run.err);
}

fn utf16(bytes: &[u8], little: bool) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[test]
fn utf16_and_byte_order_marks_are_understood() {
    let log = log();
    let marked = [b"\xEF\xBB\xBF".as_slice(), &log].concat();
    let windows = String::from_utf8(log.clone()).expect("text").replace('\n', "\r\n").into_bytes();
    for bytes in [
        marked,
        utf16(&log, true),
        utf16(&log, false),
        utf16(&windows, true),
        windows,
        gz(&utf16(&log, true)),
    ] {
        let run = Scene::hunt_alone(&bytes).ended(0);
        assert_eq!(run.records(), [2], "{}", run.err);
    }
}

#[test]
fn a_last_line_without_an_end_counts() {
    let run = Scene::hunt_alone(format!("{}\n{}", miss(), hit())).ended(0);
    assert_eq!(run.records(), [2]);
}

#[test]
fn arrays_and_pretty_json_are_records_too() {
    let array = format!("[{}, {}\n,{}]", miss(), hit(), miss());
    let pretty = array.replace(",\"", ",\n  \"").replace('{', "{\n  ");
    for text in [array, pretty] {
        assert_eq!(Scene::hunt_alone(text).ended(0).records(), [2]);
    }
}
