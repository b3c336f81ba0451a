//! JSON records: one a line, or elements of a larger text.
//!
//! The hot path is the tape of `simd-json`: the record is copied once into a padded buffer, parsed there in
//! place, and its scalars are handed out as they lie. What the tape refuses but JSON allows (numbers beyond
//! 64 bits) goes through `serde_json`, so that no valid record is lost for speed.

mod bulk;
mod flatten;
mod tree;

use crate::{
    BadRecord, Block, Event, Fault, Field, PathId, Paths, Position, each::Each, each::recycle, lines::Lines,
    record::Record,
};
use bumpalo::Bump;
use simd_json::{Buffers, INPUT_PADDING, Tape};

pub(crate) use flatten::Flatten;

/// Memory that is kept between records.
pub(crate) struct Scratch {
    text: Vec<u8>,
    buffers: Buffers,
    tape: Tape<'static>,
    fields: Vec<Field<'static>>,
}

impl Default for Scratch {
    fn default() -> Self {
        Scratch { text: Vec::new(), buffers: Buffers::default(), tape: Tape(Vec::new()), fields: Vec::new() }
    }
}

/// One record a line; blank lines are none.
pub(crate) fn decode_lines(block: &Block, paths: &mut Paths, scratch: &mut Scratch, each: &mut Each<'_>) {
    for (position, line) in Lines::new(block) {
        decode_record(line, position, paths, scratch, each);
    }
}

/// One JSON object.
pub(crate) fn decode_record(
    record: &[u8],
    position: Position,
    paths: &mut Paths,
    scratch: &mut Scratch,
    each: &mut Each<'_>,
) {
    if let Err(refusal) = bulk::check(record) {
        return each(paths, bad(position, refusal));
    }
    scratch.text.clear();
    scratch.text.extend_from_slice(record);
    scratch.text.resize(record.len() + INPUT_PADDING, 0);
    let mut text = std::mem::take(&mut scratch.text);
    decode_padded(&mut text, record, position, paths, scratch, each);
    scratch.text = text;
}

/// One JSON object that the caller has put into `text` itself, with [`INPUT_PADDING`] bytes behind it; `original`
/// is the same object in memory that parsing does not write to.
fn decode_padded(
    text: &mut [u8],
    original: &[u8],
    position: Position,
    paths: &mut Paths,
    scratch: &mut Scratch,
    each: &mut Each<'_>,
) {
    paths.keep_in_bounds();
    let mut tape = std::mem::replace(&mut scratch.tape, Tape(Vec::new())).reset();
    let mut fields = recycle(std::mem::take(&mut scratch.fields));
    match simd_json::fill_tape_padded(text, original.len(), &mut scratch.buffers, &mut tape) {
        Ok(()) => match Flatten::new(paths, &mut fields).tape(&tape.0) {
            Ok(()) => each(paths, Ok(Event { position, fields: &fields })),
            Err(refusal) => each(paths, bad(position, refusal)),
        },
        Err(_) => tree::decode(original, position, paths, each),
    }
    scratch.tape = tape.reset();
    scratch.fields = recycle(fields);
}

/// Adds the members of the object that a text is, below the path of the field that the text is the value of. Where it is no
/// object, or one that is too large, the field stays text and nothing is added.
pub(crate) fn add_below<'a>(path: PathId, text: &str, bump: &'a Bump, record: &mut Record<'a, '_>) {
    if bulk::check(text.as_bytes()).is_err() {
        return;
    }
    let padded = bump.alloc_slice_fill_copy(text.len() + INPUT_PADDING, 0);
    padded.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte);
    let (mut buffers, mut tape, before) = (Buffers::default(), Tape(Vec::new()), record.fields.len());
    let parsed = simd_json::fill_tape_padded(padded, text.len(), &mut buffers, &mut tape).is_ok();
    if !parsed || Flatten::new(record.paths, &mut record.fields).tape_below(path, &tape.0).is_err() {
        record.fields.truncate(before);
    }
}

/// Why a record is refused: the kind of fault, and the words for it.
type Refusal = (Fault, String);

fn bad(position: Position, (fault, detail): Refusal) -> Result<Event<'static>, BadRecord> {
    Err(BadRecord { position, fault, detail })
}
