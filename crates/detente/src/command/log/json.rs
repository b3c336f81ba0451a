//! One line of JSON a statement, for programs.

use crate::output::escape::json_string;
use home::Judged;
use statement::{Audience, Entry, MemberName, Stamp};

/// The line of an entry, with its newline.
pub fn line(owner: &MemberName, judged: &Judged) -> Vec<u8> {
    let mut object = Object::begin();
    object.text("log", owner.as_str());
    object.number("index", judged.index);
    if let Some(entry) = &judged.entry {
        statement(&mut object, entry);
    }
    if let Some(time) = judged.recorded.and_then(|time| Stamp::from_seconds(i64::try_from(time).ok()?).ok()) {
        object.text("recorded", &time.to_string());
    }
    if let Some(void) = &judged.void {
        object.text("void", void);
    }
    object.end()
}

fn statement(object: &mut Object, entry: &Entry) {
    let common = &entry.header().common;
    object.text("id", &entry.id().to_string());
    object.text("member", common.member.as_str());
    object.text("kind", entry.header().content.kind().as_str());
    object.text("made", &common.made.to_string());
    if let Some(until) = common.until {
        object.text("until", &until.to_string());
    }
    object.text("marking", &common.marking.to_string());
    let audience: Vec<String> = match &common.audience {
        Audience::Unit => Vec::new(),
        Audience::Members(members) => members.iter().map(MemberName::to_string).collect(),
    };
    object.list("to", &audience);
    let refs: Vec<String> = common.refs.iter().map(ToString::to_string).collect();
    object.list("refs", &refs);
    if let Some(operator) = &common.operator {
        object.text("operator", operator.as_str());
    }
    if let Some(body) = &common.body {
        object.text("type", body.media_type.as_str());
        object.number("bytes", body.bytes);
    }
    object.text("header", &entry.header().to_string());
}

/// A JSON object in the making.
struct Object(Vec<u8>);

impl Object {
    fn begin() -> Self {
        Object(vec![b'{'])
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
        json_string(&mut self.0, name);
        self.0.push(b':');
    }

    fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        json_string(&mut self.0, value);
    }

    fn number(&mut self, name: &str, value: u64) {
        self.name(name);
        self.0.extend_from_slice(value.to_string().as_bytes());
    }

    fn list(&mut self, name: &str, values: &[String]) {
        self.name(name);
        self.0.push(b'[');
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.0.push(b',');
            }
            json_string(&mut self.0, value);
        }
        self.0.push(b']');
    }

    fn end(mut self) -> Vec<u8> {
        self.0.extend_from_slice(b"}\n");
        self.0
    }
}
