//! Heads, policies, proofs and evidence, each spoiled in every way that matters. Numbers are those of the table of attacks.

use log::{
    AddCheckpoint, Between, Checkpoint, Cosigner, Declined, Edge, Equivocation, Hash, Head, Held,
    NotAccepted, NotEvidence, Policy, Proof, Refused, consistency_proof, inclusion_proof,
};
use note::{Algorithm, Note, SigningKey, VerifierKey};

const SIZE: u64 = 21;

fn log_key(seed: u8) -> SigningKey {
    SigningKey::from_seed("unit/alpha/log".parse().expect("a name"), Algorithm::Ed25519, &[seed; 32])
        .expect("a key")
}

fn witness(number: u8) -> Cosigner {
    Cosigner::from_seed(format!("unit/w{number}/witness").parse().expect("a name"), &[100 + number; 32])
        .expect("a key")
}

fn leaves(history: &str, size: u64) -> Vec<Hash> {
    (0..size).map(|index| Hash::leaf(format!("{history} {index}").as_bytes())).collect()
}

/// A log that showed `other` entries from number 10 on.
fn forked(size: u64) -> Vec<Hash> {
    [leaves("one", 10), leaves("other", size).split_off(10)].concat()
}

fn root(leaves: &[Hash]) -> Hash {
    let mut edge = Edge::default();
    leaves.iter().for_each(|leaf| edge.append(*leaf, |_, _| {}));
    edge.root()
}

fn head(leaves: &[Hash], key: &SigningKey) -> Head {
    let checkpoint =
        Checkpoint { origin: key.verifier().name().clone(), size: leaves.len() as u64, root: root(leaves) };
    Head::sign(checkpoint, key).expect("signed")
}

fn nodes(leaves: &[Hash]) -> impl FnMut(log::Node) -> Result<Hash, Refused> {
    move |node| {
        let width = 1 << node.height;
        let start = node.index as usize * width;
        Ok(root(&leaves[start..start + width]))
    }
}

/// A head cosigned by these witnesses.
fn cosigned(head: Head, witnesses: &[u8]) -> Head {
    let times = witnesses.iter().map(|number| (witness(*number), 1_700_000_000 + u64::from(*number)));
    cosigned_by(head, &Vec::from_iter(times))
}

/// A head cosigned at these times, by the only way there is: a witness that stored it.
fn cosigned_by(head: Head, witnesses: &[(Cosigner, u64)]) -> Head {
    witnesses.iter().fold(head, |head, (witness, time)| {
        let request = AddCheckpoint { old: 0, proof: Vec::new(), note: head.note().clone() };
        let advance = Held::default().consider(request, log_key(1).verifier()).expect("allowed");
        let mut edge = Edge::default();
        leaves("one", SIZE).into_iter().for_each(|leaf| edge.append(leaf, |_, _| {}));
        let stored = advance.hold(&edge).expect("held").store(|_, _| Ok::<_, ()>(true)).expect("stored");
        head.with(stored.cosign(witness, *time))
    })
}

fn policy(least: usize, of: u8) -> Policy {
    let witnesses = (1..=of).map(|number| witness(number).verifier().clone()).collect();
    Policy::k_of(log_key(1).verifier().clone(), least, witnesses).expect("a policy")
}

#[test]
fn a_quorum_is_reached_by_known_witnesses_only() {
    let head = cosigned(head(&leaves("one", SIZE), &log_key(1)), &[1, 2]);
    let accepted = policy(2, 3).verify(head.note().clone()).expect("a quorum");
    assert_eq!(
        accepted.cosigned.iter().map(|(_, time)| *time).collect::<Vec<_>>(),
        [1_700_000_001, 1_700_000_002]
    );
    assert!(matches!(policy(3, 3).verify(head.note().clone()), Err(NotAccepted::NoQuorum { known: 3, .. })));
    let strangers = cosigned(self::head(&leaves("one", SIZE), &log_key(1)), &[7, 8, 9]);
    assert!(matches!(policy(1, 3).verify(strangers.note().clone()), Err(NotAccepted::NoQuorum { .. })));
    let other_log = self::head(&leaves("one", SIZE), &log_key(2));
    assert!(policy(0, 0).verify(other_log.note().clone()).is_err());
}

