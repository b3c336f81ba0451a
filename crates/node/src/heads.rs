//! The logs as this node stands for them: the newest head of each, with the cosignatures that were seen, and the entries under it.

use crate::Node;
use log::Head;
use logdir::Tiles;
use note::Signature;
use statement::{MemberName, Role};
use std::{collections::BTreeMap, sync::PoisonError};

/// A log as this node stands for it.
pub(crate) struct Shown {
    head: Head,
    tiles: Tiles,
}

impl Shown {
    fn join(&mut self, head: &Head) {
        self.head = self.head.clone().joined(head);
    }
}

impl Node {
    /// The newest head of a log that is here, with the cosignatures that were seen under it.
    pub fn head(&self, owner: &MemberName) -> Option<Head> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).get(owner).map(|shown| shown.head.clone())
    }

    /// The newest heads of all logs that are here.
    pub fn heads(&self) -> BTreeMap<MemberName, Head> {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        shown.iter().map(|(owner, shown)| (owner.clone(), shown.head.clone())).collect()
    }

    /// The entries and tiles under the newest head of a log that is here.
    pub fn tiles(&self, owner: &MemberName) -> Option<Tiles> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).get(owner).map(|shown| shown.tiles.again())
    }

    /// Shows a head that the disk holds. One that is older than the one that is shown changes nothing; the same tree joins its signatures.
    pub(crate) fn set_head(&self, owner: &MemberName, head: Head, tiles: Tiles) {
        let mut heads = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        match heads.get_mut(owner) {
            Some(here) if here.head.tree() == head.tree() => here.join(&head),
            Some(here) if here.head.checkpoint().size >= head.checkpoint().size => {}
            _ => drop(heads.insert(owner.clone(), Shown { head, tiles })),
        }
        drop(heads);
        if owner == self.member() {
            self.news.notify_one();
        }
    }

    /// Puts the signatures of a head, which were checked, under the one that is shown, if it is of the same tree.
    pub(crate) fn put_under(&self, owner: &MemberName, head: &Head) {
        let mut heads = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(here) = heads.get_mut(owner).filter(|here| here.head.tree() == head.tree()) {
            here.join(head);
        }
    }

    /// A head without the lines that anybody could have written: with the log's own signature, and of each witness that is known here the
    /// cosignature that says it is the newest, if it is right. So a head has no more lines than a unit has keys, however often it is cosigned,
    /// and whoever passes it on cannot spoil it with lines in the names of others.
    pub(crate) fn genuine(&self, owner: &MemberName, head: &Head) -> Head {
        let known = self.papers.known();
        let here = self.head(owner).filter(|here| here.tree() == head.tree());
        let is_checked =
            |line: &Signature| here.as_ref().is_some_and(|here| here.note().signatures().contains(line));
        let witnesses = known.sheets.members().flat_map(|member| known.sheets.keys(member, Role::Witness));
        let bare = head.bare();
        witnesses.fold(bare.clone(), |joined, key| {
            let newest = head
                .newest_by(key)
                .filter(|line| is_checked(line) || bare.clone().with((*line).clone()).cosigned(key).is_ok());
            newest.into_iter().fold(joined, |joined, line| joined.joined(&bare.clone().with(line.clone())))
        })
    }
}
