//! Findings that are written one after another, in the order in which they come or in that of time.

use hunt::Finding;
use spill::{Scratch, Sorted, Sorter, SpillError, key};
use std::io::Write;

/// Appends a finding in some format, or nothing where the format cannot hold it.
pub type WriteFinding = fn(&mut Vec<u8>, &Finding<'_>);

/// How much memory findings take up before they are spilled. With rules, blocks and threads a hunt stays under 400 MiB.
pub const SORT_MEMORY: usize = 128 << 20;

/// Findings of one stretch of input.
pub struct Lines {
    write: WriteFinding,
    bytes: Vec<u8>,
    /// Where sorting is asked for: the key of each finding, and where in `bytes` it ends.
    marks: Option<Vec<(Key, usize)>>,
    left_out: u64,
}

/// The time of a finding, as the sorter wants it.
type Key = [u8; 9];

impl Lines {
    /// No findings yet.
    pub fn new(write: WriteFinding, sorted: bool) -> Self {
        Lines { write, bytes: Vec::new(), marks: sorted.then(Vec::new), left_out: 0 }
    }

    /// Takes a finding.
    pub fn add(&mut self, finding: &Finding<'_>) {
        let before = self.bytes.len();
        (self.write)(&mut self.bytes, finding);
        if self.bytes.len() == before {
            self.left_out += 1;
        } else if let Some(marks) = &mut self.marks {
            marks.push((key::time(finding.time.map(|time| time.nanos())), self.bytes.len()));
        }
    }

    /// How many findings the format could not hold.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// All findings in the order in which they came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives all findings to a sorter.
    ///
    /// # Errors
    /// Those of its storage.
    pub fn sort_into<S: Scratch>(&self, sorter: &mut Sorter<S>) -> Result<(), SpillError> {
        let mut start = 0;
        for (key, end) in self.marks.iter().flatten() {
            sorter.push(key, self.bytes.get(start..*end).unwrap_or_default())?;
            start = *end;
        }
        Ok(())
    }
}

/// Writes what was sorted.
///
/// # Errors
/// Those of the sorter's storage, and of `out`.
pub fn write_sorted<S: Scratch>(mut sorted: Sorted<S>, out: &mut dyn Write) -> anyhow::Result<()> {
    while let Some(record) = sorted.next_record()? {
        out.write_all(record.payload)?;
    }
    Ok(())
}
