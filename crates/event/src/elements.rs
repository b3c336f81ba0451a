//! JSON objects over any number of lines, each read as one on a line is.

use crate::{
    BadRecord, Block, Fault, Paths, Position,
    blocks::{Found, Scanner},
    each::Each,
    json,
};

/// Decodes the outermost objects of a block, in arrays and wrappers or not. A broken one is the last of its block, without
/// the line end that tells: it is what stays open.
pub(crate) fn decode(block: &Block, paths: &mut Paths, scratch: &mut json::Scratch, each: &mut Each<'_>) {
    let mut scanner = Scanner::unwrapping();
    scanner.end();
    let mut record = block.first_record;
    let mut next = || {
        let whole = scanner.next(&block.bytes);
        whole.or_else(|| scanner.take_pending().map(|start| Found::Object(start..block.bytes.len())))
    };
    while let Some(found) = next() {
        let position = Position { record, offset: block.offset + found.range().start as u64 };
        match found {
            Found::Object(range) => {
                let object = block.bytes.get(range).unwrap_or_default();
                json::decode_record(object, position, paths, scratch, each);
            }
            Found::Other(_) => each(paths, Err(no_object(position))),
        }
        record += 1;
    }
}

fn no_object(position: Position) -> BadRecord {
    BadRecord { position, fault: Fault::Malformed, detail: "no JSON object where one should be".into() }
}
