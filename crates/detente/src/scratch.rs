//! Where sorted rows and records lie while there are more than memory holds: a file without a name, which is gone when the command
//! ends, however it ends. It is made when it is first needed; most commands never need it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

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

impl spill::Scratch for FileScratch {
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
        let mut file = self.lock();
        let file = file.as_mut().ok_or(io::ErrorKind::UnexpectedEof)?;
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::FileScratch;
    use std::path::Path;

    /// What was spilled comes back in order, and the folder is as empty afterwards as before.
    #[test]
    fn a_file_that_nobody_sees() {
        let folder = tempfile::tempdir().expect("a folder");
        let seen = || std::fs::read_dir(folder.path()).expect("a folder").count();
        let scratch = FileScratch::beside(&folder.path().join("output.csv"));
        let mut sorter = spill::Sorter::new(&scratch, 0);
        for key in (0..1_000_u32).rev() {
            sorter.push(&key.to_be_bytes(), b"payload").expect("room");
        }
        assert_eq!(seen(), 0);
        let mut sorted = sorter.finish().expect("room");
        for key in 0..1_000_u32 {
            let record = sorted.next_record().expect("it is there").expect("there are as many");
            assert_eq!((record.key, record.payload), (&key.to_be_bytes()[..], &b"payload"[..]));
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_no_reason_to_fail() {
        let scratch = FileScratch::beside(Path::new("/nonexistent/output"));
        assert_eq!(spill::Scratch::append(&scratch, b"bytes").ok(), Some(0));
    }
}
