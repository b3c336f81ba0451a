//! Evidence goes on record: whoever reads the logs finds it, whether or not this node can be reached.

use crate::{Node, Refusal, blocking, jobs::rounds::plain};
use log::Equivocation;
use note::encoding::base64;
use statement::{Content, Entry, Kind, Line, Role};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use store::{Direction, Filter, MAX_PAGE};

/// How long to wait where it cannot be said yet.
const AGAIN: Duration = Duration::from_secs(2);

/// Says each piece of evidence that is kept and that this member has not said before.
pub(crate) async fn run(node: Arc<Node>) {
    while !node.is_stopping() {
        let unsaid = blocking(|| node.unsaid_evidence()).unwrap_or_else(|error| {
            tracing::warn!(error = format!("{error:#}"), "the evidence that is kept cannot be read");
            Vec::new()
        });
        let mut wait = AGAIN * 30;
        for evidence in unsaid {
            if let Err(error) = node.say_evidence(&evidence).await {
                tracing::info!(%error, "evidence is not said yet");
                wait = AGAIN;
            }
        }
        tokio::select! {
            () = node.evidence_found.notified() => {}
            () = tokio::time::sleep(wait) => {}
            () = node.stopping() => return,
        }
    }
}

impl Node {
    /// The evidence in the home that is in no statement of this member.
    fn unsaid_evidence(&self) -> anyhow::Result<Vec<Equivocation>> {
        let kept = self.home.evidence()?;
        if kept.is_empty() {
            return Ok(kept);
        }
        let said = self.said_evidence()?;
        Ok(kept.into_iter().filter(|evidence| !said.contains(&evidence.to_string().into_bytes())).collect())
    }

    /// The evidence that this member has said. There is little of it, ever.
    fn said_evidence(&self) -> anyhow::Result<BTreeSet<Vec<u8>>> {
        let me = self.member();
        let filter = Filter { member: Some(me.clone()), kind: Some(Kind::Evidence), ..Filter::default() };
        let page = self.store.cache().read("evidence that was said", |view| {
            view.list(&filter, Direction::NewestFirst, None, MAX_PAGE)
        })?;
        let Some(tiles) = self.tiles(me) else { return Ok(BTreeSet::new()) };
        let mut said = BTreeSet::new();
        for found in page.found {
            let entry = Entry::parse(&tiles.entry(found.index)?)?;
            if let Content::Evidence { evidence, .. } = &entry.header().content {
                said.insert(evidence.clone());
            }
        }
        Ok(said)
    }

    async fn say_evidence(self: &Arc<Self>, evidence: &Equivocation) -> Result<(), Refusal> {
        let known = self.papers.known();
        let against = known
            .sheets
            .members()
            .find(|member| known.sheets.keys(member, Role::Log).contains(&evidence.key()));
        // Against a log that is no member's here there is nobody to tell.
        let Some(against) = against else { return Ok(()) };
        let lines = [("against", against.to_string()), ("evidence", base64(evidence.to_string().as_bytes()))];
        let lines = lines.iter().map(|(name, value)| Line::new(name, value)).collect::<Result<Vec<_>, _>>();
        let lines = lines.map_err(|error| Refusal::Malformed(error.to_string()))?;
        self.say(plain(Kind::Evidence, lines), None).await.map(drop)
    }
}
