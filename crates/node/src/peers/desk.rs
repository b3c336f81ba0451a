//! What both sides ask of the node behind them. Tests put something smaller in its place.

use crate::{Alarm, AlarmKind, Known, Node, Refusal};
use log::{AddCheckpoint, Head};
use logdir::Tiles;
use note::Signature;
use statement::MemberName;
use std::{collections::BTreeMap, path::PathBuf, pin::Pin, sync::Arc};

/// An answer that takes a while.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, Refusal>> + Send + 'a>>;

/// The node, as far as speaking with peers needs it.
pub trait Desk: Send + Sync + 'static {
    /// Who we are.
    fn member(&self) -> &MemberName;

    /// Seconds since 1970.
    fn now(&self) -> i64;

    /// What is known of the unit.
    fn known(&self) -> Arc<Known>;

    /// The newest head of a log, as far as this node stands for it.
    fn head(&self, owner: &MemberName) -> Option<Head>;

    /// The newest heads of all logs.
    fn heads(&self) -> BTreeMap<MemberName, Head>;

    /// The tiles of a log, of no larger tree than its head says.
    fn tiles(&self, owner: &MemberName) -> Option<Tiles>;

    /// Asks for a cosignature on the log of `owner`.
    fn witness<'a>(
        &'a self,
        from: &'a MemberName,
        owner: &'a MemberName,
        request: AddCheckpoint,
    ) -> Asked<'a, Vec<Signature>>;

    /// The file of a body, if it is here and `reader` may have it.
    ///
    /// # Errors
    /// A reader who may not; a disk that does not read.
    fn body_for(&self, reader: &MemberName, hash: &[u8; 32]) -> Result<Option<PathBuf>, Refusal>;

    /// Says that a member's node has connected: it is there, however often it could not be dialled.
    fn heard(&self, member: &MemberName);

    /// Says that something is wrong.
    fn raise(&self, alarm: Alarm);

    /// Says that it is over.
    fn lower(&self, kind: AlarmKind, member: &MemberName);
}

impl Desk for Arc<Node> {
    fn member(&self) -> &MemberName {
        Node::member(self)
    }

    fn now(&self) -> i64 {
        self.clock.now()
    }

    fn known(&self) -> Arc<Known> {
        self.papers.known()
    }

    fn head(&self, owner: &MemberName) -> Option<Head> {
        Node::head(self, owner)
    }

    fn heads(&self) -> BTreeMap<MemberName, Head> {
        Node::heads(self)
    }

    fn tiles(&self, owner: &MemberName) -> Option<Tiles> {
        Node::tiles(self, owner)
    }

    fn witness<'a>(
        &'a self,
        from: &'a MemberName,
        owner: &'a MemberName,
        request: AddCheckpoint,
    ) -> Asked<'a, Vec<Signature>> {
        Box::pin(Node::witness(self, from, owner, request))
    }

    fn body_for(&self, reader: &MemberName, hash: &[u8; 32]) -> Result<Option<PathBuf>, Refusal> {
        Node::body_for(self, reader, hash)
    }

    fn heard(&self, member: &MemberName) {
        if let Some(peer) = self.peers.to(member) {
            peer.wake();
        }
    }

    fn raise(&self, alarm: Alarm) {
        self.alarm_with(alarm.kind, alarm.member.as_ref(), alarm.text, alarm.evidence);
    }

    fn lower(&self, kind: AlarmKind, member: &MemberName) {
        Node::lower(self, kind, Some(member));
    }
}
