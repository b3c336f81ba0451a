//! A real EVTX file that is written while it is followed: each record once, by its number.

use event::Decoder;
use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};
use telemetry::follow::{Follow, News, Position, StreamId, Watch};

const CHUNK: usize = 1 << 16;
const FILE_HEADER: usize = 4096;

fn sample() -> Option<Vec<u8>> {
    let root = std::env::var_os("DETENTE_DATA").map(PathBuf::from);
    let root = root.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let samples = root.join("evtx/attack-samples");
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(samples)
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|ending| ending == "evtx"))
        .collect();
    found
        .retain(|path| fs::metadata(path).is_ok_and(|found| found.len() >= (FILE_HEADER + 3 * CHUNK) as u64));
    found.first().and_then(|path| fs::read(path).ok())
}

/// The file as it was when its first chunk had so many records and no other chunk was written.
fn earlier(whole: &[u8], records: usize) -> Vec<u8> {
    let mut bytes = whole[..FILE_HEADER + CHUNK].to_vec();
    let chunk = &mut bytes[FILE_HEADER..];
    let (mut at, mut last) = (512, 0);
    for _ in 0..records {
        last = u64::from_le_bytes(chunk[at + 8..at + 16].try_into().expect("eight bytes"));
        at += u32::from_le_bytes(chunk[at + 4..at + 8].try_into().expect("four bytes")) as usize;
    }
    chunk[32..40].copy_from_slice(&last.to_le_bytes());
    chunk[48..52].copy_from_slice(&(at as u32).to_le_bytes());
    chunk[at..].fill(0);
    bytes
}

#[test]
fn an_event_log_that_is_written_gives_each_record_once() {
    let Some(whole) = sample() else {
        return println!("skipped: there is no EVTX file of three chunks in the data folder");
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.evtx");
    let watch = || vec![Watch { name: "w".into(), path: folder.path().to_owned() }];
    let mut kept: BTreeMap<StreamId, Position> = BTreeMap::new();
    let mut taken: Vec<u64> = Vec::new();
    let stages = [earlier(&whole, 2), earlier(&whole, 3), earlier(&whole, 3), whole.clone(), whole.clone()];
    let mut counts = Vec::new();
    for (run, stage) in stages.iter().enumerate() {
        fs::write(&path, stage).expect("written");
        if run == 4 {
            fs::copy(&path, folder.path().join("copy.evtx")).expect("copied");
        }
        let mut follow = Follow::new(watch(), kept.values().cloned(), run as u64);
        for look in 0..14 {
            follow.look(Duration::from_millis(500 * look));
            while let Some(news) = follow.next_news() {
                match news {
                    News::Block { mut block, position, .. } => {
                        kept.insert(position.stream, position);
                        Decoder::default().decode(&mut block, |_, record| {
                            taken.push(record.expect("an event").position.record);
                        });
                    }
                    News::Moved(position) => drop(kept.insert(position.stream, position)),
                    other => panic!("{other:?}"),
                }
            }
        }
        counts.push(taken.len());
    }
    let mut all = Vec::new();
    let mut blocks = event::Blocks::new(whole.as_slice(), event::Format::Evtx);
    while let Some(mut block) = blocks.next().expect("read") {
        Decoder::default()
            .decode(&mut block, |_, record| all.push(record.expect("an event").position.record));
    }
    assert_eq!(counts[..3], [2, 3, 3]);
    assert_eq!(taken, all);
}
