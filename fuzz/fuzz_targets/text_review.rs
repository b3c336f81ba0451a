//! Review files: what is read is whole, or nothing is.
#![no_main]

use exchange::text::review::{Fault, NotAccepted, is_review, read};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let file = format!("detente review 1\n{text}");
    assert!(is_review(file.as_bytes()));
    let _ = read(text.as_bytes());
    match read(file.as_bytes()) {
        Ok(review) => {
            for accepted in &review.accepted {
                let value = accepted.value.text().replace('\\', "\\\\").replace('"', "\\\"");
                let again =
                    read(format!("detente review 1\n+ {} \"{value}\"", accepted.value.kind()).as_bytes());
                assert_eq!(
                    again.expect("a value is one").accepted.first().map(|one| &one.value),
                    Some(&accepted.value)
                );
            }
        }
        Err(NotAccepted::Faults { faults, count }) => {
            assert!(count >= faults.len() && !faults.is_empty());
            assert!(
                faults
                    .iter()
                    .all(|fault| !matches!(&fault.fault, Fault::Undecided(text) if text.len() > 400))
            );
        }
        Err(other) => panic!("{other}"),
    }
});