#[test]
fn one_wrong_cosignature_of_a_known_witness_spoils_the_checkpoint() {
    let good = cosigned(head(&leaves("one", SIZE), &log_key(1)), &[1, 2, 3]);
    let text = good.note().to_string();
    let line = text.lines().last().expect("a line");
    let (start, encoded) = line.rsplit_once(' ').expect("a signature");
    for place in [6, 20, 60] {
        let mut spoiled = encoded.to_owned().into_bytes();
        spoiled[place] = if spoiled[place] == b'A' { b'B' } else { b'A' };
        let spoiled = text.replace(line, &format!("{start} {}", String::from_utf8(spoiled).expect("ASCII")));
        let note = Note::parse(spoiled.as_bytes()).expect("a note");
        assert!(
            matches!(policy(2, 3).verify(note), Err(NotAccepted::Refused(Refused::BadSignature(_)))),
            "{place}"
        );
    }
}

#[test]
fn threat_6_a_proof_file_shows_an_entry_to_someone_without_a_network() {
    let leaves = leaves("one", SIZE);
    let head = cosigned(head(&leaves, &log_key(1)), &[1, 2]);
    for index in 0..SIZE {
        let path = inclusion_proof(index, SIZE, &mut nodes(&leaves)).expect("a proof");
        let proof = Proof { extra: Some(b"sheet".to_vec()), index, path, checkpoint: head.note().clone() };
        let text = proof.to_string();
        assert_eq!(Proof::parse(text.as_bytes()), Ok(proof.clone()));
        let (size, root) = policy(2, 3).verify(proof.checkpoint.clone()).expect("a quorum").head.tree();
        assert_eq!(proof.leads_to(&leaves[index as usize], size, &root), Ok(()));
        assert!(proof.leads_to(&Hash::leaf(b"another"), size, &root).is_err());
        let elsewhere = Proof { index: (index + 1) % SIZE, ..proof.clone() };
        assert!(elsewhere.leads_to(&leaves[index as usize], size, &root).is_err());
        for bad in [
            text.replace("index ", "index 0"),
            text.replacen("extra ", "extra\n", 1),
            text.replacen('\n', "\r\n", 1),
            text.replacen("@v1", "@v2", 1),
            format!("\n{text}"),
            format!("{text}\n"),
        ] {
            assert!(
                Proof::parse(bad.as_bytes()).map_or(true, |read| read.to_string() == bad && bad != text)
                    || bad == text,
                "{bad}"
            );
            assert!(Proof::parse(bad.as_bytes()).is_err() || bad.contains("index 0\n"), "{bad}");
        }
    }
}

#[test]
fn threat_5_two_histories_are_evidence_that_verifies() {
    let (one, other) = (leaves("one", SIZE), forked(SIZE));
    let key = log_key(1);
    let log = key.verifier().clone();
    let same_size = Equivocation::new(
        log.clone(),
        head(&one, &key).note().clone(),
        head(&other, &key).note().clone(),
        None,
    );
    let larger = forked(30);
    let between = Between {
        root: root(&larger[..SIZE as usize]),
        proof: consistency_proof(SIZE, 30, &mut nodes(&larger)).expect("a proof"),
    };
    let grown = Equivocation::new(
        log,
        head(&one, &key).note().clone(),
        head(&larger, &key).note().clone(),
        Some(between),
    );
    for evidence in [same_size, grown] {
        let evidence = evidence.expect("evidence");
        let text = evidence.to_string();
        assert_eq!(Equivocation::parse(text.as_bytes()), Ok(evidence));
        for (from, to) in [("first ", "second "), ("v1", "v2"), ("log ", "key ")] {
            assert!(Equivocation::parse(text.replacen(from, to, 1).as_bytes()).is_err(), "{to}");
        }
        assert!(Equivocation::parse(format!("{text}\n").as_bytes()).is_err());
    }
}

