//! A manifest that anybody may have written: never a panic, and what is accepted numbers its cards without gaps.
#![no_main]

use audit::{CountyManifest, ImprintedId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok((counties, _)) = CountyManifest::parse("fuzz.csv", bytes) else { return };
    for county in counties {
        assert!(county.card(0).is_none() && county.card(county.cards() + 1).is_none());
        for number in (1..=county.cards()).step_by((county.cards() / 50 + 1) as usize) {
            let card = county.card(number).expect("every number has its card").to_string();
            let id = ImprintedId::parse(&card).ok().filter(|id| id.shown() == card);
            assert!(id.is_none_or(|id| county.number(&id) == Ok(number)), "{card}");
        }
    }
});
