//! Two levels for what comes in no order: ids of statements, ids that are referred to, and hashes of bodies.
//!
//! A row that is put among a million others at random changes a page of its own, so a transaction of a thousand would write four mebibytes for sixteen
//! kibibytes of ids. In a small table the thousand share a hundred pages; when it is full, all of it goes to the large one in the order of the
//! ids, and each page there is written once. Whoever looks something up looks into both.

use crate::{Cache, Error, Tx};

/// How many rows the small tables have before they are emptied, which holds up the writer for some tenths of a second when there are a million statements. A quarter
/// of this costs an eighth more processor time for each statement (bench/record).
const MAX_FRESH: i64 = 131_072;

/// The levels, as the tables' names end.
pub(super) const LEVELS: [&str; 2] = ["fresh", "aged"];

impl Tx<'_, Cache> {
    /// Counts rows that were put into the small tables, and empties these if they are full.
    pub(super) fn age(&self, rows: usize) -> Result<(), Error> {
        self.change("UPDATE fresh SET rows = rows + ?1", [rows as i64])?;
        if self.number("SELECT rows FROM fresh", [])? < MAX_FRESH {
            return Ok(());
        }
        // What was taken back and noted again can be there already.
        for table in ["id", "reference", "body"] {
            self.change(
                &format!(
                    "INSERT OR IGNORE INTO {table}_aged SELECT head, place FROM {table}_fresh ORDER BY head, place"
                ),
                [],
            )?;
            self.change(&format!("DELETE FROM {table}_fresh"), [])?;
        }
        self.change("UPDATE fresh SET rows = 0", []).map(drop)
    }
}
