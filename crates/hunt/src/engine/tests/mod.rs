//! The indexed search against the plain one: whatever the rules and the events, the same hits.

use super::{
    Hunter, Ruleset,
    check::Text,
    names::NameId,
    plain::{Named, Plain},
};
use crate::*;
use event::{Event, Field, Paths, Position, Value};
use proptest::prelude::*;
use std::sync::Arc;

const FIELDS: [&str; 4] = ["A", "B", "C", "D"];

/// A small alphabet, so that rules and events meet often.
fn text() -> impl Strategy<Value = String> {
    "[aAbBſKé\\\\. ]{0,10}"
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        4 => "[aAbBkſé\\\\. ]{1,6}".prop_map(Piece::Literal),
        2 => Just(Piece::Any),
        1 => Just(Piece::One),
    ]
}

fn pattern() -> impl Strategy<Value = Pattern> {
    (prop::collection::vec(piece(), 0..5), any::<bool>()).prop_map(|(mut pieces, cased)| {
        // The loader joins neighbours.
        pieces.dedup_by(|a, b| match (&*a, b) {
            (Piece::Literal(a), Piece::Literal(b)) => {
                b.push_str(a);
                true
            }
            (Piece::Any, Piece::Any) => true,
            _ => false,
        });
        Pattern { pieces, cased }
    })
}

fn regex() -> impl Strategy<Value = Regex> {
    let source =
        prop::sample::select(vec!["a+b", "abc|aab", "^ab", "b$", "[ab]{3}", "a.b", "(?:ab)+", "K", "b s"]);
    (source, any::<bool>()).prop_map(|(source, ignore_case)| Regex {
        source: source.to_owned(),
        ignore_case,
        multi_line: false,
        dot_all: false,
    })
}

fn matcher() -> impl Strategy<Value = Matcher> {
    prop_oneof![
        8 => pattern().prop_map(Matcher::Text),
        2 => regex().prop_map(Matcher::Regex),
        1 => Just(Matcher::Null),
        1 => Just(Matcher::Exists),
        1 => (0..20).prop_map(|n| Matcher::Number(Comparison::Less, Number::new(f64::from(n)).expect("finite"))),
        1 => (prop::sample::select(FIELDS.to_vec()), any::<bool>()).prop_map(|(other, cased)| {
            Matcher::Field(FieldComparison { other: other.into(), place: Place::Start, cased })
        }),
    ]
}

fn test() -> impl Strategy<Value = Expr> {
    let field = prop::sample::select(FIELDS.to_vec()).prop_map(|name| Subject::Field(name.into()));
    let keyword = prop_oneof![pattern().prop_map(Matcher::Text), regex().prop_map(Matcher::Regex)];
    prop_oneof![
        6 => (field, matcher()).prop_map(|(subject, matcher)| Expr::Test(Test { subject, matcher })),
        1 => keyword.prop_map(|matcher| Expr::Test(Test { subject: Subject::Keyword, matcher })),
    ]
}