#[test]
fn an_honest_log_cannot_be_accused() {
    let (key, whole) = (log_key(1), leaves("one", 30));
    let log = || key.verifier().clone();
    let (small, large) = (head(&whole[..SIZE as usize], &key), head(&whole, &key));
    let proof = consistency_proof(SIZE, 30, &mut nodes(&whole)).expect("a proof");
    let true_between = Between { root: small.checkpoint().root, proof: proof.clone() };
    let accuse = |first: &Head, second: &Head, between| {
        Equivocation::new(log(), first.note().clone(), second.note().clone(), between)
    };
    assert_eq!(accuse(&small, &large, Some(true_between)), Err(NotEvidence::Consistent));
    let false_root = Between { root: Hash::leaf(b"made up"), proof };
    assert!(matches!(accuse(&small, &large, Some(false_root)), Err(NotEvidence::Proof(_))));
    assert_eq!(accuse(&small, &small, None), Err(NotEvidence::Consistent));
    assert_eq!(accuse(&small, &large, None), Err(NotEvidence::Path));
    let forged = head(&forked(30), &log_key(2));
    assert!(matches!(accuse(&large, &forged, None), Err(NotEvidence::Head(_))));
}

#[test]
fn a_witness_answers_as_the_specification_asks() {
    let key = log_key(1);
    let (tree, other) = (leaves("one", SIZE), forked(SIZE));
    let held = Held { size: 10, root: root(&tree[..10]) };
    let proof = |old| consistency_proof(old, SIZE, &mut nodes(&tree)).expect("a proof");
    let ask = |held: Held, old, proof, head: &Head| {
        let request = AddCheckpoint { old, proof, note: head.note().clone() };
        let read = AddCheckpoint::parse(request.to_string().as_bytes()).expect("a request");
        assert_eq!(read, request);
        held.consider(read, key.verifier()).map(drop).map_err(|declined| declined.status())
    };
    let (good, fork) = (head(&tree, &key), head(&other, &key));
    assert_eq!(ask(held, 10, proof(10), &good), Ok(()));
    assert_eq!(ask(held, 9, proof(9), &good), Err(409));
    assert_eq!(ask(held, 22, Vec::new(), &good), Err(400));
    assert_eq!(ask(held, 10, proof(9), &good), Err(422));
    assert_eq!(ask(held, 10, proof(10), &head(&tree, &log_key(2))), Err(403));
    assert_eq!(ask(Held::default(), 0, proof(10), &good), Err(422));
    let same_size = Held { size: SIZE, root: root(&tree) };
    assert_eq!(ask(same_size, SIZE, Vec::new(), &good), Ok(()));
    assert_eq!(ask(same_size, SIZE, Vec::new(), &fork), Err(422));
    assert_eq!(Declined::UnknownLog.status(), 404);
}

#[test]
fn policies_are_read_as_the_specification_says() {
    let log = log_key(1).verifier().to_string();
    let [one, two, three] = [1, 2, 3].map(|number| witness(number).verifier().to_string());
    let good = format!(
        "# a comment\nlog {log} https://example.com/\n\n\twitness W1 {one}\nwitness W2 {two} https://w2.example/\nwitness W3 {three}\n\
         group G 2 W1 W2\ngroup H any G W3\nquorum H\n"
    );
    let policy = Policy::parse(good.as_bytes()).expect("a policy");
    assert_eq!((policy.logs().len(), policy.witnesses().len()), (1, 3));
    let by = |witnesses: &[u8]| {
        policy.verify(cosigned(head(&leaves("one", SIZE), &log_key(1)), witnesses).note().clone()).is_ok()
    };
    assert_eq!([by(&[]), by(&[1]), by(&[1, 2]), by(&[3]), by(&[2, 3])], [false, false, true, true, true]);
    let bad = [
        good.replace("quorum H\n", ""),
        format!("{good}quorum G\n"),
        good.replace("quorum H", "quorum K"),
        good.replace("any G W3", "any G W3 W1"),
        good.replace("2 W1 W2", "3 W1 W2"),
        good.replace("2 W1 W2", "0 W1 W2"),
        good.replace("2 W1 W2", "02 W1 W2"),
        good.replace("group H any G W3", "group H any G W4"),
        good.replace("witness W3", "witness W1"),
        good.replace(&two, &one),
        good.replace(&two, &log),
        good.replace("witness W1", "witness none"),
        good.replace("# a comment", "# a\u{7f}comment"),
        good.replace("quorum H\n", "quorum H\r\n"),
        good.replace("quorum H", "quorum H G"),
        good.replace("group G 2 W1 W2", "group G 2"),
    ];
    for bad in bad {
        assert!(Policy::parse(bad.as_bytes()).is_err(), "{bad}");
    }
    assert!(Policy::parse(b"quorum none\n").is_ok());
}

