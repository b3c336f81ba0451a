//! `detente intel check`: what it shows and how it ends.

use crate::support::{
    program::{run, run_with_input},
    scene::Scene,
};

const LIST: &str = "hxxp://Example[.]com/a\n1.2.3\n\u{1b}]0;x\u{7}\n=www.example.com # \u{202e}note\n";

#[test]
fn every_line_is_shown_into_a_pipe() {
    let run = run_with_input(["intel", "check", "-"], LIST.into()).ended(0);
    let lines: Vec<_> = run.text().lines().collect();
    assert_eq!(
        lines,
        [
            "standard input:1: url example.com/a  (defanged, case, scheme)",
            "standard input:2: not taken: \"1.2.3\": not an address: that has four numbers of 0 to 255 without leading zeros",
            "standard input:3: not taken: \"\\u{1b}]0;x\\u{7}\": has the shape of no kind of indicator",
            "standard input:4: domain www.example.com  (exact)",
            "standard input (list): 2 taken, 2 not taken",
            "          1 domain",
            "          1 url",
        ]
    );
}

#[test]
fn machines_get_json() {
    let run = run_with_input(["intel", "check", "--format", "jsonl", "-"], LIST.into()).ended(0);
    assert!(!run.text().contains(['\u{1b}', '\u{202e}']));
    let lines = run.lines();
    let kinds: Vec<_> = lines.iter().map(|line| line["kind"].as_str().unwrap_or_default()).collect();
    assert_eq!(kinds, ["indicator", "not-taken", "not-taken", "indicator", "file"]);
    assert_eq!(
        (&lines[0]["value"], &lines[0]["normalised"][0]),
        (&"example.com/a".into(), &"defanged".into())
    );
    assert_eq!((&lines[3]["exact"], &lines[3]["place"]), (&true.into(), &"4".into()));
    assert_eq!((&lines[4]["types"]["url"], &lines[4]["not_taken"]), (&1.into(), &2.into()));
}

#[test]
fn the_exit_code_tells_what_was_not_read() {
    let scene = Scene::new();
    let (good, bad) = (scene.file("good.txt", "192.0.2.1\n"), scene.file("bad.txt", "1.2.3\n"));
    run(["intel".as_ref(), "check".as_ref(), "--strict".as_ref(), good.as_os_str()]).ended(0);
    run(["intel".as_ref(), "check".as_ref(), bad.as_os_str()]).ended(0);
    run(["intel".as_ref(), "check".as_ref(), "--strict".as_ref(), bad.as_os_str()]).ended(1);
    run(["intel", "check", "--valid-at", "yesterday", "-"]).ended(2);
    let run =
        run(["intel".as_ref(), "check".as_ref(), "/nonexistent/list".as_ref(), good.as_os_str()]).ended(3);
    assert!(
        run.text().contains("good.txt:1: ipv4 192.0.2.1")
            && run.text().contains("/nonexistent/list: cannot be read")
    );
}
