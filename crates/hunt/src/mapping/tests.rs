//! What reading a mapping file refuses, and where it says so; and what a user's file adds.

mod real;

use event::Value;

use super::{Mappings, TooMany};

/// The problems of a file, as they are printed.
fn problems(text: &str) -> Vec<String> {
    let problems = Mappings::parse("own.yml", text).expect_err("the file is wrong");
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn every_problem_is_reported_with_its_place() {
    let cases = [
        ("", "own.yml:1:1: error[mapping/bad-mapping]: the file is empty"),
        ("- a", "own.yml:1:1: error[mapping/bad-mapping]: this is a list, and should be a map"),
        ("product: x", "own.yml:1:1: error[mapping/bad-mapping]: a mapping names its source: `source: NAME`"),
        ("source: a\nsauce: b", "own.yml:2:1: error[mapping/unknown-key]: there is no key `sauce` here"),
        (
            "source: a\nservices:\n  - service: b\n    whn: {}",
            "own.yml:4:5: error[mapping/unknown-key]: there is no key `whn` here",
        ),
        (
            "source: a\nservices:\n  - category: b",
            "own.yml:3:5: error[mapping/unknown-key]: there is no key `category` here",
        ),
        (
            "source: a\nfields: [b]",
            "own.yml:2:9: error[mapping/bad-mapping]: this is a list, and should be a map",
        ),
        (
            "source: a\nservices: b",
            "own.yml:2:11: error[mapping/bad-mapping]: this is text, and should be a list",
        ),
        (
            "source: a\ntime: [{}]",
            "own.yml:2:8: error[mapping/bad-mapping]: this is a map, and should be text that is not empty",
        ),
        (
            "source: a\ntime: ''",
            "own.yml:2:7: error[mapping/bad-mapping]: this is text, and should be text that is not empty",
        ),
        (
            "source: a\nrecognise: [{present: []}]",
            "own.yml:2:13: error[mapping/bad-mapping]: this recognises everything: name a field under `present`",
        ),
        (
            "source: a\nderive: [{from: b}]",
            "own.yml:2:10: error[mapping/bad-mapping]: `field` is missing here",
        ),
        ("source: a\nsource: b", "error[yaml/duplicate-key]"),
        ("source: [", "error[yaml/syntax]"),
        ("source: a\n---\nsource: b", "one document"),
    ];
    for (text, expected) in cases {
        let problems = problems(text);
        assert!(problems.iter().any(|problem| problem.contains(expected)), "{text:?}: {problems:?}");
    }
}

#[test]
fn all_problems_come_at_once() {
    assert_eq!(problems("source: a\nx: 1\ny: 2\ntime: {}").len(), 3);
}

#[test]
fn conditions_and_recognisers_have_limits() {
    let whens: String = (0..40).map(|n| format!("  - {{service: s, when: {{f{n}: 1}}}}\n")).collect();
    assert!(problems(&format!("source: a\nservices:\n{whens}"))[0].contains("more than 32 different fields"));

    let some = |from: usize, to: usize| -> String {
        let whens: String = (from..to).map(|n| format!("  - {{service: s, when: {{f{n}: 1}}}}\n")).collect();
        format!("source: windows\nservices:\n{whens}")
    };
    let parse = |text: &str| Mappings::parse("own.yml", text).expect("each alone is right");
    let all = Mappings::builtin().with(parse(&some(0, 20))).expect("there is room for some");
    assert_eq!(all.with(parse(&some(20, 40))).err(), Some(TooMany::ClassFields));

    let present: String = (0..130).map(|n| format!("  - present: [f{n}]\n")).collect();
    let mapping = parse(&format!("source: a\nrecognise:\n{present}"));
    assert_eq!(Mappings::builtin().with(mapping).err(), Some(TooMany::Marks));
}

#[test]
fn what_a_source_writes_for_nobody_can_be_added_to() {
    let user = Mappings::parse("own.yml", "source: auditd\nnobody: [none]").expect("the mapping is right");
    let mappings = Mappings::builtin().with(user).expect("there is room");
    let find =
        |source| mappings.find(source).and_then(|place| mappings.list().get(place)).expect("it is there");
    for (source, value, nobody) in [
        ("auditd", Value::Text("4294967295"), true),
        ("auditd", Value::UInt(4_294_967_295), true),
        ("auditd", Value::Int(-1), true),
        ("auditd", Value::Text("unset"), true),
        ("auditd", Value::Text("None"), true),
        ("auditd", Value::Text(""), true),
        ("auditd", Value::Text("1000"), false),
        ("auditd", Value::Int(0), false),
        ("windows", Value::Text("-"), true),
        ("windows", Value::Null, true),
        ("windows", Value::Text("none"), false),
    ] {
        assert_eq!(find(source).names_nobody(&value), nobody, "{source} {value:?}");
    }
}
