//! Records of the line formats and of event XML, as fields.

use event::{Blocks, Decoder, Fault, Format, Value, sniff};
use std::fmt::Write;

/// `record: path=value` lines, `!fault` for what could not be read; text stands in quotes.
fn decode(text: &str, format: Format) -> String {
    let (mut blocks, mut decoder, mut out) =
        (Blocks::new(text.as_bytes(), format), Decoder::default(), String::new());
    while let Some(mut block) = blocks.next().expect("memory does not fail") {
        decoder.decode(&mut block, |paths, record| match record {
            Ok(event) => {
                for field in event.fields {
                    let name = paths.name(field.path);
                    match field.value {
                        Value::Text(text) => writeln!(out, "{}: {name}={text:?}", event.position.record),
                        Value::Null => writeln!(out, "{}: {name}=null", event.position.record),
                        other => writeln!(out, "{}: {name}={other}", event.position.record),
                    }
                    .expect("a string takes all");
                }
            }
            Err(bad) => {
                writeln!(out, "{}: !{}", bad.position.record, bad.fault.as_str()).expect("a string takes all")
            }
        });
    }
    out
}

/// Every case is two files: what is read, and what comes out.
#[test]
fn cases() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/telemetry/decode");
    let mut cases: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("a case").path())
        .filter(|path| path.extension().is_none_or(|extension| extension != "fields"))
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        let text = std::fs::read_to_string(&case).expect("the case");
        let format = sniff(text.as_bytes()).unwrap_or_else(|| panic!("{} is not recognised", case.display()));
        let found = decode(&text, format);
        let expected_path = case.with_added_extension("fields");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&expected_path, &found).expect("blessed");
        }
        let expected = std::fs::read_to_string(&expected_path).unwrap_or_default();
        assert_eq!(found, expected, "{}", case.display());
    }
}

#[test]
fn deep_xml_costs_one_record() {
    let deep =
        format!("<Event>{}{}</Event><Event><A>1</A></Event>", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(decode(&deep, Format::EventXml), "1: !too large\n2: Event.A=\"1\"\n");
    let many = format!("<Event {}/>", "a='1' ".repeat(1000)) + "</Event>";
    assert_eq!(decode(&many, Format::EventXml), "1: !too large\n");
}

#[test]
fn no_entity_is_expanded() {
    let text = "<Event><A>&lol;&#x41;&amp;&#0;& b</A></Event>";
    assert_eq!(decode(text, Format::EventXml), "1: Event.A=\"&lol;A&\u{fffd}& b\"\n");
    let bomb = "<Event><!DOCTYPE x [<!ENTITY a 'b'>]></Event>";
    assert_eq!(decode(bomb, Format::EventXml), "1: !malformed\n");
}

#[test]
fn too_many_fields_cost_one_record() {
    let line = format!("type=X msg=audit(1.0:1):{}\n", " a=1".repeat(70_000));
    assert_eq!(decode(&line, Format::Auditd), "1: !too large\n");
    let name = format!("type=X msg=audit(1.0:1): {}=1\n", "n".repeat(2000));
    assert_eq!(decode(&name, Format::Auditd), "1: !too large\n");
}

#[test]
fn bytes_that_are_no_utf_8_cost_no_line() {
    let bytes = b"<34>Oct 11 22:14:15 host su: caf\xe9\n";
    let mut blocks = Blocks::new(bytes.as_slice(), Format::Syslog);
    let mut block = blocks.next().expect("memory").expect("a block");
    let mut found = Vec::new();
    Decoder::default().decode(&mut block, |_, record| {
        found.extend(record.expect("a record").fields.iter().map(|field| field.value.to_string()));
    });
    assert_eq!(found.last().map(String::as_str), Some("caf\u{fffd}"));
}

#[test]
fn a_fault_of_the_cutter_comes_before_the_block() {
    let text = format!("{}\ntype=X msg=audit(1.0:1): a=b", "x".repeat(event::MAX_RECORD + event::BLOCK));
    assert!(
        decode(&text, Format::Auditd).starts_with(&format!("1: !{}\n2: type=", Fault::TooLarge.as_str()))
    );
}

#[test]
fn objects_of_arrays_are_records() {
    let text = "[\n  {\"a\": {\"b\": 1}},\n  {\"a\": \"lost},\n  {\"a\": null}\n]\n{\"c\":true}{\"d\":[2,3]} {\"e\":";
    let expected = "1: a.b=1\n2: !truncated\n3: a=null\n4: c=true\n5: d=2\n5: d=3\n6: !truncated\n";
    assert_eq!(decode(text, Format::Json), expected);
}

/// What stands where objects should is told, and counted among the records.
#[test]
fn what_is_no_object_is_a_bad_record() {
    for (text, expected) in [
        (
            "[{\"a\":1}, 17, \"x{\", null, {\"a\":2}]",
            "1: a=1\n2: !malformed\n3: !malformed\n4: !malformed\n5: a=2\n",
        ),
        ("-- dump --\n{\"a\":1}", "1: !malformed\n2: a=1\n"),
        ("{\"value\":[{\"a\":1}],\"user\":\"x\"}", "1: a=1\n2: !malformed\n3: !malformed\n"),
        ("{\"value\":[{\"a\":1}],\"user\":{\"b\":2}}", "1: a=1\n2: !malformed\n3: b=2\n"),
        ("{\"Records\":[]}{\"Records\":[{\"a\":1}]}\n", "1: a=1\n"),
        ("[\"unended\n{\"a\":1}", "1: !malformed\n2: a=1\n"),
        ("[{\"a\":1}, 17", "1: a=1\n2: !malformed\n"),
        ("{\"Records\":[{\"a\":1},{\"b\":", "1: a=1\n2: !truncated\n"),
    ] {
        assert_eq!(decode(text, Format::Json), expected, "{text}");
    }
}
