//! Whose file this is, and whether it came from a backup.

use crate::{Error, Keep, Tx, View, column::Columns};
use log::Timestamp;
use statement::UnitId;
use std::path::PathBuf;

impl View<'_, Keep> {
    /// The unit that all of this belongs to.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn unit(&self) -> Result<Option<UnitId>, Error> {
        Ok(self.row("SELECT unit FROM home", [], |row| row.maybe_digest(0))?.flatten())
    }

    /// When this was restored from a backup, if it was, and nobody has said since that the peers were asked.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn restored_at(&self) -> Result<Option<Timestamp>, Error> {
        Ok(self.row("SELECT restored_at FROM home", [], |row| row.maybe_unsigned(0))?.flatten())
    }
}

impl Tx<'_, Keep> {
    /// Says which unit all of this belongs to. It is said once, and may be said again.
    ///
    /// # Errors
    /// [`Error::OtherUnit`]; those of the disk.
    pub fn belong_to(&self, unit: &UnitId) -> Result<(), Error> {
        match self.unit()? {
            None => self.change("UPDATE home SET unit = ?1", [unit.0]).map(drop),
            Some(known) if known == *unit => Ok(()),
            Some(_) => Err(Error::OtherUnit(PathBuf::new())),
        }
    }

    /// Takes the mark of a restore away: the peers have said how far the logs are.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn settle_restore(&self) -> Result<(), Error> {
        self.change("UPDATE home SET restored_at = NULL WHERE restored_at IS NOT NULL", []).map(drop)
    }
}
