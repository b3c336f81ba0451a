//! The owner pushes: each witness is shown the head of the round until it has cosigned it.

use crate::{
    AlarmKind, Change, Node, Refusal,
    backoff::Backoff,
    blocking,
    crash::point,
    peers::{Answer, Peer},
};
use log::{AddCheckpoint, Head};
use statement::{MemberName, Role};
use std::{sync::Arc, time::Duration};

/// How far a witness's clock may lie from ours before it is worth an alarm, in seconds.
pub(super) const MAX_APART: u64 = 600;

/// Shows one witness every round, for as long as it is a member.
pub(crate) async fn run(node: Arc<Node>, witness: MemberName) {
    let mut rounds = node.rounds.follow();
    let mut backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(10));
    let mut believed = 0;
    while node.is_member(&witness) && !node.is_stopping() {
        let target = rounds.borrow_and_update().clone();
        let done = match target {
            Some((_, head)) => show(&node, &witness, &head, &mut believed).await,
            None => Ok(()),
        };
        match done {
            Ok(()) => {
                backoff.reset();
                tokio::select! {
                    changed = rounds.changed() => if changed.is_err() { return },
                    () = node.stopping() => return,
                }
            }
            Err(error) => {
                node.peers.failed(&witness, &error.to_string());
                tokio::select! {
                    () = tokio::time::sleep(backoff.next()) => {}
                    // What was refused for the last head may be taken for the next, but not at once: a peer that refuses fast must not be asked faster.
                    () = node.stopping() => return,
                }
            }
        }
    }
}

/// Shows a head. `believed` is the size that the witness has signed last, as far as we know.
async fn show(
    node: &Arc<Node>,
    witness: &MemberName,
    head: &Head,
    believed: &mut u64,
) -> Result<(), Refusal> {
    let peer = node
        .peers
        .to(witness)
        .ok_or_else(|| Refusal::Unavailable(format!("{witness} has no address here")))?;
    // Twice: the first answer may be how much it has signed already.
    for _ in 0..2 {
        match ask(node, &peer, head, *believed).await? {
            Answer::Conflict(size) if size <= head.checkpoint().size => *believed = size,
            Answer::Conflict(size) => return longer(node, witness, size, head),
            Answer::Cosigned(signatures) => {
                *believed = head.checkpoint().size;
                return signatures
                    .into_iter()
                    .try_for_each(|signature| node.take_cosignature(witness, head, signature));
            }
            Answer::Refused { status, text } => {
                return Err(Refusal::Unavailable(format!("{witness} refuses to cosign ({status}): {text}")));
            }
        }
    }
    Err(Refusal::Unavailable(format!("{witness} changes its mind about how much it has signed")))
}

async fn ask(node: &Arc<Node>, peer: &Peer, head: &Head, old: u64) -> Result<Answer, Refusal> {
    let mut tiles = node.tiles(node.member()).ok_or(Refusal::Stopping)?;
    let nodes = &mut |at| tiles.node(at);
    let proof = blocking(|| log::consistency_proof(old, head.checkpoint().size, nodes))
        .map_err(|error| Refusal::Disk(error.to_string()))?;
    let request = AddCheckpoint { old, proof, note: head.note().clone() };
    peer.add_checkpoint(&request).await.map_err(|error| Refusal::Unavailable(error.to_string()))
}

/// It has signed more of this log than there is: a newer round is on its way, or this home is from a backup.
fn longer(node: &Node, witness: &MemberName, size: u64, head: &Head) -> Result<(), Refusal> {
    let here = node.head(node.member()).map_or(0, |head| head.checkpoint().size);
    if size > here {
        let words =
            format!("{witness} has cosigned {size} entries of this member's log, and there are {here} here");
        // While the others are asked, the word of one is a warning; afterwards, with nothing that shows it, it is only a word.
        match node.may_sign(node.member()) {
            Err(_) => node.alarm(AlarmKind::Restored, None, words.clone()),
            Ok(()) => {
                node.alarm(AlarmKind::Misbehaved, Some(witness), format!("{words}, and shows none of them"))
            }
        }
        return Err(Refusal::Unavailable(words));
    }
    Err(Refusal::Unavailable(format!(
        "{witness} has cosigned a head after that of size {}",
        head.checkpoint().size
    )))
}

impl Node {
    /// Takes a cosignature of one's own log, if it is right.
    fn take_cosignature(
        &self,
        witness: &MemberName,
        head: &Head,
        signature: note::Signature,
    ) -> Result<(), Refusal> {
        let known = self.papers.known();
        let keys = known.sheets.keys(witness, Role::Witness);
        let with = head.clone().with(signature.clone());
        let time = keys.iter().find_map(|key| with.cosigned(key).ok());
        let Some(time) = time else {
            let words = format!("{witness} answers with a cosignature that is none of its keys'");
            self.alarm(AlarmKind::Misbehaved, Some(witness), words.clone());
            return Err(Refusal::Unavailable(words));
        };
        point("push.cosigned");
        self.peers.works(witness);
        let apart = time.abs_diff(self.clock.now().unsigned_abs());
        match apart > MAX_APART {
            true => self.alarm(
                AlarmKind::ClockApart,
                Some(witness),
                format!("the clock of {witness} is {apart} seconds from the one here: one of them is wrong"),
            ),
            false => self.lower(AlarmKind::ClockApart, Some(witness)),
        }
        if let Some(joined) = self.rounds.cosigned(head, witness, signature, time) {
            self.tell(Change::Cosigned { witness: witness.clone(), size: head.checkpoint().size });
            self.put_under(self.member(), &joined);
            self.count_quorum(&joined);
        }
        Ok(())
    }
}
