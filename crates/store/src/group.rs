//! The thread that writes: it takes what waits, runs it in one transaction, waits once for the disk, and only then answers.

use crate::Error;
use rusqlite::Connection;
use std::{
    path::Path,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::{self, JoinHandle},
};

/// How many jobs may wait. Whoever comes after them waits for room: a flood of requests must not become a flood of memory.
const MAX_WAITING: usize = 1024;

/// How many jobs share one wait for the disk: enough that a thousand a second need a few, and so few that the first one does not wait long.
const MAX_GROUP: usize = 256;

/// A job gets a connection inside a transaction, or the reason why there is none, which it passes on.
pub(crate) type Job = Box<dyn FnOnce(Result<&Connection, Error>) -> Ran + Send>;

/// A job that has run.
pub(crate) struct Ran {
    /// Why nothing that it wrote may stay, if so.
    pub(crate) failed: Option<Error>,
    /// Tells whoever waits what came of it, once it is known whether the transaction is on the disk.
    pub(crate) answer: Box<dyn FnOnce(Result<(), Error>)>,
}

/// Starts the thread. It ends when the sender is dropped, and closes its connection.
pub(crate) fn start(
    name: &str,
    path: &Path,
    connection: Connection,
) -> Result<(SyncSender<Job>, JoinHandle<()>), Error> {
    let (sender, jobs) = sync_channel(MAX_WAITING);
    let file = path.to_owned();
    let thread = thread::Builder::new().name(format!("write {name}"));
    let thread = thread
        .spawn(move || work(&connection, &file, &jobs))
        .map_err(Error::io("start a thread for", path))?;
    Ok((sender, thread))
}

fn work(connection: &Connection, file: &Path, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let group = std::iter::once(first).chain(jobs.try_iter().take(MAX_GROUP - 1)).collect();
        run(connection, file, group);
    }
}

/// Runs a group of jobs in one transaction. If the disk fails, none of them has happened.
fn run(connection: &Connection, file: &Path, group: Vec<Job>) {
    let mut ran = Vec::new();
    let mut begun = begin(connection, file);
    for job in group {
        let (done, next) = match begun {
            Ok(()) if ran.is_empty() => first(connection, file, job),
            Ok(()) => another(connection, file, job),
            Err(error) => (job(Err(error.clone())), Err(error)),
        };
        ran.push(done);
        begun = next;
    }
    let committed = begun.and_then(|()| end(connection, file));
    if committed.is_err() && !connection.is_autocommit() {
        // What cannot be committed must not stay open; that this fails too tells nothing new.
        drop(connection.execute_batch("ROLLBACK"));
    }
    ran.into_iter().for_each(|done| (done.answer)(committed.clone()));
}

/// Runs the first job. There is nothing beside it that would have to stay, so it needs no savepoint, which costs a copy of each page.
fn first(connection: &Connection, file: &Path, job: Job) -> (Ran, Result<(), Error>) {
    let ran = job(Ok(connection));
    let state = match &ran.failed {
        None => Ok(()),
        // Some faults of the disk have rolled back already.
        Some(_) if connection.is_autocommit() => begin(connection, file),
        Some(_) => batch(connection, file, "ROLLBACK").and_then(|()| begin(connection, file)),
    };
    (ran, state)
}

/// Runs a job behind others. Its writes go if it did not work; some faults of the disk take the whole transaction with them, which is then said.
fn another(connection: &Connection, file: &Path, job: Job) -> (Ran, Result<(), Error>) {
    if let Err(error) = batch(connection, file, "SAVEPOINT job") {
        return (job(Err(error.clone())), Err(error));
    }
    let ran = job(Ok(connection));
    let state = match &ran.failed {
        None => batch(connection, file, "RELEASE job"),
        Some(error) if connection.is_autocommit() => Err(error.clone().at("commit", file)),
        Some(_) => batch(connection, file, "ROLLBACK TO job; RELEASE job"),
    };
    (ran, state)
}

fn begin(connection: &Connection, file: &Path) -> Result<(), Error> {
    batch(connection, file, "BEGIN IMMEDIATE")
}

fn end(connection: &Connection, file: &Path) -> Result<(), Error> {
    batch(connection, file, "COMMIT")
}

fn batch(connection: &Connection, file: &Path, sql: &str) -> Result<(), Error> {
    connection.execute_batch(sql).map_err(|error| Error::from(error).at("commit", file))
}
