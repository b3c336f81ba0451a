//! What a crash left, applied when a log is opened.

use super::{LogDir, open_head};
use crate::{Error, journal::Found, record::Record};

impl LogDir {
    /// Takes the records of the journal into the tree, as if they were appended now, and settles.
    ///
    /// The last one may be torn: then nobody has been told of it, and it is dropped. That is decided by its length, or by a sector of
    /// zeros where it is as long as it should be. Anything else that is wrong is damage to what was acknowledged, and nothing is dropped for
    /// it: the log would sign another history.
    pub(super) fn recover(&mut self) -> Result<(), Error> {
        let settled = self.edge().size();
        loop {
            let start = self.journal.length();
            match self.journal.find()? {
                Found::Nothing => return self.settle(),
                Found::Torn => self.journal.cut(start)?,
                Found::Record(record) => match self.apply(&record, settled) {
                    Err(_) if record.may_be_torn => self.journal.cut(start)?,
                    applied => applied?,
                },
            }
        }
    }

    fn apply(&mut self, record: &Record, settled: u64) -> Result<(), Error> {
        let path = self.journal.path();
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
