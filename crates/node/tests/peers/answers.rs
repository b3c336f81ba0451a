//! What honest nodes answer one another.

use crate::room::{NOW, Pair, entry, name, quick, root_of};
use log::{AddCheckpoint, Declined, Hash, TileId, verify_consistency};
use node::{
    Refusal,
    peers::{Answer, Fetch, PROTOCOL, PeerError},
};
use note::{KeyId, Signature};
use std::io::Write;

#[tokio::test]
async fn a_node_says_who_it_is() {
    let pair = Pair::of(quick()).await;
    let about = pair.peer().about().await.expect("an answer");
    assert_eq!(about.protocol, PROTOCOL);
    assert_eq!(about.member, name("bravo"));
    assert_eq!(about.unit, pair.unit.id());
    let charter = pair.unit.charters.in_force(NOW).expect("a charter");
    assert_eq!((about.charter, about.in_force), ((1, charter.id), Some((1, charter.id))));
    assert_eq!(about.sheets.values().copied().collect::<Vec<_>>(), [1, 1, 1]);
    assert_eq!(*pair.bravo.heard.lock().expect("no panic"), [name("alpha")]);
    pair.running.stop().await;
}

#[tokio::test]
async fn papers_travel_as_they_were_signed() {
    let pair = Pair::of(quick()).await;
    let peer = pair.peer();
    let charter = peer.charter(1).await.expect("the charter");
    assert_eq!(charter, *pair.unit.charters.signed()[0].note());
    let sheet = peer.sheet(&name("charlie"), 1).await.expect("the sheet");
    assert_eq!(Some((1, &sheet)), pair.unit.sheets.notes(&name("charlie")).next());
    for missing in
        [peer.charter(2).await, peer.sheet(&name("charlie"), 2).await, peer.sheet(&name("dora"), 1).await]
    {
        assert!(matches!(missing, Err(PeerError::Refused { status: 404, .. })), "{missing:?}");
    }
}

#[tokio::test]
async fn heads_tiles_and_entries_are_those_of_the_log() {
    let pair = Pair::of(quick()).await;
    let head = pair.bravo.has_log(&pair.unit, "bravo", 700, 100);
    let other = pair.bravo.has_log(&pair.unit, "charlie", 3, 100);
    let peer = pair.peer();
    let heads = peer.heads().await.expect("heads");
    assert_eq!(heads, [(name("bravo"), head.note().clone()), (name("charlie"), other.note().clone())]);
    assert_eq!(peer.checkpoint(&name("bravo")).await.expect("a head"), *head.note());
    let id = TileId { level: 0, index: 2, width: 188 };
    let bundle = peer.bundle(&name("bravo"), id).await.expect("entries");
    assert_eq!(bundle.entries().last(), Some(entry("bravo", 699, 100).as_slice()));
    let tile = peer.tile(&name("bravo"), id).await.expect("a tile");
    assert_eq!(tile.hashes().first(), Some(&Hash::leaf(&entry("bravo", 512, 100))));
    let upper = peer.tile(&name("bravo"), TileId { level: 1, index: 0, width: 2 }).await.expect("a tile");
    assert_eq!(upper.hashes().len(), 2);
    for id in
        [TileId { width: 189, ..id }, TileId { index: 3, ..id }, TileId { level: 1, index: 0, width: 3 }]
    {
        let refused = peer.tile(&name("bravo"), id).await;
        assert!(matches!(refused, Err(PeerError::Refused { status: 404, .. })), "{refused:?}");
    }
}

#[tokio::test]
async fn entries_are_fetched_in_their_order_and_no_others() {
    let pair = Pair::of(quick()).await;
    pair.bravo.has_log(&pair.unit, "bravo", 3000, 40);
    let peer = pair.peer();
    for (from, to) in [(0, 3000), (0, 1), (0, 256), (255, 257), (700, 1300), (2999, 3000), (256, 256), (5, 5)]
    {
        let entries = peer.entries(&name("bravo"), from, to).await.expect("entries");
        let right: Vec<_> = (from..to).map(|number| entry("bravo", number, 40)).collect();
        assert_eq!(entries, right, "{from} to {to}");
    }
    let mut fetch = Fetch::new(&peer, &name("bravo"), 2900..3001);
    let mut last = None;
    while let Some(fetched) = fetch.next().await {
        last = Some(fetched);
    }
    assert!(matches!(last, Some(Err(PeerError::Refused { status: 404, .. }))), "{last:?}");
}

