//! EVTX chunks, through the `evtx` crate: it renders a record to JSON faster than it builds a tree, and that
//! JSON has the shape that `evtx_dump` made common, so one mapping serves both.

use crate::{BadRecord, Block, Event, Fault, Paths, Position, Value, each::Each, json};
use ::evtx::{EvtxChunk, EvtxChunkHeader, ParserSettings};
use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};

/// A chunk and its alignment, by the format ([MS-EVEN6] leaves the file to others; see libevtx's description).
const CHUNK: usize = 1 << 16;

/// Checksums are not asked for: a chunk that was being written when it was copied has none that fit, and its
/// records are whole all the same. A record that was damaged fails by its own structure.
static SETTINGS: LazyLock<Arc<ParserSettings>> =
    LazyLock::new(|| Arc::new(ParserSettings::new().num_threads(1).indent(false).validate_checksums(false)));

/// How long the header of a chunk is.
const CHUNK_HEADER: usize = 512;

/// The records of all chunks of a block.
pub(crate) fn decode(block: &Block, paths: &mut Paths, scratch: &mut json::Scratch, each: &mut Each<'_>) {
    let mut offset = block.offset;
    for chunk in block.bytes.chunks(CHUNK) {
        match chunk.len() {
            // Looking into a chunk costs what a whole one costs; a file of nothing but magic numbers would have thousands.
            0..CHUNK_HEADER => each(paths, damaged(offset, "the chunk ends inside its header".into())),
            _ => decode_chunk(&whole(chunk), (offset, block.after), paths, scratch, each),
        }
        offset += chunk.len() as u64;
    }
}

/// A chunk that ends early is filled up with zeros, which no record starts with.
fn whole(chunk: &[u8]) -> Cow<'_, [u8]> {
    if chunk.len() == CHUNK {
        return Cow::Borrowed(chunk);
    }
    let mut bytes = Vec::with_capacity(CHUNK);
    bytes.extend_from_slice(chunk);
    bytes.resize(CHUNK, 0);
    Cow::Owned(bytes)
}

fn decode_chunk(
    bytes: &[u8],
    (offset, after): (u64, u64),
    paths: &mut Paths,
    scratch: &mut json::Scratch,
    each: &mut Each<'_>,
) {
    let header = match EvtxChunkHeader::from_bytes(bytes) {
        Ok(header) => header,
        Err(error) => return each(paths, damaged(offset, one_line(&error))),
    };
    let mut chunk = match EvtxChunk::new(bytes, &header, SETTINGS.clone()) {
        Ok(chunk) => chunk,
        Err(error) => return each(paths, damaged(offset, one_line(&error))),
    };
    for record in chunk.iter() {
        if record.as_ref().is_ok_and(|record| record.event_record_id <= after && after > 0) {
            continue;
        }
        let record = record.and_then(|record| {
            let position = Position {
                record: record.event_record_id,
                offset: offset + record.binxml_offset.saturating_sub(RECORD_HEADER),
            };
            record.into_json_bytes().map(|json| (position, json.data))
        });
        match record {
            Ok((position, json)) => {
                json::decode_record(&json, position, paths, scratch, &mut |paths, record| {
                    each(paths, record.map(|event| numbered(paths, event)));
                });
            }
            Err(error) => each(paths, Err(unreadable(offset, &error))),
        }
    }
}

fn damaged(offset: u64, detail: String) -> Result<Event<'static>, BadRecord> {
    Err(BadRecord { position: Position { record: 0, offset }, fault: Fault::Damaged, detail })
}

/// Bytes of a record before its binary XML.
const RECORD_HEADER: u64 = 24;

/// Where the event itself says which number it has.
const NUMBER: &str = "Event.System.EventRecordID";

/// The event by its own number. The header of the record has one too, but an export (`wevtutil epl`) counts that from 1
/// again, while viewers show the event's: that is the one by which a person finds it again.
fn numbered<'e>(paths: &Paths, mut event: Event<'e>) -> Event<'e> {
    let own = event.fields.iter().find(|field| paths.name(field.path) == NUMBER);
    event.position.record = match own.map(|field| field.value) {
        Some(Value::Int(number)) => u64::try_from(number).unwrap_or(event.position.record),
        Some(Value::UInt(number)) => number,
        _ => event.position.record,
    };
    event
}

fn unreadable(offset: u64, error: &::evtx::err::EvtxError) -> BadRecord {
    let record = match error {
        ::evtx::err::EvtxError::FailedToParseRecord { record_id, .. } => *record_id,
        _ => 0,
    };
    BadRecord { position: Position { record, offset }, fault: Fault::Malformed, detail: one_line(error) }
}

/// An error and its causes in one line.
fn one_line(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number_of(json: &str) -> u64 {
        let position = Position { record: 1, offset: 0 };
        let (mut paths, mut scratch, mut number) = (Paths::default(), json::Scratch::default(), 0);
        json::decode_record(json.as_bytes(), position, &mut paths, &mut scratch, &mut |paths, record| {
            number = numbered(paths, record.expect("the record is JSON")).position.record;
        });
        number
    }

    #[test]
    fn an_event_has_its_own_number_and_else_that_of_its_header() {
        for (json, number) in [
            (r#"{"Event":{"System":{"EventID":1,"EventRecordID":311398}}}"#, 311_398),
            (r#"{"Event":{"System":{"EventRecordID":18446744073709551615}}}"#, u64::MAX),
            (r#"{"Event":{"System":{"EventRecordID":-5}}}"#, 1),
            (r#"{"Event":{"System":{"EventRecordID":"x"}}}"#, 1),
            (r#"{"Event":{"EventData":{"EventRecordID":7}}}"#, 1),
        ] {
            assert_eq!(number_of(json), number, "{json}");
        }
    }
}
