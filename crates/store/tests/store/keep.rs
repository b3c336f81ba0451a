//! What is no cache, noun by noun.

use super::{fresh, member};
use log::{Hash, Held};
use statement::{Digest, OperatorName};
use store::{
    Address, AlarmId, Attempts, Error, Flaw, MAX_ALARMS, MAX_ATTEMPTS, NewAlarm, Operator, Role, Store,
    Token, TokenId,
};

fn held(size: u64) -> Held {
    Held { size, root: Hash::leaf(&size.to_be_bytes()) }
}

#[test]
fn the_state_of_a_witness_is_swapped_only_from_what_it_is() {
    let (folder, store) = fresh();
    let (alpha, bravo) = (member("alpha"), member("bravo"));
    assert_eq!(store.keep().read("held", |view| view.held(&alpha)), Ok(Held::default()));
    assert_eq!(store.swap_held(&alpha, &Held::default(), &held(3)), Ok(true));
    assert_eq!(store.swap_held(&alpha, &Held::default(), &held(4)), Ok(false));
    assert_eq!(
        store.swap_held(&alpha, &Held { root: held(9).root, ..held(3) }, &held(4)),
        Ok(false),
        "another root"
    );
    assert_eq!(store.swap_held(&bravo, &Held::default(), &held(7)), Ok(true));
    assert_eq!(store.swap_held(&alpha, &held(3), &held(4)), Ok(true));
    drop(store);
    let store = Store::open(folder.path()).expect("opened again");
    let all = store.keep().read("all held", |view| view.all_held());
    assert_eq!(all, Ok(vec![(alpha, held(4)), (bravo, held(7))]));
}

#[test]
fn of_all_who_swap_at_once_one_wins() {
    let (_folder, store) = fresh();
    let winners = std::thread::scope(|scope| {
        let all: Vec<_> = (1..=16)
            .map(|size| {
                let store = &store;
                scope.spawn(move || {
                    store.swap_held(&member("alpha"), &Held::default(), &held(size)).expect("swapped")
                })
            })
            .collect();
        all.into_iter().map(|one| one.join()).filter(|won| matches!(won, Ok(true))).count()
    });
    assert_eq!(winners, 1);
}

fn operator(name: &str, role: Role) -> Operator {
    Operator {
        name: name.parse().expect("a name"),
        role,
        password: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".parse().expect("a hash"),
        disabled: None,
        created: 5,
    }
}

#[test]
fn operators_are_added_changed_and_never_removed() {
    let (_folder, store) = fresh();
    let maria = operator("maria-k", Role::Analyst);
    let name = maria.name.clone();
    let added = maria.clone();
    let changed = store.keep().transact("operators", move |tx| {
        assert!(tx.add_operator(&added)?);
        assert!(
            !tx.add_operator(&Operator { role: Role::Admin, ..added.clone() })?,
            "there is one of that name"
        );
        assert!(tx.add_operator(&operator("karl", Role::Viewer))?);
        assert!(tx.set_role(&added.name, Role::Officer)?);
        assert!(tx.set_password(&added.name, &"$argon2id$other".parse().expect("a hash"))?);
        assert!(tx.set_disabled(&added.name, Some(9))?);
        assert!(!tx.set_disabled(&"nobody".parse().expect("a name"), None)?);
        tx.operator(&added.name)
    });
    let password = "$argon2id$other".parse().expect("a hash");
    assert_eq!(changed, Ok(Some(Operator { role: Role::Officer, password, disabled: Some(9), ..maria })));
    let names = store.keep().read("operators", |view| view.operators()).expect("read");
    assert_eq!(names.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["karl", name.as_str()]);
    assert!(!format!("{names:?}").contains("argon2"), "a hash is not printed");
    assert!(Role::Viewer < Role::Analyst && Role::Analyst < Role::Officer && Role::Officer < Role::Admin);
}

fn token(id: &str, operator: &str, expires: u64) -> Token {
    Token {
        id: id.parse().expect("a name"),
        secret: Digest::of(id.as_bytes()),
        operator: operator.parse().expect("a name"),
        scopes: ["read", "say:intel"].map(|scope| scope.parse().expect("a scope")).to_vec(),
        created: 1,
        expires,
        revoked: None,
        used_day: None,
    }
}

