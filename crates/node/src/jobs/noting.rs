//! Noting down: what logs say, judged by the written rules, goes into the cache, a few thousand entries at a time.
//!
//! What an entry counts for depends on charters and key sheets; when there are new ones, the logs that they bear upon are noted down anew,
//! without checking signatures again that were checked.

use crate::{AlarmKind, Change, Known, Node, blocking, crash::point};
use home::{authentic, over_quota, quorum, root_at, timely};
use log::{Hash, Timestamp};
use logdir::Tiles;
use note::KeyId;
use statement::{Audience, Content, Entry, MemberName, Role};
use std::{
    collections::HashSet,
    fmt::Display,
    num::NonZero,
    ops::Range,
    panic::resume_unwind,
    sync::{Arc, PoisonError},
    thread,
};
use store::{Cache, Flaw, Noted, Quote, Said, Spoken, Store, Tx, WantedBody};

/// How many entries are noted down in one transaction: a multiple of what a bundle has.
const STEP: u64 = 2048;

/// How many entries a thread prepares at least. Starting one costs as much as a signature or two.
const MIN_SHARED: usize = 64;

/// How long an epoch is: a UTC day of record time.
const EPOCH: u64 = 86_400;

/// Notes down whatever is longer here than in the cache, whenever a log grows.
pub(crate) async fn run(node: Arc<Node>) {
    let mut changes = node.changes();
    while !node.is_stopping() {
        let done = blocking(|| node.note_all());
        match done {
            // Everything is noted down: wait for a log to grow, or for papers, and then look at all logs, so that it does not matter if some news was missed.
            Ok(()) => loop {
                let change = tokio::select! {
                    change = changes.recv() => change,
                    () = node.stopping() => return,
                };
                match change {
                    Ok(Change::Grown { .. } | Change::Paper { .. })
                    | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => break,
                    Ok(_) => {}
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                }
            },
            Err(error) => {
                node.alarm(AlarmKind::Disk, None, format!("what the logs say cannot be noted down: {error}"));
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
    }
}

impl Node {
    /// Notes down what is new in all logs that are here.
    pub(crate) fn note_all(&self) -> anyhow::Result<()> {
        for (owner, head) in self.heads() {
            while self.note_step(&owner, head.checkpoint().size)? {
                if self.is_stopping() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Notes down the next entries of a log of `size`. `false` where there were none.
    fn note_step(&self, owner: &MemberName, size: u64) -> anyhow::Result<bool> {
        let Some(tiles) = self.tiles(owner) else { return Ok(false) };
        let (known, now) = (self.papers.known(), self.clock.now().unsigned_abs());
        let noting = Noting { store: &self.store, known: &known, me: self.member(), now };
        let Some(stepped) = noting.step(owner, &tiles, size)? else { return Ok(false) };
        self.tell_outcome(owner, stepped.entries, stepped.outcome);
        Ok(true)
    }

    fn tell_outcome(&self, owner: &MemberName, noted: Range<u64>, outcome: Outcome) {
        if let Some(quote) = outcome.quote {
            self.quoted(owner, quote.covers);
        }
        if outcome.wants_bodies {
            self.want_bodies();
        }
        outcome.evidence.iter().for_each(|evidence| self.evidence_said(evidence));
        if !self.is_news(owner, noted) {
            return;
        }
        for (id, kind) in outcome.said {
            if owner != self.member() {
                self.tell(Change::Statement { id, member: owner.clone(), kind });
            }
        }
        if let Some(quote) = outcome.quote {
            self.tell(Change::OnRecord { log: owner.clone(), size: quote.covers, time: quote.time });
        }
        if outcome.voids > 0 {
            let words =
                format!("{} more entries of the log of {owner} are void: {}", outcome.voids, outcome.why);
            self.alarm(AlarmKind::VoidEntries, Some(owner), words);
        }
    }

    /// Whether these entries are noted down for the first time since the start. What is judged anew is no news.
    fn is_news(&self, owner: &MemberName, noted: Range<u64>) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let upto = told.entry(owner.clone()).or_default();
        let is_news = noted.start >= *upto;
        *upto = (*upto).max(noted.end);
        is_news
    }
}

/// What is needed to note down, of a node or of a home without one.
pub(crate) struct Noting<'n> {
    pub(crate) store: &'n Store,
    pub(crate) known: &'n Arc<Known>,
    pub(crate) me: &'n MemberName,
    pub(crate) now: Timestamp,
}

/// A step that was taken.
pub(crate) struct Stepped {
    /// Which entries of the log were noted down.
    pub(crate) entries: Range<u64>,
    /// How many signatures were checked for it.
    pub(crate) checked: u64,
    outcome: Outcome,
}

impl Noting<'_> {
    /// Notes down the next entries of a log of `size`. Nothing where there were none.
    pub(crate) fn step(
        &self,
        owner: &MemberName,
        tiles: &Tiles,
        size: u64,
    ) -> anyhow::Result<Option<Stepped>> {
        let noted = self.store.cache().read("how far a log is noted", |view| view.log(owner))?.noted;
        if noted >= size {
            return Ok(None);
        }
        let to = size.min((noted / STEP + 1) * STEP);
        let read = Reading { store: self.store, known: self.known, owner }.read(tiles, noted, to)?;
        let (flaws, checked, entries) = (read.flaws, read.checked_from, read.entries);
        let (known, me) = (self.known.clone(), self.me.clone());
        let step = Step { known, owner: owner.clone(), me, now: self.now };
        point("note.read");
        let outcome = self.store.cache().transact("note down", move |tx| step.note(tx, noted, entries))?;
        point("note.noted");
        if let Some(from) = checked {
            let owner = owner.clone();
            self.store
                .keep()
                .transact("note what was checked", move |tx| tx.note_checked(&owner, from, to, &flaws))?;
        }
        point("note.checked");
        if outcome.is_stale {
            return Ok(None);
        }
        let checked = checked.map_or(0, |from| to - from);
        Ok(Some(Stepped { entries: noted..to, checked, outcome }))
    }
}

/// Entries that were read and whose signatures were checked.
struct Read {
    entries: Vec<Prepared>,
    /// From where on signatures were checked now that were not checked before.
    checked_from: Option<u64>,
    flaws: Vec<(u64, Flaw)>,
}

/// An entry on its way into the cache.
struct Prepared {
    noted: Noted,
    quote: Option<Candidate>,
    /// What it shows against somebody, if it is evidence.
    evidence: Option<Vec<u8>>,
}

impl Prepared {
    /// Bytes that are no statement.
    fn nothing(bytes: &[u8], why: impl Display) -> Self {
        Prepared { noted: Noted::nothing(bytes, why), quote: None, evidence: None }
    }
}

/// A quote that has its quorum and is of this tree.
struct Candidate {
    covers: u64,
    root: Hash,
    time: Timestamp,
}

/// Reads entries of one log.
struct Reading<'n> {
    store: &'n Store,
    known: &'n Known,
    owner: &'n MemberName,
}

impl Reading<'_> {
    fn read(&self, tiles: &Tiles, from: u64, to: u64) -> anyhow::Result<Read> {
        let (checked, known_flaws) = self.store.keep().read("what was checked", |view| {
            Ok((view.checked(self.owner)?, view.flaws(self.owner, from)?))
        })?;
        let mut read = Read {
            entries: Vec::new(),
            checked_from: (to > checked && from <= checked).then_some(checked),
            flaws: Vec::new(),
        };
        let mut entries = Vec::new();
        home::each_entry_from(tiles, from, to, |index, bytes| {
            // A key that was not known then may be known now.
            let is_flawed = known_flaws.iter().any(|(number, _)| *number == index);
            entries.push((index, bytes.to_vec(), index < checked && !is_flawed));
            Ok(())
        })?;
        for (index, (prepared, flaw)) in (from..).zip(self.prepare_all(&entries, tiles)?) {
            read.flaws.extend(flaw.filter(|_| index >= checked).map(|flaw| (index, flaw)));
            read.entries.push(prepared);
        }
        Ok(read)
    }

    /// Prepares entries, each with its number and whether its signature was checked before, on as many threads as there are cores: signatures
    /// are most of the work of a mirror. What comes out is in the order of what went in.
    fn prepare_all(
        &self,
        entries: &[(u64, Vec<u8>, bool)],
        tiles: &Tiles,
    ) -> anyhow::Result<Vec<(Prepared, Option<Flaw>)>> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let part = |part: &[(u64, Vec<u8>, bool)]| {
            let mut nodes = tiles.again();
            let prepared = part
                .iter()
                .map(|(index, bytes, is_checked)| self.prepare(*index, bytes, *is_checked, &mut nodes));
            prepared.collect::<anyhow::Result<Vec<_>>>()
        };
        let mut parts = entries.chunks(entries.len().div_ceil(threads).max(MIN_SHARED));
        let first = parts.next().unwrap_or_default();
        thread::scope(|scope| {
            let others: Vec<_> = parts.map(|other| scope.spawn(move || part(other))).collect();
            let mut all = part(first)?;
            for other in others {
                all.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic))?);
            }
            Ok(all)
        })
    }

    fn prepare(
        &self,
        index: u64,
        bytes: &[u8],
        is_checked: bool,
        nodes: &mut Tiles,
    ) -> anyhow::Result<(Prepared, Option<Flaw>)> {
        let entry = match Entry::parse(bytes) {
            Ok(entry) => entry,
            Err(error) => return Ok((Prepared::nothing(bytes, error), None)),
        };
        let Known { charters, sheets, .. } = self.known;
        let judged = authentic(charters, sheets, self.owner, index, &entry, is_checked);
        let flaw = match &judged {
            Err(_) if !is_checked => Some(self.flaw(&entry)),
            _ => None,
        };
        let quote = match judged.is_ok() {
            true => self.quote(index, &entry, nodes)?,
            false => None,
        };
        let evidence = match &entry.header().content {
            Content::Evidence { evidence, .. } if judged.is_ok() => Some(evidence.clone()),
            _ => None,
        };
        Ok((Prepared { noted: Noted::statement(&entry, judged.err()), quote, evidence }, flaw))
    }

    fn flaw(&self, entry: &Entry) -> Flaw {
        let id = entry.note().signatures().first().map_or(KeyId([0; 4]), |signature| signature.id);
        match self.known.sheets.key(self.owner, Role::Statement, id) {
            Some(_) => Flaw::Unverified,
            None => Flaw::UnknownKey,
        }
    }

    /// The quote that an entry is, if it counts. Its time is not held against the quote before it yet.
    fn quote(&self, index: u64, entry: &Entry, nodes: &mut Tiles) -> anyhow::Result<Option<Candidate>> {
        let Content::Quote { checkpoint } = &entry.header().content else { return Ok(None) };
        let Known { charters, sheets, .. } = self.known;
        let Some((head, time)) = quorum(charters, sheets, self.owner, (index, entry), checkpoint, None)
        else {
            return Ok(None);
        };
        let (covers, root) = head.tree();
        // Of another tree than this one it would say nothing here.
        let is_of_this = covers <= index && root_at(nodes, covers)? == root;
        Ok(is_of_this.then_some(Candidate { covers, root, time }))
    }
}

