//! A shift of the hunt: as long as the rules and the watches stay the same.

use super::{
    Delivery, Receipt,
    arming::Armed,
    batch::Batch,
    correlating::Correlating,
    find::{Find, example},
    intake::MAX_BAD,
    lore::Sets,
    worker::Touching,
};
use crate::{AlarmKind, Node};
use event::{BadRecord, Block, Decoder, Event, Format, Paths, Time};
use hunt::{Gatherer, Hunter, Input};
use seen::Notes;
use statement::Digest;
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc,
        atomic::Ordering::Relaxed,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};
use store::FindingCause;
use telemetry::{
    Item, Parcel,
    follow::{Follow, News, StreamId},
};

/// How often the watches are looked at; where that takes long, so much less often that it is a tenth of the time.
const LOOK: Duration = Duration::from_millis(500);

/// How long files are read before those who deliver have their turn.
const TURN: Duration = Duration::from_millis(50);

/// How long to wait after the disk refused.
const DISK: Duration = Duration::from_secs(1);

/// For how many findings is remembered that they were opened: an example is made for those that are not.
const MAX_OPENED: usize = 1 << 16;

/// Why a shift ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    OtherRules,
    OtherWatches,
    Stopped,
}

/// The hunter at work.
pub(super) struct Shift<'s> {
    node: &'s Arc<Node>,
    armed: &'s Arc<Armed>,
    follow: Follow,
    quarry: Quarry<'s>,
    look: Instant,
    touching: Touching,
    started: Instant,
}

/// What a record goes through.
struct Quarry<'s> {
    node: &'s Arc<Node>,
    decoder: Decoder,
    hunter: Hunter<'s>,
    gatherer: Gatherer,
    correlating: Option<Correlating<'s>>,
    sets: Arc<Sets>,
    batch: Batch,
    opened: HashSet<FindingCause>,
}

/// Where a block is from.
struct From<'b> {
    stream: StreamId,
    label: &'b Arc<str>,
    watch: &'b str,
}

impl<'s> Shift<'s> {
    pub(super) fn new(node: &'s Arc<Node>, armed: &'s Arc<Armed>, follow: Follow, batch: Batch) -> Self {
        let ruleset = &armed.ruleset;
        let quarry = Quarry {
            node,
            decoder: Decoder::default(),
            hunter: Hunter::new(ruleset, None, None),
            gatherer: Gatherer::default(),
            correlating: Correlating::new(ruleset),
            sets: Arc::default(),
            batch,
            opened: HashSet::new(),
        };
        let now = Instant::now();
        Shift { node, armed, follow, quarry, look: now, touching: Touching::new(), started: now }
    }

    /// Works until there are other rules or watches, or the node stops. What was hunted is on the disk then, unless that refuses.
    pub(super) fn work(&mut self, deliveries: &Receiver<Delivery>, reloads: u64) -> End {
        let watches = self.node.config().watch.clone();
        loop {
            let end = self.over(&watches, reloads);
            self.take_sets();
            if end.is_some() || self.quarry.batch.is_due() {
                let written = self.commit();
                match end {
                    // Without its positions in the store, other watches would begin too early.
                    Some(End::OtherWatches) if !written => {}
                    Some(end) => return end,
                    None if !written => continue,
                    None => {}
                }
            }
            self.look();
            let busy = self.read_files() | self.read_deliveries(deliveries);
            self.quarry.correlate();
            if !busy {
                self.wait(deliveries);
            }
        }
    }

    /// What goes on into the next shift.
    pub(super) fn end(self) -> (Follow, Batch) {
        (self.follow, self.quarry.batch)
    }

    fn over(&self, watches: &[crate::config::Watch], reloads: u64) -> Option<End> {
        let hunting = &self.node.hunting;
        if self.node.is_stopping() {
            return Some(End::Stopped);
        }
        if hunting.reloads() != reloads && self.node.config().watch != watches {
            return Some(End::OtherWatches);
        }
        hunting.armed().is_some_and(|armed| !Arc::ptr_eq(&armed, self.armed)).then_some(End::OtherRules)
    }

