//! A time that was read is shown so that it reads the same; its parts are in their ranges.
#![no_main]

use event::Time;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let reference = Time::from_nanos(
        bytes.iter().fold(0, |nanos: i64, &byte| nanos.wrapping_mul(257).wrapping_add(i64::from(byte))),
    );
    for time in [Time::parse(text), Time::parse_near(text, reference), Some(reference)].into_iter().flatten()
    {
        let parts = time.parts();
        assert!(
            (1..=12).contains(&parts.month)
                && (1..=31).contains(&parts.day)
                && (1..=53).contains(&parts.iso_week)
        );
        assert!(
            parts.hour < 24 && parts.minute < 60 && parts.second < 60 && parts.nanosecond < 1_000_000_000
        );
        assert_eq!(Time::parse(&time.to_string()), Some(time));
    }
});
