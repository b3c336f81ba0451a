//! `detente seal reconcile`.

use std::path::{Path, PathBuf};

use anyhow::bail;
use seal::reconcile::{Batch, BatchDifference, BatchFile, Reconciliation, read, reconcile};

use super::input::{self, ReadArgs};
use super::output::{self, Json, aligned, count, csv_line};
use crate::output::escape::terminal;

/// Compare manifests with counts.
#[derive(Debug, clap::Args)]
pub struct ReconcileArgs {
    /// Ballot manifests or a folder of them, and as the last file the counts: a list of counts, a published batch comparison, or
    /// CVRs with one row per card. A published comparison that holds both counts may stand alone
    #[arg(required = true, num_args = 1.., value_names = ["MANIFEST", "COUNTS"])]
    files: Vec<PathBuf>,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: SheetFormat,
    #[command(flatten)]
    read: ReadArgs,
}

/// Formats of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SheetFormat {
    /// For people
    Text,
    /// One object, for programs
    Json,
    /// One line per batch that differs, for spreadsheets
    Csv,
}

/// Runs the command.
pub fn run(args: &ReconcileArgs) -> anyhow::Result<bool> {
    let mut files = args.files.clone();
    let counts = if files.len() > 1 { files.pop() } else { None };
    let mut notes = Vec::new();
    let manifest = manifests(args, &files, &mut notes)?;
    let counts = counts.map(|path| read_file(args, &path)).transpose()?;
    let mut bad = 0;
    for file in manifest.iter().chain(&counts) {
        bad += file.bad.count;
        notes.extend(file.note.iter().map(|note| format!("{}: {note}", file.name())));
        notes.extend(
            file.bad
                .listed
                .iter()
                .map(|row| format!("{}:{}: row left out: {}", file.name(), row.line, row.reason)),
        );
    }
    let mut manifest = manifest.into_iter();
    let Some(mut all) = manifest.next() else { bail!("no manifest could be read") };
    manifest.for_each(|other| all.absorb(other));
    let found = reconcile(&all, counts.as_ref())?;
    if !found.not_compared.is_empty() {
        notes.push(format!(
            "NOT COMPARED: {} counties of the counts have no manifest here: {}",
            found.not_compared.len(),
            found.not_compared.join(", ")
        ));
    }
    let holds = found.holds() && bad == 0;
    match args.format {
        SheetFormat::Text => output::print(text(&found, &notes, holds).as_bytes())?,
        SheetFormat::Json => output::print(&json(&found, &notes, holds))?,
        SheetFormat::Csv => {
            notes.iter().for_each(|note| eprintln!("{}", terminal(note)));
            output::print(&csv(&found))?;
        }
    }
    Ok(holds)
}

fn read_file(args: &ReconcileArgs, path: &Path) -> anyhow::Result<BatchFile> {
    Ok(read(&path.display().to_string(), input::open(path)?, args.read.format(path)?)?)
}

/// Reads manifests. In a folder, files that are none are named and left out.
fn manifests(
    args: &ReconcileArgs,
    paths: &[PathBuf],
    notes: &mut Vec<String>,
) -> anyhow::Result<Vec<BatchFile>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(read_file(args, path)?);
            continue;
        }
        for item in walkdir::WalkDir::new(path).min_depth(1).max_depth(1).sort_by_file_name() {
            let item = item?;
            match read_file(args, item.path()) {
                Ok(file) => files.push(file),
                Err(error) => notes.push(format!("left out: {error:#}")),
            }
        }
    }
    Ok(files)
}

fn parts(batch: &Batch) -> [String; 3] {
    [batch.county.clone(), batch.tabulator.clone(), batch.batch.clone()]
}

fn number(number: Option<i64>) -> String {
    number.map_or_else(|| "-".to_owned(), count)
}

/// The sections of the result: title, what the two numbers are, batches.
fn sections(found: &Reconciliation) -> Vec<(&'static str, &'static str, Vec<&BatchDifference>)> {
    let some = |difference: &&BatchDifference| difference.manifest.is_some() && difference.counted.is_some();
    let (both, one): (Vec<_>, Vec<_>) = found.differ.iter().partition(some);
    let (no_counts, no_manifest): (Vec<_>, Vec<_>) =
        one.into_iter().partition(|difference| difference.manifest.is_some());
    vec![
        ("Batches whose counts differ", "differs", both),
        ("Batches of the manifest without counts", "not-counted", no_counts),
        ("Batches with counts that the manifest does not list", "not-in-manifest", no_manifest),
        (
            "Batches whose published manifest count is not that of the manifest",
            "other-manifest-count",
            found.other_manifest.iter().collect(),
        ),
    ]
}

