#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use super::*;

fn one(text: &str) -> Node {
    let mut documents = parse(text).expect("YAML");
    assert_eq!(documents.len(), 1, "{text}");
    documents.remove(0)
}

fn fault(text: &str) -> String {
    parse(text).expect_err(text).to_string()
}

#[test]
fn plain_scalars_follow_the_core_schema() {
    let int = |value, text: &str| Kind::Int(value, text.to_owned());
    let float = |value, text: &str| Kind::Float(value, text.to_owned());
    let text = |text: &str| Kind::Text(text.to_owned());
    for (source, kind) in [
        ("~", Kind::Null),
        ("null", Kind::Null),
        ("''", text("")),
        ("true", Kind::Bool(true)),
        ("'true'", text("true")),
        ("yes", text("yes")),
        ("No", text("No")),
        ("4688", int(4688, "4688")),
        ("-7", int(-7, "-7")),
        ("0123", int(123, "0123")),
        ("0x1F", int(31, "0x1F")),
        ("0x+1", text("0x+1")),
        ("0o17", int(15, "0o17")),
        ("1_000", text("1_000")),
        ("99999999999999999999", float(1e20, "99999999999999999999")),
        ("1.10", float(1.1, "1.10")),
        (".5", float(0.5, ".5")),
        ("1e3", float(1000.0, "1e3")),
        ("-.inf", float(f64::NEG_INFINITY, "-.inf")),
        ("infinity", text("infinity")),
        ("1.2.3", text("1.2.3")),
        (".", text(".")),
        ("2024-01-02", text("2024-01-02")),
        ("!!str 12", text("12")),
        ("\"a\\tb\"", text("a\tb")),
        ("|\n  a\n  b\n", text("a\nb\n")),
    ] {
        assert_eq!(one(source).kind, kind, "{source}");
    }
}

#[test]
fn spans_are_bytes_lines_and_columns() {
    let text = "é: ü\nlist:\n  - 'ö*'\n  - {a: b}\n";
    let root = one(text);
    let list = root.get("list").and_then(Node::list).expect("a list");
    let at = |node: &Node| (&text[node.span.start..node.span.end], node.span.line, node.span.column);
    assert_eq!(at(root.get("é").expect("é")), ("ü", 1, 4));
    assert_eq!(at(&list[0]), ("'ö*'", 3, 5));
    assert_eq!(at(&list[1]), ("{a: b}", 4, 5));
    for (text, written) in
        [("- 'it''s' # '", "'it''s'"), (r#"- "a\"b"  # "x""#, r#""a\"b""#), ("- plain  # x", "plain")]
    {
        let span = one(text).list().expect("a list")[0].span;
        assert_eq!(&text[span.start..span.end], written);
    }
}

#[test]
fn a_broken_document_costs_itself_only() {
    let text = "a: 1\n---\nb: [1\n---\nc: 3\n---\nd: 1\nd: 2\n---\ne: 5\n";
    let outcomes: Vec<_> =
        parse_each(text).into_iter().map(|one| one.map_err(|error| error.span.line)).collect();
    assert_eq!(outcomes.len(), 5, "{outcomes:?}");
    assert!(outcomes[0].is_ok() && outcomes[2].is_ok() && outcomes[4].is_ok());
    assert!(matches!(outcomes[1], Err(3..=4)), "{:?}", outcomes[1]);
    assert_eq!(outcomes[3].as_ref().err(), Some(&8));
    let last = outcomes[4].as_ref().expect("the last").get("e").expect("e").span;
    assert_eq!((last.line, &text[last.start..last.end]), (10, "5"));
}

#[test]
fn aliases_copy_and_merge() {
    let root = one("base: &b {x: 1, y: 2}\nother:\n  <<: *b\n  y: 3\nsame: *b\n");
    let value = |map: &str, key: &str| {
        root.get(map).and_then(|map| map.get(key)).and_then(Node::text).map(String::from)
    };
    assert_eq!(value("other", "x").as_deref(), Some("1"));
    assert_eq!(value("other", "y").as_deref(), Some("3"));
    assert_eq!(value("same", "y").as_deref(), Some("2"));
}

#[test]
fn hostile_texts_meet_a_limit() {
    let mut laughs = String::from("l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let below = format!("*l{}", level - 1);
        laughs += &format!("l{level}: &l{level} [{}]\n", vec![below; 10].join(", "));
    }
    assert!(fault(&laughs).contains("values"), "{}", fault(&laughs));
    assert!(fault(&"[".repeat(200)).contains("deep"));
    assert!(fault(&"- ".repeat(2_000)).contains("deep"));
    assert!(fault(&"x".repeat(MAX_BYTES + 1)).contains("bytes"));
    assert!(fault("a: &a [*a]").contains("alias"));
    assert!(fault("[a]: 1").contains("key"));
    assert!(fault("k: 1\n\"k\": 2\n").contains("line 1"));
    let broken = "--- [\n".repeat(1_000);
    assert_eq!(parse_each(&broken).len(), MAX_BROKEN_DOCUMENTS);
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), vec!["*a"; 200].join(","));
    assert!(fault(&long).contains("copy"));
}

proptest::proptest! {
    #[test]
    fn any_text_ends_in_an_outcome(text in "[-a-c0-2 \\n:,\\[\\]{}&*!|>'\"#%@`?é]{0,60}") {
        for document in parse_each(&text).into_iter().flatten() {
            assert!(text.get(document.span.start..document.span.end).is_some());
        }
    }
}
