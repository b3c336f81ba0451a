//! What a crash left, applied when a log is opened.

use super::{LogDir, open_head};
use crate::{
    Error,
    journal::{Found, Journal},
    record::Record,
};
use std::path::Path;

impl LogDir {
    /// Takes the records of the journal into the tree, as if they were appended now, and settles. What was set aside is older, and comes first.
    pub(super) fn recover(&mut self) -> Result<(), Error> {
        let settled = self.edge().size();
        let mut aside = Journal::aside(&self.folder);
        while let Some(record) = whole(&mut aside)? {
            self.apply(&record, settled, aside.path())?;
        }
        let mut journal = Journal::of(&self.folder);
        self.replay(&mut journal, settled)?;
        self.journal = journal;
        match aside.length() + self.journal.length() {
            0 => Ok(()),
            _ => self.settle_all(),
        }
    }

    /// Takes the records of the journal.
    ///
    /// The last one may be torn: then nobody has been told of it, and it is dropped. That is decided by its length, or by a sector of
    /// zeros where it is as long as it should be. Anything else that is wrong is damage to what was acknowledged, and nothing is dropped for
    /// it: the log would sign another history.
    fn replay(&mut self, journal: &mut Journal, settled: u64) -> Result<(), Error> {
        loop {
            let start = journal.length();
            match journal.find()? {
                Found::Nothing => return Ok(()),
                Found::Torn => journal.cut(start)?,
                Found::Record(record) => match self.apply(&record, settled, journal.path()) {
                    Err(_) if record.may_be_torn => journal.cut(start)?,
                    applied => applied?,
                },
            }
        }
    }

    fn apply(&mut self, record: &Record, settled: u64, path: &Path) -> Result<(), Error> {
        let head = open_head(record.note(path)?, &self.keys)?;
        let entries = record.entries(path)?;
        let (base, size) = (record.header.base, head.checkpoint().size);
        if base + entries.len() as u64 == size && size <= settled {
            // The crash came before the journal was emptied.
            return Ok(());
        }
        let tree = self.tree.grown(&entries)?;
        let grown = (tree.edge().size(), tree.edge().root());
        if base != self.edge().size() || head.tree() != grown {
            return Err(Error::damaged(
                path,
                format!("its record from entry {base} on does not follow on the log"),
            ));
        }
        (self.tree, self.head) = (tree.into(), head);
        Ok(())
    }
}

/// The next record of what was set aside. All of it was acknowledged, so none may be torn.
fn whole(aside: &mut Journal) -> Result<Option<Record>, Error> {
    match aside.find()? {
        Found::Nothing => Ok(None),
        Found::Record(record) => Ok(Some(record)),
        Found::Torn => Err(Error::damaged(aside.path(), "its last record is not whole")),
    }
}
