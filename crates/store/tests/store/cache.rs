//! The cache, noun by noun.

use super::{fresh, id, member, noted};
use log::Hash;
use statement::{Audience, Digest, Kind, MemberName, Stamp};
use store::{
    Bodies, Cache, Error, MAX_NUMBER, MAX_PREFIX_FOUND, Noted, Quote, Receipt, Said, Spoken, Store, Tally,
    Tx, WantedBody,
};

fn quote(index: u64, covers: u64, time: u64) -> Quote {
    Quote { index, covers, root: Hash::leaf(&covers.to_be_bytes()), time }
}

/// Ten sightings in the log of a member.
fn ten(tx: &Tx<'_, Cache>, member: &MemberName) -> Result<bool, Error> {
    let first = if member.as_str() == "alpha" { 0 } else { 100 };
    let entries: Vec<Noted> = (first..first + 10).map(|number| noted(number, Kind::Sighting)).collect();
    tx.note_down(member, 0, &entries)
}

#[test]
fn entries_are_noted_once_and_in_their_order() {
    let (folder, store) = fresh();
    let alpha = member("alpha");
    let log = store.cache().transact("note", |tx| {
        let alpha = member("alpha");
        assert!(ten(tx, &alpha)?);
        assert!(!ten(tx, &alpha)?, "they are noted already");
        assert!(!tx.note_down(&alpha, 11, &[noted(11, Kind::Intel)])?, "one would be left out");
        assert!(tx.note_down(&alpha, 10, &[Noted::nothing(b"\xff", "it is no note")])?);
        tx.log(&alpha)
    });
    let log = log.expect("noted");
    assert_eq!((log.noted, log.on_record, log.last), (11, 0, None));
    drop(store);
    let store = Store::open(folder.path()).expect("opened again");
    let entries = store.cache().read("entries", |view| view.entries(&alpha, 0, 100)).expect("read");
    assert_eq!(entries.len(), 11);
    for (index, found) in (0..10).zip(&entries) {
        assert_eq!((found.index, &found.noted, found.recorded), (index, &noted(index, Kind::Sighting), None));
    }
    let last = &entries[10];
    assert_eq!((last.noted.id, &last.noted.said), (Digest::of_entry(b"\xff"), &None));
    assert_eq!(last.noted.void.as_deref(), Some("it is no note"));
    assert_eq!(store.cache().read("some", |view| view.entries(&alpha, 4, 3)).expect("read").len(), 3);
}

#[test]
fn a_statement_comes_back_as_it_was() {
    let (_folder, store) = fresh();
    let Noted { said: Some(said), .. } = noted(1, Kind::Other("later".to_owned())) else {
        panic!("a statement")
    };
    let sealed = statement::SealedRef { hash: Digest::of(b"file"), bytes: 5_000 };
    let all = Noted {
        id: id("full"),
        said: Some(Said {
            until: Some(Stamp::from_seconds(-5).expect("a time")),
            audience: Audience::of(vec![member("alpha"), member("unit")]).expect("an audience"),
            sealed: Some(sealed),
            operator: Some("maria-k".parse().expect("a name")),
            refs: (0..128).map(|number| id(&number.to_string())).collect(),
            ..said
        }),
        void: Some("x".repeat(499) + "ä and more"),
    };
    let kept = all.clone();
    let found = store.cache().transact("note", move |tx| {
        tx.note_down(&member("alpha"), 0, &[kept])?;
        tx.statement(&id("full"))
    });
    let found = found.expect("read").expect("there");
    assert_eq!(
        found.noted.void.as_deref(),
        Some("x".repeat(499).as_str()),
        "cut before the letter that is too long"
    );
    assert_eq!(Noted { void: all.void.clone(), ..found.noted }, all);
}

