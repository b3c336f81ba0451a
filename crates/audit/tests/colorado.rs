//! Colorado's published audits, re-derived: sizes of 2019 to 2022, and the sample of the general election of 2024.
//! Reads the real data where it lies (DETENTE_DATA), and is skipped with a line where it does not.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail so")]

mod common;

use std::path::{Path, PathBuf};

use audit::{ContestRow, ContestTable, CountyManifest, Gamma, Manifests};
use common::{hints, lines, manifest_files, parse, read, real_data, verify, without_line};

const COLORADO: &str = "elections/colorado";
const SEED_2024: &str = "53417960661093690826";

fn contest_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            contest_files(&path, found);
        } else if path.ends_with("contest.csv") {
            found.push(path);
        }
    }
}

fn contests(gamma: Option<&str>) -> Option<Vec<ContestRow>> {
    let mut paths = Vec::new();
    contest_files(&real_data(COLORADO)?, &mut paths);
    let gamma = gamma.map(|gamma| Gamma::parse(gamma).expect("a gamma"));
    let rows = |path: &PathBuf| {
        ContestTable::parse("contest.csv", &read(path), gamma).expect("a table").rows().to_vec()
    };
    Some(paths.iter().flat_map(rows).collect())
}

fn differing(rows: &[ContestRow]) -> usize {
    rows.iter()
        .filter(|row| row.sizing.sample_size().is_some() && row.sizing.sample_size() != row.published)
        .count()
}

#[test]
fn all_published_sizes_are_exact() {
    let Some(rows) = contests(None) else { return };
    let sized = rows.iter().filter(|row| row.sizing.sample_size().is_some()).count();
    let unreadable = rows.iter().filter(|row| matches!(row.sizing, audit::Sizing::Unreadable(_))).count();
    assert_eq!((rows.len(), sized, unreadable, differing(&rows)), (5_958, 4_073, 0, 0));
    let with_discrepancies = rows
        .iter()
        .filter(|row| matches!(&row.sizing, audit::Sizing::Auditable(_, found) if found.cards() > 0))
        .count();
    assert_eq!(with_discrepancies, 36);
}

#[test]
fn another_gamma_would_have_shown() {
    let Some(rows) = contests(Some("1.04")) else { return };
    assert_eq!(differing(&rows), 1_583);
}

/// The 2024 election: its manifests and its report.
fn general_2024() -> Option<PathBuf> {
    real_data("elections/colorado/2024/general")
}

/// The counties by their numbers: in alphabetical order, and Broomfield, the youngest, last.
fn order(manifests: &Manifests) -> Vec<String> {
    let mut names: Vec<String> =
        manifests.iter().map(|manifest| manifest.county().key().to_owned()).collect();
    names.sort();
    names.retain(|name| name != "broomfield");
    names.push("broomfield".into());
    names
}

#[test]
fn all_47_ballots_of_2024_are_explained() {
    let Some(folder) = general_2024() else { return };
    let manifests = parse(&manifest_files(&folder)).expect("manifests");
    assert_eq!((manifests.iter().count(), manifests.cards()), (63, 4_746_866));
    let report = read(&folder.join("2024GEDiscrepancyReport.csv"));
    let lines = verify(&manifests, order(&manifests).join("\n").as_bytes(), SEED_2024, &report, lines);
    let draws = |domain: &str| -> Vec<(u64, String)> {
        let of_domain = lines.iter().filter(|line| line.contains(domain));
        let mut draws: Vec<_> = of_domain
            .map(|line| {
                let draw = line.split(domain).nth(1).and_then(|rest| rest.split(' ').next()).expect("a draw");
                (draw.parse().expect("a number"), line.split(domain).next().expect("a card").to_owned())
            })
            .collect();
        draws.sort();
        draws
    };
    let (county, statewide) = (draws(" county "), draws(" statewide "));
    assert_eq!((lines.len(), county.len()), (47, 43));
    assert_eq!(county.last(), Some(&(354, "Pueblo 105-200-59".to_owned())));
    assert!(county.contains(&(145, "Dolores 102-53-2".to_owned())));
    assert_eq!(statewide.iter().map(|(draw, _)| *draw).collect::<Vec<_>>(), [7, 89, 145, 276]);
}

#[test]
fn the_alphabet_is_not_the_order_and_the_hint_says_which_county() {
    let Some(folder) = general_2024() else { return };
    let manifests = parse(&manifest_files(&folder)).expect("manifests");
    let report = read(&folder.join("2024GEDiscrepancyReport.csv"));
    let mut names = order(&manifests);
    names.sort();
    verify(&manifests, names.join("\n").as_bytes(), SEED_2024, &report, |verification| {
        assert_eq!(verification.unexplained().count(), 4);
        let hints = hints(verification);
        assert!(hints.contains("Broomfield stands") && hints.contains("last (after Yuma)"), "{hints}");
    });
}

#[test]
fn another_seed_leaves_most_unexplained() {
    let Some(folder) = general_2024() else { return };
    let manifests = parse(&manifest_files(&folder)).expect("manifests");
    let report = read(&folder.join("2024GEDiscrepancyReport.csv"));
    verify(
        &manifests,
        order(&manifests).join("\n").as_bytes(),
        "53417960661093690827",
        &report,
        |verification| {
            assert!(verification.unexplained().count() > 20);
            assert!(hints(verification).contains("seed"));
        },
    );
}

#[test]
fn a_dropped_batch_is_traced_to_its_county() {
    let Some(folder) = general_2024() else { return };
    let report = read(&folder.join("2024GEDiscrepancyReport.csv"));
    for (file, line, words) in [
        (
            "AdamsBallotManifest.csv",
            5,
            "the manifest of Adams is probably not the one that was sampled: 5 more",
        ),
        ("PuebloBallotManifest.csv", 3, "the manifest of Pueblo"),
    ] {
        let mut files = manifest_files(&folder);
        let bytes = files.get_mut(file).expect("a manifest");
        *bytes = without_line(bytes, line);
        let manifests = parse(&files).expect("manifests");
        verify(&manifests, order(&manifests).join("\n").as_bytes(), SEED_2024, &report, |verification| {
            assert!(verification.unexplained().count() > 3);
            let hints = hints(verification);
            assert!(hints.contains(words), "{hints}");
        });
    }
}

#[test]
fn headers_are_told_by_their_names() {
    let Some(folder) = general_2024() else { return };
    for (name, bytes) in manifest_files(&folder) {
        let (_, notes) = CountyManifest::parse(&name, &bytes).expect("a manifest");
        assert!(notes.is_empty(), "{notes:?}");
    }
}
