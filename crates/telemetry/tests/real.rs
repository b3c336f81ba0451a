//! Telemetry that others recorded, read whole.

use event::{Decoder, Format};
use std::{collections::BTreeMap, path::PathBuf};
use telemetry::{Inputs, Item, sweep};

fn data() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("DETENTE_DATA").map_or_else(beside, PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: the folder of real data is not at {}", folder.display());
        return None;
    }
    Some(folder)
}

#[derive(Default, Debug)]
struct Seen {
    formats: BTreeMap<Format, u64>,
    events: BTreeMap<Format, u64>,
    bad: Vec<String>,
    unrecognised: Vec<String>,
    failed: Vec<String>,
}

fn read(paths: &[PathBuf]) -> Seen {
    let mut seen = Seen::default();
    let work = |decoder: &mut Decoder, _: &telemetry::Source, mut block: event::Block| {
        let (mut events, mut bad) = (0, Vec::new());
        decoder.decode(&mut block, |_, record| match record {
            Ok(_) => events += 1,
            Err(error) => bad.push(error.to_string()),
        });
        (events, bad)
    };
    let swept = sweep(Inputs::find(paths), 2, Decoder::default, work, |item| {
        match item {
            Item::Started(source) => *seen.formats.entry(source.format).or_default() += 1,
            Item::Done(source, (events, bad)) => {
                *seen.events.entry(source.format).or_default() += events;
                seen.bad.extend(bad.into_iter().map(|error| format!("{}: {error}", source.label)));
            }
            Item::Failed { label, error } => seen.failed.push(format!("{label}: {error}")),
            Item::Unrecognised { label } => seen.unrecognised.push(label),
            Item::Ended { .. } | Item::Empty { .. } => {}
        }
        Ok::<(), ()>(())
    });
    assert_eq!(swept, Ok(()));
    seen
}

#[test]
fn every_recording_is_recognised() {
    let Some(data) = data() else { return };
    let seen = read(&[data.join("otrf"), data.join("evtx"), data.join("sigma/regression_data/**/*.evtx")]);
    println!("formats {:?}\nevents {:?}", seen.formats, seen.events);
    println!("unrecognised {:#?}\nfailed {:#?}\nbad {:#?}", seen.unrecognised, seen.failed, seen.bad);
    assert!(seen.failed.is_empty() && seen.bad.is_empty());
    assert!(seen.events.values().all(|&events| events > 0));
    let logs = |label: &&String| ["evtx", "json", "log"].iter().any(|kind| label.ends_with(kind));
    assert_eq!(seen.unrecognised.iter().filter(logs).count(), 0);
}
