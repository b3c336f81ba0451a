//! Tree to fields: objects become longer paths, lists several fields of one path.

use super::Refusal;
use crate::{Fault, Field, NameRefused, PathId, Paths, Value};
use simd_json::{Node, StaticNode};

/// How deep a record may nest. Real telemetry stays below ten; each level costs a stack frame.
pub(super) const MAX_DEPTH: usize = 64;

/// How many fields a record may have. With the limit on names this bounds what a record can make us hold.
const MAX_FIELDS: usize = 1 << 16;

/// XML turned to JSON keeps an element's text under this key where the element also has attributes:
/// the text is then the element's own value.
const TEXT_KEY: &str = "#text";

/// Appends the scalars of one record to a list of fields.
pub(crate) struct Flatten<'p, 'f, 'a> {
    paths: &'p mut Paths,
    fields: &'f mut Vec<Field<'a>>,
    last: PathId,
}

impl<'p, 'f, 'a> Flatten<'p, 'f, 'a> {
    pub(crate) fn new(paths: &'p mut Paths, fields: &'f mut Vec<Field<'a>>) -> Self {
        Flatten { paths, fields, last: PathId::ROOT }
    }

    /// The whole record, which must be an object.
    pub(crate) fn tape(self, nodes: &[Node<'a>]) -> Result<(), Refusal> {
        self.tape_below(PathId::ROOT, nodes)
    }

    /// An object that is the value of a field of another record.
    pub(crate) fn tape_below(mut self, path: PathId, nodes: &[Node<'a>]) -> Result<(), Refusal> {
        match nodes.split_first() {
            Some((Node::Object { len, .. }, rest)) => self.object(*len, rest, path, MAX_DEPTH).map(|_| ()),
            _ => Err((Fault::Malformed, "the record is not a JSON object".to_owned())),
        }
    }

    /// The members of an object whose nodes start at `nodes`; gives back what lies behind it.
    fn object<'n>(
        &mut self,
        len: usize,
        mut nodes: &'n [Node<'a>],
        path: PathId,
        depth: usize,
    ) -> Result<&'n [Node<'a>], Refusal> {
        for _ in 0..len {
            let Some((Node::String(key), rest)) = nodes.split_first() else {
                return Err((Fault::Malformed, "a key is not text".to_owned()));
            };
            let child = self.enter(path, key)?;
            nodes = self.value(rest, child, depth)?;
        }
        Ok(nodes)
    }

    fn value<'n>(
        &mut self,
        nodes: &'n [Node<'a>],
        path: PathId,
        depth: usize,
    ) -> Result<&'n [Node<'a>], Refusal> {
        let Some((node, mut rest)) = nodes.split_first() else {
            return Err((Fault::Malformed, "a value is missing".to_owned()));
        };
        let below = depth.checked_sub(1);
        match (node, below) {
            (Node::String(text), _) => self.push(path, Value::Text(text))?,
            (Node::Static(value), _) => self.push(path, scalar(*value))?,
            (_, None) => return Err(too_deep()),
            (Node::Object { len, .. }, Some(depth)) => rest = self.object(*len, rest, path, depth)?,
            (Node::Array { len, .. }, Some(depth)) => {
                for _ in 0..*len {
                    rest = self.value(rest, path, depth)?;
                }
            }
        }
        Ok(rest)
    }

    /// The path of a member.
    pub(crate) fn enter(&mut self, path: PathId, key: &str) -> Result<PathId, Refusal> {
        if key == TEXT_KEY && path != PathId::ROOT {
            return Ok(path);
        }
        let child = self.paths.child(path, key, self.last).map_err(too_long)?;
        self.last = child;
        Ok(child)
    }

    pub(crate) fn push(&mut self, path: PathId, value: Value<'a>) -> Result<(), Refusal> {
        if self.fields.len() == MAX_FIELDS {
            return Err((Fault::TooLarge, format!("the record has more than {MAX_FIELDS} fields")));
        }
        self.fields.push(Field { path, value });
        Ok(())
    }
}

pub(super) fn too_deep() -> Refusal {
    (Fault::TooLarge, format!("the record nests deeper than {MAX_DEPTH} levels"))
}

fn too_long(error: NameRefused) -> Refusal {
    (Fault::TooLarge, error.to_string())
}

fn scalar<'a>(node: StaticNode) -> Value<'a> {
    match node {
        StaticNode::Null => Value::Null,
        StaticNode::Bool(value) => Value::Bool(value),
        StaticNode::I64(value) => Value::Int(value),
        StaticNode::U64(value) => i64::try_from(value).map_or(Value::UInt(value), Value::Int),
        StaticNode::F64(value) => Value::Float(value),
    }
}
