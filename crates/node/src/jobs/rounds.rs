//! One's own log goes on record: rounds of cosigning, and the quotes that show their quorums.

use super::push::MAX_APART;
use crate::{Node, Refusal, crash::point};
use home::{Draft, policy};
use log::{Checkpoint, Head, Policy, Timestamp, record_time};
use note::{Note, encoding::base64};
use statement::{Audience, Content, Entry, Kind, Line, Marking, MemberName, Tlp};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How often is looked whether something is due, where no news comes.
const TICK: Duration = Duration::from_millis(200);

/// How many entries are looked at at a time for the last quote: those of a bundle.
const LOOKED_AT: u64 = 256;

/// Which heads are worth a quote.
#[derive(Debug, Default)]
pub(crate) struct Quotes {
    /// One more than the number of the last entry that is no quote.
    worthy: AtomicU64,
    /// How many entries the newest quote covers.
    quoted: AtomicU64,
    /// A head with its quorum that no quote shows yet.
    next: Mutex<Option<Head>>,
}

impl Quotes {
    fn due(&self) -> Option<Head> {
        let quoted = self.quoted.load(Ordering::Acquire);
        let next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let is_worth = self.worthy.load(Ordering::Acquire) > quoted;
        next.as_ref().filter(|head| is_worth && head.checkpoint().size > quoted).cloned()
    }
}

/// Begins rounds and says quotes.
pub(crate) async fn run(node: Arc<Node>) {
    let mut last_quote: Option<Instant> = None;
    while !node.is_stopping() {
        let may_quote = last_quote.is_none_or(|at| at.elapsed() >= node.config().times.quote());
        if may_quote && let Some(head) = node.quotes.due() {
            match node.say_quote(&head).await {
                Ok(()) => last_quote = Some(Instant::now()),
                Err(error) => tracing::warn!(%error, "a quote is not said"),
            }
        }
        let size = node.head(node.member()).map_or(0, |head| head.checkpoint().size);
        // A round of a log that may not be signed for harms nobody: its head was signed before.
        if node.rounds.is_due(size, node.config().times.heartbeat())
            && let Some(head) = node.head(node.member())
        {
            node.rounds.begin(head);
        }
        tokio::select! {
            () = node.news.notified() => {}
            () = tokio::time::sleep(TICK) => {}
            () = node.stopping() => return,
        }
    }
}

impl Node {
    /// An entry of the own log, the one before this number, is worth a quote.
    pub(crate) fn worth_quoting(&self, size: u64) {
        self.quotes.worthy.fetch_max(size, Ordering::AcqRel);
    }

    /// A quote in a log covers so much.
    pub(crate) fn quoted(&self, owner: &MemberName, covers: u64) {
        if owner == self.member() {
            self.quotes.quoted.fetch_max(covers, Ordering::AcqRel);
        }
    }

    /// If a head of the own log has its quorum, a quote is due.
    pub(crate) fn count_quorum(&self, head: &Head) {
        let known = self.papers.known();
        let Some(charter) = known.in_force(self.clock.now()) else { return };
        let policy = policy(charter, &known.sheets, self.member(), head.checkpoint().size);
        if let Some(quotable) = policy.ok().and_then(|(_, policy)| self.quotable(&policy, head)) {
            self.rounds.has_quorum(head);
            *self.quotes.next.lock().unwrap_or_else(PoisonError::into_inner) = Some(quotable);
            self.news.notify_one();
        }
    }

    /// The head as it is quoted, if it has its quorum (THREATS 7, 26).
    ///
    /// With few witnesses one slow clock, or one that lies, makes the record time, and what is covered would be void for ever: it counts as backdated.
    /// So a quote whose record time is far from the clock here is not said as long as some witnesses agree with that clock: it waits for more of them,
    /// or is said with theirs alone. If none agrees, it is this clock that is wrong, and the rule takes its course.
    fn quotable(&self, policy: &Policy, head: &Head) -> Option<Head> {
        let now = self.clock.now().unsigned_abs();
        let time = |head: &Head| record_time(policy.verify(head.note().clone()).ok()?.times(), None);
        let is_near = |time: Timestamp| time.abs_diff(now) <= MAX_APART;
        if is_near(time(head)?) {
            return Some(head.clone());
        }
        let near = head.cosigned_when(is_near);
        match near == head.bare() {
            true => Some(head.clone()),
            false => time(&near).is_some_and(is_near).then_some(near),
        }
    }

    async fn say_quote(self: &Arc<Self>, head: &Head) -> Result<(), Refusal> {
        point("quote.due");
        let line = Line::new("checkpoint", &base64(head.note().to_string().as_bytes()));
        let line = line.map_err(|error| Refusal::Malformed(error.to_string()))?;
        self.say(plain(Kind::Quote, vec![line]), None).await?;
        point("quote.said");
        self.quoted(self.member(), head.checkpoint().size);
        Ok(())
    }

    /// Which entries of the own log wait for a quote, after a start. It is looked up in the log, from its end: the cache may be gone, and a quote
    /// that was said is not said again.
    pub(crate) fn recall_quotes(&self) -> anyhow::Result<()> {
        let me = self.member();
        let Some(tiles) = self.tiles(me) else { return Ok(()) };
        let (mut to, mut covers) = (tiles.size(), None);
        while to > 0 && covers.is_none() {
            let from = (to - 1) / LOOKED_AT * LOOKED_AT;
            home::each_entry_from(&tiles, from, to, |index, bytes| {
                match Entry::parse(bytes).ok().map(|entry| entry.header().content.clone()) {
                    Some(Content::Quote { checkpoint }) => covers = quoted_size(&checkpoint).or(covers),
                    _ => self.worth_quoting(index + 1),
                }
                Ok(())
            })?;
            to = from;
        }
        self.quoted(me, covers.unwrap_or(0));
        Ok(())
    }
}

/// How many entries a quote of one's own covers.
fn quoted_size(checkpoint: &[u8]) -> Option<u64> {
    let note = Note::parse(checkpoint).ok()?;
    Some(Checkpoint::parse(note.text()).ok()?.size)
}

/// What the node itself says: to the whole unit, without a body.
pub(crate) fn plain(kind: Kind, lines: Vec<Line>) -> Draft {
    let (marking, audience) = (Marking { tlp: Tlp::Amber, pap: None }, Audience::Unit);
    Draft { kind, lines, body: None, until: None, marking, audience, refs: Vec::new(), operator: None }
}
