//! Saying something where a node runs: it has the log and the keys, and is given what is to be said by its socket.

use crate::local::Local;
use anyhow::Context;
use home::Draft;
use note::encoding::base64;
use serde_json::{Value, json};
use statement::{Audience, MemberName, StatementId};

/// Up to how many bytes a body goes with the rest in JSON. A longer one goes as it is, and the rest in the query.
const MAX_IN_JSON: usize = 512 << 10;

/// Has the node say it, and gives the id when the statement is on its disk.
pub fn say(draft: &Draft, node: &Local) -> anyhow::Result<StatementId> {
    let said = match &draft.body {
        Some((body, _)) if body.len() > MAX_IN_JSON => {
            let path = format!("/api/v1/statements?{}", query(draft));
            serde_json::from_slice(&node.send("POST", &path, "application/octet-stream", body)?)?
        }
        _ => node.ask("POST", "/api/v1/statements", Some(&whole(draft)))?,
    };
    let id = said.get("id").and_then(Value::as_str).context("the node's answer has no id")?;
    Ok(id.parse()?)
}

/// All of it as JSON.
fn whole(draft: &Draft) -> Value {
    let line = |line: &statement::Line| json!({"name": line.name, "value": line.value});
    let refs: Vec<String> = draft.refs.iter().map(ToString::to_string).collect();
    json!({
        "kind": draft.kind.as_str(),
        "lines": draft.lines.iter().map(line).collect::<Vec<Value>>(),
        "until": draft.until.map(|until| until.to_string()),
        "marking": draft.marking.to_string(),
        "to": readers(draft),
        "refs": refs,
        "body": draft.body.as_ref().map(|(body, _)| base64(body)),
        "media_type": draft.body.as_ref().map(|(_, media_type)| media_type.as_str()),
    })
}

/// All but the body, as a query.
fn query(draft: &Draft) -> String {
    let mut pairs = vec![("kind", draft.kind.to_string()), ("marking", draft.marking.to_string())];
    pairs.extend(draft.lines.iter().map(|line| ("line", format!("{}={}", line.name, line.value))));
    pairs.extend(draft.until.map(|until| ("until", until.to_string())));
    pairs.extend(readers(draft).into_iter().map(|reader| ("to", reader)));
    pairs.extend(draft.refs.iter().map(|id| ("refs", id.to_string())));
    pairs.extend(draft.body.iter().map(|(_, media_type)| ("media_type", media_type.as_str().to_owned())));
    let pairs = pairs.into_iter().map(|(name, value)| format!("{name}={}", percent(&value)));
    pairs.collect::<Vec<String>>().join("&")
}

/// Who alone may open the body; nobody is named where all may.
fn readers(draft: &Draft) -> Vec<String> {
    match &draft.audience {
        Audience::Unit => Vec::new(),
        Audience::Members(members) => members.iter().map(MemberName::to_string).collect(),
    }
}

/// A value of a query: what is not unreserved (RFC 3986 section 2.3) as its bytes.
fn percent(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let spelt = |byte: u8| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(spelt).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_query_would_read_otherwise_is_spelt() {
        assert_eq!(super::percent("a=b&c d+é~"), "a%3Db%26c%20d%2B%C3%A9~");
    }
}
