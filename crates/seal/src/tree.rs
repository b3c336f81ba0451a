//! The Merkle tree of RFC 6962, section 2.1, built leaf by leaf in memory for one hash a level.

use crate::digest::Digest;

/// Makes the root of a tree from its leaf hashes, and on request the path of one leaf.
#[derive(Clone, Debug, Default)]
pub struct TreeBuilder {
    /// Perfect subtrees from the left, the largest first.
    stack: Vec<Subtree>,
    leaves: u64,
    path: Vec<Digest>,
}

#[derive(Clone, Debug)]
struct Subtree {
    hash: Digest,
    height: u32,
    /// Holds the leaf whose path is wanted.
    tracked: bool,
}

impl TreeBuilder {
    /// A tree without leaves.
    pub fn new() -> Self {
        TreeBuilder::default()
    }

    /// Appends a leaf hash.
    pub fn push(&mut self, leaf: Digest) {
        self.append(leaf, false);
    }

    /// Appends a leaf hash whose path is wanted. One leaf of a tree can be tracked. Returns its index.
    pub fn push_tracked(&mut self, leaf: Digest) -> u64 {
        self.append(leaf, true);
        self.leaves - 1
    }

    /// The number of leaves so far.
    pub fn leaves(&self) -> u64 {
        self.leaves
    }

    fn append(&mut self, hash: Digest, tracked: bool) {
        let mut right = Subtree { hash, height: 0, tracked };
        while let Some(left) = self.stack.pop_if(|left| left.height == right.height) {
            right = self.join(left, right);
        }
        self.stack.push(right);
        self.leaves += 1;
    }

    fn join(&mut self, left: Subtree, right: Subtree) -> Subtree {
        if left.tracked {
            self.path.push(right.hash);
        } else if right.tracked {
            self.path.push(left.hash);
        }
        Subtree {
            hash: node(&left.hash, &right.hash),
            height: left.height + 1,
            tracked: left.tracked || right.tracked,
        }
    }

    /// The root, and the path of the tracked leaf from the bottom up (empty where none is tracked).
    /// The root of no leaves is the SHA-256 of nothing, as the RFC says.
    pub fn finish(mut self) -> (Digest, Vec<Digest>) {
        let Some(mut right) = self.stack.pop() else { return (Digest::of(&[]), Vec::new()) };
        while let Some(left) = self.stack.pop() {
            right = self.join(left, right);
        }
        (right.hash, self.path)
    }
}

/// An inner node: SHA-256(0x01 || left || right).
fn node(left: &Digest, right: &Digest) -> Digest {
    Digest::of(&[&[0x01], left.as_bytes(), right.as_bytes()])
}

/// The root to which `path` leads from the leaf hash at `index` in a tree of `leaves` leaves
/// (RFC 9162, section 2.1.3.2). `None`: no such leaf, or a path of the wrong length.
pub fn root_from_path(leaf: Digest, index: u64, leaves: u64, path: &[Digest]) -> Option<Digest> {
    if index >= leaves {
        return None;
    }
    let (mut at, mut last, mut hash) = (index, leaves - 1, leaf);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            hash = node(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::from_hex;

    fn leaf(data: &[u8]) -> Digest {
        Digest::of(&[&[0x00], data])
    }

    /// The eight leaves and the roots of Certificate Transparency's reference test (google/certificate-transparency,
    /// merkletree tests): published values.
    #[test]
    fn agrees_with_certificate_transparency() {
        let inputs = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = TreeBuilder::new();
        assert_eq!(tree.clone().finish().0, Digest::of(&[]));
        for (input, root) in inputs.iter().zip(roots) {
            tree.push(leaf(&from_hex(input).expect("hex")));
            assert_eq!(tree.clone().finish().0.to_string(), root);
        }
    }

    #[test]
    fn every_path_leads_to_the_root_and_no_other_does() {
        for size in 1..40u64 {
            for tracked in 0..size {
                let mut tree = TreeBuilder::new();
                for index in 0..size {
                    let hash = leaf(&index.to_be_bytes());
                    if index == tracked {
                        assert_eq!(tree.push_tracked(hash), index)
                    } else {
                        tree.push(hash)
                    }
                }
                let (root, path) = tree.finish();
                let mine = leaf(&tracked.to_be_bytes());
                assert_eq!(root_from_path(mine, tracked, size, &path), Some(root));
                assert_ne!(root_from_path(leaf(b"other"), tracked, size, &path), Some(root));
                assert_ne!(root_from_path(mine, tracked + 1, size, &path), Some(root));
                assert_eq!(root_from_path(mine, size, size, &path), None);
                let longer = [path.clone(), vec![root]].concat();
                assert_eq!(root_from_path(mine, tracked, size, &longer), None);
                if let Some((_, shorter)) = path.split_first() {
                    assert_ne!(root_from_path(mine, tracked, size, shorter), Some(root));
                }
            }
        }
    }
}
