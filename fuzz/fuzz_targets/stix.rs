//! Texts of STIX: what is kept comes back byte for byte, and JSON has one canonical form.
#![no_main]

use exchange::{
    canonical_json,
    stix::{Bundle, Item, Object, Reader, make},
};
use libfuzzer_sys::fuzz_target;

fn kept(text: &[u8]) -> Vec<Vec<u8>> {
    let mut kept = Vec::new();
    let mut count = 0;
    let mut take = |item: Item<'_>| match item {
        Item::Kept(item) => kept.push(item.object.bytes().to_vec()),
        Item::Refused(refused) => {
            assert!(!refused.why.to_string().is_empty());
            count += 1;
        }
    };
    let summary = Reader::new().read(text, &mut take).expect("memory can be read");
    assert_eq!((summary.kept(), summary.refused + summary.again), (kept.len() as u64, count));
    assert_eq!(summary.types.values().sum::<u64>(), summary.kept());
    kept
}

fuzz_target!(|text: &[u8]| {
    let objects = kept(text);
    let mut bundle = Bundle::new(Vec::new());
    for bytes in &objects {
        bundle.add(bytes).expect("memory can be written");
        let object = Object::read(bytes).expect("it was read before");
        for value in object.values() {
            make::pattern_of(&value);
        }
        drop((object.title(), object.names(), object.references()));
    }
    let bundle = bundle.end().expect("memory can be written");
    assert_eq!(kept(&bundle), objects);
    if let Ok(canonical) = canonical_json(text) {
        assert_eq!(canonical_json(canonical.as_bytes()).as_deref(), Ok(&*canonical));
        let read: serde_json::Value = serde_json::from_str(&canonical).expect("another reader takes it, too");
        drop(read);
    }
});
