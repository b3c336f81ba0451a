//! Checking proofs (RFC 9162 sections 2.1.3.2 and 2.1.4.2, whose trees are those of RFC 6962).

use crate::{Hash, Refused};

/// No proof for a tree of up to 2^63 entries has more hashes.
pub const MAX_PROOF: usize = 63;

/// Checks that the entry with the hash `leaf` is entry `index` of the tree with `size` entries and this root.
///
/// # Errors
/// [`Refused::OutOfTree`], [`Refused::ProofLength`], [`Refused::WrongRoot`].
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), Refused> {
    if index >= size {
        return Err(Refused::OutOfTree { index, size });
    }
    let (inner, border) = inclusion_shape(index, size);
    let Some((below, above)) = proof.split_at_checked(inner).filter(|(_, above)| above.len() == border)
    else {
        return Err(Refused::ProofLength { has: proof.len(), needs: inner + border });
    };
    let hash = climb(*leaf, below, index);
    let hash = above.iter().fold(hash, |right, left| Hash::node(left, &right));
    if hash == *root { Ok(()) } else { Err(Refused::WrongRoot) }
}

/// Checks that the tree with `new_size` entries and `new_root` begins with the tree with `old_size` entries and `old_root`.
///
/// # Errors
/// [`Refused::Shrunk`], [`Refused::TwoRoots`] where the sizes are the same, [`Refused::ProofLength`], [`Refused::WrongRoot`].
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), Refused> {
    if old_size > new_size {
        return Err(Refused::Shrunk { old: old_size, new: new_size });
    }
    if old_size == 0 || old_size == new_size {
        return trivial(old_size, old_root, new_size, new_root, proof);
    }
    // The old tree's last complete subtree: its root is where the proof begins, said unless it is the old root itself.
    let height = old_size.trailing_zeros();
    let is_whole = old_size.is_power_of_two();
    let needs = consistency_length(old_size, new_size, is_whole);
    if proof.len() != needs {
        return Err(Refused::ProofLength { has: proof.len(), needs });
    }
    let (seed, path) = match proof.split_first() {
        Some((first, path)) if !is_whole => (*first, path),
        _ => (*old_root, proof),
    };
    let index = (old_size - 1) >> height;
    let (inner, _) = inclusion_shape(index, ((new_size - 1) >> height) + 1);
    let (below, above) = path.split_at_checked(inner).unwrap_or_default();
    // Left siblings are in both trees, right ones in the new tree only.
    let left_below =
        below.iter().enumerate().filter(|(level, _)| index >> level & 1 == 1).map(|(_, hash)| hash);
    let old = left_below.chain(above).fold(seed, |right, left| Hash::node(left, &right));
    let new = above.iter().fold(climb(seed, below, index), |right, left| Hash::node(left, &right));
    if old == *old_root && new == *new_root { Ok(()) } else { Err(Refused::WrongRoot) }
}

/// Trees that need no proof, and may not have one.
fn trivial(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), Refused> {
    if !proof.is_empty() {
        return Err(Refused::ProofLength { has: proof.len(), needs: 0 });
    }
    if old_size == new_size && old_root != new_root {
        return Err(Refused::TwoRoots);
    }
    if old_size == 0 && *old_root != Hash::empty() {
        return Err(Refused::WrongRoot);
    }
    Ok(())
}

/// How many hashes stand beside the path of `index` up to where it meets the path of the last entry, and how many left of that above.
fn inclusion_shape(index: u64, size: u64) -> (usize, usize) {
    let inner = u64::BITS - (index ^ (size - 1)).leading_zeros();
    let border = index.checked_shr(inner).unwrap_or(0).count_ones();
    (inner as usize, border as usize)
}

fn consistency_length(old_size: u64, new_size: u64, is_whole: bool) -> usize {
    let height = old_size.trailing_zeros();
    let (inner, border) = inclusion_shape((old_size - 1) >> height, ((new_size - 1) >> height) + 1);
    inner + border + usize::from(!is_whole)
}

/// The hash of the subtree that the `siblings` lead to, one a level.
fn climb(hash: Hash, siblings: &[Hash], index: u64) -> Hash {
    siblings.iter().enumerate().fold(hash, |hash, (level, sibling)| match index >> level & 1 {
        0 => Hash::node(&hash, sibling),
        _ => Hash::node(sibling, &hash),
    })
}
