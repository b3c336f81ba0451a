//! What several fuzz targets ask of whatever bytes they are given.

use event::{Block, Blocks, Decoder, Event, Format, Paths};

/// Cuts and decodes `bytes` as `format`. It must end without a panic, positions must rise, and every field must have a name
/// and a value that can be shown. `each` gets the events.
pub fn decode(bytes: &[u8], format: Format, mut each: impl FnMut(&Paths, &Event<'_>)) {
    let (mut blocks, mut decoder) = (Blocks::new(bytes, format), Decoder::default());
    while let Some(block) = blocks.next().expect("memory does not fail") {
        decode_block(&mut decoder, block, &mut each);
    }
}

fn decode_block(decoder: &mut Decoder, mut block: Block, each: &mut dyn FnMut(&Paths, &Event<'_>)) {
    // The numbers of EVTX are what the file says; the others are counted here.
    let counted = block.format != Format::Evtx;
    let mut last = 0;
    decoder.decode(&mut block, |paths, record| match record {
        Ok(event) => {
            assert!(!counted || event.position.record > last);
            last = event.position.record;
            for field in event.fields {
                assert!(field.path.index() < paths.len());
                assert!(field.value.to_string().len() < 1 << 26);
            }
            each(paths, &event);
        }
        Err(bad) => assert!(!bad.to_string().contains('\n')),
    });
}

/// What holds of every document that was read.
pub fn check_document(document: &exchange::text::Document) {
    use exchange::text::{Judgement, Value, review};
    let lines: Vec<_> = document.text.split('\n').collect();
    for one in &document.candidates {
        assert!(one.count >= one.places.len() && !one.places.is_empty());
        assert!(!one.why.to_string().is_empty());
        for place in &one.places {
            assert!(place.line >= 1 && place.line <= lines.len() && place.column >= 1, "{place:?}");
        }
        if let Value::Observable(observable) = &one.value {
            let again = statement::observable::Observable::read_as(observable.kind(), observable.value());
            assert_eq!(again.expect("a canonical form can be read").observable, *observable);
        }
    }
    let file = review::write(document, "fuzz");
    assert!(file.chars().all(|letter| letter == '\n' || !letter.is_control()));
    let decided = review::read(file.replace("\n? ", "\n+ ").as_bytes()).expect("what is written is read");
    let taken = document.candidates.iter().filter(|one| one.judgement != Judgement::Context).count();
    assert_eq!((decided.accepted.len(), decided.left), (taken, document.candidates.len() - taken));
}
