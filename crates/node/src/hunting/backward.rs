//! New intelligence, run backward over what was seen: *was this ever here?*

use super::{
    batch,
    find::{Find, When},
};
use crate::Node;
use seen::{Hosts, Met, Wanted};
use statement::{Digest, StatementId, observable::Indicator};
use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{
        Arc,
        atomic::Ordering::Relaxed,
        mpsc::{Sender, channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use store::{FindingCause, Origin, Severity};

/// How many values of one indicator become findings; a network of half the world would have a million.
const MAX_MET: usize = 100;

/// Up to so many indicators each is asked for by itself, which takes milliseconds; more are asked for in one pass over the index.
const FEW: usize = 2_000;

/// How many findings go to the disk together.
const TOGETHER: usize = 1_000;

/// How long to wait for the hunt to take the indicators up: what comes after that is found forward.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many statements are remembered as done, and so many bytes have their ids in words, a line each.
const MAX_DONE: usize = 1 << 18;

/// An indicator and the statement that it is from.
#[derive(Clone)]
pub(super) struct Item {
    pub(super) indicator: Indicator,
    pub(super) origin: Origin,
}

/// The thread that runs statements backward, one lot after another: it may take a while, and new ones are to be hunted with meanwhile.
pub(super) struct Runner {
    lots: Option<Sender<Vec<Item>>>,
    thread: Option<JoinHandle<()>>,
    /// What was run, or is about to be.
    sent: HashSet<StatementId>,
}

impl Runner {
    /// Starts it.
    pub(super) fn start(node: &Arc<Node>) -> Self {
        let mut done = Done::load(node);
        let (lots, waiting) = channel::<Vec<Item>>();
        let (sent, node) = (done.ids.clone(), node.clone());
        let thread = thread::Builder::new().name("backward".to_owned()).spawn(move || {
            for lot in waiting {
                run(&node, &lot, &mut done);
            }
        });
        if let Err(error) = &thread {
            tracing::warn!(%error, "no thread to look backward with");
        }
        Runner { lots: Some(lots), thread: thread.ok(), sent }
    }

    /// Whether a statement need not be run.
    pub(super) fn has(&self, id: &StatementId) -> bool {
        self.sent.contains(id)
    }

    /// Has a lot run.
    pub(super) fn send(&mut self, lot: Vec<Item>) {
        self.sent.extend(lot.iter().map(|item| item.origin.statement));
        if let Some(lots) = self.lots.as_ref().filter(|_| !lot.is_empty()) {
            // The thread ends with this only.
            drop(lots.send(lot));
        }
    }
}

impl Drop for Runner {
    /// Waits for what is running; what waits is run after the next start.
    fn drop(&mut self) {
        drop(self.lots.take());
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// Which statements were run backward: a file beside the index. It may be lost: what is found again is known by its value and not counted twice.
struct Done {
    path: PathBuf,
    ids: HashSet<StatementId>,
}

impl Done {
    fn load(node: &Node) -> Self {
        let path = node.home.memory().join("backward");
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        Done { ids: text.lines().filter_map(|line| line.parse().ok()).collect(), path }
    }

    fn add(&mut self, ids: impl Iterator<Item = StatementId>) -> std::io::Result<()> {
        if self.ids.len() > MAX_DONE {
            self.ids.clear();
        }
        let before = self.ids.len();
        self.ids.extend(ids);
        if self.ids.len() == before {
            return Ok(());
        }
        let mut lines: Vec<String> = self.ids.iter().map(StatementId::to_string).collect();
        lines.sort();
        let new = self.path.with_extension("new");
        std::fs::write(&new, lines.join("\n"))?;
        std::fs::rename(&new, &self.path)
    }
}

/// Asks the index for all of them, and counts what was seen.
fn run(node: &Arc<Node>, items: &[Item], done: &mut Done) {
    if node.is_stopping() {
        return;
    }
    let ids: HashSet<StatementId> = items.iter().map(|item| item.origin.statement).collect();
    let Some(index) = node.hunting.index() else { return };
    wait_for_the_hunt(node);
    let mut finds = Vec::new();
    if items.len() <= FEW {
        for item in items {
            let met = index.meet(&item.indicator, MAX_MET);
            finds.extend(met.values.iter().map(|met| find(item, met)));
        }
    } else {
        let mut wanted = Wanted::default();
        for item in items {
            wanted.add(&item.indicator);
        }
        index.meet_all(&wanted, MAX_MET, |number, met| {
            finds.extend(items.get(number as usize).map(|item| find(item, met)));
        });
    }
    for part in finds.chunks(TOGETHER) {
        if let Err(error) = batch::count(node, part.to_vec()) {
            // They are not noted as done, and run again with the next set.
            return tracing::warn!(error = format!("{error:#}"), "what was found backward cannot be written");
        }
    }
    if let Err(error) = done.add(ids.into_iter()) {
        tracing::warn!(%error, "what was looked for backward is not remembered, and is looked for again after a restart");
    }
}

/// Until the hunt looks with the newest sets.
fn wait_for_the_hunt(node: &Node) {
    let (wanted, begun) = (node.hunting.sets().number, Instant::now());
    while node.hunting.in_use.load(Relaxed) < wanted && begun.elapsed() < PATIENCE && !node.is_stopping() {
        super::pause();
    }
}

fn find(item: &Item, met: &Met) -> Find {
    let observable = &item.indicator.observable;
    let (kind, value) = (observable.kind().as_str(), observable.value());
    let days = met.seen.days.len() as u64;
    let hosts = match met.seen.hosts {
        Hosts::Exactly(hosts) | Hosts::About(hosts) => u64::from(hosts),
    };
    let day = |day: seen::Day| day.seconds().unsigned_abs();
    Find {
        cause: FindingCause::Indicator { kind: kind.to_owned(), value: value.to_owned() },
        origins: vec![item.origin.clone()],
        // The value alone, whoever asks: the index counts all that was seen of it.
        record: Digest::of(format!("before {} {}", met.kind, met.value).as_bytes()),
        title: format!("indicator: {kind} {value}"),
        level: Severity::Medium,
        seen: When::Before {
            count: days,
            first: day(met.seen.first()),
            last: day(met.seen.last()),
            days,
            hosts,
        },
        place: "the index of what was seen".to_owned(),
        example: serde_json::json!({
            "kind": met.kind.as_str(),
            "value": met.value,
            "first": met.seen.first().to_string(),
            "last": met.seen.last().to_string(),
            "days": days,
            "hosts": hosts,
        })
        .to_string(),
    }
}
