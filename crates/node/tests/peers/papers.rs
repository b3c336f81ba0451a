//! Who is let in, and who no longer.

use crate::{
    raw::{connect, exchange, of_member, of_stranger, rest, shown},
    room::{Pair, Unit, listen, name, quick},
};
use home::Keys;
use node::{
    AlarmKind,
    peers::{Identity, Peer, PeerError},
};
use std::sync::atomic::Ordering::Relaxed;

const ABOUT: &[u8] = b"GET /about HTTP/1.1\r\nhost: bravo\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn a_member_by_any_program_is_answered() {
    let pair = Pair::of(quick()).await;
    let mut stream =
        connect(pair.running.address, Some(of_member(&pair.unit, "alpha"))).await.expect("let in");
    let answer = exchange(&mut stream, ABOUT).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // A certificate may say whatever it likes: the key is what counts.
    let pkcs8 = pair.unit.keys(&name("charlie")).transport().pkcs8();
    let mut stream = connect(pair.running.address, Some(shown(&pkcs8, "localhost"))).await.expect("let in");
    assert!(exchange(&mut stream, ABOUT).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn threat_30_without_a_certificate_or_with_a_strange_one_nobody_gets_anything() {
    let pair = Pair::of(quick()).await;
    for shown in [None, Some(of_stranger("alpha")), Some(of_stranger("dora"))] {
        // With TLS 1.3 a client believes that it is in before the server has looked.
        if let Ok(mut stream) = connect(pair.running.address, shown).await {
            assert_eq!(exchange(&mut stream, ABOUT).await, "");
        }
    }
    let counts = &pair.running.counts;
    assert_eq!((counts.unknown_pins.load(Relaxed), counts.failed_handshakes.load(Relaxed)), (2, 3));
    assert_eq!(counts.requests.load(Relaxed), 0);
    assert_eq!(pair.bravo.alarms(), []);
}

#[tokio::test]
async fn threat_30_one_who_is_not_known_there_is_told_so() {
    let mut pair = Pair::of(quick()).await;
    pair.unit.rotate("alpha");
    let refused = pair.peer().about().await;
    assert_eq!(refused, Err(PeerError::NotAdmitted));
    // When the sheet comes, the connection does.
    pair.unit.sheet("alpha", pair.unit.pin("alpha"));
    pair.bravo.knows(pair.unit.known(&[]));
    pair.peer().about().await.expect("an answer");
}

#[tokio::test]
async fn threat_30_a_wrong_key_where_a_member_should_be_is_an_alarm() {
    let mut pair = Pair::of(quick()).await;
    let other = listen(pair.bravo.clone(), pair.unit.identity("charlie"), quick()).await;
    pair.alpha.knows(pair.unit.known(&[("bravo", other.address)]));
    let peer = pair.peer();
    assert_eq!(peer.about().await, Err(PeerError::WrongPin));
    assert_eq!(pair.alpha.alarms(), [AlarmKind::WrongPin]);
    // Its own key sheet says so: now it is the right one, and the alarm is over.
    pair.unit.sheet("bravo", pair.unit.pin("charlie"));
    pair.alpha.knows(pair.unit.known(&[("bravo", other.address)]));
    peer.wake();
    peer.about().await.expect("an answer");
    assert_eq!(pair.alpha.lowered().first(), Some(&AlarmKind::WrongPin));
}

#[tokio::test]
async fn a_member_with_a_new_key_is_met_by_those_who_know_the_old_one() {
    let mut pair = Pair::of(quick()).await;
    pair.unit.rotate("bravo");
    let other = listen(pair.bravo.clone(), pair.unit.identity("bravo"), quick()).await;
    pair.alpha.knows(pair.unit.known(&[("bravo", other.address)]));
    pair.unit.sheet("bravo", pair.unit.pin("bravo"));
    pair.bravo.knows(pair.unit.known(&[]));
    let peer = pair.peer();
    let about = peer.about().await.expect("an answer to one who expects the old key");
    assert_eq!(about.sheets[&name("bravo")], 2);
    assert_eq!(pair.alpha.alarms(), []);
    // The sheet is fetched over the old key, and from then on only the new one is right.
    let sheet = peer.sheet(&name("bravo"), 2).await.expect("the sheet");
    assert_eq!(pair.unit.sheets.notes(&name("bravo")).last(), Some((2, &sheet)));
    pair.alpha.knows(pair.unit.known(&[("bravo", other.address)]));
    peer.about().await.expect("an answer by the new key");
    pair.alpha.knows(pair.unit.known(&[("bravo", pair.running.address)]));
    assert_eq!(pair.peer().about().await, Err(PeerError::WrongPin));
}

#[tokio::test]
async fn threat_20_one_who_was_expelled_is_heard_no_more() {
    let mut pair = Pair::of(quick()).await;
    let peer = pair.peer_of("charlie");
    peer.about().await.expect("an answer");
    let mut idle =
        connect(pair.running.address, Some(of_member(&pair.unit, "charlie"))).await.expect("let in");
    let mut busy =
        connect(pair.running.address, Some(of_member(&pair.unit, "charlie"))).await.expect("let in");
    pair.unit.expel("charlie");
    pair.bravo.knows(pair.unit.known(&[]));
    let answer = exchange(&mut busy, ABOUT).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 403"), "{answer}");
    // What lies open is ended without being used.
    assert_eq!(rest(&mut idle).await, "");
    assert!(matches!(
        peer.about().await,
        Err(PeerError::NotAdmitted | PeerError::Refused { status: 403, .. })
    ));
    assert_eq!(pair.peer_of("charlie").about().await, Err(PeerError::NotAdmitted));
    assert!(pair.running.counts.expelled.load(Relaxed) > 0);
    // And nobody dials it any more.
    pair.alpha.knows(pair.unit.known(&[("charlie", pair.running.address)]));
    let to = Peer::new(pair.alpha.clone(), pair.unit.identity("alpha"), name("charlie"));
    assert!(matches!(to.about().await, Err(PeerError::Unreachable(_))));
    pair.peer_of("alpha").about().await.expect("the others go on");
}

#[tokio::test]
async fn threat_30_a_key_that_was_replaced_is_heard_no_more() {
    let mut pair = Pair::of(quick()).await;
    let mut idle =
        connect(pair.running.address, Some(of_member(&pair.unit, "charlie"))).await.expect("let in");
    pair.unit.rotate("charlie");
    pair.unit.sheet("charlie", pair.unit.pin("charlie"));
    pair.bravo.knows(pair.unit.known(&[]));
    assert_eq!(rest(&mut idle).await, "");
    pair.peer_of("charlie").about().await.expect("the new key is heard");
}

#[tokio::test]
async fn threat_30_writing_anothers_key_into_ones_own_sheet_gains_nothing() {
    let mut pair = Pair::of(quick()).await;
    // Alpha's seat is before charlie's, and its sheet names charlie's key.
    pair.unit.sheet("alpha", pair.unit.pin("charlie"));
    pair.bravo.knows(pair.unit.known(&[]));
    let hash = pair.bravo.bodies().put(b"not for charlie").expect("kept");
    let folder = tempfile::tempdir().expect("a folder");
    let refused = pair.peer_of("charlie").body(&hash, 100, &folder.path().join("body")).await;
    assert!(matches!(refused, Err(PeerError::Refused { status: 404, .. })), "{refused:?}");
    // Who has not the key but the name is not let in.
    let mut stream = connect(pair.running.address, Some(of_stranger("alpha"))).await.expect("it believes so");
    assert_eq!(exchange(&mut stream, ABOUT).await, "");
    // Where nothing tells who it is, it is nobody.
    let pkcs8 = pair.unit.keys(&name("charlie")).transport().pkcs8();
    let mut stream =
        connect(pair.running.address, Some(shown(&pkcs8, "dora"))).await.expect("it believes so");
    assert_eq!(exchange(&mut stream, ABOUT).await, "");
}

#[tokio::test]
async fn a_pin_is_that_of_the_key_sheet() {
    let unit = Unit::found();
    for member in crate::room::MEMBERS {
        assert_eq!(unit.identity(member).pin(), unit.pin(member));
    }
    let keys = Keys::draw().expect("keys");
    let identity = Identity::new(&name("alpha"), &keys).expect("an identity");
    let secret = keys.transport().pkcs8();
    let shown = format!("{identity:?}");
    assert!(!shown.contains(&format!("{:?}", &secret[16..20])), "{shown}");
}
