//! Texts of STIX that are made to do harm (THREATS 23 and 27): made up while they are read, never on a disk.

use exchange::{
    MAX_ELEMENT,
    stix::{Item, Reader, Summary},
};
use std::io::{self, Cursor, Read};

/// A text that starts so, then repeats something numbered, then ends so.
struct Endless<'e> {
    piece: Cursor<Vec<u8>>,
    next: u64,
    count: u64,
    each: &'e dyn Fn(u64) -> String,
    end: &'e str,
}

fn endless<'e>(start: &str, count: u64, each: &'e dyn Fn(u64) -> String, end: &'e str) -> Endless<'e> {
    Endless { piece: Cursor::new(start.as_bytes().to_vec()), next: 0, count, each, end }
}

impl Read for Endless<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.read(to)?;
        if count > 0 || self.next > self.count {
            return Ok(count);
        }
        let text = if self.next == self.count { self.end.to_owned() } else { (self.each)(self.next) };
        self.next += 1;
        self.piece = Cursor::new(text.into_bytes());
        self.read(to)
    }
}

/// The sums, and why things were refused: each reason once.
fn read(text: impl Read) -> (Summary, Vec<String>) {
    let mut reasons = Vec::new();
    let mut take = |item: Item<'_>| {
        if let Item::Refused(refused) = item {
            reasons.push(refused.why.to_string());
        }
    };
    let summary = Reader::new().read(text, &mut take).expect("it can be read");
    reasons.dedup();
    (summary, reasons)
}

const START: &str = r#"{"type":"bundle","id":"bundle--11111111-2222-4333-8444-555555555555","objects":[0"#;

fn mutex(number: u64, more: &str) -> String {
    format!(r#",{{"type":"mutex","id":"mutex--{number:08x}-2222-4333-8444-555555555555","name":"a"{more}}}"#)
}

fn broken(text: &str) -> String {
    format!("{text}; what is behind it in this text was not read")
}

#[test]
fn a_bundle_of_many_objects_is_streamed() {
    let (summary, reasons) = read(endless(START, 100_000, &|number| mutex(number, ""), "]}"));
    assert_eq!((summary.taken, summary.refused, summary.is_bundle), (100_000, 1, true));
    assert_eq!(reasons, ["not an object"]);
}

/// Between two objects that are taken stand one of 40 MB, one that is deep, one that is deep beyond all size.
#[test]
fn large_and_deep_objects_are_passed_over() {
    let megabyte = "a".repeat(1 << 20);
    let each = |number: u64| match number {
        0 => mutex(0, "") + r#",{"type":"mutex","id":""#,
        1..40 => megabyte.clone(),
        40 => {
            r#""},"#.to_owned()
                + &mutex(40, &format!(",\"x\":{}{}", "[".repeat(100_000), "]".repeat(100_000)))[1..]
        }
        41 => ",".to_owned() + &"[".repeat(MAX_ELEMENT),
        42 => "]".repeat(MAX_ELEMENT),
        _ => mutex(43, ""),
    };
    let (summary, reasons) = read(endless(START, 44, &each, "]}"));
    assert_eq!((summary.taken, summary.refused), (2, 4));
    let large = format!("larger than {MAX_ELEMENT} bytes");
    assert_eq!(reasons, ["not an object", &large, "more than 100 values within one another", &large]);
}

/// Lists within lists, and a single object that never ends, at the outside.
#[test]
fn what_has_no_end_ends() {
    let (summary, reasons) = read(endless("", 200_000, &|_| "[".to_owned(), ""));
    assert_eq!((summary.refused, reasons), (1, vec![broken("not JSON: it ends inside a value")]));
    let (summary, reasons) = read(endless("{\"a\":\"", 40, &|_| "b".repeat(1 << 20), "\"}"));
    assert_eq!((summary.refused, reasons), (1, vec![format!("larger than {MAX_ELEMENT} bytes")]));
    let (summary, _) =
        read(endless("{", 200_000, &|number| format!("\"{number}\":{{}},"), "\"type\":\"mutex\"}"));
    assert_eq!((summary.kept(), summary.refused), (0, 1));
}

/// Names of an envelope that are many, long, or twice there do not get large.
#[test]
fn an_envelope_may_be_anything() {
    let each = |number: u64| format!("\"x{number}\":[1,{{\"objects\":[]}}],");
    let end = format!("\"objects\":[{}],\"objects\":[7],\"type\":\"bundle\"}}", &mutex(1, "")[1..]);
    let (summary, reasons) = read(endless("{", 10_000, &each, &end));
    assert_eq!((summary.taken, summary.refused, summary.is_bundle), (1, 1, false));
    assert_eq!(reasons, ["the name \"objects\" stands twice in one object"]);
}

/// Ten thousand lines, every second of them broken in its own way: the others are taken.
#[test]
fn a_broken_line_costs_itself() {
    let broken = [
        "{\"a\":",
        "{\"type\":\"mutex\"",
        "[[[[",
        "\u{1}",
        "{}}",
        "]",
        "\"",
        "{\"type\":\"mutex\",\"id\":\"\\ud800\"}",
    ];
    let each =
        |number: u64| format!("{}\n{}\n", &mutex(number, "")[1..], broken[number as usize % broken.len()]);
    let (summary, _) = read(endless("", 5_000, &each, ""));
    assert_eq!((summary.taken, summary.is_bundle), (5_000, false));
    assert_eq!(summary.refused, 5_000);
}
