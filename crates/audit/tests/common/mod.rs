//! An election on disk, as the tests read it: manifests in a folder, an order, a seed, a report.

#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use audit::{
    CountyManifest, CountyOrder, Domain, Manifests, Report, Seed, Verdict, Verification, verify_report,
};

/// Draws that are looked at: what the command takes by default.
pub const DRAWS: u64 = 2_500;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of real data, or a line that says why the test is skipped.
pub fn real_data(below: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("DETENTE_DATA")
        .map_or_else(|| root().join("../shared/data"), PathBuf::from)
        .join(below);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no real data at {} (set DETENTE_DATA)", folder.display());
    None
}

/// A file as bytes.
pub fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows of a CSV file of ours, each as a map from header to cell.
pub fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let bytes = read(path);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// The manifests of a folder by file name; a test may change one before it parses them.
pub fn manifest_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let manifests = entries.filter(|path| path.to_string_lossy().ends_with("BallotManifest.csv"));
    manifests
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), read(&path)))
        .collect()
}

/// Parses the files; all refusals in one text.
pub fn parse(files: &BTreeMap<String, Vec<u8>>) -> Result<Manifests, String> {
    let mut counties = Vec::new();
    for (name, bytes) in files {
        let errors = |errors: Vec<audit::AuditError>| {
            errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        counties.extend(CountyManifest::parse(name, bytes).map_err(errors)?.0);
    }
    Manifests::new(counties).map_err(|error| error.to_string())
}

/// Verifies a report and hands the result to a test.
pub fn verify<T>(
    manifests: &Manifests,
    order: &[u8],
    seed: &str,
    report: &[u8],
    look: impl Fn(&Verification<'_>) -> T,
) -> T {
    let order = CountyOrder::parse("order.txt", order).expect("an order");
    let domains = [Domain {
        name: "statewide".into(),
        population: order.population(manifests).expect("all manifests"),
    }];
    let report = Report::parse("report.csv", report).expect("a report");
    assert!(report.bad_rows().is_empty(), "{:?}", report.bad_rows());
    let seed = Seed::parse(seed).expect("a seed");
    look(&verify_report(&report, manifests, &domains, &seed, DRAWS).expect("a verification"))
}

/// `county id domain draw card` of each card, `-` for what has no draw.
pub fn lines(verification: &Verification<'_>) -> Vec<String> {
    let line = |explanation: &audit::Explanation<'_>| {
        let (county, id) = (explanation.card.county.shown(), explanation.card.id.shown());
        match &explanation.verdict {
            Verdict::Drawn { domain, draw, card, .. } => format!("{county} {id} {domain} {draw} {card}"),
            _ => format!("{county} {id} -"),
        }
    };
    verification.explanations.iter().map(line).collect()
}

/// The hints in one text.
pub fn hints(verification: &Verification<'_>) -> String {
    verification.hints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A manifest without the row on a line, which counts from 1.
pub fn without_line(bytes: &[u8], line: usize) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
    lines.filter(|(at, _)| at + 1 != line).flat_map(|(_, text)| text.to_vec()).collect()
}
