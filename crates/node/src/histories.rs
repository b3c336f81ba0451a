//! Heads that are seen beside what is held here: the same history, a longer one, or two histories, which is what no log may have (THREATS 5, 8).

use crate::{
    AlarmKind, Node, Refusal, blocking,
    mirrors::{Mirror, Seen, fork},
    peers::Peer,
    witness::signer,
};
use home::root_at;
use log::{Between, Checkpoint, Equivocation, Head, Held};
use note::Note;
use statement::{Digest, MemberName, Role};
use std::sync::Arc;

impl Node {
    /// A head of any log that a peer shows. When this returns well, all that follows from it is done, and the peer has answered for that log.
    ///
    /// # Errors
    /// What it shows could not be had or checked.
    pub(crate) async fn shown(
        self: &Arc<Self>,
        owner: &MemberName,
        note: Note,
        by: &MemberName,
    ) -> Result<(), Refusal> {
        let known = self.papers.known();
        let size = Checkpoint::parse(note.text()).map_or(0, |checkpoint| checkpoint.size);
        let keys = known.sheets.log_keys(owner, size);
        // A key that is not known here may be in a sheet that is still on its way. One that is void was stolen: what a thief signs with it is
        // no history of this log.
        let Some(key) = signer(&keys, &note) else { return Ok(()) };
        let head = Head::open(note, &key).map_err(|error| Refusal::Malformed(error.to_string()))?;
        let head = self.genuine(owner, &head);
        if owner == self.member() {
            return self.own_head_shown(&head, by).await;
        }
        let slot = self.mirrors.slot(owner);
        let mut mirror = match owner == by {
            true => slot.for_owner().await,
            false => slot.if_free().await?,
        };
        blocking(|| mirror.open(&self.home, &known.sheets, owner))?;
        self.see_head(&mut mirror, owner, &head, by).await?;
        self.put_under(owner, &head);
        self.own_cosignature_shown(&mut mirror, owner, &head)
    }

    /// Compares a head with the mirror, and fetches what is new, or keeps the evidence.
    pub(crate) async fn see_head(
        self: &Arc<Self>,
        mirror: &mut Mirror,
        owner: &MemberName,
        head: &Head,
        by: &MemberName,
    ) -> Result<(), Refusal> {
        let known = self.papers.known();
        match blocking(|| mirror.see(&known.sheets, owner, head))? {
            Seen::Here => Ok(()),
            Seen::Fork(evidence) => self.equivocated(owner, &evidence),
            Seen::TwoKeys => self.two_keys(owner),
            Seen::Longer => {
                let source = self
                    .peers
                    .to(by)
                    .ok_or_else(|| Refusal::Unavailable(format!("{by} has no address here")))?;
                self.mirror_up_to(mirror, owner, head, &source).await
            }
        }
    }

    /// The entries that a peer gave do not make its head on top of ours. Either it gives other entries than it shows, or its tree was another one where
    /// ours ends, which a path from its tiles shows.
    pub(crate) async fn other_history(
        self: &Arc<Self>,
        mirror: &mut Mirror,
        owner: &MemberName,
        head: &Head,
        source: &Peer,
    ) -> Result<(), Refusal> {
        let known = self.papers.known();
        let Some(here) = mirror.head().cloned() else {
            return self.gave_other_entries(owner, source.member());
        };
        let (small, large) = (here.checkpoint().size, head.checkpoint().size);
        let proved = source.consistency(owner, small, large).await;
        let Ok((root, proof)) = proved else { return self.gave_other_entries(owner, source.member()) };
        match fork(&known.sheets, owner, &here, head, Some(Between { root, proof })) {
            Seen::Fork(evidence) => self.equivocated(owner, &evidence),
            _ => self.gave_other_entries(owner, source.member()),
        }
    }

    fn gave_other_entries(&self, owner: &MemberName, by: &MemberName) -> Result<(), Refusal> {
        let words = format!(
            "{by} gives entries of the log of {owner} that are not those under the head that it shows"
        );
        self.alarm(AlarmKind::Misbehaved, Some(by), words.clone());
        Err(Refusal::Unavailable(words))
    }