/// What came of a step.
#[derive(Default)]
struct Outcome {
    said: Vec<(statement::StatementId, String)>,
    quote: Option<Quote>,
    voids: usize,
    why: String,
    wants_bodies: bool,
    /// Nothing was noted down.
    is_stale: bool,
    evidence: Vec<Vec<u8>>,
}

/// One transaction of noting down.
struct Step {
    known: Arc<Known>,
    owner: MemberName,
    me: MemberName,
    now: Timestamp,
}

impl Step {
    fn note(&self, tx: &Tx<'_, Cache>, from: u64, entries: Vec<Prepared>) -> Result<Outcome, store::Error> {
        let mut outcome = Outcome::default();
        if tx.judged_by()? != Some(self.known.judged_by()) {
            // There are other papers since these entries were read. Whoever took them has the logs judged by them, and then it goes on here.
            outcome.is_stale = true;
            return Ok(outcome);
        }
        let mut texts = HashSet::new();
        let mut waiting: Vec<Noted> = Vec::new();
        let mut at = from;
        for (index, Prepared { mut noted, quote, evidence }) in (from..).zip(entries) {
            outcome.evidence.extend(evidence.filter(|_| self.owner != self.me));
            self.refuse_twice(tx, &mut noted, index, &mut texts)?;
            self.count(&noted, &mut outcome);
            self.want(tx, &noted, index, &mut outcome)?;
            waiting.push(noted);
            let Some(candidate) = quote else { continue };
            // A quote speaks of what is noted down before it.
            tx.note_down(&self.owner, at, &waiting)?;
            (at, waiting) = (index + 1, Vec::new());
            self.quote(tx, index, candidate, &mut outcome)?;
        }
        tx.note_down(&self.owner, at, &waiting)?;
        Ok(outcome)
    }