#[test]
fn quotes_put_entries_on_record_once() {
    let (_folder, store) = fresh();
    let times = store.cache().transact("quotes", |tx| {
        let alpha = member("alpha");
        ten(tx, &alpha)?;
        ten(tx, &member("bravo"))?;
        tx.note_quote(&alpha, &quote(4, 3, 100))?;
        tx.note_quote(&alpha, &quote(6, 3, 200))?;
        tx.note_quote(&alpha, &quote(8, 7, 200))?;
        for wrong in [
            quote(8, 9, 300),
            quote(2, 9, 300),
            quote(9, 9, 199),
            quote(9, 11, 300),
            quote(9, 9, i64::MAX as u64),
        ] {
            let refused = tx.note_quote(&alpha, &wrong);
            assert!(matches!(refused, Err(Error::Refused { .. })), "{wrong:?}: {refused:?}");
        }
        let log = tx.log(&alpha)?;
        assert_eq!((log.on_record, log.last), (7, Some(quote(8, 7, 200))));
        assert_eq!(tx.quotes(&alpha, 5)?, [quote(6, 3, 200), quote(8, 7, 200)]);
        (0..10).map(|index| tx.record_time(&alpha, index)).collect::<Result<Vec<_>, _>>()
    });
    let expected = [[Some(100); 3].as_slice(), &[Some(200); 4], &[None; 3]].concat();
    assert_eq!(times, Ok(expected));
    let bravo = store.cache().read("bravo", |view| {
        Ok((view.record_time(&member("bravo"), 0)?, view.log(&member("bravo"))?.on_record))
    });
    assert_eq!(bravo, Ok((None, 0)));
}

#[test]
fn a_text_is_said_before_only_where_it_counts() {
    let (_folder, store) = fresh();
    let done = store.cache().transact("texts", |tx| {
        let (alpha, bravo) = (member("alpha"), member("bravo"));
        ten(tx, &alpha)?;
        let Some(Said { made, text, .. }) = noted(3, Kind::Sighting).said else { return Ok(()) };
        let said = |before| tx.said_before(&alpha, made, &text, before);
        assert_eq!((said(3)?, said(4)?, said(10)?), (false, true, true));
        assert!(!tx.said_before(&bravo, made, &text, 10)?, "in another log");
        assert!(!tx.said_before(&alpha, made, &Digest::of(b"other"), 10)?);
        let mut alike = text;
        alike.0[31] ^= 1;
        assert!(!tx.said_before(&alpha, made, &alike, 10)?, "the first bytes are not all");
        assert!(tx.judge(&alpha, 3, Some("late"))?);
        assert!(!said(10)?, "the first one is void");
        assert!(tx.judge(&alpha, 3, None)?);
        assert!(said(10)?);
        assert!(!tx.judge(&alpha, 10, None)?, "there is no such entry");
        tx.note_down(&alpha, 10, &[Noted::nothing(b"x", "no note")])?;
        assert!(matches!(tx.judge(&alpha, 10, None), Err(Error::Refused { .. })));
        assert!(tx.judge(&alpha, 10, Some("another reason"))?);
        assert_eq!(tx.voids(&alpha)?, 1);
        Ok(())
    });
    assert_eq!(done, Ok(()));
}

#[test]
fn what_was_spoken_is_kept_by_member_and_epoch() {
    let (_folder, store) = fresh();
    let spoken = store.cache().transact("spoken", |tx| {
        let alpha = member("alpha");
        tx.set_spoken(&alpha, 20_775, &Spoken { statements: 1, bytes: 10 })?;
        tx.set_spoken(&alpha, 20_775, &Spoken { statements: 2, bytes: u64::MAX })?;
        Ok((tx.spoken(&alpha, 20_775)?, tx.spoken(&alpha, 20_776)?, tx.spoken(&member("bravo"), 20_775)?))
    });
    assert_eq!(
        spoken,
        Ok((Spoken { statements: 2, bytes: i64::MAX as u64 }, Spoken::default(), Spoken::default()))
    );
}

#[test]
fn ids_are_found_by_their_beginning() {
    let (_folder, store) = fresh();
    let all: Vec<Noted> = (0..500).map(|number| noted(number, Kind::Intel)).collect();
    let ids: Vec<_> = all.iter().map(|one| one.id).collect();
    store.cache().transact("note", move |tx| tx.note_down(&member("alpha"), 0, &all)).expect("noted");
    let like = |start: &str| store.cache().read("like", |view| view.ids_like(start)).expect("read");
    for one in &ids {
        let text = one.to_string();
        for length in [1, 2, 3, 10, 11, 22, 41, 42, 43] {
            let mut expected: Vec<_> =
                ids.iter().filter(|other| other.to_string().starts_with(&text[..length])).copied().collect();
            expected.sort();
            expected.truncate(MAX_PREFIX_FOUND);
            assert_eq!(like(&text[..length]), expected, "{}", &text[..length]);
        }
        assert_eq!(
            store.cache().read("one", |view| view.statement(one)).expect("read").expect("there").noted.id,
            *one
        );
    }
    for nothing in ["", "!", "ä", "=", &"A".repeat(43), &"A".repeat(44), "%", "\u{0}"] {
        assert_eq!(like(nothing), [], "{nothing}");
    }
}

