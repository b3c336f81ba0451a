//! The log of a member as it lies at home, read and judged.

use anyhow::Context;
use home::{Charters, Home, Judge, Judged, Quote, Sheets, each_entry, quotes};
use log::Head;
use logdir::Tiles;
use statement::{MemberName, StatementId};

/// A log that is here.
pub struct Read {
    /// Its newest head.
    pub head: Head,
    /// Its quotes that count.
    pub quotes: Vec<Quote>,
    /// Its entries.
    pub tiles: Tiles,
}

impl Read {
    /// The log of `owner`; `None` where it is not here.
    pub fn open(
        home: &Home,
        charters: &Charters,
        sheets: &Sheets,
        owner: &MemberName,
    ) -> anyhow::Result<Option<Self>> {
        // Opened once, so that what a crash left is finished, and let go.
        let Some(log) = home.log(sheets, owner)? else { return Ok(None) };
        let (tiles, head) = (log.tiles(), log.head().clone());
        let quotes = quotes(home.shelf(), tiles.size(), charters, sheets, owner)?;
        Ok(Some(Read { head, quotes, tiles }))
    }

    /// Goes through all entries, judged.
    pub fn each(
        &self,
        charters: &Charters,
        sheets: &Sheets,
        owner: &MemberName,
        mut each: impl FnMut(Judged) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut judge = Judge::new(charters, sheets, owner, &self.quotes);
        each_entry(&self.tiles, |index, bytes| each(judge.judge(index, bytes)))
    }
}

/// A statement in any of the logs that are here, with the log.
pub fn find(
    home: &Home,
    charters: &Charters,
    sheets: &Sheets,
    id: &StatementId,
) -> anyhow::Result<(MemberName, Read, Judged)> {
    for owner in home.shelf().logs()? {
        let Some(read) = Read::open(home, charters, sheets, &owner)? else { continue };
        let mut found = None;
        read.each(charters, sheets, &owner, |judged| {
            if judged.entry.as_ref().is_some_and(|entry| entry.id() == *id) {
                found.get_or_insert(judged);
            }
            Ok(())
        })?;
        if let Some(judged) = found {
            return Ok((owner, read, judged));
        }
    }
    None.with_context(|| format!("no log that is here has the statement {id}"))
}
