//! Files of indicators in every format: reading ends, what is taken is canonical, what is not has a reason, and the sums are right.
#![no_main]

use exchange::{Moment, Options, Outcome, read};
use statement::observable::Observable;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let options = Options { valid_at: Moment::read("2024-01-01"), ignore_to_ids: bytes.len() % 2 == 0 };
    let (mut taken, mut not_taken) = (0, 0);
    let summary = read(bytes, options, &mut |outcome| match outcome {
        Outcome::Taken(one) => {
            taken += 1;
            let observable = one.indicator.observable;
            let again = Observable::read_as(observable.kind(), observable.value())
                .expect("a canonical form can be read");
            assert_eq!(again.observable, observable);
            assert!(!one.place.to_string().is_empty());
        }
        Outcome::NotTaken(one) => {
            not_taken += 1;
            assert!(!one.reason.to_string().is_empty() && one.text.len() <= 200);
        }
    });
    let summary = summary.expect("memory can be read");
    assert_eq!((summary.taken, summary.not_taken), (taken, not_taken));
});
