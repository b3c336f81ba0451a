//! What happens to files that are damaged, too large, or somebody else's.

use super::{Day, Index, Limits, Note, chance::Chance, note};
use crate::{Error, Noted};
use statement::observable::{Kind, Observable};
use std::{fs, path::PathBuf};

const TODAY: u16 = 20_000;

fn name(number: u64) -> Note {
    let value = format!("host{number}.evil.example");
    Note { kind: Kind::Domain, value, day: TODAY, host: Some("PC1".to_owned()) }
}

fn there(index: &Index, number: u64) -> (bool, u64) {
    let observable = Observable::read_as(Kind::Domain, &name(number).value).expect("a name").observable;
    let looked = index.look(&observable);
    (looked.seen.is_some(), looked.gaps)
}

/// An index of so many names, all of them in files, and its files.
fn filled(folder: &std::path::Path, limits: Limits, names: u64) -> Vec<PathBuf> {
    let index = Index::open(folder, limits, Day::from_number(TODAY)).expect("opened");
    for number in 0..names {
        note(&index, &name(number)).expect("noted");
    }
    index.commit().expect("committed");
    while index.tend(Day::from_number(TODAY)).expect("tended").more {}
    drop(index);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("there").map(|entry| entry.expect("a file").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "run"));
    files.sort();
    files
}

#[test]
fn a_damaged_byte_costs_a_block_and_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { age_days: 400, bytes: 1 << 30, memory: 1 << 20 };
    let names = 6_000;
    let files = filled(folder.path(), limits, names);
    let path = files.first().expect("a file");
    let whole = fs::read(path).expect("there");
    let mut chance = Chance(7);
    for _ in 0..25 {
        let mut bytes = whole.clone();
        let place = chance.below(bytes.len() as u64) as usize;
        bytes[place] ^= 1 << chance.below(8);
        fs::write(path, &bytes).expect("written");
        let index = Index::open(folder.path(), limits, Day::from_number(TODAY)).expect("opened");
        let found: Vec<(bool, u64)> = (0..names).step_by(31).map(|number| there(&index, number)).collect();
        let missing = found.iter().filter(|(there, _)| !there).count();
        assert!(
            found
                .iter()
                .all(|(there, gaps)| *there || *gaps == 1 || index.stats().files < files.len() as u64)
        );
        assert!(missing < found.len(), "byte {place}: all is lost");
        assert_eq!(index.stats().damaged, 1, "byte {place}: {:?}", index.stats().damage);
        drop(index);
        drop(fs::remove_file(path.with_extension("damaged")));
    }
    fs::write(path, &whole).expect("written");
    let index = Index::open(folder.path(), limits, Day::from_number(TODAY)).expect("opened");
    assert!((0..names).all(|number| there(&index, number) == (true, 0)));
}

#[test]
fn files_that_are_cut_off_are_put_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { age_days: 400, bytes: 1 << 30, memory: 64 << 10 };
    let files = filled(folder.path(), limits, 2_000);
    let path = files.first().expect("a file");
    let whole = fs::read(path).expect("there");
    for length in [0, 10, 19, 20, 43, 44, whole.len() / 2, whole.len() - 1] {
        fs::write(path, &whole[..length]).expect("written");
        let index = Index::open(folder.path(), limits, Day::from_number(TODAY)).expect("opened");
        assert_eq!(index.stats().damaged, 1, "{length} bytes");
        assert!(path.with_extension("damaged").exists() && !path.exists());
    }
}

#[test]
fn one_process_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || Index::open(folder.path(), Limits::default(), Day::from_number(TODAY));
    let first = open().expect("opened");
    assert!(matches!(open(), Err(Error::InUse(_))));
    drop(first);
    open().expect("opened");
}

