//! One file: a thread that writes, and connections that read.

use crate::{
    Error, File, Tx, View, connection, group,
    group::{Job, Ran},
    migrate,
    readers::Readers,
};
use rusqlite::Connection;
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::{Path, PathBuf},
    sync::mpsc::{SyncSender, sync_channel},
    thread::{self, JoinHandle},
};

/// One of the two files of a store.
pub struct Database<K: File> {
    path: PathBuf,
    readers: Readers<K>,
    /// Nothing only while it is being dropped.
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl<K: File> Database<K> {
    /// Opens the file in `folder`, and brings it to the newest version.
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(K::NAME);
        let connection = connection::writer::<K>(&path)?;
        migrate::version::<K>(&connection, &path)?;
        connection::use_wal(&connection).map_err(|error| Error::from(error).at("open", &path))?;
        migrate::up::<K>(&connection, &path)?;
        let (jobs, thread) = group::start(K::NAME, &path, connection)?;
        Ok(Database { readers: Readers::new(&path), path, jobs: Some(jobs), thread: Some(thread) })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `act` in a transaction on the writing thread and waits until it is committed; nothing of it happened if it, or the disk, fails. It shares
    /// its wait for the disk with what waits beside it. `name` is for messages. Transactions do not nest: one that is begun inside of another would wait for
    /// itself, and is refused.
    ///
    /// # Errors
    /// Those of `act`, after which all that it did is undone; those of the disk.
    ///
    /// # Panics
    /// If `act` does; what it did is undone, and the store goes on.
    pub fn transact<T: Send + 'static>(
        &self,
        name: &'static str,
        act: impl FnOnce(&Tx<'_, K>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if self.is_writing() {
            return Err(Error::refused("transaction", "it was begun inside of another"));
        }
        let (sender, answer) = sync_channel::<Outcome<T>>(1);
        let job: Job = Box::new(move |connection: Result<&Connection, Error>| {
            let outcome = connection.map_or_else(
                |error| Ok(Err(error)),
                |connection| {
                    // If it panics, its writes go and the panic goes on in the caller, whose state it is.
                    catch_unwind(AssertUnwindSafe(|| act(&Tx::of(connection))))
                },
            );
            let failed = match &outcome {
                Ok(Ok(_)) => None,
                Ok(Err(error)) => Some(error.clone()),
                Err(_) => Some(Error::refused("transaction", "it panicked")),
            };
            let answer = move |committed: Result<(), Error>| {
                let outcome = outcome.map(|done| done.and_then(|value| committed.map(|()| value)));
                // Nobody waits only if the caller is gone.
                drop(sender.send(outcome));
            };
            Ran { failed, answer: Box::new(answer) }
        });
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).ok_or(Error::Closed)?;
        let outcome = answer.recv().map_err(|_| Error::Closed)?;
        let done = outcome.unwrap_or_else(|panic| resume_unwind(panic));
        done.map_err(|error| error.at(name, &self.path))
    }

    /// Runs `look` on one state of the file, beside whoever writes. Four can look at a time and the next one waits, so it should be quick, and not look again from
    /// inside.
    ///
    /// # Errors
    /// Those of `look` and of the disk.
    pub fn read<T>(
        &self,
        name: &'static str,
        look: impl FnOnce(&View<'_, K>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let seen = self.readers.read(|connection| look(&View::of(connection)));
        seen.map_err(|error| error.at(name, &self.path))
    }

    /// Whether this is the thread that writes.
    fn is_writing(&self) -> bool {
        self.thread.as_ref().is_some_and(|writer| writer.thread().id() == thread::current().id())
    }

    /// Runs `look` with a reading connection itself.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        self.readers.read(look)
    }
}

/// What came of a closure, a panic included.
type Outcome<T> = Result<Result<T, Error>, Box<dyn Any + Send>>;

impl<K: File> Drop for Database<K> {
    /// Finishes what waits, and closes the file.
    fn drop(&mut self) {
        // The writer is the last one, since only a connection that writes can bring the write-ahead log to the file and leave one file.
        self.readers.close();
        drop(self.jobs.take());
        // It cannot panic: what jobs panic with goes to their callers.
        drop(self.thread.take().map(JoinHandle::join));
    }
}
