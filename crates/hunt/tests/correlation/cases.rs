//! Each folder of testdata/correlation is a case; its README.md says of what.

use event::{Block, Decoder, Format, Value};
use hunt::{
    Cause, Finding, Hunter, Input, Mappings, Ruleset,
    correlation::{Correlator, Hit},
    sigma::{self, Source},
};
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

const MAPPING: &str = "
source: test
product: test
recognise: [{present: [time]}]
time: [time]
user: [user]
host: [host]
";

type Files = Vec<(Arc<str>, Format)>;

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn ruleset(case: &Path) -> Ruleset {
    let text = fs::read_to_string(case.join("rule.yml")).expect("rules");
    let read = sigma::read(&Source { file: "rule.yml".into(), text: &text }, &sigma::Placeholders::default());
    let loaded = sigma::assemble(vec![read]);
    assert_eq!(loaded.not_loaded, 0, "{}: {:?}", case.display(), loaded.diagnostics);
    let mapping = Mappings::parse("test.yml", MAPPING).expect("a mapping");
    loaded.into_ruleset(Mappings::default().with(mapping).expect("few marks"))
}

/// The hits of a file, as if it were one block.
fn hits(ruleset: &Ruleset, path: &Path) -> Vec<Hit> {
    let mut hunter = Hunter::new(ruleset, None, None);
    let mut block = Block::new(Format::JsonLines, fs::read(path).expect("events"));
    let file: Arc<str> = "events".into();
    Decoder::default().decode(&mut block, |paths, event| {
        let input = Input { file: &file, format: Format::JsonLines };
        hunter.hunt(input, paths, &event.expect("a good record"), |_| {});
    });
    hunter.take_hits()
}

/// All findings and losses, with the files in this order; letters are by `names`.
fn outcome(ruleset: &Ruleset, paths: &[PathBuf], letter: impl Fn(&Path) -> String) -> (String, String) {
    let mut all: Vec<Hit> = Vec::new();
    let mut files = Files::new();
    let mut events = 0;
    for (number, path) in (0..).zip(paths) {
        let hits = hits(ruleset, path);
        let next = hits.last().map_or(events, |last| events + last.event + 1);
        all.extend(hits.into_iter().map(|hit| Hit { file: number, event: events + hit.event, ..hit }));
        events = next;
        files.push((letter(path).into(), Format::JsonLines));
    }
    all.sort_by_key(Hit::key);
    let mut found = String::new();
    let mut correlator = Correlator::new(ruleset, &files);
    all.iter().for_each(|hit| correlator.take(hit, |finding| tell(&mut found, finding)));
    let losses = correlator.finish(|finding| tell(&mut found, finding));
    let line = |loss: hunt::correlation::Loss| {
        format!("{}: {} {}\n", loss.about.title, loss.events, loss.lost.as_str())
    };
    (found, losses.into_iter().map(line).collect())
}

fn tell(out: &mut String, finding: &Finding<'_>) {
    let Cause::Correlation(correlated) = &finding.cause else { panic!("{finding:?}") };
    let group: Vec<String> = finding.matched.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut events: Vec<String> =
        correlated.events.iter().map(|event| format!("{}{}", event.file, event.position.record)).collect();
    assert_eq!(events.len() as u64, correlated.count);
    let people = |name: &str, value: Option<Value<'_>>| {
        value.map(|value| format!(" {name}:{value}")).unwrap_or_default()
    };
    // Ties come in the order of the input.
    if correlated.events.windows(2).any(|two| two[0].time == two[1].time) {
        events.sort();
    }
    writeln!(
        out,
        "{}: {} {} [{}] {}{}{}",
        finding.about.title,
        correlated.kind,
        correlated.value,
        group.join(" "),
        events.join(" "),
        people("host", finding.host),
        people("user", finding.user),
    )
    .expect("a string takes everything");
}

#[test]
fn every_case_comes_out_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/correlation");
    let cases: Vec<PathBuf> = sorted(&folder).into_iter().filter(|path| path.is_dir()).collect();
    assert!(cases.len() >= 12, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let is_events = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("events"))
        };
        let mut paths: Vec<PathBuf> = sorted(&case).into_iter().filter(is_events).collect();
        let letters = paths.clone();
        let letter = |path: &Path| {
            let place = letters.iter().position(|letter| letter == path).expect("one of them");
            char::from(b'a' + place as u8).to_string()
        };
        let ruleset = ruleset(&case);
        let (found, losses) = outcome(&ruleset, &paths, letter);
        paths.reverse();
        assert_eq!(outcome(&ruleset, &paths, letter).0, found, "{} with its files reversed", case.display());
        for (name, came_out) in [("expected.txt", found), ("losses.txt", losses)] {
            let file = case.join(name);
            if std::env::var_os("BLESS").is_some() && !came_out.is_empty() {
                fs::write(&file, &came_out).expect("written");
            }
            let expected = fs::read_to_string(&file).unwrap_or_default();
            if came_out != expected {
                wrong.push(format!("== {}\n-- expected\n{expected}-- came out\n{came_out}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
