//! A log from elsewhere beside the same log at home: it is longer, shorter, the same, or another history.

use super::plan::Update;
use crate::command::log::export::body_of;
use home::{Home, Sheets, check_tree, root_at};
use log::{Between, Edge, Equivocation, Hash, Head};
use logdir::{LogDir, Tiles};
use note::KeyId;
use statement::{MemberName, Role};
use std::{collections::BTreeSet, path::Path};

/// What came of it.
pub enum Compared {
    /// One grew out of the other.
    Update(Box<Update>),
    /// Two histories, signed with one key.
    Evidence(Box<Equivocation>),
    /// Two histories, signed with two keys of the member: nobody can show that to others in one file.
    TwoKeys,
}

/// Checks the whole log in `folder` and compares it with the one here.
pub fn compare(
    home: &Home,
    sheets: &Sheets,
    owner: &MemberName,
    folder: &Path,
    head: Head,
    wanted: &mut BTreeSet<[u8; 32]>,
) -> anyhow::Result<Compared> {
    let here = home.log(sheets, owner)?;
    let (size, root) = head.tree();
    let (size_here, root_here) = here.as_ref().map_or((0, Hash::empty()), |log| log.head().tree());
    let mut edge = Edge::default();
    let mut root_there = Hash::empty();
    check_tree(folder, size, root, |index, entry| {
        wanted.extend(body_of(entry));
        edge.append(Hash::leaf(entry), |_, _| {});
        if index + 1 == size_here {
            root_there = edge.root();
        }
        Ok(())
    })?;
    let between = match size >= size_here {
        true if root_there == root_here => None,
        true => Some(grown_elsewhere(folder, size_here, size, root_there)?),
        false => shrunk(here.as_ref(), &head)?,
    };
    match (between, here) {
        (Some(between), Some(log)) => evidence(sheets, owner, log.head(), &head, between),
        _ => {
            let update = Update { owner: owner.clone(), head, here: size_here, heads: Vec::new() };
            Ok(Compared::Update(Box::new(update)))
        }
    }
}

/// The folder's tree at the size of ours, which had another root there.
fn grown_elsewhere(folder: &Path, old: u64, new: u64, root: Hash) -> anyhow::Result<Between> {
    Ok(Between { root, proof: Tiles::new(folder, new).prove_consistency(old)? })
}

/// Our tree at the size of the folder's, if it had another root there.
fn shrunk(here: Option<&LogDir>, head: &Head) -> anyhow::Result<Option<Between>> {
    let Some(here) = here else { return Ok(None) };
    let (size, root) = head.tree();
    let mut tiles = here.tiles();
    let proof = tiles.prove_consistency(size)?;
    let root_here = root_at(&mut tiles, size)?;
    Ok((root_here != root).then_some(Between { root: root_here, proof }))
}

/// The two heads as evidence, the smaller first. It takes one key that signed both.
fn evidence(
    sheets: &Sheets,
    owner: &MemberName,
    here: &Head,
    there: &Head,
    between: Between,
) -> anyhow::Result<Compared> {
    let has = |head: &Head, id: KeyId| head.note().signatures().iter().any(|signature| signature.id == id);
    let keys = sheets.keys(owner, Role::Log);
    let Some(key) = keys.into_iter().find(|key| has(here, key.id()) && has(there, key.id())) else {
        return Ok(Compared::TwoKeys);
    };
    let mut pair = [here, there];
    pair.sort_by_key(|head| head.checkpoint().size);
    let [first, second] = pair.map(|head| head.note().clone());
    let between = (here.checkpoint().size != there.checkpoint().size).then_some(between);
    Ok(Compared::Evidence(Box::new(Equivocation::new(key.clone(), first, second, between)?)))
}
