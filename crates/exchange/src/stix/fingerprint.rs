//! Whether two objects say the same, whatever their spaces and the order of their members.

use super::object::Object;
use crate::json::{Json, Members};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A number that equal objects share. Whoever wants two objects of his own with one number can have them, and gains that the second of
/// the two is not kept.
pub(super) fn fingerprint(object: &Object<'_>) -> u64 {
    of_members(object.members())
}

fn of(value: &Json<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        Json::Null => 0_u8.hash(&mut hasher),
        Json::Truth(truth) => (1_u8, truth).hash(&mut hasher),
        Json::Number(number) => (2_u8, number).hash(&mut hasher),
        Json::Text(text) => (3_u8, &*text.plain()).hash(&mut hasher),
        Json::Array(elements) => {
            (4_u8, elements.len()).hash(&mut hasher);
            elements.iter().for_each(|element| of(element).hash(&mut hasher));
        }
        Json::Object(members) => (5_u8, of_members(members)).hash(&mut hasher),
    }
    hasher.finish()
}

/// The sum over all members, which has no order.
fn of_members(members: &Members<'_>) -> u64 {
    let one = |name: &str, value: &Json<'_>| {
        let mut hasher = DefaultHasher::new();
        (name, of(value)).hash(&mut hasher);
        hasher.finish()
    };
    members.iter().fold(0, |sum: u64, (name, value)| sum.wrapping_add(one(&name.plain(), value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_spaces_do_not_matter_and_values_do() {
        let number = |text: &str| of(&Json::read(text.as_bytes()).expect("it is JSON"));
        let first = number(r#"{"a":1,"b":["x",{"c":null}]}"#);
        assert_eq!(first, number(r#" { "b" : [ "\u0078" , {"c" : null} ], "a" : 1 } "#));
        for other in [
            r#"{"a":1.0,"b":["x",{"c":null}]}"#,
            r#"{"a":1,"b":[{"c":null},"x"]}"#,
            r#"{"b":1,"a":["x",{"c":null}]}"#,
            r#"{"a":"1","b":["x",{"c":null}]}"#,
            r#"{"a":1,"b":["x",{"c":{}}]}"#,
        ] {
            assert_ne!(first, number(other), "{other}");
        }
    }
}
