//! Texts that a regular expression matches, made from its syntax tree.

use hunt::Regex;
use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind},
};

/// The shortest text, and one with a repetition more where that is possible.
pub fn texts(regex: &Regex) -> Vec<String> {
    let parsed = ParserBuilder::new()
        .case_insensitive(regex.ignore_case)
        .multi_line(regex.multi_line)
        .dot_matches_new_line(regex.dot_all)
        .build()
        .parse(&regex.source)
        .expect("the rule was loaded");
    let written = |more: u32| {
        let mut text = Vec::new();
        write(&parsed, more, &mut text);
        String::from_utf8_lossy(&text).into_owned()
    };
    vec![written(0), written(1)]
}

fn write(hir: &Hir, more: u32, text: &mut Vec<u8>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.extend_from_slice(&literal.0),
        HirKind::Class(class) => text.extend_from_slice(member(class).encode_utf8(&mut [0; 4]).as_bytes()),
        HirKind::Capture(capture) => write(&capture.sub, more, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, more, text)),
        HirKind::Alternation(choices) => choices.iter().take(1).for_each(|choice| write(choice, more, text)),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.map_or(repetition.min + more, |max| (repetition.min + more).min(max));
            (0..times).for_each(|_| write(&repetition.sub, more, text));
        }
    }
}

/// A letter or digit of the class if it has one.
fn member(class: &Class) -> char {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
    };
    let has = |wanted: &char| ranges.iter().any(|(from, to)| from <= wanted && wanted <= to);
    let plain = ('a'..='z').chain('0'..='9').chain(' '..='~').find(has);
    plain.or(ranges.first().map(|range| range.0)).unwrap_or('a')
}