    /// A second entry with the same text is void.
    fn refuse_twice(
        &self,
        tx: &Tx<'_, Cache>,
        noted: &mut Noted,
        index: u64,
        texts: &mut HashSet<statement::Digest>,
    ) -> Result<(), store::Error> {
        if let (Some(said), None) = (&noted.said, &noted.void) {
            let again =
                !texts.insert(said.text) || tx.said_before(&self.owner, said.made, &said.text, index)?;
            noted.void = again.then(|| home::SAID_TWICE.to_owned());
        }
        Ok(())
    }

    fn count(&self, noted: &Noted, outcome: &mut Outcome) {
        if let Some(said) = &noted.said {
            outcome.said.push((noted.id, said.kind.to_string()));
        }
        if let Some(why) = &noted.void {
            outcome.voids += 1;
            why.clone_into(&mut outcome.why);
        }
    }

    /// The bodies that this member may read, or mirrors for others.
    fn want(
        &self,
        tx: &Tx<'_, Cache>,
        noted: &Noted,
        index: u64,
        outcome: &mut Outcome,
    ) -> Result<(), store::Error> {
        let Some(said) = noted.said.as_ref().filter(|_| noted.void.is_none()) else { return Ok(()) };
        let (hash, bytes) = match (&said.sealed, &said.body) {
            (Some(sealed), _) => (sealed.hash, sealed.bytes),
            // What is stored has the salt in front.
            (None, Some(body)) if said.audience == Audience::Unit => {
                (body.hash, body.bytes.saturating_add(32))
            }
            _ => return Ok(()),
        };
        tx.want_body(&WantedBody { hash, bytes, member: self.owner.clone(), index }, self.now)?;
        match self.owner == self.me {
            // One's own lie here since before they were said.
            true => tx.hold_body(&hash, bytes).map(drop),
            false => {
                outcome.wants_bodies = true;
                Ok(())
            }
        }
    }

