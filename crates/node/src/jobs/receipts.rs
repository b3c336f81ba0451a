//! Receipts: how much of everybody's log this member holds, with all bodies that it may read, said now and then.

use crate::{Node, Refusal, blocking, jobs::rounds::plain};
use statement::{Kind, Line, MemberName};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// Says one when the time has come and there is something new to say.
pub(crate) async fn run(node: Arc<Node>) {
    let mut said = BTreeMap::new();
    while !node.is_stopping() {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(node.config().times.receipt)) => {}
            () = node.stopping() => return,
        }
        match blocking(|| node.holds()) {
            Ok(holds) if holds != said && !holds.is_empty() => match node.say_receipt(&holds).await {
                Ok(()) => said = holds,
                Err(error) => tracing::warn!(%error, "a receipt is not said"),
            },
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "how much is held is not known"),
        }
    }
}

impl Node {
    /// Of each other's log, up to which entry everything is here: the entries, and the bodies that this member keeps.
    fn holds(&self) -> Result<BTreeMap<MemberName, u64>, store::Error> {
        let mut holds = BTreeMap::new();
        for (owner, head) in self.heads().into_iter().filter(|(owner, _)| owner != self.member()) {
            let missing =
                self.store.cache().read("bodies that are missing", |view| view.bodies_missing(&owner, 0))?;
            let size = missing.first().copied().unwrap_or(head.checkpoint().size);
            holds.insert(owner, size);
        }
        Ok(holds)
    }

    async fn say_receipt(self: &Arc<Self>, holds: &BTreeMap<MemberName, u64>) -> Result<(), Refusal> {
        let lines = holds.iter().map(|(owner, size)| Line::new("holds", &format!("{owner} {size}")));
        let lines =
            lines.collect::<Result<Vec<_>, _>>().map_err(|error| Refusal::Malformed(error.to_string()))?;
        self.say(plain(Kind::Receipt, lines), None).await.map(drop)
    }
}
