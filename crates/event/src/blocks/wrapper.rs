//! Objects that only wrap records: `{"Records":[...]}` of CloudTrail, `records` and `value` of Azure, `results` of Splunk,
//! `hits.hits` of Elasticsearch.
//!
//! An object is one of these if what stands before its list of objects is nothing but what these services put there. An event
//! may have a list of such a name too; it then has fields of its own in front, and stays an event.
//!
//! Sources: AWS CloudTrail user guide, "CloudTrail log file examples"; Azure Monitor, "Resource logs" (`records`); the REST API
//! of Azure's activity log and Microsoft Graph (OData JSON format 4.01, section 4.5: control information); Splunk REST API,
//! `search/jobs/{id}/results`; Elasticsearch search API, response body.

use super::{Found, Scanner, between::string_end};
use std::iter;

/// How far into an object a list is looked for; the longest head, Elasticsearch's, has some hundred bytes.
pub(super) const MAX_HEAD: usize = 8 << 10;

/// The lists that hold records.
const LISTS: [&[u8]; 5] = [b"Records", b"records", b"value", b"results", b"hits"];

/// What else these services put into the object, before or after the list.
const BESIDE: [&[u8]; 26] = [
    b"took",
    b"timed_out",
    b"num_reduce_phases",
    b"terminated_early",
    b"_scroll_id",
    b"pit_id",
    b"_shards",
    b"_clusters",
    b"total",
    b"max_score",
    b"aggregations",
    b"suggest",
    b"profile",
    b"status",
    b"preview",
    b"init_offset",
    b"post_process_count",
    b"messages",
    b"fields",
    b"highlighted",
    b"count",
    b"nextLink",
    b"NextToken",
    b"nextToken",
    b"skipToken",
    b"$schema",
];

/// What an object is, as far as its start tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// A record.
    Record,
    /// Its list starts after so many bytes.
    Wraps(usize),
    /// More of it has to be seen.
    Unclear,
}

/// Whether a line is a wrapper with nothing but records in it, and with nothing around them that is of a record.
pub(crate) fn is_wrapper(line: &[u8]) -> bool {
    let mut scanner = Scanner::unwrapping();
    scanner.end();
    starts_wrapper(line)
        && iter::from_fn(|| scanner.next(line)).all(|found| matches!(found, Found::Object(_)))
}

/// Whether this is the start of a wrapper.
pub(crate) fn starts_wrapper(text: &[u8]) -> bool {
    matches!(head(text), Head::Wraps(_))
}

/// Whether a member of this name may stand beside the records.
pub(super) fn stands_beside(name: &[u8]) -> bool {
    name.starts_with(b"@odata.") || name.starts_with(b"odata.") || BESIDE.contains(&name)
}

/// Looks at the object that starts here, behind its brace.
pub(super) fn head(text: &[u8]) -> Head {
    let seen = text.get(..MAX_HEAD.min(text.len())).unwrap_or_default();
    match list_start(seen) {
        Some(head) => head,
        None if text.len() < MAX_HEAD => Head::Unclear,
        None => Head::Record,
    }
}

/// None where the text ends before it is told.
fn list_start(text: &[u8]) -> Option<Head> {
    let (mut at, mut inner) = (1, false);
    loop {
        at = skip_blanks(text, at)?;
        let Some(name) = text.get(at..).filter(|rest| rest.starts_with(b"\"")) else {
            return Some(Head::Record);
        };
        let end = at + string_end(name)?;
        let name = text.get(at + 1..end - 1).unwrap_or_default();
        at = skip_blanks(text, end)?;
        if text.get(at) != Some(&b':') {
            return Some(Head::Record);
        }
        at = skip_blanks(text, at + 1)?;
        let first = text.get(at).copied()?;
        if LISTS.contains(&name) && first == b'[' {
            let list = at + 1;
            let holds = text.get(skip_blanks(text, list)?).is_some_and(|byte| matches!(byte, b'{' | b']'));
            return Some(if holds { Head::Wraps(list) } else { Head::Record });
        }
        if name == b"hits" && first == b'{' && !inner {
            (inner, at) = (true, at + 1);
            continue;
        }
        if !stands_beside(name) {
            return Some(Head::Record);
        }
        at = skip_blanks(text, value_end(text, at)?)?;
        if text.get(at) != Some(&b',') {
            return Some(Head::Record);
        }
        at += 1;
    }
}

fn skip_blanks(text: &[u8], at: usize) -> Option<usize> {
    let blanks = text.get(at..)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    (at + blanks < text.len()).then_some(at + blanks)
}

/// Where the value ends that starts here.
fn value_end(text: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match text.get(at)? {
            b'"' => at += string_end(text.get(at..)?)?,
            b'{' | b'[' => (depth, at) = (depth + 1, at + 1),
            b'}' | b']' if depth == 0 => return Some(at),
            b'}' | b']' => (depth, at) = (depth - 1, at + 1),
            b',' if depth == 0 => return Some(at),
            _ => at += 1,
        }
        if depth == 0 && matches!(text.get(at)?, b',' | b'}' | b']') {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_more_than_a_wrapper_is_a_record() {
        for (line, wraps) in [
            (r#"{"records":[{"a":1},{"b":{}}]}"#, true),
            (r#"{"value":[{"a":1}],"nextLink":"https://x/"}"#, true),
            (r#"{"hits":{"hits":[{"_source":{}}]},"aggregations":{"x":[{"y":"}"}]}}"#, true),
            (r#"{"value":[{"a":1}],"user":"x"}"#, false),
            (r#"{"value":[{"a":1},2]}"#, false),
            (r#"{"user":"x","value":[{"a":1}]}"#, false),
        ] {
            assert_eq!(is_wrapper(line.as_bytes()), wraps, "{line}");
        }
    }

    #[test]
    fn wrappers_are_told_by_all_that_stands_before_their_list() {
        let cases: [(&str, Head); 18] = [
            (r#"{"Records":[{"a":1}]}"#, Head::Wraps(12)),
            (r#"{ "records" : [ {"#, Head::Wraps(15)),
            (r#"{"value":[]}"#, Head::Wraps(10)),
            (r#"{"@odata.context":"https://x/{y}","value":[{}]}"#, Head::Wraps(43)),
            (r#"{"preview":false,"init_offset":0,"messages":[{"t":"]"}],"results":[{}]}"#, Head::Wraps(67)),
            (
                r#"{"took":1,"_shards":{"n":[1,{}]},"hits":{"total":{"value":1},"hits":[{}]}}"#,
                Head::Wraps(69),
            ),
            (r#"{"user":"x","value":[{}]}"#, Head::Record),
            (r#"{"value":[1]}"#, Head::Record),
            (r#"{"value":"x"}"#, Head::Record),
            (r#"{"value":{"a":[{}]}}"#, Head::Record),
            (r#"{"count":1}"#, Head::Record),
            (r#"{"hits":{"hits":{"hits":[{}]}}}"#, Head::Record),
            (r#"{}"#, Head::Record),
            (r#"{"Records":["#, Head::Unclear),
            (r#"{"Recor"#, Head::Unclear),
            (r#"{"took":"#, Head::Unclear),
            (r#"{"took" 1"#, Head::Record),
            (r#"{"\"Records":[{}]}"#, Head::Record),
        ];
        for (text, expected) in cases {
            assert_eq!(head(text.as_bytes()), expected, "{text}");
        }
        let far = format!("{{\"took\":\"{}\",\"Records\":[{{", "x".repeat(MAX_HEAD));
        assert_eq!(head(far.as_bytes()), Head::Record);
    }
}
