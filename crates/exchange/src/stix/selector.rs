//! Which part of an object a granular marking is on (STIX 2.1, 7.2.3.1): `labels.[2]`, `external_references.[0].url`.

use crate::json::{Json, Members};

/// Whether the selector names something in the object.
pub(super) fn selects(selector: &str, members: &Members<'_>) -> bool {
    let mut steps = selector.split('.');
    let Some(mut value) = steps.next().and_then(|step| members.get(step)) else { return false };
    for step in steps {
        let next = match value {
            Json::Array(elements) => index(step).and_then(|index| elements.get(index)),
            Json::Object(members) => members.get(step),
            _ => None,
        };
        let Some(next) = next else { return false };
        value = next;
    }
    true
}

fn index(step: &str) -> Option<usize> {
    step.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found() {
        let value = Json::read(br#"{"a":[{"b":"c"}, 2],"d":{"e":{}}}"#).expect("it is JSON");
        let members = value.members().expect("an object");
        for (selector, is_there) in [
            ("a", true),
            ("a.[0]", true),
            ("a.[0].b", true),
            ("a.[1]", true),
            ("a.[2]", false),
            ("a.0", false),
            ("a.[-1]", false),
            ("d.e", true),
            ("d.f", false),
            ("d.e.g", false),
            ("", false),
            ("a.", false),
        ] {
            assert_eq!(selects(selector, members), is_there, "{selector}");
        }
    }
}
