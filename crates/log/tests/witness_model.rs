//! The witness against a log that lies in every way it can: all orders of requests, crashes and answers, explored to the end.
//!
//! A hostile log has three histories that share a beginning. It sends any checkpoint of any of them, claims any old size and adds the proof
//! from any history. The witness works on two requests at once and may crash between any two steps. Whatever happens, all that it
//! has ever signed is one history.

use log::{
    AddCheckpoint, Advance, Checkpoint, Cosigner, Edge, Hash, Head, Held, Holding, Node, NotStored, Refused,
    Stored, consistency_proof,
};
use note::{Algorithm, SigningKey};
use std::collections::{HashMap, HashSet};

/// How many entries the longest tree has.
const SIZES: u64 = 7;

/// From which entry on each history goes its own way.
const FORKS: [u64; 3] = [SIZES, 2, 4];

fn leaves(history: usize, size: u64) -> Vec<Hash> {
    let own = |index| index >= FORKS[history];
    let leaf =
        |index: u64| Hash::leaf(format!("{index} {}", if own(index) { history } else { 0 }).as_bytes());
    (0..size).map(leaf).collect()
}

fn edge(history: usize, size: u64) -> Edge {
    let mut edge = Edge::default();
    leaves(history, size).into_iter().for_each(|leaf| edge.append(leaf, |_, _| {}));
    edge
}

fn subtree(leaves: &[Hash], node: Node) -> Hash {
    match node.height {
        0 => leaves[node.index as usize],
        height => {
            let half = |index| subtree(leaves, Node { height: height - 1, index });
            Hash::node(&half(2 * node.index), &half(2 * node.index + 1))
        }
    }
}

/// Everything that the log can ask for, once.
fn requests(key: &SigningKey) -> Vec<AddCheckpoint> {
    let mut requests: Vec<AddCheckpoint> = Vec::new();
    for (history, size) in (0..3).flat_map(|history| (0..=SIZES).map(move |size| (history, size))) {
        let root = edge(history, size).root();
        let checkpoint = Checkpoint { origin: key.verifier().name().clone(), size, root };
        let note = Head::sign(checkpoint, key).expect("signed").note().clone();
        for (old, proved) in (0..=SIZES).flat_map(|old| (0..3).map(move |proved| (old, proved))) {
            let tree = leaves(proved, SIZES);
            let proof =
                consistency_proof::<Refused>(old.min(size), size, &mut |node| Ok(subtree(&tree, node)));
            let request = AddCheckpoint { old, proof: proof.expect("a proof"), note: note.clone() };
            if !requests.contains(&request) {
                requests.push(request);
            }
        }
    }
    requests
}

/// Where a request stands; the number is that of an advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Step {
    Considered(usize),
    Held(usize),
    Stored(usize),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    /// The number of the state on disk.
    held: usize,
    /// Two requests at once.
    steps: [Option<Step>; 2],
    /// What has been signed, as bits: the numbers of states.
    signed: u32,
}

struct World {
    helds: Vec<Held>,
    /// By the number of a state on disk: what may be begun.
    begins: HashMap<usize, Vec<usize>>,
    /// The steps that were allowed, the entries for each, and to which state it leads.
    advances: Vec<(Advance, Edge, usize)>,
}

impl World {
    fn new(key: &SigningKey) -> Self {
        let mut world = World { helds: Vec::new(), begins: HashMap::new(), advances: Vec::new() };
        let mut edges: Vec<Edge> = Vec::new();
        for (history, size) in (0..3).flat_map(|history| (0..=SIZES).map(move |size| (history, size))) {
            let edge = edge(history, size);
            let held = Held { size, root: edge.root() };
            if !world.helds.contains(&held) {
                world.helds.push(held);
                edges.push(edge);
            }
        }
        let requests = requests(key);
        for (number, held) in world.helds.iter().enumerate() {
            for request in &requests {
                let Ok(advance) = held.consider(request.clone(), key.verifier()) else { continue };
                let (size, root) = advance.head().tree();
                let to = world.helds.iter().position(|held| *held == Held { size, root }).expect("known");
                world.begins.entry(number).or_default().push(world.advances.len());
                world.advances.push((advance, edges[to].clone(), to));
            }
        }
        world
    }

