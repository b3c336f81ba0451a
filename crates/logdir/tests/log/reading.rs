//! Reading a log while it grows: what was acknowledged can be read and proved, settled or not.

use crate::support::{check_tiles, create, entries, sign};
use log::Head;
use logdir::Tiles;
use std::{sync::mpsc, thread};

#[test]
fn readers_see_what_is_acknowledged_without_its_being_settled() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    for (size, step) in [(0, 3), (3, 253), (256, 1), (257, 1000), (1257, 23), (1280, 66_000)] {
        let head = log.append(entries(size, size + step), sign).expect("appended").clone();
        check_tiles(&mut log.tiles(), &head);
    }
    assert!(!folder.path().join("tile/entries").exists(), "nothing was settled");
}

#[test]
fn readers_in_other_threads_go_on_while_the_log_grows_and_settles() {
    const BATCHES: u64 = 30;
    const BATCH: u64 = 1000;
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    let (send, receive) = mpsc::channel::<(Tiles, Head)>();
    let reader = thread::spawn(move || {
        let mut seen = 0;
        let mut first = None;
        for (mut tiles, head) in receive {
            check_tiles(&mut tiles, &head);
            seen = tiles.size();
            first.get_or_insert((tiles, head));
        }
        // What an early reader has of the log stays good.
        let (tiles, head) = first.expect("there was one");
        check_tiles(&mut Tiles::new(folder.path(), tiles.size()), &head);
        (folder, seen)
    });
    for batch in 0..BATCHES {
        let head = log.append(entries(batch * BATCH, (batch + 1) * BATCH), sign).expect("appended").clone();
        send.send((log.tiles(), head)).expect("the reader reads");
        if batch % 7 == 3 {
            log.settle().expect("settled");
        }
    }
    drop((log, send));
    assert_eq!(reader.join().expect("it read").1, BATCHES * BATCH);
}
