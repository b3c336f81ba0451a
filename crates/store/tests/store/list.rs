//! Lists: every filter against a plain one, every page against the whole, in an order that does not depend on who noted what down when.

use super::{fresh, id, member, noted};
use log::Hash;
use statement::{Kind, Stamp};
use store::{Cache, Cursor, Direction, Error, Filter, Found, Noted, Quote, Store, Tx};

const MEMBERS: [&str; 3] = ["alpha", "bravo", "carol"];

/// Sixty entries of a member, of several kinds, some void, some referring to others, some not statements at all.
fn entries(which: u64) -> Vec<Noted> {
    (0..60_u64)
        .map(|number| {
            let kind = [Kind::Intel, Kind::Sighting, Kind::Vote, Kind::Other("new".to_owned())]
                [(number % 4) as usize]
                .clone();
            let mut entry = noted(which * 1_000 + number, kind);
            if number % 13 == 5 {
                return Noted::nothing(&[which as u8, number as u8], "no statement");
            }
            if let Some(said) = &mut entry.said {
                said.refs = if number % 5 == 2 { vec![id("popular"), id("other")] } else { Vec::new() };
                if number % 6 == 1 {
                    said.body = None;
                }
            }
            entry.void = (number % 7 == 3).then(|| "late".to_owned());
            entry
        })
        .collect()
}

/// Three quotes of each log, some at the same time as those of others; twelve entries are not on record.
fn quotes(tx: &Tx<'_, Cache>, which: u64) -> Result<(), Error> {
    for (index, covers, time) in [(20, 18_u64, 500), (40, 39, 500 + which * 7 % 5), (55, 48, 700 - which)] {
        let root = Hash::leaf(&covers.to_be_bytes());
        tx.note_quote(&member(MEMBERS[which as usize]), &Quote { index, covers, root, time })?;
    }
    Ok(())
}

/// A store whose logs were noted down in that order, in parts of that length.
fn filled(order: [u64; 3], part: usize) -> (tempfile::TempDir, Store) {
    let (folder, store) = fresh();
    let filling = store.cache().transact("fill", move |tx| {
        for which in order {
            let all = entries(which);
            for (number, part) in (0..).step_by(part).zip(all.chunks(part)) {
                assert!(tx.note_down(&member(MEMBERS[which as usize]), number, part)?);
            }
            quotes(tx, which)?;
        }
        Ok(())
    });
    filling.expect("filled");
    (folder, store)
}

fn list(store: &Store, filter: &Filter, direction: Direction) -> Vec<Found> {
    let page = store.cache().read("list", |view| view.list(filter, direction, None, 1_000)).expect("read");
    assert_eq!(page.next, None);
    page.found
}

#[test]
fn two_nodes_with_the_same_logs_give_the_same_list() {
    let (_one, first) = filled([0, 1, 2], 60);
    let (_other, second) = filled([2, 0, 1], 7);
    let all = list(&first, &Filter::default(), Direction::OldestFirst);
    assert_eq!(all.len(), 180);
    assert_eq!(all, list(&second, &Filter::default(), Direction::OldestFirst));
    let key = |found: &Found| (found.recorded.unwrap_or(u64::MAX), found.member.clone(), found.index);
    assert!(all.is_sorted_by_key(key));
    let mut backwards = list(&second, &Filter::default(), Direction::NewestFirst);
    backwards.reverse();
    assert_eq!(all, backwards);
}

/// What a filter says, said plainly.
fn fits(filter: &Filter, found: &Found) -> bool {
    let said = found.noted.said.as_ref();
    let media = said.and_then(|said| said.body.as_ref()).map(|body| body.media_type.as_str().to_owned());
    filter.member.as_ref().is_none_or(|member| *member == found.member)
        && filter.kind.as_ref().is_none_or(|kind| said.is_some_and(|said| said.kind == *kind))
        && filter.on_record.is_none_or(|on| found.recorded.is_some() == on)
        && filter.counts.is_none_or(|counts| found.noted.void.is_none() == counts)
        && filter.refers_to.is_none_or(|target| said.is_some_and(|said| said.refs.contains(&target)))
        && filter.made.as_ref().is_none_or(|made| said.is_some_and(|said| made.contains(&said.made)))
        && filter
            .recorded
            .as_ref()
            .is_none_or(|times| found.recorded.is_some_and(|time| times.contains(&time)))
        && filter.media_type.as_ref().is_none_or(|wanted| {
            media.is_some_and(|media| media == *wanted || media.starts_with(&format!("{wanted};")))
        })
}