#[tokio::test]
async fn two_trees_are_proved_from_tiles_alone() {
    let pair = Pair::of(quick()).await;
    let head = pair.bravo.has_log(&pair.unit, "bravo", 3000, 40);
    let peer = pair.peer();
    for old in [1, 255, 256, 257, 1000, 2999, 3000] {
        let (root, proof) = peer.consistency(&name("bravo"), old, 3000).await.expect("a proof");
        assert_eq!(root, root_of("bravo", old, 40));
        verify_consistency(old, &root, 3000, &head.checkpoint().root, &proof).expect("a proof that is right");
    }
}

#[tokio::test]
async fn a_witness_answers_as_the_specification_says() {
    let pair = Pair::of(quick()).await;
    let head = pair.alpha.has_log(&pair.unit, "alpha", 3, 10);
    let peer = pair.peer();
    let ask = AddCheckpoint { old: 0, proof: Vec::new(), note: head.note().clone() };
    let signature =
        Signature { name: "witness".parse().expect("a name"), id: KeyId([1; 4]), bytes: vec![7; 72] };
    let cases = [
        (Ok(vec![signature.clone()]), Ok(Answer::Cosigned(vec![signature]))),
        (Err(Refusal::Declined(Declined::Conflict { size: 17 })), Ok(Answer::Conflict(17))),
        (Err(Refusal::Declined(Declined::UnknownLog)), Err(404)),
        (Err(Refusal::Declined(Declined::Backwards { old: 5, new: 4 })), Err(400)),
        (Err(Refusal::Declined(Declined::Inconsistent(log::Refused::WrongRoot))), Err(422)),
        (Err(Refusal::Waiting { answered: 1, needed: 2 }), Err(503)),
        (Err(Refusal::Unavailable("later".to_owned())), Err(503)),
        (Err(Refusal::OverQuota("too much".to_owned())), Err(429)),
        (Err(Refusal::NoStanding("no".to_owned())), Err(403)),
        (Err(Refusal::Disk("/secret/path is full".to_owned())), Err(503)),
    ];
    for (says, expected) in cases {
        *pair.bravo.witnessing.lock().expect("no panic") = says;
        let answer = peer.add_checkpoint(&ask).await.expect("an answer");
        match (answer, expected) {
            (Answer::Refused { status, text }, Err(expected)) => {
                assert_eq!(status, expected);
                assert!(!text.contains("secret"), "{text}");
            }
            (answer, expected) => assert_eq!(Ok(answer), expected),
        }
    }
}

#[tokio::test]
async fn a_log_of_nobody_is_witnessed_by_nobody() {
    let pair = Pair::of(quick()).await;
    let mut stranger = crate::room::Unit::found();
    stranger.rotate("alpha");
    let head = pair.alpha.has_log(&pair.unit, "alpha", 3, 10);
    let text = head.note().to_string().replacen("alpha", "dora", 1);
    let note = note::Note::parse(text.as_bytes()).expect("a note");
    let answer = pair.peer().add_checkpoint(&AddCheckpoint { old: 0, proof: Vec::new(), note }).await;
    assert!(matches!(answer, Ok(Answer::Refused { status: 404, .. })), "{answer:?}");
}

#[tokio::test]
async fn bodies_go_to_their_readers_and_come_whole() {
    let pair = Pair::of(quick()).await;
    let body: Vec<u8> = (0..5_000_000u32).map(|number| (number % 251) as u8).collect();
    let hash = pair.bravo.bodies().put(&body).expect("kept");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("body");
    let peer = pair.peer();
    let fetched = peer.body(&hash, 1 << 30, &path).await;
    assert_eq!(fetched, Ok(body.len() as u64));
    assert_eq!(std::fs::read(&path).expect("the file"), body);
    // What is there is not fetched again, and what broke off goes on.
    assert_eq!(peer.body(&hash, 1 << 30, &path).await, Ok(body.len() as u64));
    let broken = folder.path().join("broken");
    std::fs::write(&broken, &body[..3_000_001]).expect("written");
    assert_eq!(peer.body(&hash, 1 << 30, &broken).await, Ok(body.len() as u64));
    assert_eq!(std::fs::read(&broken).expect("the file"), body);
    // A beginning that is not one costs one try.
    std::fs::File::create(&broken).expect("made").write_all(b"other").expect("written");
    assert!(matches!(peer.body(&hash, 1 << 30, &broken).await, Err(PeerError::Misbehaved(_))));
    assert_eq!(peer.body(&hash, 1 << 30, &broken).await, Ok(body.len() as u64));
    let short = peer.body(&hash, 4_999_999, &folder.path().join("short")).await;
    assert!(matches!(short, Err(PeerError::Misbehaved(_))), "{short:?}");
    for refused in [
        pair.peer_of("charlie").body(&hash, 1 << 30, &path.with_extension("c")).await,
        peer.body(&[7; 32], 1, &path.with_extension("d")).await,
    ] {
        assert!(matches!(refused, Err(PeerError::Refused { status: 404, .. })), "{refused:?}");
    }
}
