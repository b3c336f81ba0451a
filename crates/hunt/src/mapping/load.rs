//! From the text of a mapping file to a [`Mapping`]. docs/MAPPINGS.md describes the format.

use std::sync::Arc;

use super::{
    MAX_CLASS_FIELDS, Mapping,
    entry::{Derived, Entry},
    reader::Reader,
    recognise::Alternative,
    telling,
};
use crate::{
    diagnostic::{Code, Diagnostic, Problem},
    yaml::{self, Fault, Node, Span},
};

const KEYS: [&str; 18] = [
    "source",
    "product",
    "products",
    "wrappers",
    "recognise",
    "prefixes",
    "reserved",
    "spaces",
    "fields",
    "derive",
    "services",
    "service_is",
    "categories",
    "time",
    "host",
    "user",
    "nobody",
    "placeholders",
];

/// Reads the file; see [`Mappings::parse`](super::Mappings::parse).
pub(super) fn load(file: &str, text: &str) -> Result<Mapping, Vec<Diagnostic>> {
    let mut reader = Reader::default();
    let mapping = document(&mut reader, text).and_then(|document| mapping(&mut reader, &document));
    match mapping {
        Some(mapping) if reader.problems.is_empty() => Ok(mapping),
        _ => {
            let file = Arc::from(file);
            Err(reader.problems.into_iter().map(|problem| problem.into_diagnostic(&file, None)).collect())
        }
    }
}

/// The one document of the file.
fn document(reader: &mut Reader, text: &str) -> Option<Node> {
    let mut documents = match yaml::parse(text) {
        Ok(documents) => documents.into_iter(),
        Err(error) => {
            reader.problems.push(of_yaml(&error));
            return None;
        }
    };
    let (first, second) = (documents.next(), documents.next());
    if let Some(second) = second {
        reader.bad(&second, "a mapping file holds one document, and here is a second one");
    } else if first.is_none() {
        let start = Span { line: 1, column: 1, ..Span::default() };
        reader.problems.push(Problem::new(Code::BadMapping, start, "the file is empty"));
    }
    first
}

fn of_yaml(error: &yaml::Error) -> Problem {
    let code = match error.fault {
        Fault::DuplicateKey { .. } => Code::DuplicateKey,
        Fault::Limit(_) => Code::Limit,
        Fault::Syntax(_) | Fault::Key(_) => Code::YamlSyntax,
    };
    Problem::new(code, error.span, error.fault.to_string())
}

fn mapping(reader: &mut Reader, node: &Node) -> Option<Mapping> {
    let known: Vec<&str> = KEYS.into_iter().chain(telling::KEYS).collect();
    let node = reader.map(node, &known)?;
    let Some(source) = node.get("source") else {
        reader.bad(node, "a mapping names its source: `source: NAME`");
        return None;
    };
    let mut mapping = Mapping {
        source: reader.text(source)?,
        product: reader.optional_text(node.get("product")).map(lower),
        products: reader.texts(node.get("products")).into_iter().map(lower).collect(),
        wrappers: reader.texts(node.get("wrappers")),
        recognise: each(reader, node.get("recognise"), alternative),
        prefixes: reader.texts(node.get("prefixes")),
        reserved: reader.texts(node.get("reserved")).into_iter().collect(),
        spaces: spaces(reader, node.get("spaces")),
        fields: reader.renames(node.get("fields")),
        derive: each(reader, node.get("derive"), derived),
        entries: entries(reader, node),
        service_is: reader.optional_text(node.get("service_is")),
        class_fields: Vec::new(),
        time: reader.texts(node.get("time")),
        host: reader.texts(node.get("host")),
        user: reader.texts(node.get("user")),
        nobody: reader.texts(node.get("nobody")).into_iter().collect(),
        placeholders: reader.table(node.get("placeholders")),
        telling: telling::read(reader, node),
    };
    mapping.find_class_fields();
    if mapping.class_fields.len() > MAX_CLASS_FIELDS {
        let message = format!("the conditions ask for more than {MAX_CLASS_FIELDS} different fields");
        reader.bad(node, message);
    }
    Some(mapping)
}

/// Every item of a list, as `read` reads it.
fn each<T>(reader: &mut Reader, list: Option<&Node>, read: fn(&mut Reader, &Node) -> Option<T>) -> Vec<T> {
    reader.items(list).iter().filter_map(|item| read(reader, item)).collect()
}

fn alternative(reader: &mut Reader, node: &Node) -> Option<Alternative> {
    let node = reader.map(node, &["present", "having", "assume"])?;
    let alternative = Alternative {
        present: reader.texts(node.get("present")),
        having: reader.conditions(node.get("having")),
        assume: reader.pairs(node.get("assume")),
    };
    if alternative.fields().next().is_none() {
        reader.bad(node, "this recognises everything: name a field under `present`");
    }
    Some(alternative)
}

fn derived(reader: &mut Reader, node: &Node) -> Option<Derived> {
    let node = reader.map(node, &["field", "from", "values"])?;
    let values = reader.pairs(node.get("values"));
    let (field, from) = (required(reader, node, "field"), required(reader, node, "from"));
    let values = values.into_iter().map(|(value, follows)| (value.to_ascii_lowercase().into(), follows));
    Some(Derived { field: field?, from: from?, values: values.collect() })
}

fn required(reader: &mut Reader, node: &Node, key: &str) -> Option<Arc<str>> {
    if node.get(key).is_none() {
        reader.bad(node, format!("`{key}` is missing here"));
    }
    reader.optional_text(node.get(key))
}

/// What stands for a space; here an empty text is meant.
fn spaces(reader: &mut Reader, node: Option<&Node>) -> Vec<Arc<str>> {
    reader.items(node).iter().filter_map(Node::text).map(Arc::from).collect()
}

fn entries(reader: &mut Reader, node: &Node) -> Vec<Entry> {
    let mut entries = each(reader, node.get("services"), |reader, node| entry(reader, node, "service"));
    entries.extend(each(reader, node.get("categories"), |reader, node| entry(reader, node, "category")));
    entries
}

/// An entry of `services` or `categories`; one without a name of its own only renames.
fn entry(reader: &mut Reader, node: &Node, what: &'static str) -> Option<Entry> {
    let node = reader.map(node, &[what, "when", "fields", "only"])?;
    let name = reader.optional_text(node.get(what)).map(lower);
    let (service, category) = if what == "service" { (name, None) } else { (None, name) };
    Some(Entry {
        service,
        category,
        when: reader.conditions(node.get("when")),
        fields: reader.renames(node.get("fields")),
        only: reader.table(node.get("only")),
    })
}

/// Log sources compare in lower case.
fn lower(text: Arc<str>) -> Arc<str> {
    text.to_lowercase().into()
}
