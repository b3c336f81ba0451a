//! Records of many log sources, into which fields are put: testdata/hunt/shapes.jsonl.

use super::wish::Field;
use crate::support::{program::json_lines, repository};
use serde_json::{Map, Value};
use std::fs;

/// A record, and where fields go in it.
#[derive(Clone)]
pub struct Shape {
    record: Value,
    /// JSON pointer of the object that takes fields.
    at: String,
    /// Field names with a place of their own.
    places: Map<String, Value>,
}

/// All shapes, in the order of the file.
pub fn load() -> Vec<Shape> {
    let lines = fs::read(repository("testdata/hunt/shapes.jsonl")).expect("the shapes");
    json_lines(&lines).into_iter().map(Shape::read).collect()
}

impl Shape {
    fn read(line: Value) -> Shape {
        Shape {
            record: line["record"].clone(),
            at: line["at"].as_str().expect("a pointer").to_owned(),
            places: line["places"].as_object().expect("places").clone(),
        }
    }

    /// The record with these fields.
    pub fn build(&self, fields: &[Field]) -> Value {
        let mut record = self.record.clone();
        for Field { name, text } in fields {
            let value = number(text).unwrap_or_else(|| text.as_str().into());
            match self.places.get(name).and_then(Value::as_str) {
                Some(place) => *record.pointer_mut(place).expect("the record has the place") = value,
                None => {
                    let object = record.pointer_mut(&self.at).and_then(Value::as_object_mut);
                    object.expect("the record has the object").insert(name.clone(), value);
                }
            }
        }
        record
    }
}

/// Short whole numbers are written as such, as recorders do.
fn number(text: &str) -> Option<Value> {
    let plain = text.len() < 10 && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse::<u32>().ok().map(Value::from)).flatten()
}
