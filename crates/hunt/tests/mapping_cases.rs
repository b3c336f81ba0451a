//! Every file of testdata/mapping: an event as a shipper writes it, what it is, and what rules see of it.
//!
//! A case has `event` (nested as in the wild), `source`, `product`, `categories`, `services`, `values` (a
//! name to all values that answer to it; none where the name must not answer) and, where it matters,
//! `time`, `host` and `user`: the value that is preferred.

mod support;

use serde_json::Value as Json;
use support::{Seen, flatten};

#[test]
fn every_case_is_seen_as_it_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/mapping");
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).expect("testdata/mapping is there") {
        let path = entry.expect("the folder can be listed").path();
        let text = std::fs::read_to_string(&path).expect("the case can be read");
        let case: Json =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        check(&path.display().to_string(), &case);
        cases += 1;
    }
    assert!(cases > 50, "only {cases} cases");
}

fn check(name: &str, case: &Json) {
    let fields = flatten(&case["event"]);
    let seen = Seen::new(&fields, &hunt::Mappings::builtin());
    let texts = |list: &Json| -> Vec<String> {
        let list = list.as_array().unwrap_or_else(|| panic!("{name}: {list} is no list"));
        list.iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
    };
    assert_eq!(seen.source.as_deref(), case["source"].as_str(), "{name}: source");
    let class = &seen.class;
    assert_eq!(class.product.as_deref(), case["product"].as_str(), "{name}: product");
    assert_eq!(support::owned(&class.categories), texts(&case["categories"]), "{name}: categories");
    assert_eq!(support::owned(&class.services), texts(&case["services"]), "{name}: services");
    for (field, values) in case["values"].as_object().expect("`values` is a map") {
        let (mut values, mut seen) = (texts(values), seen.values(field));
        values.sort();
        seen.sort();
        assert_eq!(seen, values, "{name}: {field}");
    }
    for (role, is) in [("time", &seen.time), ("host", &seen.host), ("user", &seen.user)] {
        if let Some(expected) = case.get(role) {
            assert_eq!(is.as_deref(), expected.as_str(), "{name}: {role}");
        }
    }
}
