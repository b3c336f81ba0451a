//! The index is held to a plain map: by chance, through crashes at each step, and on disks that are full.

mod cases;
mod chance;
mod plain;

use crate::{
    Day, Error, Index, Limits, Noted, Wanted,
    crash::testing::{Fault, arm},
};
use chance::Chance;
use plain::{Note, Plain, agree};
use std::{collections::BTreeSet, path::Path};

/// How many sequences of operations are tried.
const SEQUENCES: u64 = 1_000;

/// A limit in memory of some kibibytes, so that little makes many files.
const SMALL: Limits = Limits { age_days: 20, bytes: 1 << 20, memory: 48 << 10 };

/// An index, what was noted in it, and what of that was committed.
struct Trial {
    index: Option<Index>,
    noted: Plain,
    committed: Plain,
    /// What was noted and is not committed.
    pending: Vec<Note>,
    today: u16,
}

fn open(folder: &Path, today: u16) -> Index {
    Index::open(folder, SMALL, Day::from_number(today)).expect("opened")
}

fn note(index: &Index, note: &Note) -> Result<Noted, Error> {
    let time = Day::from_number(note.day).seconds() + 3_600;
    index.notes().note(note.kind, &note.value, time, note.host.as_deref())
}

impl Trial {
    fn index(&self) -> &Index {
        self.index.as_ref().expect("open")
    }

    fn feed(&mut self, notes: &[Note]) -> Result<(), Error> {
        for new in notes {
            // It may be there although the call failed.
            self.noted.note(new);
            self.pending.push(new.clone());
            let noted = note(self.index(), new)?;
            assert!(matches!(noted, Noted::New | Noted::Known | Noted::TooOld), "{noted:?}");
            if noted == Noted::TooOld {
                assert!(new.day < self.index().stats().horizon.number());
            }
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), Error> {
        self.index().commit()?;
        self.pending.drain(..).for_each(|note| self.committed.note(&note));
        Ok(())
    }

    fn tend(&mut self, days: u16) -> Result<(), Error> {
        self.today += days;
        self.index().tend(Day::from_number(self.today)).map(drop)
    }

    /// Whether all that was noted is there, and nothing else.
    fn check(&self, chance: &mut Chance) {
        let horizon = self.index().stats().horizon.number();
        let mut wanted = Wanted::default();
        let mut expected = BTreeSet::new();
        for _ in 0..6 {
            let indicator = chance.indicator();
            let met = self.index().meet(&indicator, 1_000);
            let values: BTreeSet<_> = met.values.iter().map(|met| (met.kind, met.value.clone())).collect();
            assert_eq!((met.values.len(), met.more, met.gaps), (values.len(), false, 0));
            assert_eq!(values, self.noted.meet(&indicator, horizon), "{indicator:?}");
            for met in &met.values {
                assert!(agree(Some(&met.seen), self.noted.look(met.kind, &met.value, horizon)), "{met:?}");
            }
            let few = self.index().meet(&indicator, 2);
            assert_eq!((few.values.len(), few.more), (values.len().min(2), values.len() > 2));
            let number = wanted.add(&indicator);
            expected.extend(values.into_iter().map(|value| (number, value)));
        }
        let mut all = BTreeSet::new();
        self.index().meet_all(&wanted, 1_000, |number, met| {
            assert!(all.insert((number, (met.kind, met.value.clone()))))
        });
        assert_eq!(all, expected);
        for _ in 0..8 {
            let (kind, value) = chance.value();
            let looked = self.look(kind, &value);
            assert!(
                agree(looked.as_ref(), self.noted.look(kind, &value, horizon)),
                "{kind} {value}: {looked:?}"
            );
        }
    }

    fn look(&self, kind: statement::observable::Kind, value: &str) -> Option<crate::Seen> {
        let observable = statement::observable::Observable::read_as(kind, value).expect("a value").observable;
        let looked = self.index().look(&observable);
        assert_eq!(looked.gaps, 0);
        looked.seen
    }

    /// The process is gone; another opens the index, finds at least what was committed and nothing that was not noted, and is fed the rest again.
    fn restart(&mut self, folder: &Path, chance: &mut Chance) {
        self.index = None;
        self.index = Some(open(folder, self.today));
        let horizon = self.index().stats().horizon.number();
        for _ in 0..8 {
            let (kind, value) = chance.value();
            let found = self.look(kind, &value).map(|seen| seen.days).unwrap_or_default();
            let days =
                |plain: &Plain| plain.look(kind, &value, horizon).map(|known| known.0).unwrap_or_default();
            let found: Vec<u16> = found.iter().map(|day| day.number()).collect();
            assert!(days(&self.committed).iter().all(|day| found.contains(day)), "{kind} {value}: {found:?}");
            assert!(found.iter().all(|day| days(&self.noted).contains(day)), "{kind} {value}: {found:?}");
        }
        let again = std::mem::take(&mut self.pending);
        self.feed(&again).expect("fed again");
    }

    /// One operation. Gives what went wrong.
    fn operate(&mut self, chance: &mut Chance) -> Result<(), Error> {
        match chance.below(10) {
            0..=3 => {
                let today = self.today;
                let count = 1 + chance.below(60);
                let notes: Vec<Note> = (0..count).map(|_| chance.note(today)).collect();
                self.feed(&notes)
            }
            4..=5 => self.commit(),
            6..=8 => self.tend(chance.below(2) as u16),
            _ => self.tend(chance.below(8) as u16),
        }
    }
}

fn sequence(seed: u64) {
    let mut chance = Chance(seed.wrapping_mul(7_919));
    let folder = tempfile::tempdir().expect("a folder");
    let today = 20_000;
    let mut trial = Trial {
        index: Some(open(folder.path(), today)),
        noted: Plain::default(),
        committed: Plain::default(),
        pending: Vec::new(),
        today,
    };
    for _ in 0..7 {
        let fault = match chance.below(4) {
            0 => Some((Fault::Killed, chance.below(25))),
            1 => Some((Fault::Full, chance.below(12))),
            _ => None,
        };
        arm(fault);
        let failed = (0..5).find_map(|_| trial.operate(&mut chance).err());
        match (fault, failed) {
            (Some((Fault::Killed, _)), Some(_)) => {
                arm(None);
                trial.restart(folder.path(), &mut chance);
            }
            (Some((Fault::Full, _)), Some(error)) => {
                assert!(error.is_no_room(), "{error}");
                trial.check(&mut chance);
                arm(None);
                trial.commit().expect("there is room again");
            }
            (_, None) => arm(None),
            (None, Some(error)) => panic!("{error}"),
        }
        trial.check(&mut chance);
        if chance.below(6) == 0 {
            trial.restart(folder.path(), &mut chance);
            trial.check(&mut chance);
        }
    }
    while trial.index().tend(Day::from_number(trial.today)).expect("tended").more {}
    trial.check(&mut chance);
    assert_eq!(trial.index().stats().damaged, 0);
}

#[test]
fn a_thousand_sequences_agree_with_a_plain_map() {
    std::thread::scope(|scope| {
        for part in 0..4 {
            scope.spawn(move || (0..SEQUENCES).filter(|seed| seed % 4 == part).for_each(sequence));
        }
    });
}
