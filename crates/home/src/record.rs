//! Record time: what the quotes in a log say, each checked against the quorum of its charter.

use crate::{Charters, Sheets, Shelf, each_entry, heads::opened, judge::authentic, policy, root_at};
use log::{Head, Timestamp, record_time};
use logdir::Tiles;
use note::{Note, VerifierKey};
use statement::{Content, Entry, MemberName, Role};

/// A quote that counts.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The number of the entry that it is.
    pub index: u64,
    /// The quote itself.
    pub entry: Entry,
    /// The head that it quotes, with its quorum.
    pub head: Head,
    /// The record time of every entry below the head's size that no quote before it covers.
    pub time: Timestamp,
}

/// The quotes of a log of which the first `size` entries lie on the shelf, in their order. Quotes that do not count are passed over.
pub fn quotes(
    shelf: &Shelf,
    size: u64,
    charters: &Charters,
    sheets: &Sheets,
    owner: &MemberName,
) -> anyhow::Result<Vec<Quote>> {
    let tiles = Tiles::new(&shelf.log(owner), size);
    let mut nodes = Tiles::new(&shelf.log(owner), size);
    let mut found: Vec<Quote> = Vec::new();
    each_entry(&tiles, |index, bytes| {
        let Some((entry, checkpoint)) = quoted(bytes) else { return Ok(()) };
        let before = found.last().map(|quote| quote.time);
        let Some((head, time)) = quorum(charters, sheets, owner, (index, &entry), &checkpoint, before) else {
            return Ok(());
        };
        let (covers, root) = head.tree();
        // Of another tree than this one it would say nothing here.
        if covers <= index && root_at(&mut nodes, covers)? == root {
            found.push(Quote { index, entry, head, time });
        }
        Ok(())
    })?;
    Ok(found)
}

/// The quote that the bytes of an entry are, if they are one.
fn quoted(bytes: &[u8]) -> Option<(Entry, Vec<u8>)> {
    // Most entries are none, and need not be parsed to see it.
    const LINE: &[u8] = b"\nkind quote\n";
    if !bytes.windows(LINE.len()).any(|window| window == LINE) {
        return None;
    }
    let entry = Entry::parse(bytes).ok()?;
    match &entry.header().content {
        Content::Quote { checkpoint } => {
            let checkpoint = checkpoint.clone();
            Some((entry, checkpoint))
        }
        _ => None,
    }
}

/// The head that a quote shows and its record time, if quote and quorum are right.
pub fn quorum(
    charters: &Charters,
    sheets: &Sheets,
    owner: &MemberName,
    (index, entry): (u64, &Entry),
    checkpoint: &[u8],
    before: Option<Timestamp>,
) -> Option<(Head, Timestamp)> {
    authentic(charters, sheets, owner, index, entry, false).ok()?;
    let charter = charters.by_id(&entry.header().common.charter)?;
    let keys: Vec<&VerifierKey> = sheets.keys(owner, Role::Log);
    let head = opened(Note::parse(checkpoint).ok()?, &keys).ok()?;
    let (_, policy) = policy(charter, sheets, owner, head.checkpoint().size).ok()?;
    let accepted = policy.verify(head.note().clone()).ok()?;
    let time = record_time(accepted.times(), before)?;
    Some((head, time))
}
