//! Making roots and proofs out of complete subtrees (RFC 6962 sections 2.1, 2.1.1 and 2.1.2).

use super::{
    node::{Node, complete, split},
    verify::MAX_PROOF,
};
use crate::{Hash, Refused};

/// The root of the tree of the first `size` entries. `nodes` gives complete subtrees.
///
/// # Errors
/// Those of `nodes`.
pub fn root_of<E>(size: u64, nodes: &mut impl FnMut(Node) -> Result<Hash, E>) -> Result<Hash, E> {
    if size == 0 { Ok(Hash::empty()) } else { subtree(0, size, nodes) }
}

/// The proof that entry `index` is in the tree of `size` entries: the hashes beside its path, from the leaf up.
///
/// # Errors
/// Those of `nodes`, and [`Refused::OutOfTree`].
pub fn inclusion_proof<E: From<Refused>>(
    index: u64,
    size: u64,
    nodes: &mut impl FnMut(Node) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    if index >= size {
        return Err(Refused::OutOfTree { index, size }.into());
    }
    let mut proof = Vec::with_capacity(MAX_PROOF);
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            proof.push(subtree(middle, end, nodes)?);
            end = middle;
        } else {
            proof.push(subtree(start, middle, nodes)?);
            start = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The proof that the tree of `new` entries begins with the `old` ones. It is empty where either is no tree or both are the same.
///
/// # Errors
/// Those of `nodes`, and [`Refused::Shrunk`].
pub fn consistency_proof<E: From<Refused>>(
    old: u64,
    new: u64,
    nodes: &mut impl FnMut(Node) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    if old > new {
        return Err(Refused::Shrunk { old, new }.into());
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let mut proof = Vec::with_capacity(MAX_PROOF);
    let (mut start, mut end) = (0, new);
    // Down to the subtree that ends where the old tree ended.
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            proof.push(subtree(middle, end, nodes)?);
            end = middle;
        } else {
            proof.push(subtree(start, middle, nodes)?);
            start = middle;
        }
    }
    // The old root itself need not be said.
    if start > 0 {
        proof.push(subtree(start, end, nodes)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The hash over the entries from `start` to `end`, which are a subtree of an RFC 6962 tree and not empty.
fn subtree<E>(start: u64, end: u64, nodes: &mut impl FnMut(Node) -> Result<Hash, E>) -> Result<Hash, E> {
    let mut hash = None;
    for node in complete(start, end).rev() {
        let left = nodes(node)?;
        hash = Some(match hash {
            Some(right) => Hash::node(&left, &right),
            None => left,
        });
    }
    Ok(hash.unwrap_or_else(Hash::empty))
}
