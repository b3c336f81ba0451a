//! Plain text: reading ends, and each value stands where it is said to.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let text = format!("# Indicators\n{text}");
    let Ok(document) = exchange::text::read(text.as_bytes(), &Default::default()) else { return };
    fuzz::check_document(&document);
    let lines: Vec<_> = document.text.split('\n').collect();
    for one in document.candidates.iter().filter(|one| one.places.iter().all(|place| place.link.is_none())) {
        let place = one.places.first().expect("it stands somewhere");
        let line = lines.get(place.line - 1).expect("the line is there");
        assert!(line.chars().skip(place.column - 1).collect::<String>().starts_with(&one.text), "{one:?}");
    }
});