#[test]
fn threat_10_of_one_entry_in_two_logs_the_one_that_counts_is_found() {
    let (_folder, store) = fresh();
    let found = store.cache().transact("twice", |tx| {
        let stolen = Noted {
            void: Some("it is by bravo and stands in the log of alpha".to_owned()),
            ..noted(1, Kind::Claim)
        };
        tx.note_down(&member("alpha"), 0, &[stolen])?;
        tx.note_down(&member("bravo"), 0, &[noted(1, Kind::Claim)])?;
        tx.statement(&noted(1, Kind::Claim).id)
    });
    let found = found.expect("read").expect("there");
    assert_eq!((found.member, found.noted.void), (member("bravo"), None));
}

#[test]
fn of_several_copies_that_do_not_count_all_nodes_find_the_same() {
    fn copy() -> Noted {
        Noted { void: Some("it is by delta".to_owned()), ..noted(1, Kind::Claim) }
    }
    for order in [["alpha", "bravo", "charlie"], ["charlie", "bravo", "alpha"]] {
        let (_folder, store) = fresh();
        let found = store.cache().transact("copies", move |tx| {
            for name in order {
                tx.note_down(&member(name), 0, &[copy(), copy()])?;
            }
            tx.statement(&copy().id)
        });
        let found = found.expect("read").expect("there");
        assert_eq!((found.member, found.index), (member("alpha"), 0), "{order:?}");
    }
}

#[test]
fn one_members_part_can_go_alone() {
    let (_folder, store) = fresh();
    let left = store.cache().transact("forget", |tx| {
        for name in ["alpha", "bravo"] {
            let member = member(name);
            ten(tx, &member)?;
            let mut refers = noted(if name == "alpha" { 50 } else { 51 }, Kind::Vote);
            refers.said.as_mut().expect("a statement").refs = vec![id("target")];
            tx.note_down(&member, 10, &[refers])?;
            tx.note_quote(&member, &quote(10, 9, 100))?;
            tx.set_spoken(&member, 1, &Spoken { statements: 9, bytes: 9 })?;
            tx.want_body(
                &WantedBody { hash: Digest::of(b"body"), bytes: 4, member: member.clone(), index: 3 },
                5,
            )?;
            tx.note_receipt(&Receipt { by: member.clone(), of: member, size: 3, index: 9 })?;
        }
        tx.forget(&member("alpha"))?;
        tx.forget(&member("nobody"))?;
        assert_eq!(tx.log(&member("alpha"))?.noted, 0);
        assert_eq!(tx.statement(&noted(1, Kind::Sighting).id)?, None);
        assert_eq!((tx.body(&Digest::of(b"body"))?.len(), tx.receipts()?.len()), (1, 1));
        assert_eq!(tx.spoken(&member("alpha"), 1)?, Spoken::default());
        tx.logs()
    });
    let left = left.expect("forgotten");
    assert_eq!(
        left.iter().map(|log| (log.member.as_str(), log.noted, log.on_record)).collect::<Vec<_>>(),
        [("bravo", 11, 9)]
    );
    let again = store.cache().transact("again", |tx| {
        ten(tx, &member("alpha")).and_then(|_| tx.forget_all()).and_then(|()| tx.logs())
    });
    assert_eq!(again, Ok(Vec::new()));
}

#[test]
fn tallies_count_by_member_and_kind() {
    let (_folder, store) = fresh();
    let tallies = store.cache().transact("tallies", |tx| {
        let alpha = member("alpha");
        ten(tx, &alpha)?;
        let more = [
            noted(10, Kind::Vote),
            noted(11, Kind::Other("new".to_owned())),
            Noted::nothing(b"x", "nothing"),
        ];
        tx.note_down(&alpha, 10, &more)?;
        tx.note_quote(&alpha, &quote(12, 8, 100))?;
        ten(tx, &member("bravo"))?;
        tx.tallies()
    });
    let tally = |name, kind, on_record, waiting| Tally { member: member(name), kind, on_record, waiting };
    assert_eq!(
        tallies,
        Ok(vec![
            tally("alpha", Some(Kind::Sighting), 8, 2),
            tally("alpha", Some(Kind::Vote), 0, 1),
            tally("alpha", None, 0, 2),
            tally("bravo", Some(Kind::Sighting), 0, 10),
        ])
    );
}

