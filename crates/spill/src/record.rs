//! A record and how it is written down: two lengths of four bytes, key, payload.

use crate::SpillError;

/// What is sorted, borrowed from the sorter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record<'b> {
    /// What it is sorted by.
    pub key: &'b [u8],
    /// What comes along.
    pub payload: &'b [u8],
}

/// Appends a record.
pub(crate) fn encode(record: Record<'_>, out: &mut Vec<u8>) -> Result<(), SpillError> {
    let length =
        |part: &[u8]| u32::try_from(part.len()).map(u32::to_le_bytes).map_err(|_| SpillError::TooLong);
    let (key, payload) = (length(record.key)?, length(record.payload)?);
    out.reserve(key.len() + payload.len() + record.key.len() + record.payload.len());
    for part in [&key, &payload, record.key, record.payload] {
        out.extend_from_slice(part);
    }
    Ok(())
}

/// The record at the front, and what follows it. `None`: there is no whole one.
pub(crate) fn decode(bytes: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let (key, rest) = bytes.split_first_chunk().map(|(length, rest)| (u32::from_le_bytes(*length), rest))?;
    let (payload, rest) =
        rest.split_first_chunk().map(|(length, rest)| (u32::from_le_bytes(*length), rest))?;
    let (key, rest) = rest.split_at_checked(usize::try_from(key).ok()?)?;
    let (payload, rest) = rest.split_at_checked(usize::try_from(payload).ok()?)?;
    Some((Record { key, payload }, rest))
}
