//! Each peer is asked what it knows: its papers, and the newest head of every log. Who shows two of us two histories is found out here.

use crate::{
    AlarmKind, Node, Refusal,
    backoff::Backoff,
    peers::{Peer, PeerError},
};
use note::Note;
use statement::MemberName;
use std::{sync::Arc, time::Duration};

/// Asks one peer again and again, for as long as it is a member.
pub(crate) async fn run(node: Arc<Node>, member: MemberName) {
    let mut backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(30));
    while node.is_member(&member) && !node.is_stopping() {
        let wait = match node.peers.to(&member) {
            None => Duration::from_secs(1),
            Some(peer) => match ask(&node, &peer).await {
                Ok(()) => {
                    node.peers.works(&member);
                    node.lower(AlarmKind::Unreachable, Some(&member));
                    backoff.reset();
                    node.config().times.gossip()
                }
                Err(error) => {
                    node.peer_failed(&member, &error);
                    backoff.next().min(node.config().times.gossip() * 4)
                }
            },
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = node.stopping() => return,
        }
    }
}

async fn ask(node: &Arc<Node>, peer: &Peer) -> Result<(), PeerError> {
    let about = peer.about().await?;
    node.take_papers(peer, &about).await?;
    let before = node.head(peer.member()).map_or(0, |head| head.checkpoint().size);
    let heads = peer.heads().await?;
    let shown = heads.iter().find(|(owner, _)| owner == peer.member());
    let size = shown
        .and_then(|(_, note)| log::Checkpoint::parse(note.text()).ok())
        .map_or(0, |checkpoint| checkpoint.size);
    // That it shows more again does not undo it: the alarm stands until a person has seen it.
    if size < before {
        let words =
            format!("{} shows {size} entries as its whole log, and has signed {before}", peer.member());
        node.alarm(AlarmKind::RolledBack, Some(peer.member()), words);
    }
    for (owner, note) in node.each_log(heads) {
        let told = match note {
            Some(note) => node.shown(&owner, note, peer.member()).await,
            None => Ok(()),
        };
        match told {
            Ok(()) => node.gates.answered(&owner, peer.member()),
            // Or the mirror is being worked on, which says nothing of this peer.
            Err(Refusal::Barred(_) | Refusal::Busy) => {}
            Err(error) => {
                tracing::info!(log = %owner, peer = %peer.member(), %error, "what a peer shows of a log could not be taken")
            }
        }
    }
    node.settle_if_restored();
    Ok(())
}

impl Node {
    /// Every log of the charter in force, with the head that was shown of it. Where none was, there is none.
    fn each_log(&self, mut heads: Vec<(MemberName, Note)>) -> Vec<(MemberName, Option<Note>)> {
        let known = self.papers.known();
        let seats = known.in_force(self.clock.now()).into_iter().flat_map(|charter| &charter.seats);
        let mut shown = |name: &MemberName| {
            let at = heads.iter().position(|(owner, _)| owner == name)?;
            Some(heads.swap_remove(at).1)
        };
        seats.map(|seat| (seat.name.clone(), shown(&seat.name))).collect()
    }

    /// A peer did not answer, or not as an honest one does.
    pub(crate) fn peer_failed(&self, member: &MemberName, error: &PeerError) {
        self.peers.failed(member, &error.to_string());
        match error {
            PeerError::Misbehaved(what) => {
                self.alarm(
                    AlarmKind::Misbehaved,
                    Some(member),
                    format!("{member} answers what no honest node answers: {what}"),
                );
            }
            _ if self.peers.silent_for(member) > Duration::from_secs(self.config().times.frozen) => {
                self.alarm(
                    AlarmKind::Unreachable,
                    Some(member),
                    format!("the node of {member} cannot be reached: {error}"),
                );
            }
            _ => {}
        }
    }
}