fn filters() -> Vec<Filter> {
    let stamp = |seconds: i64| Stamp::from_seconds(1_795_000_000 + seconds).expect("a time");
    let single = [
        Filter::default(),
        Filter { member: Some(member("bravo")), ..Filter::default() },
        Filter { member: Some(member("nobody")), ..Filter::default() },
        Filter { kind: Some(Kind::Vote), ..Filter::default() },
        Filter { kind: Some(Kind::Other("new".to_owned())), ..Filter::default() },
        Filter { kind: Some(Kind::Stop), ..Filter::default() },
        Filter { on_record: Some(true), ..Filter::default() },
        Filter { on_record: Some(false), ..Filter::default() },
        Filter { counts: Some(true), ..Filter::default() },
        Filter { counts: Some(false), ..Filter::default() },
        Filter { refers_to: Some(id("popular")), ..Filter::default() },
        Filter { refers_to: Some(id("unknown")), ..Filter::default() },
        Filter { made: Some(stamp(10)..=stamp(1_020)), ..Filter::default() },
        Filter { recorded: Some(500..=501), ..Filter::default() },
        Filter { recorded: Some(0..=i64::MAX as u64), ..Filter::default() },
        Filter { media_type: Some("application/stix+json".to_owned()), ..Filter::default() },
        Filter { media_type: Some("application/stix+json;version=2.1".to_owned()), ..Filter::default() },
        Filter { media_type: Some("application/stix".to_owned()), ..Filter::default() },
    ];
    single.iter().flat_map(|one| single.iter().map(|other| both(one, other))).collect()
}

fn both(one: &Filter, other: &Filter) -> Filter {
    let other = other.clone();
    Filter {
        member: one.member.clone().or(other.member),
        kind: one.kind.clone().or(other.kind),
        on_record: one.on_record.or(other.on_record),
        counts: one.counts.or(other.counts),
        refers_to: one.refers_to.or(other.refers_to),
        made: one.made.clone().or(other.made),
        recorded: one.recorded.clone().or(other.recorded),
        media_type: one.media_type.clone().or(other.media_type),
    }
}

#[test]
fn every_filter_and_pair_of_filters_gives_what_a_plain_look_gives() {
    let (_folder, store) = filled([1, 2, 0], 13);
    let all = list(&store, &Filter::default(), Direction::OldestFirst);
    for filter in filters() {
        let mut expected: Vec<Found> = all.iter().filter(|found| fits(&filter, found)).cloned().collect();
        assert_eq!(list(&store, &filter, Direction::OldestFirst), expected, "{filter:?}");
        expected.reverse();
        assert_eq!(list(&store, &filter, Direction::NewestFirst), expected, "{filter:?}");
    }
}

#[test]
fn pages_make_the_list() {
    let (_folder, store) = filled([1, 2, 0], 13);
    for direction in [Direction::OldestFirst, Direction::NewestFirst] {
        for filter in filters() {
            let whole = list(&store, &filter, direction);
            for limit in [1, 7, 50] {
                assert_eq!(paged(&store, &filter, direction, limit), whole, "{filter:?} by {limit}");
            }
        }
    }
}

/// The list, page by page; each cursor goes through its text.
fn paged(store: &Store, filter: &Filter, direction: Direction, limit: usize) -> Vec<Found> {
    let (mut all, mut after) = (Vec::new(), None::<Cursor>);
    loop {
        let page = store
            .cache()
            .read("page", |view| view.list(filter, direction, after.as_ref(), limit))
            .expect("read");
        assert!(page.found.len() <= limit);
        all.extend(page.found);
        let Some(next) = page.next else { return all };
        let again = next.to_string().parse().expect("a cursor");
        assert_eq!(next, again);
        after = Some(again);
    }
}

#[test]
fn a_cursor_outlives_what_is_said_behind_it() {
    let (_folder, store) = filled([0, 1, 2], 60);
    let first = store
        .cache()
        .read("page", |view| view.list(&Filter::default(), Direction::OldestFirst, None, 100))
        .expect("read");
    let after = first.next.expect("a next page");
    let more = store.cache().transact("more", |tx| {
        tx.note_down(&member("alpha"), 60, &[noted(5_000, Kind::Stop)])?;
        tx.note_quote(&member("alpha"), &Quote { index: 60, covers: 60, root: Hash::empty(), time: 900 })
    });
    more.expect("noted");
    let rest = store
        .cache()
        .read("page", |view| view.list(&Filter::default(), Direction::OldestFirst, Some(&after), 1_000))
        .expect("read");
    assert_eq!([first.found, rest.found].concat(), list(&store, &Filter::default(), Direction::OldestFirst));
}

#[test]
fn cursors_of_strangers_are_refused_or_harmless() {
    let (_folder, store) = filled([0, 1, 2], 60);
    for text in [
        "",
        "x",
        "1.alpha",
        "1.alpha.x",
        "1.ALPHA.1",
        "-1.alpha.1",
        "1.alpha.1.1",
        "01.alpha.1",
        "99999999999999999999.alpha.1",
    ] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
    for text in ["-.nobody.3", "1.alpha.9", "600.carol.1099511627775"] {
        let cursor = text.parse().expect("a cursor");
        let page = store
            .cache()
            .read("page", |view| view.list(&Filter::default(), Direction::NewestFirst, Some(&cursor), 10));
        assert!(page.is_ok(), "{text}: {page:?}");
    }
    let far = "9223372036854775807.alpha.9223372036854775807".parse().expect("a cursor");
    let page = store
        .cache()
        .read("page", |view| view.list(&Filter::default(), Direction::NewestFirst, Some(&far), 10));
    assert!(matches!(page, Err(Error::Refused { .. })), "{page:?}");
}
