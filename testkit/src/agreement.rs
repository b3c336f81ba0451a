//! Whether verifiers agree on files that nobody has judged.

use crate::{vectors::judge, verifiers::Verifier};
use std::{
    fmt::{self, Write},
    fs, io,
    path::{Path, PathBuf},
};

/// Cases, written to a folder of their own with an index.
#[derive(Debug)]
pub struct Agreement {
    folder: PathBuf,
    index: String,
    cases: usize,
    good: usize,
}

impl Agreement {
    /// None yet. The folder is made empty.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn new(folder: &Path) -> io::Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        Ok(Agreement { folder: folder.to_owned(), index: String::new(), cases: 0, good: 0 })
    }

    /// Adds a case.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn case(&mut self, kind: &str, files: &[Vec<u8>]) -> io::Result<()> {
        let mut names = Vec::new();
        for (at, bytes) in files.iter().enumerate() {
            let name = format!("{}.{at}", self.cases);
            fs::write(self.folder.join(&name), bytes)?;
            names.push(name);
        }
        writeln!(self.index, "{kind}\t{}", names.join(" ")).expect("strings grow");
        self.cases += 1;
        Ok(())
    }

    /// The cases on which a verifier differs from this project, with the verdicts.
    ///
    /// # Errors
    /// Those of the disk and of the verifiers.
    pub fn differences(&mut self, others: &[Verifier]) -> io::Result<Vec<String>> {
        let index = self.folder.join("index.tsv");
        fs::write(&index, &self.index)?;
        let ours = judge::verdicts(&index)?;
        self.good = ours.iter().filter(|verdict| **verdict == "good").count();
        let mut differences = Vec::new();
        for other in others {
            let theirs = other.verdicts(&index)?;
            assert_eq!(theirs.len(), ours.len(), "one verdict for each line");
            for ((line, ours), theirs) in self.index.lines().zip(&ours).zip(&theirs) {
                if ours != theirs {
                    let folder = self.folder.display();
                    differences.push(format!("{folder}\t{line}\tours: {ours}, {}: {theirs}", other.name));
                }
            }
        }
        Ok(differences)
    }
}

/// How many there are, and how many of them are good, once they have been compared.
impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} files, of which {} are good", self.cases, self.good)
    }
}
