//! Positions of telemetry: the newest of each stream, together with findings or not at all, and bounded by time.

use super::fresh;
use store::MAX_POSITION;

#[test]
fn the_newest_position_of_each_stream_is_kept() {
    let (_folder, store) = fresh();
    let keep = store.keep();
    keep.transact("put", |tx| {
        tx.put_position(&[1; 16], "one", 10)?;
        tx.put_position(&[2; 16], "two", 10)?;
        tx.put_position(&[1; 16], "one more", 20)
    })
    .expect("kept");
    assert_eq!(keep.read("positions", |view| view.positions()).expect("read"), ["one more", "two"]);
    let undone: Result<(), _> = keep.transact("put", |tx| {
        tx.put_position(&[2; 16], "later", 30)?;
        tx.put_position(&[3; 16], &"x".repeat(MAX_POSITION + 1), 30)
    });
    assert!(undone.is_err());
    assert_eq!(keep.read("positions", |view| view.positions()).expect("read"), ["one more", "two"]);
}

#[test]
fn what_was_not_touched_for_long_is_forgotten() {
    let (_folder, store) = fresh();
    let keep = store.keep();
    keep.transact("put", |tx| {
        tx.put_position(&[1; 16], "one", 10)?;
        tx.put_position(&[2; 16], "two", 10)?;
        tx.touch_positions(&[[2; 16]], 50)
    })
    .expect("kept");
    let gone = keep.transact("forget", |tx| tx.forget_positions(50)).expect("forgotten");
    assert_eq!(gone, [[1; 16]]);
    assert_eq!(keep.read("positions", |view| view.positions()).expect("read"), ["two"]);
}
