//! The writer of the member's own log: one thread, through which everything goes that is ever entered in it.
//!
//! Whoever says something waits until it is on the disk. What waits together is appended as one batch with one wait for the disk, so that a
//! thousand statements a second cost a few waits.

use crate::{AlarmKind, Change, Node, Refusal, crash::point};
use log::Head;
use logdir::LogDir;
use note::{Note, SigningKey};
use statement::Digest;
use std::{
    collections::{HashSet, VecDeque},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
};
use tokio::sync::oneshot;

/// How many requests wait at a time. Whoever comes then is told to try again.
const MAX_WAITING: usize = 8192;

/// How many entries are appended with one wait for the disk.
const MAX_BATCH: usize = 2048;

/// How many bytes of entries.
const MAX_BATCH_BYTES: usize = 16 << 20;

/// How many texts are remembered to refuse the same one twice. Texts have their second in them, so older ones cannot come again.
const MAX_REMEMBERED: usize = 1 << 16;

/// The way to the writer.
#[derive(Debug)]
pub(crate) struct Own(SyncSender<Request>);

/// What the writer is asked for.
pub(crate) enum Request {
    /// Append an entry.
    Append(Append),
    /// Take over entries of one's own log that others hold and this home has lost, up to a head that this member has signed.
    Adopt(Vec<Vec<u8>>, Box<Head>, oneshot::Sender<Result<(), Refusal>>),
    /// Finish.
    Stop,
}

/// An entry to append.
pub(crate) struct Append {
    /// Its bytes.
    pub entry: Vec<u8>,
    /// The digest of its text.
    pub text: Digest,
    /// Whether it is a quote, which needs no quote of its own.
    pub is_quote: bool,
    /// Gets its number.
    pub answer: oneshot::Sender<Result<u64, Refusal>>,
}

impl Own {
    /// A way, and its end.
    pub(crate) fn channel() -> (Self, Receiver<Request>) {
        let (sender, receiver) = sync_channel(MAX_WAITING);
        (Own(sender), receiver)
    }

    /// Appends an entry, and says its number when no loss of power undoes it.
    pub(crate) async fn append(&self, entry: Vec<u8>, text: Digest, is_quote: bool) -> Result<u64, Refusal> {
        self.ask(|answer| Request::Append(Append { entry, text, is_quote, answer })).await
    }

    /// See [`Request::Adopt`].
    pub(crate) async fn adopt(&self, entries: Vec<Vec<u8>>, head: Head) -> Result<(), Refusal> {
        self.ask(|answer| Request::Adopt(entries, Box::new(head), answer)).await
    }

    /// Lets the writer finish what waits, and end.
    pub(crate) fn stop(&self) {
        // A queue that is full is worked off, and then nobody is left to send.
        drop(self.0.try_send(Request::Stop));
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<T, Refusal>>) -> Request,
    ) -> Result<T, Refusal> {
        let (sender, answer) = oneshot::channel();
        self.0.try_send(request(sender)).map_err(|error| match error {
            TrySendError::Full(_) => Refusal::Busy,
            TrySendError::Disconnected(_) => Refusal::Stopping,
        })?;
        answer.await.unwrap_or(Err(Refusal::Stopping))
    }
}

/// The writer itself.
pub(crate) struct Writer {
    node: Arc<Node>,
    signer: SigningKey,
    /// Nothing after a failure of the disk: what it has then is found out by opening the log again.
    log: Option<LogDir>,
    remembered: Remembered,
}

impl Writer {
    /// A writer of a log that is open.
    pub(crate) fn new(node: Arc<Node>, signer: SigningKey, log: LogDir) -> Self {
        Writer { node, signer, log: Some(log), remembered: Remembered::default() }
    }

    /// Works until it is told to stop. Runs in a thread of its own.
    pub(crate) fn run(mut self, requests: &Receiver<Request>) {
        while let Ok(request) = requests.recv() {
            let mut next = Some(request);
            while let Some(request) = next.take() {
                match request {
                    Request::Append(first) => {
                        let (batch, behind) = gather(first, requests);
                        self.append(batch);
                        next = behind;
                    }
                    Request::Adopt(entries, head, answer) => drop(answer.send(self.adopt(entries, *head))),
                    Request::Stop => return self.settle(),
                }
            }
        }
    }

