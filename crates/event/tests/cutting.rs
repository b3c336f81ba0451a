//! Every stream is cut into the same records, however it is read, and nothing of it is lost in silence.

use event::{BLOCK, BadRecord, Block, Blocks, Decoder, Fault, Format, MAX_RECORD};
use std::io::{self, Read};

fn blocks(reader: impl Read, format: Format) -> (Vec<Block>, Option<io::Error>) {
    let (mut blocks, mut cut) = (Vec::new(), Blocks::new(reader, format));
    loop {
        match cut.next() {
            Ok(Some(block)) => blocks.push(block),
            Ok(None) => return (blocks, None),
            Err(error) => return (blocks, Some(error)),
        }
    }
}

fn all(bytes: &[u8], format: Format) -> Vec<Block> {
    let (blocks, error) = blocks(bytes, format);
    assert!(error.is_none(), "{error:?}");
    blocks
}

fn refused(blocks: &[Block]) -> Vec<&BadRecord> {
    blocks.iter().flat_map(|block| &block.refused).collect()
}

/// Says an error after what it has.
struct Breaks<'a>(&'a [u8]);

impl Read for Breaks<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => Ok(read),
        }
    }
}

#[test]
fn lines_are_kept_whole_and_counted() {
    let line = format!("{{\"a\":\"{}\"}}\n", "x".repeat(1000));
    let text = line.repeat(5000);
    let blocks = all(text.as_bytes(), Format::JsonLines);
    assert!(blocks.len() > 3);
    let (mut offset, mut lines) = (0, 1);
    for block in &blocks {
        assert_eq!((block.offset, block.first_record), (offset, lines));
        assert!(block.bytes.len() <= BLOCK && block.bytes.ends_with(b"\n") && !block.truncated);
        offset += block.bytes.len() as u64;
        lines += (block.bytes.len() / line.len()) as u64;
    }
    assert_eq!(offset, text.len() as u64);
}

#[test]
fn a_line_without_end_costs_one_record_and_no_memory() {
    let start = b"first\n".as_slice();
    let endless = io::repeat(b'x').take(3 * MAX_RECORD as u64);
    let (blocks, error) = blocks(start.chain(endless).chain(b"\nlast".as_slice()), Format::Syslog);
    assert!(error.is_none());
    let texts: Vec<_> = blocks.iter().map(|block| block.bytes.as_slice()).collect();
    assert_eq!(texts, [b"first\n".as_slice(), b"last"]);
    assert_eq!(blocks.last().map(|block| block.first_record), Some(3));
    let bad = refused(&blocks);
    assert_eq!(bad.len(), 1);
    assert_eq!((bad[0].fault, bad[0].position.record, bad[0].position.offset), (Fault::TooLarge, 2, 6));
}

#[test]
fn what_was_read_before_an_error_is_used() {
    let (blocks, error) = blocks(Breaks(b"a\nb\nc"), Format::Auditd);
    assert_eq!(blocks.len(), 1);
    assert_eq!(blocks[0].bytes, b"a\nb\nc");
    assert!(blocks[0].truncated);
    assert_eq!(error.map(|error| error.kind()), Some(io::ErrorKind::UnexpectedEof));
}

#[test]
fn utf_16_becomes_utf_8() {
    let text = "\u{feff}{\"a\":\"äöü €\"}\r\n{\"b\":1}\r\n".to_owned() + &"{\"c\":\"é\"}\n".repeat(200_000);
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [text.as_bytes(), &little, &big] {
        let joined: Vec<u8> =
            all(bytes, Format::JsonLines).into_iter().flat_map(|block| block.bytes).collect();
        assert_eq!(joined, text.trim_start_matches('\u{feff}').as_bytes());
    }
}

#[test]
fn json_is_cut_between_objects() {
    let object = "{\n  \"a\": {\"b\": \"}]\\\"\"}\n}";
    let text = format!("[{}]", vec![object; 100_000].join(",\n"));
    let blocks = all(text.as_bytes(), Format::Json);
    let mut record = 1;
    for block in &blocks {
        assert_eq!(block.first_record, record);
        assert!(block.bytes.ends_with(b"}"));
        record += block.bytes.windows(3).filter(|window| window == b"\"a\"").count() as u64;
        assert!(text.as_bytes()[block.offset as usize..].starts_with(&block.bytes));
    }
    assert_eq!(record, 100_001);
    assert!(blocks.len() > 1);
}

