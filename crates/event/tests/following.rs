//! A stream that is written while it is read gives the records of the whole one, wherever its writer and its reader stopped in between.

use event::{Block, Blocks, Decoder, Format, Resume};
use std::io::Read;

/// The records of a block in words: number, offset and fields, or what is wrong with it.
fn tell(block: &mut Block, decoder: &mut Decoder, told: &mut Vec<String>) {
    decoder.decode(block, |paths, record| {
        told.push(match record {
            Ok(event) => {
                let fields: Vec<String> = event
                    .fields
                    .iter()
                    .map(|field| format!("{}={}", paths.name(field.path), field.value))
                    .collect();
                format!("{} {} {}", event.position.record, event.position.offset, fields.join(" "))
            }
            Err(bad) => bad.to_string(),
        });
    });
}

fn drain(mut blocks: Blocks<impl Read>, told: &mut Vec<String>) -> Resume {
    let mut decoder = Decoder::default();
    while let Some(mut block) = blocks.next().expect("memory is read") {
        tell(&mut block, &mut decoder, told);
    }
    blocks.left()
}

/// What is found where so many bytes are written at a time, and everything is put aside and taken up again after each.
fn in_steps(text: &[u8], format: Format, step: usize) -> Vec<String> {
    let (mut told, mut at) = (Vec::new(), Resume::default());
    for len in (0..text.len()).step_by(step) {
        let fresh = &text[at.offset as usize..len];
        at = drain(Blocks::resume(fresh, format, &at).following(), &mut told);
    }
    drain(Blocks::resume(&text[at.offset as usize..], format, &at), &mut told);
    told
}

/// The same of a stream that can only be read from its start.
fn from_the_start(text: &[u8], format: Format, step: usize) -> Vec<String> {
    let (mut told, mut at) = (Vec::new(), Resume::default());
    for len in (0..text.len()).step_by(step) {
        let mut blocks = Blocks::new(&text[..len], format).following();
        blocks.pass_to(&at).expect("memory is read");
        at = drain(blocks, &mut told);
    }
    let mut blocks = Blocks::new(text, format);
    blocks.pass_to(&at).expect("memory is read");
    drain(blocks, &mut told);
    told
}

const CASES: [(Format, &str); 10] = [
    (Format::JsonLines, "{\"a\":1}\n\n{\"a\":2}\r\n{\"bad\n{\"a\":3}\n{\"a\":4}"),
    (Format::Lines, "one\ntwo\n\nthree\nlast without its end"),
    (
        Format::ZeekTsv,
        "#separator \\x09\n#set_separator\t,\n#path\tx\n#fields\ta\tb\n#types\tstring\tstring\n1\t2\n3\t4\n#close\tx\n\
         #separator \\x09\n#path\ty\n#fields\tc\n#types\tstring\n5\n6\n",
    ),
    (
        Format::W3c,
        "#Software: x\n#Fields: date time s\n2026-11-22 20:00:00 a\n#Date: x\n2026-11-22 20:00:01 b\n",
    ),
    (Format::Csv, "#TYPE x\nid,name\n1,\"a\nb\"\n2,\"c \"\"d\"\"\"\n3,e\n\n4,f"),
    (Format::Json, "[\n {\"a\": \"x}\\\"\"},\n {\"b\": {\"c\": [1,\n2]}}\n]\n{\"d\":\"\"} {\"e\":1}"),
    (Format::Json, "{\"Records\":[{\"a\":1},{\"b\":\n2}],\"nextToken\":\"x\"}\n"),
    (Format::Json, "{\n \"a\": \"lost,\n  \"n\": {\"no\":1}\n}\n{\n \"b\":1}\n{\"c\":2}\n"),
    (
        Format::EventXml,
        "<Events><Event xmlns='x'><System><EventID>1</EventID></System></Event>\n\
         <Event xmlns='x'><System><EventID>2</EventID></System></Event></Events>",
    ),
    (Format::Syslog, "<34>Oct 11 22:14:15 h su: x\n<34>Oct 11 22:14:16 h su: y\n"),
];

