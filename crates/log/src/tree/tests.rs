//! The tree against a reference that is written down as RFC 6962 section 2.1 says it, without any thought of speed.

use super::*;
use crate::{Hash, Refused};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn entries(count: u64) -> Vec<Hash> {
    (0..count).map(|number| Hash::leaf(&number.to_be_bytes())).collect()
}

/// MTH of section 2.1.
fn mth(leaves: &[Hash]) -> Hash {
    match leaves.len() {
        0 => Hash::empty(),
        1 => leaves[0],
        n => {
            let k = (1..).map(|power| 1 << power).take_while(|k| *k < n).last().unwrap_or(1);
            Hash::node(&mth(&leaves[..k]), &mth(&leaves[k..]))
        }
    }
}

/// PATH of section 2.1.1.
fn path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let k = leaves.len().next_power_of_two() / 2;
    let (mut proof, last) = match m < k {
        true => (path(m, &leaves[..k]), mth(&leaves[k..])),
        false => (path(m - k, &leaves[k..]), mth(&leaves[..k])),
    };
    proof.push(last);
    proof
}

/// SUBPROOF of section 2.1.2.
fn subproof(m: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if known { Vec::new() } else { vec![mth(leaves)] };
    }
    let k = leaves.len().next_power_of_two() / 2;
    let (mut proof, last) = match m <= k {
        true => (subproof(m, &leaves[..k], known), mth(&leaves[k..])),
        false => (subproof(m - k, &leaves[k..], false), mth(&leaves[..k])),
    };
    proof.push(last);
    proof
}

/// A log in memory, as it would lie in files: full tiles, and the partial ones of the edge.
#[derive(Default)]
struct Tiles {
    edge: Edge,
    full: BTreeMap<TileId, Tile>,
}

impl Tiles {
    fn of(leaves: &[Hash]) -> Self {
        let mut tiles = Tiles::default();
        leaves.iter().for_each(|leaf| tiles.edge.append(*leaf, |id, tile| drop(tiles.full.insert(id, tile))));
        tiles
    }

    fn node(&self, node: Node) -> Result<Hash, Refused> {
        let id = TileId::of(node, self.edge.size()).expect("in the tree");
        let partial = || self.edge.partial().find(|(partial, _)| *partial == id).map(|(_, tile)| tile);
        let tile = self.full.get(&id).cloned().or_else(partial).expect("the tile is there");
        Ok(tile.node(node).expect("the tile has it"))
    }
}

#[test]
fn trees_of_all_small_sizes_have_the_roots_and_proofs_of_the_reference() {
    let leaves = entries(70);
    let tiles = Tiles::of(&leaves);
    let mut nodes = |node| tiles.node(node);
    for size in 0..=leaves.len() {
        let root = mth(&leaves[..size]);
        assert_eq!(root_of(size as u64, &mut nodes), Ok(root));
        assert_eq!(Tiles::of(&leaves[..size]).edge.root(), root);
        for index in 0..size {
            let proof = inclusion_proof(index as u64, size as u64, &mut nodes).expect("a proof");
            assert_eq!(proof, path(index, &leaves[..size]), "{index} of {size}");
            assert_eq!(verify_inclusion(&leaves[index], index as u64, size as u64, &proof, &root), Ok(()));
        }
        for old in 1..size {
            let proof = consistency_proof(old as u64, size as u64, &mut nodes).expect("a proof");
            assert_eq!(proof, subproof(old, &leaves[..size], true), "{old} to {size}");
            let old_root = mth(&leaves[..old]);
            assert_eq!(verify_consistency(old as u64, &old_root, size as u64, &root, &proof), Ok(()));
        }
    }
}

#[test]
fn proofs_for_other_places_sizes_and_roots_are_refused() {
    let leaves = entries(33);
    let tiles = Tiles::of(&leaves);
    let mut nodes = |node| tiles.node(node);
    let roots: Vec<Hash> = (0..=33).map(|size| mth(&leaves[..size])).collect();
    for (index, size) in [(0u64, 33u64), (5, 8), (32, 33), (31, 32), (7, 20)] {
        let proof = inclusion_proof(index, size, &mut nodes).expect("a proof");
        for other_index in 0..35 {
            for other_size in 0..34 {
                let root = &roots[other_size as usize];
                let is =
                    verify_inclusion(&leaves[index as usize], other_index, other_size, &proof, root).is_ok();
                assert_eq!(is, (other_index, other_size) == (index, size), "{other_index} in {other_size}");
            }
        }
    }
    for (old, new) in [(1u64, 33u64), (8, 33), (9, 10), (31, 32), (16, 17)] {
        let proof = consistency_proof(old, new, &mut nodes).expect("a proof");
        for other_old in 1..34 {
            for other_new in 1..34 {
                let (from, to) = (&roots[other_old as usize], &roots[other_new as usize]);
                let is = verify_consistency(other_old, from, other_new, to, &proof).is_ok();
                assert_eq!(is, (other_old, other_new) == (old, new), "{other_old} to {other_new}");
            }
        }
    }
}

