//! The way to findings: the node of the home, which has them to itself while it runs.

use crate::local::Local;
use anyhow::Context;
use home::Home;
use serde_json::Value;
use std::str::FromStr;

/// The variable with the token of an operator, where one has to answer by name.
const TOKEN: &str = "DETENTE_TOKEN";

/// The number of a finding on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingArg(pub u64);

impl FromStr for FindingArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number =
            text.trim_start_matches('#').parse().map_err(|_| "it is not the number of a finding".to_owned());
        number.map(FindingArg)
    }
}

/// The node of a home, as its owner, or as the operator whose token is in DETENTE_TOKEN.
pub fn node(home: &Home) -> anyhow::Result<Local> {
    let node = Local::of(home)?;
    let node =
        node.context("no node runs in this home, and findings are its own: start it with `detente serve`")?;
    match std::env::var(TOKEN).ok().filter(|token| !token.is_empty()) {
        Some(token) => node.by(&token),
        None => Ok(node),
    }
}

/// A text of an answer; empty where there is none.
pub fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    field(value, name).as_str().unwrap_or_default()
}

/// A number of an answer.
pub fn number(value: &Value, name: &str) -> u64 {
    field(value, name).as_u64().unwrap_or_default()
}

/// A list of an answer.
pub fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    field(value, name).as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Something in an answer.
pub fn field<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}