/// Records of a wrapper are cut as those of an array are: the wrapper may be larger than a record, or than memory.
#[test]
fn what_wraps_records_is_none() {
    let object = "{\"a\": {\"b\": \"}]\\\"\"}}";
    let records = vec![object; 800_000].join(",\n");
    for (head, tail) in [
        ("{\"Records\":[", "]}"),
        ("{\"@odata.context\":\"x\",\"value\": [", "],\"@odata.nextLink\":\"https://x/{y}\"}"),
        (
            "{\"took\":3,\"hits\":{\"total\":{\"value\":2},\"hits\":[",
            "]},\"aggregations\":{\"x\":[{\"a\":1}]}}\n",
        ),
    ] {
        let text = [head, &records, tail].concat();
        assert!(text.len() > MAX_RECORD);
        let blocks = all(text.as_bytes(), Format::Json);
        assert!(refused(&blocks).is_empty(), "{head}");
        let (mut records, mut decoder) = (0, Decoder::default());
        for mut block in blocks {
            assert_eq!(block.first_record, records + 1);
            decoder.decode(&mut block, |paths, event| {
                let event = event.expect("a record");
                assert_eq!(
                    event.fields.iter().map(|field| paths.name(field.path)).collect::<Vec<_>>(),
                    ["a.b"]
                );
                records += 1;
            });
        }
        assert_eq!(records, 800_000, "{head}");
    }
}

#[test]
fn an_object_that_lost_its_end_costs_itself() {
    let text = "{\"a\":1}\n{\"b\":{\n{\"c\":1}\n{\"d\":1}\n{\"e\":";
    let blocks = all(text.as_bytes(), Format::Json);
    let joined: Vec<_> =
        blocks.iter().map(|block| String::from_utf8_lossy(&block.bytes).into_owned()).collect();
    assert_eq!(joined.concat().replace('\n', ""), "{\"a\":1}{\"c\":1}{\"d\":1}");
    let faults: Vec<_> = refused(&blocks).iter().map(|bad| (bad.position.record, bad.fault)).collect();
    assert_eq!(faults, [(2, Fault::Malformed), (5, Fault::Truncated)]);
}

#[test]
fn a_broken_string_costs_its_object() {
    let text = "[\n {\n  \"a\": \"lost,\n  \"x\": {\"no\":1}\n },\n {\"b\":1},\n {\"c\":2}]";
    let blocks = all(text.as_bytes(), Format::Json);
    let texts: Vec<_> =
        blocks.iter().map(|block| String::from_utf8_lossy(&block.bytes).trim().to_owned()).collect();
    assert_eq!(texts, ["[\n {\n  \"a\": \"lost,", "{\"b\":1},\n {\"c\":2}"]);
    assert_eq!(blocks[1].first_record, 2);
}

#[test]
fn a_flood_of_open_braces_ends_soon() {
    for junk in ["{\n", "{\"\n", "{\"a\n {", "[[[[", "{\"a\":{ ", "\n    ", "\\\"{"] {
        let text = junk.repeat(MAX_RECORD / 8);
        all(text.as_bytes(), Format::Json);
    }
}

#[test]
fn events_of_xml_are_cut_at_their_ends() {
    let event = "<Event xmlns='x'><System/><EventData><Data Name='a'>1</Data></EventData></Event>";
    let text = format!("<?xml version='1.0'?>\n<Events>\n{}</Events>", event.repeat(30_000));
    let blocks = all(text.as_bytes(), Format::EventXml);
    assert!(blocks.len() > 1 && blocks.iter().all(|block| !block.truncated));
    let last = blocks.last().expect("a block");
    assert_eq!(last.first_record + (last.bytes.len() / event.len()) as u64, 30_001);
    let cut_off = all(b"<Event><A></Event><Event><B>", Format::EventXml);
    assert!(cut_off.last().expect("a block").truncated);
}

#[test]
fn an_event_of_xml_without_end_is_passed() {
    let huge = format!("<Event>{}</Event><Event>2</Event>", "x".repeat(MAX_RECORD + BLOCK));
    let blocks = all(huge.as_bytes(), Format::EventXml);
    assert_eq!(refused(&blocks).iter().map(|bad| bad.fault).collect::<Vec<_>>(), [Fault::TooLarge]);
    let last = blocks.last().expect("a block");
    assert_eq!((last.bytes.as_slice(), last.first_record), (b"<Event>2</Event>".as_slice(), 2));
}