    /// Puts on record what a quote covers, and judges it by its record time.
    fn quote(
        &self,
        tx: &Tx<'_, Cache>,
        index: u64,
        candidate: Candidate,
        outcome: &mut Outcome,
    ) -> Result<(), store::Error> {
        let log = tx.log(&self.owner)?;
        let time = log.last.map_or(candidate.time, |last| last.time.max(candidate.time));
        let quote = Quote { index, covers: candidate.covers, root: candidate.root, time };
        tx.note_quote(&self.owner, &quote)?;
        if quote.covers > log.on_record {
            self.judge(tx, log.on_record, quote.covers, time, outcome)?;
            outcome.quote = Some(quote);
        }
        Ok(())
    }

    /// Judges the entries from one number up to, and without, another, which are on record since `time`, in their order.
    fn judge(
        &self,
        tx: &Tx<'_, Cache>,
        from: u64,
        to: u64,
        time: Timestamp,
        outcome: &mut Outcome,
    ) -> Result<(), store::Error> {
        let epoch = time / EPOCH;
        let mut spoken = tx.spoken(&self.owner, epoch)?;
        let mut at = from;
        while at < to {
            let found = tx.entries(&self.owner, at, usize::try_from(to - at).unwrap_or(usize::MAX))?;
            let Some(last) = found.last() else { break };
            at = last.index + 1;
            for entry in &found {
                let Some(said) = &entry.noted.said else { continue };
                if entry.noted.void.as_deref().is_some_and(|why| why != home::SAID_TWICE) {
                    continue;
                }
                let void = self.void(tx, entry.index, said, time, &mut spoken)?;
                if void != entry.noted.void {
                    tx.judge(&self.owner, entry.index, void.as_deref())?;
                    if let Some(why) = void {
                        outcome.voids += 1;
                        outcome.why = why;
                        tx.unwant_bodies(&self.owner, entry.index)?;
                    }
                }
            }
        }
        tx.set_spoken(&self.owner, epoch, &spoken)
    }

    /// Why a statement that is authentic does not count, once its record time is known: the rules of `home::Judge`, in their order.
    fn void(
        &self,
        tx: &Tx<'_, Cache>,
        index: u64,
        said: &Said,
        time: Timestamp,
        spoken: &mut Spoken,
    ) -> Result<Option<String>, store::Error> {
        if let Err(why) = timely(&self.known.charters, &said.charter, said.made, Some(time)) {
            return Ok(Some(why));
        }
        spoken.statements += 1;
        spoken.bytes = spoken.bytes.saturating_add(said.body.as_ref().map_or(0, |body| body.bytes));
        if let Some(charter) = self.known.charters.by_id(&said.charter)
            && let Some(why) = over_quota(charter, spoken.statements, spoken.bytes)
        {
            return Ok(Some(why));
        }
        let again = tx.said_before(&self.owner, said.made, &said.text, index)?;
        Ok(again.then(|| home::SAID_TWICE.to_owned()))
    }
}