#[test]
fn the_empty_tree_is_consistent_with_any_but_has_one_root() {
    let (empty, other) = (Hash::empty(), Hash::leaf(b"x"));
    assert_eq!(verify_consistency(0, &empty, 1, &other, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &other, 1, &other, &[]), Err(Refused::WrongRoot));
    assert_eq!(verify_consistency(0, &empty, 0, &other, &[]), Err(Refused::TwoRoots));
    assert_eq!(
        verify_consistency(1, &other, 1, &other, &[other]),
        Err(Refused::ProofLength { has: 1, needs: 0 })
    );
    assert_eq!(verify_consistency(2, &other, 1, &other, &[]), Err(Refused::Shrunk { old: 2, new: 1 }));
}

#[test]
fn tiles_are_named_as_the_specification_names_them() {
    let cases = [
        ((0, 1_234_067, 256), "tile/0/x001/x234/067"),
        ((0, 273, 112), "tile/0/273.p/112"),
        ((2, 0, 1), "tile/2/000.p/1"),
        ((7, 999, 256), "tile/7/999"),
    ];
    for ((level, index, width), path) in cases {
        let id = TileId { level, index, width };
        assert_eq!(id.path(), path);
        assert_eq!(path.parse(), Ok(id));
    }
    for path in [
        "tile/0/67",
        "tile/0/0067",
        "tile/00/067",
        "tile/0/x000/067",
        "tile/0/067.p/256",
        "tile/0/067.p/0",
        "tile/8/000",
        "tile/0/x1/067",
        "tile/0/067.p/01",
        "tile/0/067/",
        "/tile/0/067",
        "tile/0/../067",
        "tile/0/٠٦٧",
        "tile/0/x001",
    ] {
        assert!(path.parse::<TileId>().is_err(), "{path}");
    }
}

#[test]
fn a_tree_of_seventy_thousand_has_the_tiles_that_the_specification_counts() {
    let tiles = Tiles::of(&entries(70_000));
    let full = |level| tiles.full.keys().filter(|id| id.level == level).count();
    assert_eq!((full(0), full(1), full(2)), (273, 1, 0));
    let partial: Vec<(u8, u64, u16)> =
        tiles.edge.partial().map(|(id, _)| (id.level, id.index, id.width)).collect();
    assert_eq!(partial, [(0, 273, 112), (1, 1, 17), (2, 0, 1)]);
    let loaded = Edge::load(70_000, |id| {
        Ok::<_, Refused>(tiles.edge.partial().find(|(partial, _)| *partial == id).expect("it is there").1)
    });
    assert_eq!(loaded, Ok(tiles.edge));
}

#[test]
fn a_bundle_is_whole_or_refused() {
    let mut bundle = Bundle::default();
    bundle.push(b"first").expect("short");
    bundle.push(b"").expect("short");
    assert!(bundle.push(&vec![0; MAX_ENTRY + 1]).is_err());
    assert_eq!(bundle.entries().collect::<Vec<_>>(), [&b"first"[..], b""]);
    let bytes = bundle.as_bytes().to_vec();
    assert_eq!(Bundle::parse(bytes.clone(), 2), Ok(bundle));
    assert!(Bundle::parse(bytes.clone(), 1).is_err() && Bundle::parse(bytes.clone(), 3).is_err());
    assert!(Bundle::parse(bytes[..bytes.len() - 1].to_vec(), 2).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn proofs_between_any_sizes_verify(size in 1u64..20_000, first in any::<u64>(), second in any::<u64>()) {
        let leaves = entries(size);
        let tiles = Tiles::of(&leaves);
        let mut nodes = |node| tiles.node(node);
        let (small, large) = (first % size + 1, second % size + 1);
        let (old, new) = (small.min(large), small.max(large));
        let (old_root, new_root) = (mth(&leaves[..old as usize]), mth(&leaves[..new as usize]));
        let proof = consistency_proof(old, new, &mut nodes)?;
        prop_assert_eq!(verify_consistency(old, &old_root, new, &new_root, &proof), Ok(()));
        let index = first % new;
        let proof = inclusion_proof(index, new, &mut nodes)?;
        prop_assert_eq!(&proof, &path(index as usize, &leaves[..new as usize]));
        prop_assert_eq!(verify_inclusion(&leaves[index as usize], index, new, &proof, &new_root), Ok(()));
    }
}