fn text(found: &Reconciliation, notes: &[String], holds: bool) -> String {
    let mut text = format!(
        "{} batches: {} agree, {} do not. Cards: {} by the manifest, {} by the counts.\n",
        count(found.batches),
        count(found.agree),
        count(found.batches - found.agree),
        count(found.manifest_total),
        count(found.counted_total)
    );
    for (title, _, differences) in sections(found) {
        if differences.is_empty() {
            continue;
        }
        let mut lines = vec![
            ["county", "tabulator", "batch", "manifest", "counted", "difference"].map(str::to_owned).to_vec(),
        ];
        for difference in differences {
            let numbers =
                [number(difference.manifest), number(difference.counted), count(difference.difference())];
            lines.push(parts(&difference.batch).into_iter().chain(numbers).collect());
        }
        text += &format!("\n{title}:\n{}", aligned(&lines));
    }
    for doubled in &found.doubled {
        let lines: Vec<String> = doubled.lines.iter().map(u64::to_string).collect();
        text += &terminal(&format!(
            "\n{}: batch {} stands on lines {}; its counts were added up",
            doubled.file,
            parts(&doubled.batch).join(" "),
            lines.join(", ")
        ));
        text.push('\n');
    }
    for (difference, stated) in &found.misstated {
        text += &terminal(&format!(
            "\nbatch {}: the file states a difference of {stated}, its counts give {}",
            parts(&difference.batch).join(" "),
            difference.difference()
        ));
        text.push('\n');
    }
    for note in notes {
        text += &format!("\nnote: {}\n", terminal(note));
    }
    text += match holds {
        true => "\nEvery batch agrees.\n",
        false => "\nNot every batch agrees. A difference is a question to the batch, not an answer.\n",
    };
    text
}

fn json(found: &Reconciliation, notes: &[String], holds: bool) -> Vec<u8> {
    let optional = |number: Option<i64>| number.map_or(Json::Null, Json::number);
    let batch = |batch: &Batch| {
        vec![
            ("county", Json::text(batch.county.clone())),
            ("tabulator", Json::text(batch.tabulator.clone())),
            ("batch", Json::text(batch.batch.clone())),
        ]
    };
    let counts = |kind: &'static str, difference: &BatchDifference| {
        let mut members = vec![("kind", Json::text(kind))];
        members.extend(batch(&difference.batch));
        members.push(("manifest", optional(difference.manifest)));
        members.push(("counted", optional(difference.counted)));
        members.push(("difference", Json::number(difference.difference())));
        members
    };
    let mut findings = Vec::new();
    for (_, kind, differences) in sections(found) {
        findings.extend(differences.into_iter().map(|difference| Json::Object(counts(kind, difference))));
    }
    for (difference, stated) in &found.misstated {
        let mut members = counts("misstated-difference", difference);
        members.push(("stated", Json::number(*stated)));
        findings.push(Json::Object(members));
    }
    for doubled in &found.doubled {
        let mut members = vec![("kind", Json::text("doubled")), ("file", Json::text(doubled.file.clone()))];
        members.extend(batch(&doubled.batch));
        members.push(("lines", Json::List(doubled.lines.iter().map(|line| Json::number(*line)).collect())));
        findings.push(Json::Object(members));
    }
    let json = Json::Object(vec![
        ("holds", Json::Flag(holds)),
        ("batches", Json::number(found.batches)),
        ("agree", Json::number(found.agree)),
        ("manifest_total", Json::number(found.manifest_total)),
        ("counted_total", Json::number(found.counted_total)),
        ("findings", Json::List(findings)),
        ("not_compared", Json::texts(found.not_compared.clone())),
        ("notes", Json::texts(notes.iter().cloned())),
    ]);
    let mut out = Vec::new();
    json.write(&mut out, 0);
    out.push(b'\n');
    out
}

fn csv(found: &Reconciliation) -> Vec<u8> {
    let mut out = Vec::new();
    csv_line(
        &mut out,
        ["kind", "county", "tabulator", "batch", "manifest", "counted", "difference", "detail"],
    );
    let mut line = |kind: &str, batch: &Batch, numbers: [String; 3], detail: String| {
        let cells = [kind.to_owned()].into_iter().chain(parts(batch)).chain(numbers).chain([detail]);
        csv_line(&mut out, cells);
    };
    let plain = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let numbers = |d: &BatchDifference| [plain(d.manifest), plain(d.counted), d.difference().to_string()];
    for (_, kind, differences) in sections(found) {
        for difference in differences {
            line(kind, &difference.batch, numbers(difference), String::new());
        }
    }
    for (difference, stated) in &found.misstated {
        line("misstated-difference", &difference.batch, numbers(difference), format!("stated: {stated}"));
    }
    for doubled in &found.doubled {
        let lines: Vec<String> = doubled.lines.iter().map(u64::to_string).collect();
        line(
            "doubled",
            &doubled.batch,
            Default::default(),
            format!("{} lines {}", doubled.file, lines.join(" ")),
        );
    }
    out
}