#[test]
fn what_grows_gives_what_the_whole_gives() {
    for (format, text) in CASES {
        let mut whole = Vec::new();
        drain(Blocks::new(text.as_bytes(), format), &mut whole);
        assert!(whole.len() > 1, "{text}");
        for step in 1..=text.len() {
            assert_eq!(in_steps(text.as_bytes(), format, step), whole, "{step} bytes at a time of {text}");
            assert_eq!(
                from_the_start(text.as_bytes(), format, step),
                whole,
                "{step} bytes at a time, from the start, of {text}"
            );
        }
    }
}

#[test]
fn a_line_that_is_too_long_is_one_bad_record_however_it_comes() {
    let mut text = vec![b'x'; event::MAX_RECORD + (3 << 20)];
    text.extend(b"\nafter\n");
    let mut whole = Vec::new();
    drain(Blocks::new(text.as_slice(), Format::Lines), &mut whole);
    assert_eq!(whole.len(), 2, "the line and the one behind it");
    assert_eq!(in_steps(&text, Format::Lines, event::MAX_RECORD + (1 << 20)), whole);
}

#[test]
fn a_byte_order_mark_is_passed_once() {
    let text = "\u{feff}one\ntwo\n";
    let mut whole = Vec::new();
    drain(Blocks::new(text.as_bytes(), Format::Lines), &mut whole);
    for step in 4..text.len() {
        assert_eq!(in_steps(text.as_bytes(), Format::Lines, step), whole, "{step}");
    }
}

/// Texts by chance, of what the formats are made of.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn text(&mut self, parts: &[&str]) -> String {
        (0..self.below(30)).map(|_| parts[self.below(parts.len())]).collect()
    }
}

#[test]
fn texts_by_chance_give_what_the_whole_gives() {
    // What is no JSON at all is told by what stands around it in its block, so that depends on where blocks end too.
    let json = [
        "{\"a\":1}",
        "{\"b\":{\"c\":[1,{}]}}",
        ",",
        "\n",
        " ",
        "[",
        "]",
        "{\"Records\":[{\"a\":1},{\"b\":\n2}],\"count\":2}",
        "{\"s\":\"x}\\\"{\"}",
    ];
    let objects =
        ["{\"a\":1}\n", "{\"b\":{\"c\":[1,{}]}}\r\n", "\n", "{\"lost\n", "x\n", "{\"s\":\"x}\\\"{\"}\n", "{"];
    // A quote that is lost is looked for within a block, so what it costs depends on where blocks end: none is lost here.
    let table = ["a", ",", "\n", "1,2\n", ",\"x\ny\"", "\"q\"\"r\",1\n", "sep=;\n", "#TYPE x\n", "a,b\n"];
    let headed = ["#fields\ta\n", "#types\tstring\n", "#close\n", "x\n", "1", "\t", "\n", "#", "#path\tx\n"];
    let w3c =
        ["#Fields: a b\n", "#Date: 2026-11-22 20:00:00\n", "x y\n", "x", " ", "\n", "#", "#Software: x\n"];
    let xml = [
        "<Event>",
        "</Event>",
        "<Event ",
        "x",
        "\n",
        "<Events>",
        "<System>",
        "</System>",
        "<EventID>1</EventID>",
    ];
    let lines = ["x", "\n", "\r\n", " ", "{\"a\":1}", "type=CWD msg=audit(1.2:3): a=b"];
    let kinds: [(Format, &[&str]); 7] = [
        (Format::Json, &json),
        (Format::JsonLines, &objects),
        (Format::Csv, &table),
        (Format::ZeekTsv, &headed),
        (Format::W3c, &w3c),
        (Format::EventXml, &xml),
        (Format::Lines, &lines),
    ];
    let mut chance = Chance(1);
    for round in 0..20_000 {
        let (format, parts) = kinds[round % kinds.len()];
        let text = chance.text(parts);
        let step = 1 + chance.below(40);
        let mut whole = Vec::new();
        drain(Blocks::new(text.as_bytes(), format), &mut whole);
        assert_eq!(in_steps(text.as_bytes(), format, step), whole, "{format} {step} at a time: {text:?}");
        assert_eq!(
            from_the_start(text.as_bytes(), format, step),
            whole,
            "{format} {step}, from the start: {text:?}"
        );
    }
}
