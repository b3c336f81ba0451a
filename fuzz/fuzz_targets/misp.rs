//! MISP to STIX and back: both ways end, what comes out is what the other side reads, and as many objects as were counted.
#![no_main]

use exchange::{
    misp::{FromStix, Takers, to_stix},
    stix::Object,
};
use serde_json::Value;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut objects = Vec::new();
    let takers = Takers {
        object: &mut |object| {
            objects.push(object.to_vec());
            Ok(())
        },
        loss: &mut |loss| assert!(!loss.why.is_empty()),
    };
    let converted = to_stix(&mut || Ok(bytes), None, takers).expect("memory can be read");
    assert_eq!(converted.objects.values().sum::<u64>(), objects.len() as u64);
    let mut from = FromStix::new();
    for object in &objects {
        assert!(Object::read(object).is_ok(), "{}", String::from_utf8_lossy(object));
        from.add(object);
    }
    let mut again = Vec::new();
    let takers = Takers {
        object: &mut |event| {
            let event: Value = serde_json::from_slice(event).expect("an event");
            assert!(event["Event"]["uuid"].is_string());
            again.push(event);
            Ok(())
        },
        loss: &mut |_| {},
    };
    from.finish(takers).expect("memory takes all");
    assert!(objects.is_empty() || !again.is_empty());
});
