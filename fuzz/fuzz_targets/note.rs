//! Signed notes: what is read is written back to the same bytes, and its text can be signed again.
#![no_main]

use note::Note;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(note) = Note::parse(bytes) else { return };
    assert_eq!(note.to_string().as_bytes(), bytes);
    assert_eq!(Note::unsigned(note.text()).map(|unsigned| unsigned.text().len()), Ok(note.text().len()));
});