    fn append(&mut self, batch: Vec<Append>) {
        let may = self.node.may_sign(self.node.member());
        let mut taken = Vec::new();
        for append in batch {
            let refused = may.clone().err().or_else(|| self.remembered.is_new(append.text).err());
            match refused {
                Some(refusal) => drop(append.answer.send(Err(refusal))),
                None => taken.push(append),
            }
        }
        if taken.is_empty() {
            return;
        }
        let entries: Vec<Vec<u8>> =
            taken.iter_mut().map(|append| std::mem::take(&mut append.entry)).collect();
        let appended = self.commit(entries);
        if appended.is_ok() {
            point("say.logged");
        }
        if let Ok(base) = appended
            && let Some(last) = (base..).zip(&taken).filter(|(_, append)| !append.is_quote).last()
        {
            self.node.worth_quoting(last.0 + 1);
        }
        for (number, append) in taken.into_iter().enumerate() {
            let answer = match &appended {
                Ok(base) => {
                    self.remembered.keep(append.text);
                    Ok(base + number as u64)
                }
                Err(refusal) => Err(refusal.clone()),
            };
            drop(append.answer.send(answer));
        }
    }

    /// Appends entries and shows the new head. Gives the number of the first.
    fn commit(&mut self, entries: Vec<Vec<u8>>) -> Result<u64, Refusal> {
        let signer = &self.signer;
        let log = self.log.as_mut();
        let Some(log) = log else {
            self.reopen()?;
            return self.commit(entries);
        };
        let base = log.edge().size();
        let appended = log.append(entries, |checkpoint| {
            Ok::<_, logdir::Error>(signer.sign(Note::unsigned(&checkpoint.to_string())?))
        });
        match appended {
            Ok(_) => {
                self.node.disk_works();
                self.show();
                Ok(base)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Leaves a folder that any server of files can serve. If it fails, the next start does it.
    fn settle(&mut self) {
        if let Some(Err(error)) = self.log.as_mut().map(LogDir::settle) {
            tracing::warn!(%error, "the tiles of the own log are not written yet");
        }
    }

    fn adopt(&mut self, entries: Vec<Vec<u8>>, head: Head) -> Result<(), Refusal> {
        let Some(log) = self.log.as_mut() else { return Err(Refusal::Stopping) };
        match log.mirror(entries, head) {
            Ok(()) => {
                self.show();
                Ok(())
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn show(&self) {
        let Some(own) = &self.log else { return };
        let (log, size) = (self.node.member().clone(), own.edge().size());
        self.node.set_head(&log, own.head().clone(), own.tiles());
        self.node.tell(Change::Grown { log, size });
    }

    /// What is on the disk now nobody knows: the log is opened again before anything else is done with it.
    fn failed(&mut self, error: logdir::Error) -> Refusal {
        self.log = None;
        self.node.alarm(AlarmKind::Disk, None, format!("the own log cannot be written: {error}"));
        Refusal::Disk(error.to_string())
    }

    fn reopen(&mut self) -> Result<(), Refusal> {
        let known = self.node.papers.known();
        let opened = self.node.home.log(&known.sheets, self.node.member());
        let log = opened.map_err(|error| Refusal::Disk(format!("{error:#}")))?;
        let log = log.ok_or_else(|| Refusal::Disk("the own log is gone".to_owned()))?;
        self.log = Some(log);
        self.show();
        Ok(())
    }
}

/// What waits behind the first entry, as far as it fits into one batch, and the first request that is no entry.
fn gather(first: Append, requests: &Receiver<Request>) -> (Vec<Append>, Option<Request>) {
    let (mut bytes, mut batch) = (first.entry.len(), vec![first]);
    while batch.len() < MAX_BATCH && bytes < MAX_BATCH_BYTES {
        match requests.try_recv() {
            Ok(Request::Append(append)) => {
                bytes += append.entry.len();
                batch.push(append);
            }
            Ok(other) => return (batch, Some(other)),
            Err(_) => break,
        }
    }
    (batch, None)
}

/// The texts that were said last.
#[derive(Default)]
struct Remembered {
    texts: HashSet<Digest>,
    order: VecDeque<Digest>,
}

impl Remembered {
    fn is_new(&mut self, text: Digest) -> Result<(), Refusal> {
        if self.texts.contains(&text) { Err(Refusal::Twice) } else { Ok(()) }
    }

    fn keep(&mut self, text: Digest) {
        if self.texts.insert(text) {
            self.order.push_back(text);
        }
        if self.order.len() > MAX_REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.texts.remove(&oldest);
        }
    }
}
