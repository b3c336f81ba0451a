//! From the journal into the tiles.

use super::LogDir;
use crate::{Error, crash::point, disk};
use std::{collections::BTreeSet, fs, path::Path};

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
        self.write_tiles()?;
        point("settle.synced");
        // Behind all tiles, so that a reader who sees it finds them; before the journal is emptied, so that there is always a head.
        disk::replace_synced(&self.checkpoint_path(), self.head.note().to_string().as_bytes(), || {})?;
        point("settle.published");
        self.journal.empty()?;
        point("settle.emptied");
        let (tree, narrow) = self.tree.settled();
        self.tree = tree.into();
        // Narrow predecessors of tiles that are full now. Where one cannot be removed it is only in the way.
        narrow.iter().for_each(|narrow| drop(fs::remove_dir_all(self.folder.join(narrow))));
        Ok(())
    }

    /// Brings everything that is in no file to the disk, and then the names of the files.
    pub(super) fn write_tiles(&self) -> Result<(), Error> {
        let mut folders = BTreeSet::new();
        let files: Vec<_> = self.tree.files().map(|(path, bytes)| (self.folder.join(path), bytes)).collect();
        for (path, _) in &files {
            let above = path.ancestors().skip(1).take_while(|above| above.starts_with(&self.folder));
            folders.extend(above.map(Path::to_owned));
        }
        folders.iter().try_for_each(|folder| disk::make_folder(folder))?;
        disk::together(&files, |(path, bytes)| disk::write_if_other(path, bytes))?;
        disk::together(&Vec::from_iter(folders), |folder| disk::sync(folder))
    }
}