    /// Looks with the newest sets of indicators.
    fn take_sets(&mut self) {
        let sets = self.node.hunting.sets();
        if sets.number != self.quarry.sets.number || self.quarry.sets.number == 0 {
            self.quarry.hunter.look_for(sets.layers.iter().cloned());
            self.node.hunting.in_use.store(sets.number, Relaxed);
            self.quarry.sets = sets;
        }
        self.quarry
            .hunter
            .set_now(Some(Time::from_nanos(self.node.clock.now().saturating_mul(1_000_000_000))));
    }

    fn commit(&mut self) -> bool {
        match self.quarry.batch.commit(self.node) {
            Ok(()) => {
                self.node.disk_works();
                true
            }
            Err(error) => {
                self.node.alarm(AlarmKind::Disk, None, format!("findings cannot be written: {error:#}"));
                std::thread::sleep(DISK);
                false
            }
        }
    }

    fn look(&mut self) {
        let now = Instant::now();
        if now < self.look {
            return;
        }
        self.follow.look(self.started.elapsed());
        self.look = Instant::now() + LOOK.max(now.elapsed() * 10);
        if let Err(error) = self.touching.turn(self.node, &mut self.follow) {
            tracing::warn!(%error, "which streams are gone is not noted");
        }
        let states = self.follow.states();
        let trouble: Vec<String> = states
            .iter()
            .filter_map(|state| Some(format!("{}: {}", state.name, state.trouble.as_ref()?)))
            .collect();
        match trouble.is_empty() {
            true => self.node.lower(AlarmKind::WatchLost, None),
            false => self.node.alarm(AlarmKind::WatchLost, None, trouble.join("; ")),
        }
        self.node.hunting.with_state(|state| state.list(states));
    }

    /// Reads new records of files for a while. Whether there may be more.
    fn read_files(&mut self) -> bool {
        let until = Instant::now() + TURN;
        while Instant::now() < until && !self.quarry.batch.is_due() {
            let Some(news) = self.follow.next_news() else { return false };
            match news {
                News::Block { stream, block, position } => {
                    let from = From { stream: stream.id, label: &stream.label, watch: &stream.watch };
                    self.quarry.hunt(&from, block, &mut Receipt::default());
                    self.quarry.batch.reach(position);
                }
                News::Moved(position) => self.quarry.batch.reach(position),
                News::Failed { label, error } => {
                    tracing::warn!(file = label, %error, "telemetry cannot be read")
                }
                News::Unrecognised { label } => tracing::warn!(file = label, "in no format that is read"),
                News::Lost { label, bytes } => {
                    tracing::warn!(file = label, bytes, "a file went before it was read to its end");
                }
            }
        }
        true
    }

    fn read_deliveries(&mut self, deliveries: &Receiver<Delivery>) -> bool {
        let mut any = false;
        while !self.quarry.batch.is_due()
            && let Ok(delivery) = deliveries.try_recv()
        {
            self.quarry.take(delivery);
            any = true;
        }
        any
    }

    /// Waits for a delivery, or until there is something else to do.
    fn wait(&mut self, deliveries: &Receiver<Delivery>) {
        let due = [
            Some(self.look),
            self.quarry.batch.due(),
            self.quarry.correlating.as_ref().and_then(Correlating::due),
        ];
        let until = due.into_iter().flatten().min().unwrap_or(self.look);
        let wait = until.saturating_duration_since(Instant::now()).min(LOOK);
        match deliveries.recv_timeout(wait) {
            Ok(delivery) => self.quarry.take(delivery),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(wait),
        }
    }
}

