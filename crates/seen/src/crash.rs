//! Crash points, as in [`logdir::crash`]; and in the tests of this crate, steps that fail.

use std::io;

/// All points, in the order in which a value comes by them.
pub const POINTS: [&str; 9] = [
    "seen.batch.begun",
    "seen.batch.torn",
    "seen.batch.written",
    "seen.batch.committed",
    "seen.file.written",
    "seen.file.synced",
    "seen.file.renamed",
    "seen.file.published",
    "seen.file.removed",
];

/// Stops here, if a test wants it.
#[cfg(not(test))]
pub(crate) fn point(name: &'static str) -> io::Result<()> {
    logdir::crash::point(name);
    Ok(())
}

#[cfg(test)]
pub(crate) use testing::point;

#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use std::cell::Cell;

    /// What goes wrong.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum Fault {
        /// All that follows fails, as if the process had been killed at this point.
        Killed,
        /// There is no room on the disk, from this point on.
        Full,
    }

    thread_local! {
        static FAULT: Cell<Option<(Fault, u64)>> = const { Cell::new(None) };
    }

    /// Lets a fault come behind so many points, in this thread; or no more.
    pub(crate) fn arm(fault: Option<(Fault, u64)>) {
        FAULT.set(fault);
    }

    /// Whether this thread has been killed.
    pub(crate) fn is_killed() -> bool {
        FAULT.get() == Some((Fault::Killed, 0))
    }

    pub(crate) fn point(_: &'static str) -> io::Result<()> {
        match FAULT.get() {
            None => Ok(()),
            Some((Fault::Killed, 0)) => Err(io::Error::other("killed")),
            Some((Fault::Full, 0)) => Err(io::ErrorKind::StorageFull.into()),
            Some((fault, left)) => {
                FAULT.set(Some((fault, left - 1)));
                Ok(())
            }
        }
    }
}