#[test]
fn threat_30_a_token_is_revoked_once_and_stays_so() {
    let (_folder, store) = fresh();
    let id: TokenId = "T1".parse().expect("a name");
    let wanted = id.clone();
    let found = store.keep().transact("tokens", move |tx| {
        for (id, operator, expires) in [("T1", "maria", 100), ("T2", "maria", 200), ("T3", "karl", 300)] {
            assert!(tx.add_token(&token(id, operator, expires))?);
        }
        assert!(!tx.add_token(&token("T1", "karl", 9))?, "there is one of that name");
        tx.used_token(&id, 20_775)?;
        assert!(tx.revoke_token(&id, 50)?);
        assert!(!tx.revoke_token(&id, 60)?, "it is revoked already");
        assert_eq!(
            tx.revoke_tokens_of(&"maria".parse().expect("a name"), 70)?,
            1,
            "the one that was not yet"
        );
        tx.token(&id)
    });
    assert_eq!(
        found,
        Ok(Some(Token { revoked: Some(50), used_day: Some(20_775), ..token("T1", "maria", 100) }))
    );
    let karls: OperatorName = "karl".parse().expect("a name");
    let of_karl = store.keep().read("tokens", |view| view.tokens(Some(&karls)));
    assert_eq!(of_karl, Ok(vec![token("T3", "karl", 300)]));
    let left = store.keep().transact("forget", |tx| {
        assert_eq!(tx.forget_tokens(60)?, 1);
        tx.tokens(None)
    });
    assert_eq!(left.expect("read").len(), 2);
    assert_eq!(store.keep().read("a token", |view| view.token(&wanted)), Ok(None));
}

#[test]
fn threat_30_failures_are_counted_and_do_not_fill_the_disk() {
    let (_folder, store) = fresh();
    let counted = store.keep().transact("failures", |tx| {
        tx.count_failure("operator maria", 10)?;
        tx.count_failure("operator maria", 12)
    });
    assert_eq!(counted, Ok(Attempts { failures: 2, last: 12 }));
    let kept = store.keep().transact("a flood", |tx| {
        for number in 0..MAX_ATTEMPTS as u64 + 5 {
            tx.count_failure(&format!("address {number}"), 11 + number)?;
        }
        Ok((
            tx.attempts("operator maria")?,
            tx.attempts("address 1")?,
            tx.attempts("address 5")?,
            tx.attempts("address 9")?,
        ))
    });
    let (maria, first, sixth, tenth) = kept.expect("counted");
    assert_eq!((maria.failures, first.failures), (0, 0), "those that failed longest ago are forgotten");
    assert_eq!(sixth.failures + tenth.failures, 2);
    let forgotten = store.keep().transact("forget", |tx| {
        tx.forget_failures("address 9")?;
        assert_eq!(tx.attempts("address 9")?, Attempts::default());
        tx.forget_failures_before(1_000_000)
    });
    assert_eq!(forgotten, Ok(MAX_ATTEMPTS - 1));
    let long = store.keep().transact("too long", |tx| tx.count_failure(&"x".repeat(200), 1));
    assert!(matches!(long, Err(Error::Refused { .. })), "{long:?}");
}

#[test]
fn what_was_checked_grows_from_where_it_was() {
    let (_folder, store) = fresh();
    let alpha = member("alpha");
    let flaws = store.keep().transact("checked", move |tx| {
        assert!(tx.note_checked(&alpha, 0, 100, &[(3, Flaw::Unverified), (7, Flaw::UnknownKey)])?);
        assert!(!tx.note_checked(&alpha, 0, 200, &[])?, "it was checked further");
        assert!(!tx.note_checked(&alpha, 101, 200, &[])?, "one would be left out");
        assert!(tx.note_checked(&alpha, 100, 150, &[(149, Flaw::UnknownKey)])?);
        tx.note_rechecked(&alpha, 7, None)?;
        tx.note_rechecked(&alpha, 149, Some(Flaw::Unverified))?;
        assert_eq!(tx.checked(&alpha)?, 150);
        assert_eq!(tx.flaws(&alpha, 4)?, [(149, Flaw::Unverified)]);
        tx.flaws(&alpha, 0)
    });
    assert_eq!(flaws, Ok(vec![(3, Flaw::Unverified), (149, Flaw::Unverified)]));
    let outside = store
        .keep()
        .transact("outside", |tx| tx.note_checked(&member("bravo"), 0, 5, &[(5, Flaw::Unverified)]));
    assert!(matches!(outside, Err(Error::Refused { .. })));
    let forgotten = store.keep().transact("forget", |tx| {
        tx.forget_checked(&member("alpha"))?;
        Ok((tx.checked(&member("alpha"))?, tx.flaws(&member("alpha"), 0)?.len()))
    });
    assert_eq!(forgotten, Ok((0, 0)));
}

#[test]
fn an_alarm_stands_once_and_keeps_its_number() {
    let (_folder, store) = fresh();
    let ids = store.keep().transact("alarms", |tx| {
        let alpha = member("alpha");
        let alarm = NewAlarm {
            kind: "equivocation",
            subject: Some(&alpha),
            since: 10,
            text: "two histories",
            evidence: Some(Digest::of(b"1")),
        };
        let (first, new) = tx.raise(&alarm)?;
        assert!(new);
        assert_eq!(tx.raise(&NewAlarm { since: 20, text: "again", ..alarm })?, (first, false));
        let (other, new) = tx.raise(&NewAlarm { evidence: Some(Digest::of(b"2")), ..alarm })?;
        assert!(new && other != first);
        let (nobodys, _) =
            tx.raise(&NewAlarm { kind: "disk-full", subject: None, evidence: None, ..alarm })?;
        assert!(tx.resolve(first, 30)?);
        assert!(!tx.resolve(first, 31)?);
        let (anew, new) = tx.raise(&alarm)?;
        assert!(new && anew > nobodys, "what is over can begin anew, under another number");
        Ok((first, anew))
    });
    let (first, _) = ids.expect("raised");
    let found = store.keep().read("alarm", |view| view.alarm(first)).expect("read").expect("there");
    assert_eq!((found.since, found.text.as_str(), found.resolved), (10, "again", Some(30)));
    assert_eq!(store.keep().read("standing", |view| view.standing_alarms()).expect("read").len(), 3);
    assert_eq!(store.keep().read("all", |view| view.alarms()).expect("read").len(), 4);
}

