//! JSON records: one a line, or elements of a larger text.
//!
//! The hot path is `reader.rs`: one pass over the record, which hands out its scalars as they lie. What it does not read
//! but JSON allows (numbers beyond 64 bits) goes through `serde_json`, so that no valid record is lost for speed.

mod bulk;
mod flatten;
mod number;
mod plain;
mod reader;
mod tree;

use crate::{
    BadRecord, Block, Event, Fault, Field, PathId, Paths, Position, each::Each, each::recycle, lines::Lines,
    record::Record,
};
use bumpalo::Bump;
use flatten::Flatten;
use reader::Stop;

/// Memory that is kept between records.
#[derive(Default)]
pub(crate) struct Scratch {
    bump: Bump,
    fields: Vec<Field<'static>>,
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
    paths.keep_in_bounds();
    scratch.bump.reset();
    let mut fields = recycle(std::mem::take(&mut scratch.fields));
    match reader::read(record, PathId::ROOT, &scratch.bump, Flatten::new(paths, &mut fields)) {
        Ok(()) => each(paths, Ok(Event { position, fields: &fields })),
        Err(Stop::Beyond(limit)) => each(paths, bad(position, limit.into())),
        Err(Stop::Unusual) => tree::decode(record, position, paths, each),
    }
    scratch.fields = recycle(fields);
}

/// Adds the members of the object that a text is, below the path of the field that the text is the value of. Where it is no
/// object, or one that is too large, the field stays text and nothing is added.
pub(crate) fn add_below<'a>(path: PathId, text: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) {
    if bulk::check(text.as_bytes()).is_err() {
        return;
    }
    let before = record.fields.len();
    let into = Flatten::new(record.paths, &mut record.fields);
    if reader::read(text.as_bytes(), path, bump, into).is_err() {
        record.fields.truncate(before);
    }
}

/// Why a record is refused: the kind of fault, and the words for it.
type Refusal = (Fault, String);

fn bad(position: Position, (fault, detail): Refusal) -> Result<Event<'static>, BadRecord> {
    Err(BadRecord { position, fault, detail })
}
