//! JSON Schema, as far as docs/finding.schema.json uses it. A keyword that is not known here fails the test, so that
//! none is passed over.

use serde_json::{Map, Value};

/// Keywords that allow everything.
const SAY_NOTHING: [&str; 9] =
    ["$schema", "$id", "$defs", "title", "description", "examples", "format", "then", "required"];

/// A schema and the root that its references start from.
#[derive(Clone, Copy)]
pub struct Schema<'s> {
    root: &'s Value,
    at: &'s Value,
}

impl<'s> Schema<'s> {
    /// A whole schema.
    pub fn new(root: &'s Value) -> Self {
        Schema { root, at: root }
    }

    /// What is wrong with a value; nothing if it is valid.
    pub fn faults(self, value: &Value) -> Vec<String> {
        let keywords = match self.at {
            Value::Bool(true) => return Vec::new(),
            Value::Object(keywords) => keywords,
            other => return vec![format!("{other} allows nothing, not even {value}")],
        };
        let mut faults: Vec<String> = keywords
            .iter()
            .flat_map(|(keyword, with)| self.keyword(keywords, keyword, with, value))
            .collect();
        for key in keywords.get("required").and_then(Value::as_array).into_iter().flatten() {
            if value.get(key.as_str().expect("a key")).is_none() {
                faults.push(format!("{key} is missing in {value}"));
            }
        }
        faults
    }

    fn sub(self, at: &'s Value) -> Self {
        Schema { at, ..self }
    }

    fn keyword(
        self,
        all: &'s Map<String, Value>,
        keyword: &str,
        with: &'s Value,
        value: &Value,
    ) -> Vec<String> {
        let fault = |is: bool| if is { Vec::new() } else { vec![format!("{keyword} {with}: {value}")] };
        match keyword {
            "$ref" => self
                .sub(self.root.pointer(&with.as_str().expect("a reference")[1..]).expect("a definition"))
                .faults(value),
            "type" => fault(
                with.as_array().map_or_else(|| is(with, value), |any| any.iter().any(|with| is(with, value))),
            ),
            "enum" => fault(with.as_array().expect("a list").contains(value)),
            "const" => fault(with == value),
            "minimum" => {
                fault(value.as_f64().is_none_or(|number| number >= with.as_f64().expect("a number")))
            }
            "pattern" => {
                assert_eq!(with, "Z$", "the only pattern that is known here");
                fault(value.as_str().is_none_or(|text| text.ends_with('Z')))
            }
            "items" => {
                value.as_array().into_iter().flatten().flat_map(|item| self.sub(with).faults(item)).collect()
            }
            "anyOf" => fault(
                with.as_array().expect("a list").iter().any(|with| self.sub(with).faults(value).is_empty()),
            ),
            "properties" => self.properties(with, value),
            "additionalProperties" => self.others(all, with, value),
            "if" if self.sub(with).faults(value).is_empty() => {
                self.sub(all.get("then").expect("a then")).faults(value)
            }
            "if" => Vec::new(),
            known if SAY_NOTHING.contains(&known) => Vec::new(),
            other => panic!("the keyword {other} is not known here"),
        }
    }

    fn properties(self, with: &'s Value, value: &Value) -> Vec<String> {
        let each = with.as_object().expect("properties").iter();
        each.filter_map(|(key, with)| Some(self.sub(with).faults(value.get(key)?))).flatten().collect()
    }

    fn others(self, all: &Map<String, Value>, with: &'s Value, value: &Value) -> Vec<String> {
        let named =
            |key: &String| all.get("properties").is_some_and(|properties| properties.get(key).is_some());
        let others = value.as_object().into_iter().flatten().filter(|(key, _)| !named(key));
        others.flat_map(|(_, value)| self.sub(with).faults(value)).collect()
    }
}

fn is(name: &Value, value: &Value) -> bool {
    match name.as_str().expect("the name of a type") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no type {other}"),
    }
}
