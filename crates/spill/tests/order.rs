//! What comes out is what went in, in the order of a stable sort in memory.

use proptest::prelude::*;
use spill::{Memory, Scratch, Sorter};
use std::{io, sync::Mutex};

type Pair = (Vec<u8>, Vec<u8>);

fn sorted(pairs: &[Pair], memory: usize) -> Vec<Pair> {
    let mut sorter = Sorter::new(Memory::default(), memory);
    for (key, payload) in pairs {
        sorter.push(key, payload).expect("memory takes everything");
    }
    let mut sorted = sorter.finish().expect("memory takes everything");
    let mut all = Vec::new();
    while let Some(record) = sorted.next_record().expect("memory keeps everything") {
        all.push((record.key.to_vec(), record.payload.to_vec()));
    }
    assert!(sorted.next_record().expect("the end stays the end").is_none());
    all
}

fn plainly(pairs: &[Pair]) -> Vec<Pair> {
    let mut pairs = pairs.to_vec();
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs
}

/// Keys that are often equal, or equal in their first bytes; with zeros at their ends.
fn key() -> impl Strategy<Value = Vec<u8>> {
    let short = proptest::collection::vec(prop_oneof![Just(0u8), Just(1), Just(255)], 0..4);
    let long = proptest::collection::vec(prop_oneof![Just(0u8), Just(1)], 15..19);
    prop_oneof![short, long, proptest::collection::vec(any::<u8>(), 0..40)]
}

proptest! {
    #[test]
    fn as_a_sort_in_memory(
        keys in proptest::collection::vec((key(), 0..3_usize), 0..600),
        memory in prop_oneof![Just(0), 1..200_usize, Just(5_000), Just(1 << 20)],
    ) {
        // Payloads are different, so that the order of equal keys shows; some are longer than a piece.
        let pair = |(at, (key, long)): (usize, (Vec<u8>, usize))| (key, format!("{at}{}", "x".repeat(long * 2_500)).into_bytes());
        let pairs: Vec<Pair> = keys.into_iter().enumerate().map(pair).collect();
        prop_assert!(sorted(&pairs, memory) == plainly(&pairs));
    }
}

/// With no memory every record is a run of its own, and runs of runs of runs are merged.
#[test]
fn many_runs_are_merged_in_passes() {
    let runs = spill::MAX_MERGED * spill::MAX_MERGED * 2 + 77;
    let pair = |at: usize| ((at * 7_919 % 1_000).to_be_bytes().to_vec(), at.to_be_bytes().to_vec());
    let pairs: Vec<Pair> = (0..runs).map(pair).collect();
    assert!(sorted(&pairs, 0) == plainly(&pairs));
}

#[test]
fn nothing_and_empty_records() {
    assert_eq!(sorted(&[], 10), []);
    let empty = vec![(Vec::new(), Vec::new()); 3];
    assert_eq!(sorted(&empty, 0), empty);
}

/// What fits into the budget touches no storage.
#[test]
fn little_stays_in_memory() {
    let mut sorter = Sorter::new(Disk::with_room(0), 1 << 20);
    (0..1_000_u64).try_for_each(|at| sorter.push(&at.to_be_bytes(), b"payload")).expect("it fits");
    assert_eq!(rest(sorter).expect("it fits").len(), 1_000);
}

/// Storage with room for so many more appends; where it damages what it was given, the byte to change.
struct Disk {
    bytes: Memory,
    room: Mutex<usize>,
    damage: Option<usize>,
}

impl Disk {
    fn with_room(room: usize) -> Self {
        Disk { bytes: Memory::default(), room: Mutex::new(room), damage: None }
    }
}

impl Scratch for Disk {
    fn append(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut room = self.room.lock().expect("nobody panics with it");
        *room = room.checked_sub(1).ok_or(io::ErrorKind::StorageFull)?;
        self.bytes.append(bytes)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.bytes.read_exact_at(offset, buffer)?;
        if let Some(byte) = self.damage.and_then(|at| buffer.get_mut(at)) {
            *byte ^= 0xFF;
        }
        Ok(())
    }
}

fn rest<S: Scratch>(sorter: Sorter<S>) -> Result<Vec<u64>, spill::SpillError> {
    let mut sorted = sorter.finish()?;
    let mut keys = Vec::new();
    while let Some(record) = sorted.next_record()? {
        keys.push(u64::from_be_bytes(record.key.try_into().expect("eight bytes")));
    }
    Ok(keys)
}

/// A full disk is an error at once; once there is room again, every record is still there, whatever step had failed.
#[test]
fn threat_29_a_full_disk_loses_nothing() {
    let records = 3 * spill::MAX_MERGED as u64;
    for room in [0, 1, 5, spill::MAX_MERGED, spill::MAX_MERGED + 1, 2 * spill::MAX_MERGED + 1] {
        let disk = Disk::with_room(room);
        let mut sorter = Sorter::new(&disk, 0);
        let mut failures = 0;
        for key in (0..records).rev() {
            if let Err(error) = sorter.push(&key.to_be_bytes(), b"") {
                assert!(error.to_string().contains("full disk"), "{error}");
                failures += 1;
                *disk.room.lock().expect("nobody panics with it") = usize::MAX;
            }
        }
        assert_eq!(failures, 1, "with room for {room}");
        assert_eq!(rest(sorter).expect("there is room"), (0..records).collect::<Vec<_>>());
    }
}

/// Runs of two levels, more together than are merged at a time: the end needs storage too, and says that it has none.
#[test]
fn threat_29_a_disk_that_is_full_at_the_end() {
    let disk = Disk::with_room(usize::MAX);
    let mut sorter = Sorter::new(&disk, 0);
    let records = 100 * spill::MAX_MERGED as u64 + 100;
    (0..records).try_for_each(|key| sorter.push(&key.to_be_bytes(), b"")).expect("room");
    *disk.room.lock().expect("nobody panics with it") = 0;
    let error = rest(sorter).expect_err("there is no room");
    assert!(error.to_string().contains("full disk"), "{error}");
}

/// Other bytes than were written are an error, or at worst other records; never a panic.
#[test]
fn damaged_storage_is_told() {
    for at in 0..8 {
        let disk = Disk { damage: Some(at), ..Disk::with_room(usize::MAX) };
        let mut sorter = Sorter::new(&disk, 0);
        (0..3_u64).try_for_each(|key| sorter.push(&key.to_be_bytes(), b"pay")).expect("room");
        let error = rest(sorter).expect_err("lengths are wrong");
        assert!(error.to_string().contains("other bytes"), "{error}");
    }
}
