//! A few connections that only read, shared by whoever wants to look.

use crate::{Error, connection, file::sealed::Layout};
use rusqlite::Connection;
use std::{
    marker::PhantomData,
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// How many may look at one file at a time; the next one waits. Each costs memory, and more than processors are of no use.
const MAX_READERS: usize = 4;

pub(crate) struct Readers<K> {
    path: PathBuf,
    idle: Mutex<Idle>,
    returned: Condvar,
    file: PhantomData<K>,
}

#[derive(Default)]
struct Idle {
    connections: Vec<Connection>,
    /// How many there are, those at work included.
    open: usize,
}

impl<K: Layout> Readers<K> {
    /// None is opened before somebody looks.
    pub(crate) fn new(path: &Path) -> Self {
        Readers { path: path.to_owned(), idle: Mutex::default(), returned: Condvar::new(), file: PhantomData }
    }

    /// Runs `look` with a connection that sees one state of the file all the while.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let lent = Lent { connection: Some(self.take()?), readers: self };
        let Some(connection) = &lent.connection else { return Err(Error::Closed) };
        connection.execute_batch("BEGIN")?;
        let seen = look(connection);
        // It has only read: ending cannot lose anything, and a failure shows when it is used next.
        drop(connection.execute_batch("ROLLBACK"));
        seen
    }

    /// Closes the connections that nobody uses.
    pub(crate) fn close(&self) {
        let mut idle = self.idle();
        idle.open -= idle.connections.len();
        idle.connections.clear();
    }

    fn take(&self) -> Result<Connection, Error> {
        let mut idle = self.idle();
        loop {
            if let Some(connection) = idle.connections.pop() {
                return Ok(connection);
            }
            if idle.open < MAX_READERS {
                let connection = connection::reader::<K>(&self.path)?;
                idle.open += 1;
                return Ok(connection);
            }
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        // Nothing that could panic happens while it is held.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that comes back however its use ends.
struct Lent<'r, K: Layout> {
    connection: Option<Connection>,
    readers: &'r Readers<K>,
}

impl<K: Layout> Drop for Lent<'_, K> {
    fn drop(&mut self) {
        let mut idle = self.readers.idle();
        match self.connection.take() {
            // A look that panicked left its transaction open, and would show an old state for ever.
            Some(connection) if connection.is_autocommit() => idle.connections.push(connection),
            _ => idle.open -= 1,
        }
        drop(idle);
        self.readers.returned.notify_one();
    }
}
