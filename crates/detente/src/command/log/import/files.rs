//! The files of a folder that no chain of signatures covers: policies, stray tiles, bodies.

use super::plan::Update;
use anyhow::bail;
use home::{Carried, CarriedPath, Charters, Sheets, policy, read_file, tile_ids};
use log::MAX_POLICY_FILE;
use statement::{MAX_BODY, MemberName};
use std::collections::{BTreeMap, BTreeSet};

/// A policy file must be the one that follows from the folder's own charters and sheets.
pub fn check_policies(
    carried: &Carried,
    charters: &Charters,
    sheets: &Sheets,
    logs: &[Update],
) -> anyhow::Result<()> {
    let sizes: BTreeMap<&MemberName, u64> =
        logs.iter().map(|log| (&log.owner, log.head.checkpoint().size)).collect();
    for path in carried.files() {
        let CarriedPath::Policy(owner) = path else { continue };
        let (Some(charter), Some(size)) = (charters.last(), sizes.get(owner)) else {
            bail!("the folder has a policy for the log of {owner}, and not the log");
        };
        let text = policy(charter, sheets, owner, *size)?.0;
        if read_file(&carried.shelf().policy(owner), MAX_POLICY_FILE)? != text.as_bytes() {
            bail!("the policy for the log of {owner} is not what the charter and the key sheets say");
        }
    }
    Ok(())
}

/// Refuses files that belong to no log of the folder, and tiles that its tree does not have.
pub fn check_orphans(carried: &Carried, logs: &[Update]) -> anyhow::Result<()> {
    let mut tiles = BTreeSet::new();
    for log in logs {
        for id in tile_ids(log.head.checkpoint().size) {
            tiles.insert((&log.owner, id.path()));
            if id.level == 0 {
                tiles.insert((&log.owner, id.bundle_path()));
            }
        }
    }
    for path in carried.files() {
        let known = match path {
            CarriedPath::Tile(owner, path) => tiles.contains(&(owner, path.clone())),
            CarriedPath::Head(owner, _) => logs.iter().any(|log| log.owner == *owner),
            _ => true,
        };
        if !known {
            bail!("the folder has a file that belongs to none of its logs: {path:?}");
        }
    }
    Ok(())
}

/// The bodies of the folder, each committed to by a statement in it.
pub fn bodies(carried: &Carried, wanted: &BTreeSet<[u8; 32]>) -> anyhow::Result<Vec<[u8; 32]>> {
    let mut bodies = Vec::new();
    for path in carried.files() {
        let CarriedPath::Body(hash) = path else { continue };
        if !wanted.contains(hash) {
            bail!("the folder has a body that no statement in it commits to");
        }
        if carried.shelf().bodies().get(hash, 2 * MAX_BODY as usize)?.is_some() {
            bodies.push(*hash);
        }
    }
    Ok(bodies)
}