#[test]
fn threat_29_alarms_have_a_limit_and_standing_ones_do_not_give_way() {
    let (_folder, store) = fresh();
    let alarm = |text: &'static str, number: u64| NewAlarm {
        kind: "flood",
        subject: None,
        since: number,
        text,
        evidence: Some(Digest::of(&number.to_be_bytes())),
    };
    let last = store.keep().transact("fill", move |tx| {
        (0..MAX_ALARMS as u64).try_for_each(|number| tx.raise(&alarm("x", number)).map(drop))?;
        let full = tx.raise(&alarm("one more", u64::MAX >> 2));
        assert!(matches!(full, Err(Error::TooMany { limit: MAX_ALARMS, .. })), "{full:?}");
        tx.resolve(AlarmId(17), 1)?;
        tx.raise(&alarm("one more", 1 << 40))
    });
    let (last, new) = last.expect("raised");
    assert!(new);
    assert_eq!(last, AlarmId(MAX_ALARMS as u64 + 1), "numbers are not used again");
    assert_eq!(store.keep().read("the resolved one", |view| view.alarm(AlarmId(17))), Ok(None));
}

#[test]
fn the_last_address_counts() {
    let (_folder, store) = fresh();
    let address = |host: &str, learned| Address {
        member: member("alpha"),
        host: host.to_owned(),
        learned,
        source: "member bravo".to_owned(),
    };
    let (old, new) = (address("alpha.example:7443", 1), address("192.0.2.7:7443", 2));
    let kept = new.clone();
    let found = store.keep().transact("addresses", move |tx| {
        tx.set_address(&old)?;
        tx.set_address(&kept)?;
        let wrong = tx.set_address(&Address { host: "a\u{1b}[2J:1".to_owned(), ..old });
        assert!(matches!(wrong, Err(Error::Refused { .. })));
        tx.addresses()
    });
    assert_eq!(found, Ok(vec![new]));
    let none = store.keep().transact("forget", |tx| {
        tx.forget_address(&member("alpha")).and_then(|()| tx.address(&member("alpha")))
    });
    assert_eq!(none, Ok(None));
}

#[test]
fn the_file_belongs_to_one_unit() {
    let (_folder, store) = fresh();
    let unit = Digest::of(b"charter 1");
    let belong = |unit: Digest| store.keep().transact("unit", move |tx| tx.belong_to(&unit));
    assert_eq!(store.keep().read("unit", |view| view.unit()), Ok(None));
    assert_eq!((belong(unit), belong(unit)), (Ok(()), Ok(())));
    assert_eq!(belong(Digest::of(b"other")), Err(Error::OtherUnit(store.keep().path().to_owned())));
    assert_eq!(store.keep().read("unit", |view| view.unit()), Ok(Some(unit)));
    assert_eq!(store.keep().read("mark", |view| view.restored_at()), Ok(None));
}

#[test]
fn an_error_or_a_panic_undoes_all_of_its_transaction_and_no_other() {
    let (_folder, store) = fresh();
    let refused = store.keep().transact("refused", |tx| {
        tx.swap_held(&member("alpha"), &Held::default(), &held(1))?;
        tx.count_failure(&"x".repeat(200), 1)
    });
    assert!(matches!(refused, Err(Error::Refused { .. })));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.keep().transact("panics", |tx| {
            tx.swap_held(&member("alpha"), &Held::default(), &held(1))?;
            panic!("on purpose");
            #[expect(unreachable_code, reason = "the type of the closure")]
            Ok(())
        })
    }));
    assert!(panicked.is_err(), "the panic reaches who caused it");
    assert_eq!(store.keep().read("held", |view| view.held(&member("alpha"))), Ok(Held::default()));
    assert_eq!(store.swap_held(&member("alpha"), &Held::default(), &held(1)), Ok(true), "the store goes on");
}

#[test]
fn a_transaction_inside_of_another_is_refused_and_does_not_hang() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = std::sync::Arc::new(Store::open(folder.path()).expect("a store"));
    let inner = store.clone();
    let nested = store.keep().transact("outer", move |_| {
        let nested = inner.swap_held(&member("alpha"), &Held::default(), &held(1));
        drop(inner);
        nested
    });
    assert!(matches!(nested, Err(Error::Refused { .. })), "{nested:?}");
    assert_eq!(store.swap_held(&member("alpha"), &Held::default(), &held(1)), Ok(true));
}