fn condition() -> impl Strategy<Value = Expr> {
    test().prop_recursive(3, 12, 4, |part| {
        prop_oneof![
            prop::collection::vec(part.clone(), 0..4).prop_map(Expr::All),
            prop::collection::vec(part.clone(), 0..4).prop_map(Expr::Any),
            part.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

#[derive(Clone, Debug)]
enum Content {
    Null,
    Int(i64),
    Text(String),
}

type Record = Vec<(&'static str, Content)>;

fn record() -> impl Strategy<Value = Record> {
    let content = prop_oneof![
        1 => Just(Content::Null),
        1 => (0..30i64).prop_map(Content::Int),
        6 => text().prop_map(Content::Text),
    ];
    prop::collection::vec((prop::sample::select(FIELDS.to_vec()), content), 0..6)
}

fn value(content: &Content) -> Value<'_> {
    match content {
        Content::Null => Value::Null,
        Content::Int(number) => Value::Int(*number),
        Content::Text(text) => Value::Text(text),
    }
}

fn rule(condition: Expr) -> Rule {
    Rule { about: Arc::new(About::default()), logsource: LogSource::default(), condition }
}

/// The rules that an event meets, asked plainly.
fn plainly(ruleset: &Ruleset, event: &Event<'_>, names: &[(NameId, u32)]) -> Vec<usize> {
    let holds = |rule: &Rule| {
        let plain = Plain::new(&rule.condition, &ruleset.names);
        plain.holds(Named { event, names }, &mut Text::default(), &mut Vec::new())
    };
    (0..).zip(ruleset.rules()).filter(|(_, rule)| holds(rule)).map(|(number, _)| number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn indexed_and_plain_search_find_the_same(
        conditions in prop::collection::vec(condition(), 1..8),
        records in prop::collection::vec(record(), 1..6),
    ) {
        let rules: Vec<Rule> = conditions.into_iter().map(rule).collect();
        let ruleset = Ruleset::new(rules, Mappings::default());
        let mut hunter = Hunter::new(&ruleset, None, None);
        let file = "made up".into();
        let input = Input { file: &file, format: event::Format::JsonLines };
        let mut paths = Paths::default();
        for record in &records {
            let fields: Vec<Field<'_>> = record.iter().map(|(name, content)| Field {
                path: paths.path(name).expect("the name is short"),
                value: value(content),
            }).collect();
            let event = Event { position: Position::default(), fields: &fields };
            let names: Vec<(NameId, u32)> = (0..).zip(record).filter_map(|(number, (name, _))| {
                Some((ruleset.names.get(name)?, number))
            }).collect();
            let mut hits = Vec::new();
            hunter.hunt(input, &paths, &event, |finding| hits.push(finding.place));
            prop_assert_eq!(hits, plainly(&ruleset, &event, &names));
        }
    }
}

/// Every `.yml` or `.evtx` file below a folder, in order.
fn files(folder: &std::path::Path, extension: &str, found: &mut Vec<std::path::PathBuf>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => files(&path, extension, found),
            false if path.extension().is_some_and(|is| is == extension) => found.push(path),
            false => {}
        }
    }
}

fn real_rules(data: &std::path::Path) -> Vec<Rule> {
    let mut paths = Vec::new();
    files(&data.join("sigma/rules/windows"), "yml", &mut paths);
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a rule");
        let file = path.display().to_string().into();
        sigma::read(&sigma::Source { file, text: &text }, &sigma::Placeholders::default())
    };
    sigma::assemble(paths.iter().map(read).collect()).rules
}

#[test]
fn indexed_and_plain_search_find_the_same_in_real_telemetry() {
    let data = std::env::var("DETENTE_DATA").unwrap_or_else(|_| "../../../shared/data".to_owned());
    let data = std::path::Path::new(&data);
    if !data.is_dir() {
        println!("skipped: there is no folder {} (set DETENTE_DATA)", data.display());
        return;
    }
    let ruleset = Ruleset::new(real_rules(data), Mappings::builtin());
    let (mut hunter, mut decoder) = (Hunter::new(&ruleset, None, None), event::Decoder::default());
    let mut paths = Vec::new();
    files(&data.join("evtx"), "evtx", &mut paths);
    let mut compared = 0;
    // Every third file: the plain way asks each of some thousand rules.
    for path in paths.iter().step_by(3) {
        let file = std::fs::File::open(path).expect("a file");
        let mut blocks = event::Blocks::new(file, event::Format::Evtx);
        let file = path.display().to_string().into();
        let input = Input { file: &file, format: event::Format::Evtx };
        while let Some(mut block) = blocks.next().expect("readable") {
            decoder.decode(&mut block, |paths, event| {
                let Ok(event) = event else { return };
                let mut hits = Vec::new();
                hunter.hunt(input, paths, &event, |finding| hits.push(finding.place));
                assert_eq!(hits, hunter.plainly(&event), "{} in {}", event.position.record, path.display());
                compared += 1;
            });
        }
    }
    assert!(compared > 100, "{compared} events compared");
}
