//! From the journal into the tiles.

use super::LogDir;
use crate::{Error, crash::point, disk};
use std::{borrow::Cow, collections::BTreeSet, fs, path::Path, sync::Arc};

impl LogDir {
    /// Writes tiles and checkpoint and empties the journal. [`LogDir::append`] does it now and then; afterwards the folder is one that any
    /// server of files can serve.
    ///
    /// # Errors
    /// Those of the disk: nothing is lost, the journal stays, and it can be tried again.
    pub fn settle(&mut self) -> Result<(), Error> {
        if self.journal.length() == 0 {
            return Ok(());
        }
        self.write(self.tree.full().chain(self.tree.narrow()))?;
        point("settle.synced");
        // Behind all tiles, so that a reader who sees it finds them; before the journal is emptied, so that there is always a head.
        self.publish(&self.head)?;
        point("settle.published");
        self.journal.empty()?;
        point("settle.emptied");
        let narrow = Arc::make_mut(&mut self.tree).settled();
        self.remove(narrow);
        Ok(())
    }

    /// Removes narrow predecessors of tiles that are full now. Where one cannot be removed it is only in the way.
    pub(super) fn remove(&self, narrow: Vec<String>) {
        narrow.iter().for_each(|narrow| drop(fs::remove_dir_all(self.folder.join(narrow))));
    }

    /// Brings files to the disk, and then their names.
    pub(super) fn write<'t>(
        &self,
        files: impl Iterator<Item = (String, Cow<'t, [u8]>)>,
    ) -> Result<(), Error> {
        let mut folders = BTreeSet::new();
        let files: Vec<_> = files.map(|(path, bytes)| (self.folder.join(path), bytes)).collect();
        for (path, _) in &files {
            let above = path.ancestors().skip(1).take_while(|above| above.starts_with(&self.folder));
            folders.extend(above.map(Path::to_owned));
        }
        folders.iter().try_for_each(|folder| disk::make_folder(folder))?;
        disk::together(&files, |(path, bytes)| disk::write_if_other(path, bytes))?;
        disk::together(&Vec::from_iter(folders), |folder| disk::sync(folder))
    }
}