    /// A log has two histories. The evidence is kept and put on record, and nothing is signed for the log until a person has looked.
    fn equivocated(&self, owner: &MemberName, evidence: &Equivocation) -> Result<(), Refusal> {
        // One piece is enough. A log that makes a new history for every answer fills no disk and no log with more.
        if let Some(why) = self.gates.barred(owner) {
            return Err(Refusal::Barred(why));
        }
        let text = evidence.to_string();
        let kept = blocking(|| self.home.keep_evidence(&text));
        kept.map_err(|error| Refusal::Disk(format!("{error:#}")))?;
        let words = format!("the log of {owner} has two histories; nothing is signed for it any more");
        self.gates.bar(owner, &words);
        self.alarm_with(
            AlarmKind::Equivocation,
            Some(owner),
            words.clone(),
            Some(Digest::of(text.as_bytes())),
        );
        self.evidence_found.notify_one();
        Err(Refusal::Barred(words))
    }

    /// Evidence that stands in somebody's log. Who put it there need not be believed: it shows by itself what it shows.
    pub(crate) fn evidence_said(&self, bytes: &[u8]) {
        let Ok(evidence) = Equivocation::parse(bytes) else { return };
        let known = self.papers.known();
        let mut members = known.sheets.members();
        let Some(owner) =
            members.find(|member| known.sheets.keys(member, Role::Log).contains(&evidence.key()))
        else {
            return;
        };
        if let Err(error @ Refusal::Disk(_)) = self.equivocated(owner, &evidence) {
            tracing::warn!(%error, "evidence that stands in a log is not kept");
        }
    }

    fn two_keys(&self, owner: &MemberName) -> Result<(), Refusal> {
        let words = format!(
            "the log of {owner} has two histories, signed with two of its keys: ask it in person which of them is stolen"
        );
        self.gates.bar(owner, &words);
        self.alarm(AlarmKind::Equivocation, Some(owner), words.clone());
        Err(Refusal::Barred(words))
    }

    /// The own log, as a peer has seen it: this home may come from a backup, and then takes back what it has lost, before it signs anything.
    async fn own_head_shown(self: &Arc<Self>, head: &Head, by: &MemberName) -> Result<(), Refusal> {
        let me = self.member().clone();
        let here = self.head(&me).ok_or(Refusal::Stopping)?;
        let (size, root) = head.tree();
        if size > here.checkpoint().size {
            if self.may_sign(&me).is_ok() {
                let words = format!(
                    "{by} shows a head of this member's log that this node has not signed: the log key may be stolen"
                );
                return self.own_log_forked(words);
            }
            let source =
                self.peers.to(by).ok_or_else(|| Refusal::Unavailable(format!("{by} has no address here")))?;
            let entries = source.entries(&me, here.checkpoint().size, size).await;
            let entries = entries.map_err(|error| Refusal::Unavailable(error.to_string()))?;
            let taken = self.own.adopt(entries, head.clone()).await;
            if taken.is_ok() {
                self.lower(AlarmKind::Restored, None);
            }
            return taken;
        }
        let mut tiles = self.tiles(&me).ok_or(Refusal::Stopping)?;
        let ours =
            blocking(|| root_at(&mut tiles, size)).map_err(|error| Refusal::Disk(error.to_string()))?;
        match ours == root {
            true => {
                self.put_under(&me, head);
                Ok(())
            }
            false => self.own_log_forked(format!(
                "{by} shows another history of this member's log, signed with its key"
            )),
        }
    }

    fn own_log_forked(&self, words: String) -> Result<(), Refusal> {
        let me = self.member().clone();
        self.gates.bar(&me, &words);
        self.alarm(AlarmKind::Equivocation, Some(&me), words.clone());
        Err(Refusal::Barred(words))
    }

    /// A cosignature of this witness that its own state does not know: the state is from a backup. What was signed counts as signed.
    fn own_cosignature_shown(
        &self,
        mirror: &mut Mirror,
        owner: &MemberName,
        head: &Head,
    ) -> Result<(), Refusal> {
        if head.cosigned(self.cosigner.verifier()).is_err() {
            return Ok(());
        }
        let held = self.held(owner)?;
        let (size, root) = head.tree();
        if size <= held.size {
            return Ok(());
        }
        let edge = blocking(|| mirror.edge_at(size))?;
        if edge.root() != root {
            return Err(Refusal::Unavailable(format!(
                "the log of {owner} up to what was cosigned here is not here"
            )));
        }
        let swapped = blocking(|| self.store.swap_held(owner, &held, &Held { size, root }));
        swapped.map(drop).map_err(|error| Refusal::Disk(error.to_string()))
    }
}
