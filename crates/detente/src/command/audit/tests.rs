//! The commands on the made-up election of testdata/audit/election, from flags to table and exit code.

use std::path::{Path, PathBuf};

use clap::Parser;

use super::sheet::Cell;
use super::{AuditCommand, Done, Failure, commit, risk, sample, size, verify_sample};

#[derive(Debug, Parser)]
struct Line {
    #[command(subcommand)]
    command: AuditCommand,
}

const SEED: &str = "13579246801357924680";

fn election() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/audit/election")
}

/// Runs a command line; `@` stands for the folder of the election.
fn run(line: &str) -> Result<Done, Failure> {
    let folder = election();
    let words = line.split(' ').map(|word| word.replace('@', &format!("{}/", folder.display())));
    match Line::try_parse_from(std::iter::once("audit".to_owned()).chain(words))
        .expect("a command line")
        .command
    {
        AuditCommand::Size(args) => size::size(&args),
        AuditCommand::Risk(args) => risk::risk(&args),
        AuditCommand::Sample(args) => sample::sample(&args),
        AuditCommand::VerifySample(args) => verify_sample::verify_sample(&args),
        AuditCommand::Commit(args) => commit::commit(&args),
    }
}

fn verify(more: &str) -> Result<Done, Failure> {
    run(&format!("verify-sample --manifests @manifests --report @report.csv {more}"))
}

/// The cells of one column, as they are shown.
fn column(done: &Done, name: &str) -> Vec<String> {
    let at = done.sheet.columns.iter().position(|column| column.name() == name).expect("a column");
    done.sheet.rows.iter().map(|row| row.get(at).map_or("", Cell::shown).to_owned()).collect()
}

/// Why a command came to no result, and its exit code.
fn refused(result: Result<Done, Failure>) -> (u8, String) {
    match result {
        Ok(done) => panic!("not refused: {:?}", done.sheet.notes),
        Err(Failure::Refused(sentences)) => (1, sentences.join("\n")),
        Err(Failure::Usage(sentence)) => (2, sentence),
        Err(Failure::Input(sentences)) => (3, sentences.join("\n")),
    }
}

fn sound(result: Result<Done, Failure>) -> Done {
    result.unwrap_or_else(|failure| panic!("refused: {:?}", refused(Err(failure))))
}

#[test]
fn size_has_one_line_for_each_row() {
    let done = sound(run("size @contest.csv"));
    assert_eq!(column(&done, "sample_size"), ["303", "30", "92", "", "18"]);
    assert!(column(&done, "reason").get(3).is_some_and(|reason| reason.contains("margin is 0")));
    assert_eq!(done.wrong, 0);
}

#[test]
fn risk_of_one_contest() {
    for (line, expected) in [
        ("--diluted-margin 0.2 --draws 27", "0.06507"),
        ("--diluted-margin 0.1 --draws 54", "0.06973"),
        ("--diluted-margin 0.15 --draws 36", "0.06740"),
        ("--margin 2 --cards 15 --draws 40", "0.07048"),
        ("--diluted-margin 1 --draws 6 --two-over 1", "0.51877"),
        ("--diluted-margin 0.01 --draws 5000", "3.353e-11"),
    ] {
        assert_eq!(column(&sound(run(&format!("risk {line}"))), "risk"), [expected], "{line}");
    }
    assert_eq!(refused(run("risk --diluted-margin 0.2 --draws 1 --two-over 2")).0, 2);
    assert_eq!(refused(run("risk --draws 1")).0, 2);
}

#[test]
fn risk_of_a_table() {
    let done = sound(run("risk @contest.csv"));
    assert_eq!(column(&done, "limit_met"), ["no", "yes", "yes", "", "yes"]);
}

#[test]
fn samples_agree_with_the_report() {
    let done =
        sound(run(&format!("sample --seed {SEED} --manifests @manifests --order @order.txt --draws 19")));
    assert_eq!(column(&done, "imprinted_id").last().map(String::as_str), Some("1-VBM-0001-25"));
    let done = sound(run(&format!("sample --seed {SEED} --manifests @manifests --county cedar --draws 41")));
    assert_eq!(column(&done, "imprinted_id").last().map(String::as_str), Some("103-36-4"));
    let done = sound(run("sample --seed 0 --cards 1000 --draws 3"));
    assert_eq!(column(&done, "card"), ["905", "573", "160"]);
}

#[test]
fn verify_sample_prints_each_ballot_with_its_draw() {
    let done =
        sound(verify(&format!("--seed {SEED} --order @order.txt --contests @contest.csv --draws 2500")));
    assert_eq!((done.wrong, done.sheet.rows.len()), (0, 12));
    assert_eq!(column(&done, "draw"), ["77", "160", "6", "1", "3", "19", "12", "5", "41", "5", "66", "29"]);
    let notes = done.sheet.notes.join("\n");
    for words in [
        "12 explained, 0 NOT EXPLAINED",
        "report.csv, line 1 is no ballot",
        "End of worksheet",
        "37130 cards",
    ] {
        assert!(notes.contains(words), "{notes}");
    }
}

#[test]
fn verify_sample_says_what_is_wrong() {
    let done = sound(verify("--seed 13579246801357924681 --order @order.txt"));
    assert!(done.wrong >= 4 && done.sheet.notes.join("\n").contains("WHAT MAY DIFFER: only"));
    let done = sound(verify(&format!("--seed {SEED} --order @order.txt --cards 37155")));
    assert!(
        done.wrong == 1
            && done
                .sheet
                .notes
                .join("\n")
                .contains("37155 cards, and the manifests have 37130: 25 are missing")
    );
}

#[test]
fn commitments_are_checked_and_prove_nothing_yet() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("list.csv");
    let commit = |at: &str| {
        let line = format!(
            "commit --manifests @manifests --order @order.txt --at {at} --seed {SEED} --seed-at 2026-11-10T18:00:00Z"
        );
        std::fs::write(&list, sound(run(&line)).sheet.csv()).expect("written");
        format!("--commitments {}", list.display())
    };
    let before = commit("2026-11-09T12:00:00Z");
    let done = sound(verify(&format!("--seed {SEED} --order @order.txt {before}")));
    let text = done.sheet.text();
    assert!(done.wrong == 0 && text.contains("ORDER NOT PROVEN: all digests agree"), "{text}");
    let county = format!("sample --seed {SEED} --manifests @manifests --county Alder --draws 3 {before}");
    assert_eq!(column(&sound(run(&county)), "imprinted_id").last().map(String::as_str), Some("102-33-2"));
    let (code, words) = refused(verify(&format!("--seed 1 --order @order.txt {before}")));
    assert!(code == 1 && words.contains("the seed is not what was committed"), "{words}");
    let after = commit("2026-11-10T18:00:00Z");
    let (code, words) = refused(verify(&format!("--seed {SEED} --order @order.txt {after}")));
    assert!(
        code == 1 && words.contains("the manifest AlderBallotManifest.csv is on record since"),
        "{words}"
    );
}

#[test]
fn inputs_that_cannot_be_used() {
    assert_eq!(refused(run("size @nothing.csv")).0, 3);
    assert_eq!(refused(run("size @report.csv")).0, 3);
    let (code, words) = refused(verify(&format!("--seed {SEED} --order @seed.csv")));
    assert!(code == 3 && words.contains("has a manifest and no place in the order"), "{words}");
}
