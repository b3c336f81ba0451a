//! Invitations: what is read is written back to the same bytes, as it is and as text to paste; and whatever signatures are in one, a round begins with it or refuses.
#![no_main]

use home::{Packet, Round};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(packet) = Packet::read(bytes) else { return };
    assert_eq!(Packet::read(packet.to_string().as_bytes()).ok().as_ref(), Some(&packet));
    assert_eq!(Packet::read(packet.armoured().as_bytes()).ok().as_ref(), Some(&packet));
    if let Ok(round) = Round::of(packet) {
        let again = round.packet().expect("it has a charter");
        assert_eq!(Round::of(again.clone()).and_then(|round| round.packet()).ok(), Some(again));
    }
});
