//! Every stream is cut into blocks that lie in it one after another, in any format.
#![no_main]

use event::{Blocks, Format, sniff};

const FORMATS: [Format; 7] = [
    Format::Evtx,
    Format::JsonLines,
    Format::Json,
    Format::EventXml,
    Format::ZeekTsv,
    Format::W3c,
    Format::Csv,
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let sniffed = sniff(bytes);
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    for format in FORMATS.into_iter().chain(sniffed) {
        let (mut blocks, mut offset, mut record) = (Blocks::new(bytes, format), 0, 0);
        while let Some(block) = blocks.next().expect("memory does not fail") {
            let counted = format != Format::Evtx && !block.bytes.is_empty();
            assert!(block.offset >= offset && (!counted || block.first_record > record));
            assert!(!block.bytes.is_empty() || !block.refused.is_empty());
            if !utf16 || format == Format::Evtx {
                let start = usize::try_from(block.offset).expect("the input is in memory");
                assert!(bytes[start..].starts_with(&block.bytes));
            }
            offset = block.offset + block.bytes.len() as u64;
            record = if block.bytes.is_empty() { record } else { block.first_record };
        }
        assert!(utf16 || blocks.offset() == bytes.len() as u64, "{format}");
    }
});
