//! A tree of 2^20 entries, built once: roots at any size while it grows, and proofs between any sizes, beside a reference that follows RFC 6962
//! section 2.1 word by word and remembers only the hashes of complete subtrees.

use log::{
    Edge, Hash, Node, Refused, Tile, TileId, consistency_proof, inclusion_proof, verify_consistency,
    verify_inclusion,
};
use std::{collections::BTreeMap, ops::Range};

const SIZE: u64 = 1 << 20;
/// How many proofs of each kind.
const PROOFS: u64 = 2_000;
/// One root in so many is compared while the tree grows.
const ROOTS: u64 = 500;

/// xorshift64: the same numbers every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // A third of the numbers are of all magnitudes below.
        let magnitude = 1 << (self.0 >> 58).min(20);
        (self.0 >> 8) % end.min(magnitude)
    }
}

fn leaf(index: u64) -> Hash {
    Hash::leaf(&(index as u32).to_be_bytes())
}

/// By height, the hashes of complete subtrees.
struct Reference(Vec<Vec<Hash>>);

impl Reference {
    fn new() -> Self {
        let mut rows = vec![(0..SIZE).map(leaf).collect::<Vec<_>>()];
        while rows[rows.len() - 1].len() > 1 {
            let pairs = rows[rows.len() - 1].chunks(2).map(|pair| Hash::node(&pair[0], &pair[1]));
            rows.push(pairs.collect());
        }
        Reference(rows)
    }

    /// MTH of the entries in a range that is a subtree.
    fn root(&self, of: Range<u64>) -> Hash {
        let count = of.end - of.start;
        match count {
            0 => Hash::empty(),
            _ if count.is_power_of_two() => {
                let height = count.trailing_zeros();
                self.0[height as usize][(of.start >> height) as usize]
            }
            _ => {
                let middle = of.start + count.next_power_of_two() / 2;
                Hash::node(&self.root(of.start..middle), &self.root(middle..of.end))
            }
        }
    }

    /// PATH of section 2.1.1.
    fn path(&self, entry: u64, of: Range<u64>) -> Vec<Hash> {
        let count = of.end - of.start;
        if count == 1 {
            return Vec::new();
        }
        let middle = of.start + count.next_power_of_two() / 2;
        let (mut proof, last) = match entry < middle {
            true => (self.path(entry, of.start..middle), self.root(middle..of.end)),
            false => (self.path(entry, middle..of.end), self.root(of.start..middle)),
        };
        proof.push(last);
        proof
    }

    /// SUBPROOF of section 2.1.2: `old` is where the old tree ended.
    fn subproof(&self, old: u64, of: Range<u64>, is_known: bool) -> Vec<Hash> {
        if old == of.end {
            return if is_known { Vec::new() } else { vec![self.root(of)] };
        }
        let middle = of.start + (of.end - of.start).next_power_of_two() / 2;
        let (mut proof, last) = match old <= middle {
            true => (self.subproof(old, of.start..middle, is_known), self.root(middle..of.end)),
            false => (self.subproof(old, middle..of.end, false), self.root(of.start..middle)),
        };
        proof.push(last);
        proof
    }
}

/// The tree as it lies in files: all tiles, each as wide as it became.
struct Tiles(BTreeMap<(u8, u64), Tile>);

impl Tiles {
    /// Grows the tree entry by entry, and compares its root now and then.
    fn new(reference: &Reference) -> Self {
        let (mut edge, mut tiles) = (Edge::default(), BTreeMap::new());
        let mut put = |id: TileId, tile| drop(tiles.insert((id.level, id.index), tile));
        for index in 0..SIZE {
            edge.append(leaf(index), &mut put);
            if index % ROOTS == 0 || index + 1 == SIZE {
                assert_eq!(edge.root(), reference.root(0..index + 1), "{index}");
            }
        }
        edge.partial().for_each(|(id, tile)| put(id, tile));
        Tiles(tiles)
    }

    fn node(&self, node: Node, size: u64) -> Result<Hash, Refused> {
        let id = TileId::of(node, size).expect("in the tree");
        let tile = self.0[&(id.level, id.index)].clone().narrowed(id.width);
        Ok(tile.node(node).expect("in the tile"))
    }
}

#[test]
fn a_tree_of_a_million_has_the_roots_and_proofs_of_the_reference() {
    let reference = Reference::new();
    let tiles = Tiles::new(&reference);
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    for round in 0..PROOFS {
        let size = if round % 4 == 0 { SIZE - chance.below(SIZE) } else { 1 + chance.below(SIZE) };
        let (index, old) = (chance.below(size), 1 + chance.below(size));
        let (root, old_root) = (reference.root(0..size), reference.root(0..old));
        let mut nodes = |node| tiles.node(node, size);
        let inclusion = inclusion_proof(index, size, &mut nodes).expect("a proof");
        assert_eq!(inclusion, reference.path(index, 0..size), "{index} in {size}");
        assert_eq!(verify_inclusion(&leaf(index), index, size, &inclusion, &root), Ok(()));
        assert!(verify_inclusion(&leaf(index + 1), index, size, &inclusion, &root).is_err());
        let consistency = consistency_proof(old, size, &mut nodes).expect("a proof");
        assert_eq!(consistency, reference.subproof(old, 0..size, true), "{old} to {size}");
        assert_eq!(verify_consistency(old, &old_root, size, &root, &consistency), Ok(()));
        assert!(
            verify_consistency(old, &leaf(index), size, &root, &consistency).is_err()
                || old == 1 && index == 0
        );
    }
}