#[test]
fn what_is_too_old_or_no_value_is_not_taken_and_the_future_is_today() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { age_days: 10, ..Limits::default() };
    let index = Index::open(folder.path(), limits, Day::from_number(TODAY)).expect("opened");
    let take = |day: u16, value: &str| {
        note(&index, &Note { day, value: value.to_owned(), ..name(0) }).expect("noted")
    };
    assert_eq!(take(TODAY - 10, "a.example"), Noted::TooOld);
    assert_eq!(take(TODAY - 9, "a.example"), Noted::New);
    assert_eq!(take(TODAY - 9, "a.example"), Noted::Known);
    assert_eq!(take(TODAY + 300, "a.example"), Noted::New);
    assert_eq!(take(TODAY, "a.example"), Noted::Known);
    assert_eq!(take(TODAY, ""), Noted::NoValue);
    assert_eq!(index.notes().note(Kind::Cidr, "10.0.0.0/8", 0, None).expect("noted"), Noted::NoValue);
    assert_eq!(index.notes().note(Kind::Ipv4, "10.0.0.1", -1, None).expect("noted"), Noted::TooOld);
    assert_eq!(index.notes().note(Kind::Ipv4, "10.0.0.1", i64::MAX, None).expect("noted"), Noted::New);
}

#[test]
fn the_oldest_are_forgotten_where_the_files_are_too_large() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { age_days: 400, bytes: 64 << 10, memory: 64 << 10 };
    let index = Index::open(folder.path(), limits, Day::from_number(TODAY)).expect("opened");
    let (mut early, mut forgotten) = (false, 0);
    for day in TODAY..TODAY + 40 {
        for number in 0..600 {
            let number = u64::from(day) * 1_000 + number;
            note(&index, &Note { day, ..name(number.wrapping_mul(0x9E37_79B9_7F4A_7C15)) }).expect("noted");
        }
        index.commit().expect("committed");
        loop {
            let tended = index.tend(Day::from_number(day)).expect("tended");
            (early, forgotten) = (early | tended.early, forgotten + tended.forgotten);
            if !tended.more {
                break;
            }
        }
        assert!(index.stats().bytes < 3 * limits.bytes, "{:?}", index.stats());
    }
    let horizon = index.stats().horizon.number();
    assert!(
        early && forgotten > 5_000 && (TODAY + 1..=TODAY + 33).contains(&horizon),
        "{horizon} {forgotten}"
    );
    assert!(!index.stats().full);
    drop(index);
    let index = Index::open(folder.path(), limits, Day::from_number(TODAY + 39)).expect("opened");
    assert_eq!(index.stats().horizon.number(), horizon);
}

#[test]
fn threat_29_a_flood_of_one_day_is_refused_before_the_index_forgets() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { age_days: 400, bytes: 64 << 10, memory: 64 << 10 };
    let index = Index::open(folder.path(), limits, Day::from_number(TODAY)).expect("opened");
    note(&index, &Note { day: TODAY - 3, ..name(1) }).expect("noted");
    let mut refused = 0;
    for number in 0..20_000_u64 {
        let flood = name(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 2);
        refused += u64::from(note(&index, &flood).expect("noted") == Noted::Full);
        if number % 500 == 0 {
            index.commit().expect("committed");
            while index.tend(Day::from_number(TODAY)).expect("tended").more {}
        }
    }
    let stats = index.stats();
    assert!(stats.full && refused > 5_000 && stats.refused == refused, "{stats:?}");
    assert!(stats.bytes < 3 * limits.bytes, "{stats:?}");
    assert_eq!(there(&index, 1), (true, 0));
    // A week later the flood may be forgotten.
    while index.tend(Day::from_number(TODAY + 8)).expect("tended").more {}
    assert!(!index.stats().full);
    assert_eq!(note(&index, &Note { day: TODAY + 8, ..name(3) }).expect("noted"), Noted::New);
}

#[test]
fn questions_are_answered_while_others_note_and_merge() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { age_days: 400, bytes: 4 << 20, memory: 64 << 10 };
    let index = Index::open(folder.path(), limits, Day::from_number(TODAY)).expect("opened");
    let done = std::sync::atomic::AtomicU64::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..6_000 {
                note(&index, &name(number)).expect("noted");
                done.store(number, std::sync::atomic::Ordering::Release);
                if number % 300 == 0 {
                    index.commit().expect("committed");
                }
            }
        });
        scope.spawn(|| {
            while done.load(std::sync::atomic::Ordering::Acquire) < 5_999 {
                index.tend(Day::from_number(TODAY)).expect("tended");
            }
        });
        for turn in 0.. {
            let until = done.load(std::sync::atomic::Ordering::Acquire);
            if until == 5_999 {
                break;
            }
            if until > 0 {
                let number = turn * 7_919 % until;
                assert_eq!(there(&index, number), (true, 0), "{number} of {until}");
            }
        }
    });
}
