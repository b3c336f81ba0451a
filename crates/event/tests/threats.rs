//! Telemetry that somebody made to exhaust memory or time, or to be read in two ways (docs: THREATS, rows 23, 27 and 29).

use event::{Blocks, Decoder, Fault, Format, Value};
use std::{fs, path::Path};

/// What becomes of one record: its fields, or the fault.
type Outcome = Result<Vec<(String, String)>, (Fault, String)>;

fn decode(bytes: &[u8], format: Format) -> Vec<Outcome> {
    let (mut blocks, mut decoder, mut outcomes) =
        (Blocks::new(bytes, format), Decoder::default(), Vec::new());
    while let Some(mut block) = blocks.next().expect("memory does not fail") {
        decoder.decode(&mut block, |paths, record| {
            outcomes.push(match record {
                Ok(event) => Ok(event
                    .fields
                    .iter()
                    .map(|field| {
                        let value = match field.value {
                            Value::Text(text) => format!("{text:?}"),
                            other => other.to_string(),
                        };
                        (paths.name(field.path).to_owned(), value)
                    })
                    .collect()),
                Err(bad) => Err((bad.fault, bad.detail)),
            });
        });
    }
    outcomes
}

fn faults(bytes: &[u8], format: Format) -> Vec<Option<Fault>> {
    decode(bytes, format).into_iter().map(|outcome| outcome.err().map(|(fault, _)| fault)).collect()
}

/// A parser would take gigabytes for these fifteen mebibytes. Each costs its record, and the next one is read.
#[test]
fn threat_23_a_record_of_millions_of_values_is_refused_before_it_is_parsed() {
    for element in ["0,", "{\"b\":0},", "[],", "\"\","] {
        let elements = element.repeat((15 << 20) / element.len());
        let text = format!("{{\"a\":[{elements}0]}}\n{{\"x\":1}}\n");
        assert_eq!(faults(text.as_bytes(), Format::JsonLines), [Some(Fault::TooLarge), None], "{element}");
        assert_eq!(faults(text.as_bytes(), Format::Json), [Some(Fault::TooLarge), None], "{element}");
    }
}

/// Empty objects are no fields, but their names are kept.
#[test]
fn threat_23_names_without_values_are_bounded() {
    let members = |count: usize| (0..count).map(|n| format!("\"{n:x}\":{{}}")).collect::<Vec<_>>().join(",");
    let flood = format!("{{\"{}\":{{{}}}}}\n{{\"x\":1}}\n", "p".repeat(900), members(40_000));
    assert_eq!(faults(flood.as_bytes(), Format::JsonLines), [Some(Fault::TooLarge), None]);
    let flood = format!("{{{}}}\n{{\"x\":1}}\n", members(100_000));
    assert_eq!(faults(flood.as_bytes(), Format::JsonLines), [Some(Fault::TooLarge), None]);
    let deep = "<a><b><c/></b></a>";
    let elements: String = (0..90_000).map(|n| deep.replace('a', &format!("a{n:x}"))).collect();
    let flood = format!("<Event>{elements}</Event><Event><x>1</x></Event>");
    assert_eq!(faults(flood.as_bytes(), Format::EventXml), [Some(Fault::TooLarge), None]);
}

/// What was learned of one record's names does not starve the next.
#[test]
fn threat_29_each_record_may_bring_names_of_its_own() {
    let record = |from: usize| {
        let members: Vec<_> = (from..from + 60_000).map(|n| format!("\"{n:x}\":1")).collect();
        format!("{{{}}}\n", members.join(","))
    };
    let text: String = (0..4).map(|number| record(number * 60_000)).collect();
    assert_eq!(faults(text.as_bytes(), Format::JsonLines), [None; 4]);
}

/// A chunk costs what a whole one costs, however short it is: a file of magic numbers must not be thousands of them.
#[test]
fn threat_23_chunks_shorter_than_their_header_are_not_looked_into() {
    let outcomes = decode(&b"ElfChnk\0".repeat(1000), Format::Evtx);
    assert_eq!(outcomes.len(), 1000);
    let detail = |outcome: &Outcome| outcome.as_ref().err().map(|(_, detail)| detail.clone());
    assert!(
        outcomes
            .iter()
            .all(|outcome| detail(outcome).is_some_and(|detail| detail.contains("inside its header")))
    );
}