#[test]
fn an_end_without_start_ends_nothing() {
    let text = format!("</Event>{}<Event>1</Event>", " ".repeat(2 * BLOCK));
    let blocks = all(text.as_bytes(), Format::EventXml);
    assert_eq!(blocks.iter().map(|block| block.first_record).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_flood_of_event_starts_ends_soon() {
    let text = "<Event >".repeat(MAX_RECORD / 8);
    assert_eq!(all(text.as_bytes(), Format::EventXml).len(), 1);
}

#[test]
fn a_new_zeek_header_starts_a_new_block() {
    let text = "#separator \\x09\n#fields\ta\n1\n#close\tx\n#separator \\x09\n#fields\tb\n2\n3\n";
    let blocks = all(text.as_bytes(), Format::ZeekTsv);
    let seen: Vec<_> = blocks
        .iter()
        .map(|block| {
            (block.first_record, block.header.as_deref().unwrap_or_default(), block.bytes.as_slice())
        })
        .collect();
    let first = "#separator \\x09\n#fields\ta\n";
    let second = "#separator \\x09\n#fields\tb\n";
    assert_eq!(seen, [(3, first, b"1\n#close\tx\n".as_slice()), (7, second, b"2\n3\n")]);
    assert!(all(first.as_bytes(), Format::ZeekTsv).is_empty());
}

fn chunk(fill: u8) -> Vec<u8> {
    let mut chunk = vec![fill; 65_536];
    chunk[..8].copy_from_slice(b"ElfChnk\0");
    chunk
}

fn file(parts: &[&[u8]]) -> Vec<u8> {
    let mut header = vec![0; 4096];
    header[..8].copy_from_slice(b"ElfFile\0");
    [&[header.as_slice()], parts].concat().concat()
}

#[test]
fn chunks_are_found_wherever_they_are() {
    let (a, b) = (chunk(1), chunk(2));
    let zeros = vec![0; 65_536];
    let junk = vec![7; 3000];
    // What the file is; offset and length of its blocks; offsets of its damage.
    type Case = (Vec<u8>, Vec<(u64, usize)>, Vec<u64>);
    let cases: [Case; 8] = [
        (file(&[&a, &b]), vec![(4096, 131_072)], vec![]),
        (file(&[&a, &zeros, &b]), vec![(4096, 65_536), (4096 + 131_072, 65_536)], vec![]),
        (file(&[&a, &zeros, &zeros]), vec![(4096, 65_536)], vec![]),
        ([a.clone(), b.clone()].concat(), vec![(0, 131_072)], vec![]),
        (file(&[&junk, &a]), vec![(7096, 65_536)], vec![4096]),
        (file(&[&a, &b[..1000]]), vec![(4096, 66_536)], vec![]),
        (file(&[&a[..5000], &b]), vec![(4096, 5000), (9096, 65_536)], vec![]),
        (junk.clone(), vec![], vec![0]),
    ];
    for (number, (bytes, expected, damage)) in cases.into_iter().enumerate() {
        let blocks = all(&bytes, Format::Evtx);
        let found = blocks.iter().filter(|block| !block.bytes.is_empty());
        let found: Vec<_> = found.map(|block| (block.offset, block.bytes.len())).collect();
        let damaged: Vec<_> = refused(&blocks).iter().map(|bad| bad.position.offset).collect();
        assert_eq!((found, damaged), (expected, damage), "case {number}");
    }
}

#[test]
fn a_magic_number_inside_a_record_hides_nothing() {
    let mut a = chunk(1);
    a[500..508].copy_from_slice(b"ElfChnk\0");
    let blocks = all(&file(&[&a, &chunk(2)]), Format::Evtx);
    assert_eq!(blocks.iter().map(|block| block.bytes.len()).collect::<Vec<_>>(), [131_072]);
}

#[test]
fn large_files_come_in_blocks_of_sixteen_chunks() {
    let chunks: Vec<Vec<u8>> = (0..40).map(|_| chunk(1)).collect();
    let bytes = file(&chunks.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let lens: Vec<_> = all(&bytes, Format::Evtx).iter().map(|block| block.bytes.len() / 65_536).collect();
    assert_eq!(lens, [16, 16, 8]);
}
