//! Where sorted rows lie while a table is larger than memory: a file without a name, which is gone when the command ends,
//! however it ends. It is made when it is first needed; most tables never need it.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use seal::Scratch;

/// Scratch storage in a folder.
pub struct FileScratch {
    folder: PathBuf,
    file: Mutex<Option<File>>,
}

impl FileScratch {
    /// In the folder of `beside`, because that is where the space for large files is: `/tmp` may be small.
    pub fn beside(beside: &Path) -> Self {
        let folder =
            beside.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        FileScratch { folder: folder.to_owned(), file: Mutex::new(None) }
    }

    fn lock(&self) -> MutexGuard<'_, Option<File>> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder of an input may be read-only; then the system's folder for temporary files serves.
    fn create(&self) -> io::Result<File> {
        tempfile::tempfile_in(&self.folder).or_else(|_| tempfile::tempfile())
    }
}

impl Scratch for FileScratch {
    fn append(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut file = self.lock();
        let file = match &mut *file {
            Some(file) => file,
            none => none.insert(self.create()?),
        };
        let offset = file.seek(SeekFrom::End(0))?;
        file.write_all(bytes)?;
        Ok(offset)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        use io::Read;
        let mut file = self.lock();
        let file = file.as_mut().ok_or(io::ErrorKind::UnexpectedEof)?;
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(buffer)
    }
}
