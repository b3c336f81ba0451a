//! Every root that any node ever shows: no log may have two at one size.

use crate::api::Api;
use log::{Checkpoint, Hash};
use note::{Note, encoding::unbase64};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// How often all nodes are asked.
const EVERY: Duration = Duration::from_millis(100);

/// The roots of logs, by owner and size.
#[derive(Debug, Default)]
pub struct Roots(BTreeMap<(String, u64), String>);

impl Roots {
    /// A root that somebody has seen.
    ///
    /// # Panics
    /// It is the second at its size.
    pub fn see(&mut self, owner: &str, size: u64, root: &str) {
        let first = self.0.entry((owner.to_owned(), size)).or_insert_with(|| root.to_owned());
        assert_eq!(first, root, "the log of {owner} has two roots at {size}");
    }

    /// The log as it is in the end: it must have had every root that was seen, and so must its own quotes.
    pub fn compare(&mut self, owner: &str, entries: &[Vec<u8>]) {
        let mut edge = log::Edge::default();
        self.see(owner, 0, &edge.root().to_string());
        for entry in entries {
            edge.append(Hash::leaf(entry), |_, _| {});
            self.see(owner, edge.size(), &edge.root().to_string());
        }
        let last = self.0.keys().filter(|(of, _)| of == owner).map(|(_, size)| *size).max();
        assert_eq!(last, Some(edge.size()), "more of the log of {owner} was seen than there is");
        entries.iter().filter_map(|entry| quoted(entry)).for_each(|checkpoint| {
            self.see(owner, checkpoint.size, &checkpoint.root.to_string());
        });
    }
}

/// The checkpoint that an entry quotes.
fn quoted(entry: &[u8]) -> Option<Checkpoint> {
    let text = std::str::from_utf8(entry).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("checkpoint "))?;
    let note = Note::parse(&unbase64("checkpoint", line).ok()?).ok()?;
    Checkpoint::parse(note.text()).ok()
}

/// Somebody who looks at all nodes all the time.
pub struct Watch {
    stop: Arc<AtomicBool>,
    watcher: JoinHandle<Roots>,
}

impl Watch {
    pub fn start(nodes: Vec<Api>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let until = stop.clone();
        let watcher = thread::spawn(move || {
            let mut roots = Roots::default();
            while !until.load(Ordering::Relaxed) {
                nodes.iter().for_each(|node| look(node, &mut roots));
                thread::sleep(EVERY);
            }
            roots
        });
        Watch { stop, watcher }
    }

    pub fn stop(self) -> Roots {
        self.stop.store(true, Ordering::Relaxed);
        self.watcher.join().expect("no two roots were seen")
    }
}

fn look(node: &Api, roots: &mut Roots) {
    let Some(logs) = node.json("/api/v1/logs") else { return };
    for log in logs.as_array().expect("logs") {
        let text = |name: &str| log[name].as_str().expect("text");
        roots.see(text("member"), log["size"].as_u64().expect("a size"), text("root"));
    }
}
