//! Both levels of what has no order: what is asked right before and right after the small one is emptied.

use super::{fresh, id, member, noted};
use statement::{Digest, Kind};
use store::{Bodies, Direction, Filter, Noted, WantedBody};

#[test]
fn what_moved_to_the_large_level_is_found_as_before() {
    let (_folder, store) = fresh();
    let alpha = member("alpha");
    let statement = |number: u64| {
        let mut one = noted(number, Kind::Sighting);
        if let Some(said) = one.said.as_mut().filter(|_| number.is_multiple_of(1_000)) {
            said.refs = vec![id("popular")];
        }
        one
    };
    // More than the small level takes.
    for first in (0..160_000_u64).step_by(20_000) {
        let (author, all) = (alpha.clone(), (first..first + 20_000).map(statement).collect::<Vec<Noted>>());
        assert_eq!(store.cache().transact("note", move |tx| tx.note_down(&author, first, &all)), Ok(true));
        let (some, last) = (statement(first / 2), statement(first + 19_999));
        for one in [&some, &last] {
            let found = store
                .cache()
                .read("id", |view| Ok((view.statement(&one.id)?, view.ids_like(&one.id.to_string()[..12])?)));
            let (found, like) = found.expect("read");
            assert_eq!((found.map(|found| found.noted.id), like), (Some(one.id), vec![one.id]));
        }
        let filter = Filter { refers_to: Some(id("popular")), ..Filter::default() };
        let referring: Vec<u64> = (0..first + 20_000).step_by(1_000).collect();
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = store
                .cache()
                .read("refs", |view| view.list(&filter, Direction::OldestFirst, after.as_ref(), 7))
                .expect("read");
            found.extend(page.found.iter().map(|found| found.index));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, referring);
    }
    let bodies = store.cache().transact("bodies", |tx| {
        let body = |number: u64| WantedBody {
            hash: Digest::of(&number.to_be_bytes()),
            bytes: 5,
            member: member("alpha"),
            index: number,
        };
        (0..10).try_for_each(|number| tx.want_body(&body(number), 1))?;
        // Enough for the small level to be emptied once more.
        let all: Vec<Noted> =
            (200_000..330_000).map(|number| Noted::nothing(&u64::to_be_bytes(number), "nothing")).collect();
        tx.note_down(&member("alpha"), 160_000, &all[..65_000])?;
        tx.unwant_bodies(&member("alpha"), 3)?;
        tx.want_body(&body(3), 2)?;
        tx.note_down(&member("alpha"), 225_000, &all[65_000..])?;
        tx.unwant_bodies(&member("alpha"), 3)?;
        tx.want_body(&body(3), 3)?;
        assert_eq!(tx.body(&body(3).hash)?.len(), 1);
        assert!(tx.hold_body(&body(3).hash, 5)? && tx.hold_body(&body(4).hash, 5)?);
        tx.note_down(&member("alpha"), 290_000, &all)?;
        Ok((tx.body(&body(3).hash)?.len(), tx.bodies(&member("alpha"))?))
    });
    assert_eq!(bodies, Ok((1, Bodies { held: 2, held_bytes: 10, wanted: 8, wanted_bytes: 40 })));
    let gone = store.cache().transact("forget", move |tx| {
        tx.forget(&member("alpha"))?;
        Ok((tx.statement(&noted(0, Kind::Sighting).id)?, tx.statement(&noted(159_999, Kind::Sighting).id)?))
    });
    assert_eq!(gone, Ok((None, None)));
}