#[test]
fn keys_that_verify_anything_are_refused() {
    // Points of small order: with them a signature over one text is one over any other.
    let mut identity = [0; 32];
    identity[0] = 1;
    for weak in [[0; 32], identity, [0xFF; 32]] {
        assert!(VerifierKey::new("x".parse().expect("a name"), Algorithm::Ed25519, &weak).is_err());
    }
}

#[test]
fn a_key_that_cosigns_signs_no_heads() {
    for (algorithm, is_head) in [(note::Algorithm::Ed25519, true), (note::Algorithm::CosignatureV1, false)] {
        let name = "example.com/log".parse().expect("a name");
        let key = note::SigningKey::from_seed(name, algorithm, &[7; 32]).expect("a key");
        let origin = key.verifier().name().clone();
        let head = log::Head::sign(log::Checkpoint { origin, size: 0, root: log::Hash::empty() }, &key);
        assert_eq!(head.is_ok(), is_head, "{algorithm:?}");
    }
}

#[test]
fn a_key_that_cosigns_signs_no_text_alone() {
    let text = || Note::unsigned("words\n").expect("a note");
    for (algorithm, is_signed) in [(Algorithm::Ed25519, true), (Algorithm::CosignatureV1, false)] {
        let key = SigningKey::from_seed("example.com/k".parse().expect("a name"), algorithm, &[7; 32]);
        let key = key.expect("a key");
        assert_eq!(key.sign(text()).verify(key.verifier()).is_ok(), is_signed, "{algorithm:?}");
    }
}

#[test]
fn a_tree_of_no_entries_has_one_root_and_a_witness_says_so_in_its_turn() {
    let key = log_key(1);
    let signed = |size, root| {
        let checkpoint = Checkpoint { origin: key.verifier().name().clone(), size, root };
        key.sign(Note::unsigned(&checkpoint.to_string()).expect("a note"))
    };
    let wrong = signed(0, Hash::leaf(b"x"));
    let error = Head::open(wrong.clone(), key.verifier()).expect_err("refused");
    assert_eq!(error, log::NotAHead::Refused(Refused::EmptyRoot));
    assert!(Head::open(signed(0, Hash::empty()), key.verifier()).is_ok());
    let ask = |held: Held, old, note: &Note| {
        let request = AddCheckpoint { old, proof: Vec::new(), note: note.clone() };
        held.consider(request, key.verifier()).map(drop).map_err(|declined| declined.status())
    };
    let held = Held { size: SIZE, root: root(&leaves("one", SIZE)) };
    // tlog-witness: a signature first, then the sizes, then what the tree is.
    assert_eq!(ask(Held::default(), 0, &wrong), Err(422));
    assert_eq!(ask(held, SIZE, &wrong), Err(400));
    assert_eq!(ask(held, 0, &wrong), Err(409));
    assert_eq!(ask(Held::default(), 0, &signed(0, Hash::empty())), Ok(()));
    assert_eq!(
        ask(Held::default(), 0, &log_key(2).sign(Note::unsigned(wrong.text()).expect("a note"))),
        Err(403)
    );
}

#[test]
fn a_witness_with_two_keys_has_one_time() {
    let old = Cosigner::from_seed("unit/w1/witness".parse().expect("a name"), &[50; 32]).expect("a key");
    let keys = [witness(1).verifier().clone(), old.verifier().clone(), witness(2).verifier().clone()];
    let policy = Policy::k_of(log_key(1).verifier().clone(), 2, keys.into()).expect("a policy");
    let head = cosigned_by(
        head(&leaves("one", SIZE), &log_key(1)),
        &[(witness(1), 900), (old, 800), (witness(2), 100)],
    );
    let accepted = policy.verify(head.note().clone()).expect("a quorum");
    assert_eq!((accepted.cosigned.len(), accepted.times()), (3, vec![900, 100]));
    // By keys it would be 800: the first witness alone would say when.
    assert_eq!(log::record_time(accepted.times(), None), Some(100));
}
