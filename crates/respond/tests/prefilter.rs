//! A search with the prefilter finds what a search without it finds, however the lines are written.

use event::{Block, Decoder, Format};
use hunt::{Hunter, Input, Mappings, Ruleset};
use proptest::prelude::*;
use respond::{Prefilter, Query, Syntax};
use std::sync::Arc;

/// The numbers of the lines that are found, with or without the prefilter.
fn found(ruleset: &Ruleset, prefilter: Option<&Prefilter>, lines: &str) -> Vec<u64> {
    let (mut decoder, mut hunter) = (Decoder::default(), Hunter::new(ruleset, None, None));
    let block = Block::new(Format::JsonLines, lines.into());
    let parts = match prefilter {
        Some(prefilter) => prefilter.narrow(block),
        None => vec![block],
    };
    let mut records = Vec::new();
    let file = Arc::from("lines");
    for mut part in parts {
        let input = Input { file: &file, format: part.format };
        decoder.decode(&mut part, |paths, record| {
            if let Ok(event) = record {
                hunter.hunt(input, paths, &event, |finding| records.push(finding.origin.position.record));
            }
        });
    }
    records
}

/// A text as JSON, each character written in the way that its number says.
fn json(text: &str, ways: &[u8]) -> String {
    let mut written = String::new();
    for (c, way) in text.chars().zip(ways.iter().cycle()) {
        match (c, way) {
            (c, 0) => written.push_str(&format!("\\u{:04x}", u32::from(c))),
            (c, 1) => written.push_str(&format!("\\u{:04X}", u32::from(c))),
            ('/', 2) => written.push_str("\\/"),
            ('"' | '\\', _) => written.extend(['\\', c]),
            (c, _) => written.push(c),
        }
    }
    written
}

proptest! {
    #[test]
    fn nothing_is_lost(
        texts in prop::collection::vec("[a-kA-KsS/\\\\\"0-9.\u{212A}\u{17F}\u{130}é ]{0,12}", 1..12),
        ways in prop::collection::vec(prop_oneof![4 => Just(3_u8), 1 => 0..3_u8], 1..20),
        which in any::<prop::sample::Index>(),
        from in 0..6_usize,
        length in 1..8_usize,
        upper in any::<bool>(),
        field in any::<bool>(),
    ) {
        let lines: String =
            texts.iter().map(|text| format!("{{\"name\":\"{}\"}}\n", json(text, &ways))).collect();
        let text: String = texts[which.index(texts.len())].chars().skip(from).take(length).collect();
        let text = if upper { text.to_uppercase() } else { text };
        prop_assume!(!text.is_empty());
        let term = if field { format!("name:*{text}*") } else { text };
        let query = Query::parse(&[term], false, Syntax { literal: !field, ..Syntax::default() })
            .expect("it can be looked for");
        let ruleset = Ruleset::new(vec![query.rule()], Mappings::builtin());
        let prefilter = Prefilter::new(&query);
        let without = found(&ruleset, None, &lines);
        prop_assert_eq!(found(&ruleset, prefilter.as_ref(), &lines), without);
    }
}