impl Quarry<'_> {
    /// Hunts through what somebody sent.
    fn take(&mut self, delivery: Delivery) {
        let Delivery { name, stream, watch, bytes, format, reply } = delivery;
        let mut receipt = Receipt::default();
        for item in Parcel::new(&name, bytes).with_format(format) {
            match item {
                Item::Done(source, block) => {
                    // Each stream in an archive counts its records from the start.
                    let own = StreamId(stream.0 ^ (source.number as u128) << 96);
                    let label = Arc::from(source.label.as_str());
                    self.hunt(&From { stream: own, label: &label, watch }, block, &mut receipt);
                }
                Item::Failed { error, .. } => drop(receipt.failed.get_or_insert(error.to_string())),
                Item::Unrecognised { .. } => {
                    receipt.failed.get_or_insert_with(|| "in no format that is read".to_owned());
                }
                Item::Started(_) | Item::Ended { .. } | Item::Empty { .. } => {}
            }
        }
        if let Some(reply) = reply {
            self.batch.reply(reply, receipt);
        }
    }

    /// Hunts through a block.
    fn hunt(&mut self, from: &From<'_>, mut block: Block, receipt: &mut Receipt) {
        let format = block.format;
        let (mut events, mut bad, mut findings) = (0, 0, 0);
        let Quarry { node, decoder, hunter, gatherer, sets, batch, opened, .. } = self;
        let mut notes = node.hunting.index().map(|index| (index.notes(), false));
        decoder.decode(&mut block, |paths: &Paths, record: Result<Event<'_>, BadRecord>| match record {
            Ok(event) => {
                events += 1;
                hunter.hunt(Input { file: from.label, format }, paths, &event, |finding| {
                    let Some(mut find) = Find::of(finding, from.stream, sets) else { return };
                    findings += 1;
                    if opened.len() < MAX_OPENED && opened.insert(find.cause.clone()) {
                        find.example = example(paths, &event);
                    }
                    batch.find(find);
                });
                if let Some((notes, noted)) = &mut notes {
                    remember(notes, hunter, gatherer, paths, &event, node.clock.now());
                    *noted = true;
                }
            }
            Err(problem) => {
                bad += 1;
                if receipt.first_bad.len() < MAX_BAD {
                    receipt.first_bad.push((
                        problem.position.record,
                        format!("{}: {}", problem.fault.as_str(), problem.detail),
                    ));
                }
            }
        });
        batch.noted |= notes.is_some_and(|(_, noted)| noted);
        self.take_hits(from, format);
        receipt.events += events;
        receipt.bad += bad;
        receipt.findings += findings;
        self.node
            .hunting
            .with_state(|state| state.count(from.watch, events, bad, findings, self.node.clock.now()));
    }

    fn take_hits(&mut self, from: &From<'_>, format: Format) {
        let hits = self.hunter.take_hits();
        if let Some(correlating) = &mut self.correlating {
            correlating.take(from.label, format, hits);
        }
    }

    /// Takes what correlations find.
    fn correlate(&mut self) {
        let Quarry { correlating: Some(correlating), batch, sets, .. } = self else { return };
        correlating.pass(|finding| {
            // Its events may be of several streams: the name of the last one is by which it is known.
            let of = Digest::of(finding.origin.file.as_bytes()).0;
            let stream = of.first_chunk::<16>().map_or(0, |first| u128::from_be_bytes(*first));
            if let Some(find) = Find::of(finding, StreamId(stream), sets) {
                batch.find(find);
            }
        });
    }
}

/// Remembers what an event holds. Where the index takes nothing more, that is its own to tell.
fn remember(
    notes: &mut Notes<'_>,
    hunter: &mut Hunter<'_>,
    gatherer: &mut Gatherer,
    paths: &Paths,
    event: &Event<'_>,
    now: i64,
) {
    let (time, host) = hunter.when_and_where(paths, event);
    let seconds = time.map_or(now, |time| time.nanos().div_euclid(1_000_000_000));
    let host = host.map(|host| host.to_string());
    let mut scene = DefaultHasher::new();
    (seconds.div_euclid(86_400), &host).hash(&mut scene);
    gatherer.gather(paths, event, scene.finish(), |kind, value| {
        drop(notes.note(kind, value, seconds, host.as_deref()));
    });
}