/// What is said of a bad record is one line, and none of it comes from the record.
#[test]
fn threat_23_words_on_a_bad_record_hold_nothing_of_it() {
    let cases: [(&str, Format); 6] = [
        ("<Event><evil\u{1b}[31m>1</Event>", Format::EventXml),
        ("<Event></evil\n\u{1b}[31m></Event>", Format::EventXml),
        ("<Event a='1' evil></Event>", Format::EventXml),
        ("<Event><!evil></Event>", Format::EventXml),
        ("{\"evil\":evil}\n", Format::JsonLines),
        ("{\"a\":\"\\evil\"}\n", Format::JsonLines),
    ];
    for (text, format) in cases {
        for outcome in decode(text.as_bytes(), format) {
            let (_, detail) = outcome.expect_err(text);
            assert!(!detail.contains("evil") && !detail.contains(char::is_control), "{text}: {detail}");
        }
    }
}

/// Where two readers of JSON may disagree, this is what detente reads; an error where a record is refused.
#[test]
fn threat_27_one_reading_of_ambiguous_json() {
    /// Paths and values.
    type Fields = [(&'static str, &'static str)];
    let cases: [(&[u8], &Fields); 17] = [
        // Both members of one name are there, so that neither can hide the other.
        (br#"{"a":1,"a":2}"#, &[("a", "1"), ("a", "2")]),
        (br#"{"a":{"b":1},"a":{"b":2}}"#, &[("a.b", "1"), ("a.b", "2")]),
        (br#"{"a.b":1,"a":{"b":2}}"#, &[("a.b", "1"), ("a.b", "2")]),
        // Whole numbers keep all their digits as far as 64 bits reach.
        (br#"{"a":9007199254740993}"#, &[("a", "9007199254740993")]),
        (br#"{"a":18446744073709551615}"#, &[("a", "18446744073709551615")]),
        (br#"{"a":18446744073709551616}"#, &[("a", "18446744073709552000")]),
        (br#"{"a":-0}"#, &[("a", "0")]),
        (br#"{"a":1.10}"#, &[("a", "1.1")]),
        (b"{\"a\":\"x\\u0000y\"}", &[("a", "\"x\\0y\"")]),
        (b"{\"a\":\"\\ud83d\\ude00\"}", &[("a", "\"\u{1f600}\"")]),
        (b"{\"a\":\"\xef\xbb\xbfx\"}", &[("a", "\"\\u{feff}x\"")]),
        // What is no text in a value must not hide the record. No byte of an overlong form becomes the character meant.
        (b"{\"a\":\"\\ud800\",\"b\":1}", &[("a", "\"\u{fffd}\""), ("b", "1")]),
        (b"{\"a\":\"\\udc00x\"}", &[("a", "\"\u{fffd}x\"")]),
        (b"{\"a\":\"\xc0\xaf\"}", &[("a", "\"\u{fffd}\u{fffd}\"")]),
        (b"{\"a\":\"\xed\xa0\x80\"}", &[("a", "\"\u{fffd}\u{fffd}\u{fffd}\"")]),
        (b"{\"a\":\"\xff\"}", &[("a", "\"\u{fffd}\"")]),
        (b"\xef\xbb\xbf{\"a\":1}\r\n", &[("a", "1")]),
    ];
    for (text, fields) in cases {
        let expected: Vec<_> = fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        assert_eq!(decode(text, Format::JsonLines), [Ok(expected)], "{}", String::from_utf8_lossy(text));
    }
    let refused: [&[u8]; 9] = [
        b"{\"a\":\"x\0y\"}",
        b"{\"a\":\"tab\there\"}",
        b"{\"a\":1}x",
        b"{\"a\":1}{\"b\":2}",
        b"{\"a\":01}",
        b"{\"a\":NaN}",
        b"{\"a\":1,}",
        b"{'a':1}",
        b"\x0b{\"a\":1}",
    ];
    for text in refused {
        let outcomes = decode(text, Format::JsonLines);
        assert!(matches!(outcomes.as_slice(), [Err(_)]), "{}: {outcomes:?}", String::from_utf8_lossy(text));
    }
}

/// Every sample, cut off after every byte: no panic, and of what was whole nothing is lost.
#[test]
fn threat_23_any_format_cut_off_anywhere() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/telemetry/decode");
    let mut samples = 0;
    for entry in fs::read_dir(folder).expect("the folder of cases") {
        let path = entry.expect("a case").path();
        if path.extension().is_some_and(|extension| extension == "fields") {
            continue;
        }
        samples += 1;
        cut_everywhere(&path);
    }
    assert!(samples > 5);
}

fn cut_everywhere(path: &Path) {
    let bytes = fs::read(path).expect("a case");
    let format = event::sniff(&bytes).expect("a format");
    let good = |bytes: &[u8]| decode(bytes, format).iter().filter(|outcome| outcome.is_ok()).count();
    let mut before = 0;
    // A line cut off in the middle may still be a record, and later none; a whole one stays.
    for end in (0..bytes.len().min(6000)).filter(|&end| end == 0 || bytes[end - 1] == b'\n') {
        let now = good(&bytes[..end]);
        assert!(now + 1 >= before, "{} at {end}", path.display());
        before = now;
    }
    (0..bytes.len().min(3000)).for_each(|end| _ = good(&bytes[..end]));
}

/// What a table, an access log or a log of a DNS server may be made of. It ends, nothing panics, and a bad row costs itself.
#[test]
fn threat_23_tables_and_lines_of_junk() {
    let columns = format!("{}\n{}\n", "c,".repeat(1_000_000), "1,".repeat(1_000_000));
    assert!(decode(columns.as_bytes(), Format::Csv).iter().all(Result::is_err));
    let names = format!("{},x\n1,2\n", "n".repeat(1 << 20));
    assert!(decode(names.as_bytes(), Format::Csv).iter().all(Result::is_err));
    let fields = format!("#Fields: {}\n1 2\n", "c ".repeat(1_000_000));
    assert_eq!(faults(fields.as_bytes(), Format::W3c), [Some(Fault::Malformed)]);
    let hostile: [&[u8]; 9] = [
        b"a,b\n\"open\n1,2\n3,4\n",
        b"a,b\n\0,\xff\n\x1b[2J,\xc3\n",
        b"a,b\r\n1,2\r\n\r\n\r\n3,4\r\n",
        b"\"\"\"\"\"\"\n\"\"\"\n\"",
        b"a;b\n{\"x\":{\"y\":[1,{}]}};{{{{\n",
        b"192.0.2.1 - - [22/Nov/2026:20:00:00 +0100] \"GET \\x \\\" HTTP/1.1\\\" 200\n",
        b"[[[[ [[ \"\"\"\" [22/Nov/2026:20:00:00 +0100] \"\\\xff\" - -\n",
        b"6/5/2013 PACKET x [ ] (99999999999999999999)a(0)\n PACKET  UDP Rcv [] A (1)\xc3\xa9(0)\n",
        b"client : query:  \nclient @0x #: query: a b c\n[] unbound[info: \n",
    ];
    for bytes in hostile {
        for format in
            [Format::Csv, Format::W3c, Format::AccessLog, Format::DnsLog, Format::Lines, Format::Syslog]
        {
            decode(bytes, format);
        }
    }
    assert_eq!(faults(hostile[0], Format::Csv), [Some(Fault::Malformed), None, None]);
    assert_eq!(faults(hostile[2], Format::Csv), [None, None]);
}

/// Quotes that are opened and not closed, line after line, must not have a table read once for each of its lines.
#[test]
fn threat_23_a_flood_of_open_quotes_ends_soon() {
    for row in ["x\"y,\"z\n", "\"\n", "\"\"\"\n", ",\"a\n", "\"\"\"\"\"\n,"] {
        let text = format!("a,b\n{}", row.repeat((5 << 20) / row.len()));
        decode(text.as_bytes(), Format::Csv);
    }
}

/// A quote that was lost costs its row, where no other one follows, and a row that is too long costs itself.
#[test]
fn threat_23_a_lost_quote_does_not_swallow_the_table() {
    let rows = "1,2\n".repeat(3 << 19);
    let text = format!("a,b\n{rows}\"lost,2\n{rows}");
    let outcomes = decode(text.as_bytes(), Format::Csv);
    let good = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!((good, outcomes.len() - good), (6 << 19, 1));
    let long = format!("a,b\n1,2\n{},2\n3,4\n", "x".repeat(event::MAX_RECORD + event::BLOCK));
    assert_eq!(faults(long.as_bytes(), Format::Csv), [None, Some(Fault::TooLarge), None]);
}

/// What a stranger writes into one line of a log does not make the whole log another's.
#[test]
fn threat_23_a_line_does_not_name_the_format() {
    let line = "192.0.2.1 - - [22/Nov/2026:20:00:00 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"\n";
    for junk in ["{\"Records\":[{\"a\":1}]}\n", "a,b,c\n", "<34>1 x\n", "\0\u{1}\u{2}\n"] {
        let text = [line, junk, line, line].concat();
        assert_eq!(event::sniff(text.as_bytes()), Some(Format::AccessLog), "{junk}");
    }
}