    fn holding(&self, number: usize) -> Holding {
        let (advance, edge, _) = &self.advances[number];
        advance.clone().hold(edge).expect("the entries make the tree")
    }

    /// All states that one step leads to.
    fn after(&self, state: &State) -> Vec<State> {
        // A crash: what was in memory is gone, what is on disk stays.
        let mut after = vec![State { steps: [None, None], ..state.clone() }];
        for place in 0..2 {
            let with = |step| {
                let mut next = state.clone();
                next.steps[place] = step;
                next
            };
            match state.steps[place] {
                None => {
                    let begins = self.begins.get(&state.held).into_iter().flatten();
                    after.extend(begins.map(|number| with(Some(Step::Considered(*number)))));
                }
                Some(Step::Considered(number)) => after.push(with(Some(Step::Held(number)))),
                Some(Step::Held(number)) => after.push(self.store(state, place, number)),
                Some(Step::Stored(number)) => {
                    let mut next = with(None);
                    next.signed |= 1 << self.advances[number].2;
                    after.push(next);
                }
            }
        }
        after
    }

    /// The compare-and-swap, by the real step.
    fn store(&self, state: &State, place: usize, number: usize) -> State {
        let mut next = state.clone();
        let swapped: Result<Stored, NotStored<()>> = self.holding(number).store(|from, to| {
            let is_there = self.helds[state.held] == *from;
            if is_there {
                next.held = self.helds.iter().position(|held| held == to).expect("known");
            }
            Ok(is_there)
        });
        next.steps[place] = swapped.is_ok().then_some(Step::Stored(number));
        next
    }

    /// Whether two trees are one history, larger and smaller.
    fn agree(&self, one: usize, other: usize) -> bool {
        let (small, large) = (self.helds[one].size, self.helds[other].size);
        (0..3).any(|history| {
            edge(history, small).root() == self.helds[one].root
                && edge(history, large).root() == self.helds[other].root
        })
    }
}

fn key() -> SigningKey {
    let name = "example.com/log".parse().expect("a name");
    SigningKey::from_seed(name, Algorithm::Ed25519, &[1; 32]).expect("a key")
}

#[test]
fn threat_5_and_8_no_order_of_requests_and_crashes_gets_two_histories_signed() {
    let world = World::new(&key());
    let count = world.helds.len();
    let agree: Vec<Vec<bool>> =
        (0..count).map(|one| (0..count).map(|other| world.agree(one, other)).collect()).collect();
    let start = State { held: 0, steps: [None, None], signed: 0 };
    let mut seen = HashSet::from([start.clone()]);
    let mut open = vec![start];
    while let Some(state) = open.pop() {
        let signed: Vec<usize> = (0..count).filter(|number| state.signed >> number & 1 == 1).collect();
        for (one, other) in signed.iter().flat_map(|one| signed.iter().map(move |other| (*one, *other))) {
            assert!(agree[one][other], "{:?} and {:?} are signed", world.helds[one], world.helds[other]);
        }
        for next in world.after(&state) {
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    println!("{} states", seen.len());
    assert!(seen.len() >= 1_000_000, "only {} states", seen.len());
}

#[test]
fn a_witness_signs_what_it_stored_and_the_cosignature_verifies() {
    let key = key();
    let cosigner =
        Cosigner::from_seed("example.com/witness".parse().expect("a name"), &[2; 32]).expect("a key");
    let tree = edge(0, 5);
    let checkpoint = Checkpoint { origin: key.verifier().name().clone(), size: 5, root: tree.root() };
    let head = Head::sign(checkpoint, &key).expect("signed");
    let request = AddCheckpoint { old: 0, proof: Vec::new(), note: head.note().clone() };
    let advance = Held::default().consider(request, key.verifier()).expect("allowed");
    assert_eq!(advance.wanted(), (0, 5));
    assert!(advance.clone().hold(&edge(0, 4)).is_err() && advance.clone().hold(&edge(1, 5)).is_err());
    let stored = advance.hold(&tree).expect("held").store(|_, _| Ok::<_, ()>(true)).expect("stored");
    let head = head.with(stored.cosign(&cosigner, 1_700_000_000));
    assert_eq!(head.cosigned(cosigner.verifier()), Ok(1_700_000_000));
}
