//! The report: well-formed, closed to the network, and harmless whatever the findings hold.

use super::scene;
use crate::{
    hostile::output::hostile_scene,
    support::scene::{Scene, lines, process},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Elements that have no end.
const VOID: [&str; 3] = ["meta", "input", "rect"];

fn page(scene: &Scene, more: &[&str]) -> String {
    let run = scene.hunt(&[&["--format", "html"], more].concat());
    assert!(matches!(run.code, Some(0 | 3)), "{}", run.err);
    run.text().to_owned()
}

/// What stands between the first of `from` and the `to` after it.
#[track_caller]
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let (_, rest) = page.split_once(from).expect(from);
    rest.split_once(to).expect(to).0
}

fn data(page: &str) -> Value {
    let data = between(page, "<script type=\"application/json\" id=\"data\">", "</script>");
    assert!(!data.contains(['<', '>', '&']), "no tag can begin in the data");
    serde_json::from_str(data).expect("JSON")
}

/// The tags of a page, its style and scripts left out.
fn tags(page: &str) -> Vec<&str> {
    let mut rest = page;
    let mut tags = Vec::new();
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').expect("a tag ends");
        assert!(!tag.contains('<'), "a tag in a tag: {tag}");
        tags.push(tag);
        rest = after;
        for raw in ["style", "script"] {
            if tag.split(' ').next() == Some(raw) {
                rest = rest.split_once(&format!("</{raw}")).expect("it ends").1;
                rest = rest.split_once('>').expect("a tag ends").1;
                tags.pop();
            }
        }
    }
    tags
}

#[track_caller]
fn well_formed(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in tags(page).into_iter().filter(|tag| !tag.starts_with('!')) {
        let name = tag.trim_start_matches('/').split([' ', '/']).next().expect("a name");
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "<{tag}>");
        assert_eq!(tag.matches('"').count() % 2, 0, "<{tag}>");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "<{tag}>"),
            None if VOID.contains(&name) => {}
            None => open.push(name),
        }
    }
    assert_eq!(open, [""; 0], "all ends");
}

/// Nothing is loaded, nothing runs but the one script: the browser is told so, and there is nothing that would.
#[track_caller]
fn closed(page: &str) {
    let policy = between(page, "Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let digest = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    let style = digest(between(page, "<style>", "</style>"));
    let script = digest(between(page, "<script>", "</script>"));
    assert!(
        policy.contains(&format!(
            "style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"
        )),
        "{policy}"
    );
    for tag in tags(page) {
        let attributes: Vec<&str> = tag.split('"').step_by(2).collect();
        let named =
            |name: &str| attributes.iter().any(|text| text.trim_start().contains(&format!(" {name}=")));
        let harmful = ["src", "href", "style", "srcset", "action", "onclick", "onerror", "onload"];
        assert!(!harmful.iter().any(|name| named(name)), "<{tag}>");
    }
    let style = between(page, "<style>", "</style>");
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn a_report_is_well_formed_and_closed() {
    let page = page(&scene(), &[]);
    well_formed(&page);
    closed(&page);
    for heading in [
        "Findings of a hunt",
        "When",
        "What found it",
        "Hosts",
        "Users",
        "ATT&amp;CK tactics",
        "What was read",
    ] {
        assert!(page.contains(&format!(">{heading}</h")), "{heading}");
    }
    assert!(page.contains("<dt>findings</dt><dd>7</dd>") && page.contains("<dt>critical</dt><dd>1</dd>"));
    assert!(page.contains("1 of no known time"));
    assert!(page.contains("6  jsonl records of windows"));
}

/// Script and page say the same of each row.
#[test]
fn the_data_are_those_of_the_table() {
    let page = page(&scene(), &[]);
    let data = data(&page);
    assert_eq!(data["time"].as_array().expect("a column").len(), 7);
    for column in ["rule", "host", "user", "file", "record", "met"] {
        assert_eq!(data[column].as_array().expect("a column").len(), 7, "{column}");
    }
    let rule = data["rule"][0].as_u64().expect("a number") as usize;
    assert_eq!(data["rules"][rule]["title"], "Untagged", "the gravest comes first");
    assert_eq!(data["met"][0], "CommandLine: very evil");
    assert_eq!(page.matches("<td role=\"cell\" class=\"time\"").count(), 7);
    assert_eq!(data["sort"], "level");
}

#[test]
fn sorted_means_by_time() {
    let data = data(&page(&scene(), &["--sort"]));
    let times: Vec<_> = data["time"].as_array().expect("a column").iter().map(Value::as_i64).collect();
    assert_eq!(data["sort"], "time");
    let (timed, timeless) = times.split_at(6);
    assert!(timed.is_sorted() && timed[0].is_some() && timeless == [None]);
}

#[test]
fn nothing_found_is_a_report_too() {
    let scene = Scene::new();
    scene.log("a", lines(&[process("good"), process("good")]));
    let page = page(&scene, &[]);
    well_formed(&page);
    assert!(page.contains("Nothing was found.") && page.contains("2  jsonl records of windows"));
    assert_eq!(data(&page)["time"], serde_json::json!([]));
}

#[test]
fn threat_23_no_text_becomes_markup_or_script() {
    let scene = hostile_scene();
    let tag =
        r#"evil </script><script>alert(1)</script><img src=x onerror=alert(2)> \" onload=\"x <!-- ]]> &lt;"#;
    scene.log("<b>", lines(&[process(tag), process(tag).replace("\"PC\"", "\"</td></table><h1>PC\"")]));
    let page = page(&scene, &[]);
    well_formed(&page);
    closed(&page);
    assert!(!page.contains("<img") && !page.contains("<script>alert") && !page.contains("<h1>PC"));
    let data = data(&page);
    let met = data["met"].as_array().expect("a column");
    assert!(met.iter().any(|met| met.as_str().is_some_and(|met| met.contains("</script><script>alert(1)"))));
}

#[test]
fn the_name_of_a_file_chooses_the_report() {
    let scene = scene();
    let file = scene.path("report.HTML");
    let run = scene.hunt(&["-o", file.to_str().expect("text")]).ended(0);
    assert!(run.out.is_empty());
    well_formed(&std::fs::read_to_string(file).expect("written"));
}