#[test]
fn bodies_are_wanted_tried_and_held() {
    let (_folder, store) = fresh();
    let done = store.cache().transact("bodies", |tx| {
        let (alpha, bravo) = (member("alpha"), member("bravo"));
        let body = |seed: &[u8], member: &MemberName, index| WantedBody {
            hash: Digest::of(seed),
            bytes: 100,
            member: member.clone(),
            index,
        };
        let (one, two) = (body(b"1", &alpha, 1), body(b"2", &alpha, 2));
        tx.want_body(&one, 50)?;
        tx.want_body(&two, 40)?;
        tx.want_body(&two, 10)?;
        assert_eq!(tx.bodies_due(39, 10)?, []);
        assert_eq!(tx.next_body()?, Some(40), "noting it again changes nothing");
        let due: Vec<_> = tx.bodies_due(50, 10)?.into_iter().map(|due| due.body).collect();
        assert_eq!(due, [two.clone(), one.clone()]);
        tx.miss_body(&two.hash, 100, 90)?;
        assert!(tx.hold_body(&one.hash, 100)?);
        assert!(!tx.hold_body(&Digest::of(b"3"), 100)?, "nobody wanted it");
        tx.want_body(&body(b"1", &bravo, 7), 50)?;
        assert_eq!(tx.bodies(&bravo)?, Bodies { held: 1, held_bytes: 100, ..Bodies::default() });
        assert_eq!(tx.bodies(&alpha)?, Bodies { held: 1, held_bytes: 100, wanted: 1, wanted_bytes: 100 });
        assert_eq!((tx.bodies_missing(&alpha, 0)?, tx.bodies_missing(&alpha, 3)?), (vec![2], vec![]));
        let state = tx.body(&two.hash)?;
        assert_eq!((state[0].attempts, state[0].next_try), (1, Some(90)));
        tx.unwant_bodies(&alpha, 2)?;
        assert_eq!(tx.next_body()?, None);
        Ok(())
    });
    assert_eq!(done, Ok(()));
}

#[test]
fn threat_29_a_false_length_does_not_stand_in_the_way_of_the_true_one() {
    let (_folder, store) = fresh();
    let held = store.cache().transact("bodies", |tx| {
        let hash = Digest::of(b"body");
        let body = |name: &str, bytes| WantedBody { hash, bytes, member: member(name), index: 0 };
        tx.want_body(&body("liar", 1), 1)?;
        tx.want_body(&body("alpha", 100), 1)?;
        tx.hold_body(&hash, 100)?;
        Ok((tx.bodies(&member("liar"))?.held, tx.bodies(&member("alpha"))?.held))
    });
    assert_eq!(held, Ok((0, 1)));
}

#[test]
fn the_latest_receipt_counts() {
    let (_folder, store) = fresh();
    let receipt = |size, index| Receipt { by: member("alpha"), of: member("bravo"), size, index };
    let receipts = store.cache().transact("receipts", move |tx| {
        tx.note_receipt(&receipt(5, 10))?;
        tx.note_receipt(&receipt(3, 12))?;
        tx.note_receipt(&receipt(9, 11))?;
        tx.receipts()
    });
    assert_eq!(receipts, Ok(vec![receipt(3, 12)]));
    let flood = store.cache().transact("a flood", |tx| {
        (0..100).try_for_each(|number| {
            tx.note_receipt(&Receipt {
                by: member("alpha"),
                of: member(&format!("m{number}")),
                size: 1,
                index: 1,
            })
        })
    });
    assert!(matches!(flood, Err(Error::TooMany { .. })), "{flood:?}");
}

#[test]
fn numbers_have_an_end() {
    let (_folder, store) = fresh();
    let refused = store.cache().transact("far", |tx| {
        tx.note_down(&member("alpha"), 0, &[])?;
        tx.record_time(&member("alpha"), MAX_NUMBER + 2)
    });
    assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
}
