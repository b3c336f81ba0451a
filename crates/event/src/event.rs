//! One record of telemetry, flat.

use crate::{PathId, Value};

/// One record: where it stood and what it says. Lists give several fields of one path.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Where the record stood in its input.
    pub position: Position,
    /// The fields in the order of the record.
    pub fields: &'a [Field<'a>],
}

/// One scalar of a record.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Its dotted path, as a number of the decoder's [`Paths`](crate::Paths).
    pub path: PathId,
    /// What it holds.
    pub value: Value<'a>,
}

/// Where a record stood in its (decompressed) input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// EVTX: the event's EventRecordID, or the number in the record's header where there is none. Else it is
    /// counted from 1: the line, the element of an array, the `<Event>` of an XML file.
    pub record: u64,
    /// Byte offset of the record's first byte.
    pub offset: u64,
}
