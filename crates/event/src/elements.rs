//! JSON objects over any number of lines, each read as one on a line is.

use crate::{Block, Paths, Position, blocks::Scanner, each::Each, json};

/// Decodes the outermost objects of a block, in arrays or not. A broken one is the last of its block, without
/// the line end that tells: it is what stays open.
pub(crate) fn decode(block: &Block, paths: &mut Paths, scratch: &mut json::Scratch, each: &mut Each<'_>) {
    let mut scanner = Scanner::default();
    let mut record = block.first_record;
    let mut next = || {
        let whole = scanner.next(&block.bytes);
        whole.or_else(|| scanner.take_pending().map(|start| start..block.bytes.len()))
    };
    while let Some(range) = next() {
        let position = Position { record, offset: block.offset + range.start as u64 };
        json::decode_record(block.bytes.get(range).unwrap_or_default(), position, paths, scratch, each);
        record += 1;
    }
}
