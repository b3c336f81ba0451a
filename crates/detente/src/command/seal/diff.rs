//! `detente seal diff`: the flags, and the report as text, JSON and CSV. The HTML page is in html.rs.

use std::path::{Path, PathBuf};

use anyhow::bail;
use seal::diff::{
    Burst, Change, ChangeKind, DriftKind, Groups, Question, Report, TableVersion, Version, compare,
};
use seal::time::{Moment, show};
use seal::{Declaration, Duplicates, Format, Layout, files_declaration, files_table};

use super::folder;
use super::html;
use super::input::{self, AnyVersion, OpeningsVersion, ReadArgs};
use super::output::{self, Json, aligned, count, csv_line};
use super::progress::{Progress, WatchedVersion};
use super::scratch::FileScratch;
use crate::output::escape::terminal;

/// Changes that the text lists of each kind unless `--limit` says otherwise.
const TEXT_LIMIT: usize = 20;
/// Changes that the page lists unless `--limit` says otherwise.
const PAGE_LIMIT: usize = 1_000;

/// What every report ends with.
pub const CLOSING: &str = "This says what differs. It does not say why, who did it, or whether it was right.";

/// Compare versions.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// Versions of a table or folder, earliest first: tables, folders, or the openings of their seals
    #[arg(required = true, num_args = 2.., value_names = ["A", "B"])]
    versions: Vec<PathBuf>,
    /// The columns that tell rows apart [default: those of the first openings] (after the versions)
    #[arg(long, value_name = "COLUMN", num_args = 1..)]
    key: Vec<String>,
    /// Count changes by the values of this column (may be repeated)
    #[arg(long, value_name = "COLUMN")]
    group_by: Vec<String>,
    /// The column that says when a row was last changed: bursts are sought in it
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// Mark changes after this day or time, e.g. 2024-10-07 (that day included) or 2024-10-07T17:00
    #[arg(long, value_name = "TIME", requires = "time")]
    deadline: Option<String>,
    /// The length of the intervals in which bursts are sought, e.g. 15m, 1h or 1d [default: 1h, or 1d where times have no clock]
    #[arg(long, value_name = "LENGTH", requires = "time")]
    interval: Option<String>,
    /// A column that has another name in the later version; others are found by their values (may be repeated)
    #[arg(long, value_name = "OLD=NEW")]
    rename: Vec<String>,
    /// Show values too, not only the names of columns
    #[arg(long)]
    values: bool,
    /// How many changes are listed [default: 20 of each kind in text, 1,000 on the page, 1,000,000 in JSON and CSV]
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,
    /// How to write the report
    #[arg(long, value_enum, default_value = "text")]
    format: ReportFormat,
    /// End with exit code 1 where anything differs
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    read: ReadArgs,
}

/// Formats of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ReportFormat {
    /// For people
    Text,
    /// One object, for programs
    Json,
    /// One line per change, for spreadsheets
    Csv,
    /// One page that opens offline
    Html,
}

/// A report with what was noticed while the versions were read.
pub struct Findings {
    /// What differs.
    pub report: Report,
    /// Sentences about rows that could not be read or compared, and about limits.
    pub notes: Vec<String>,
    /// How many changes to list: of each kind in text, altogether elsewhere.
    pub limit: usize,
}

/// Runs the command.
pub fn run(args: &DiffArgs) -> anyhow::Result<bool> {
    let question = args.question()?;
    let scratch = FileScratch::beside(args.versions.first().map_or(Path::new("."), PathBuf::as_path));
    let versions = args.open(&scratch)?;
    let report = compare_all(&versions, &question)?;
    let mut notes = Vec::new();
    for version in &versions {
        if let AnyVersion::Table(version) = version {
            note_bad(version, &mut notes);
        }
    }
    note_limits(&report, &mut notes);
    let differs = !report.is_equal() || !notes.is_empty();
    let default = match args.format {
        ReportFormat::Text => TEXT_LIMIT,
        ReportFormat::Html => PAGE_LIMIT,
        ReportFormat::Json | ReportFormat::Csv => usize::MAX,
    };
    let findings = Findings { report, notes, limit: args.limit.unwrap_or(default) };
    let bytes = match args.format {
        ReportFormat::Text => text(&findings).into_bytes(),
        ReportFormat::Json => json(&findings),
        ReportFormat::Csv => csv(&findings),
        ReportFormat::Html => html::page(&findings).into_bytes(),
    };
    if args.format == ReportFormat::Csv {
        findings.notes.iter().for_each(|note| eprintln!("{}", terminal(note)));
    }
    output::print(&bytes)?;
    Ok(!(args.exit_code && differs))
}

fn compare_all(versions: &[AnyVersion<'_>], question: &Question) -> anyhow::Result<Report> {
    let rows = versions.iter().map(AnyVersion::rows).sum::<anyhow::Result<u64>>()?;
    let progress = Progress::rows("comparing", rows);
    let watched: Vec<_> = versions
        .iter()
        .map(|version| WatchedVersion { version: version.as_version(), progress: &progress })
        .collect();
    let watched: Vec<&dyn Version> = watched.iter().map(|version| version as &dyn Version).collect();
    Ok(compare(&watched, question)?)
}

impl DiffArgs {
    fn question(&self) -> anyhow::Result<Question> {
        let deadline = match &self.deadline {
            None => None,
            Some(text) => match Moment::parse(text) {
                None => {
                    bail!("--deadline {text}: write a day or a time, e.g. 2024-10-07 or 2024-10-07T17:00")
                }
                moment => moment,
            },
        };
        let interval = match &self.interval {
            None => None,
            Some(text) => match interval(text) {
                None => bail!("--interval {text}: write a number and a unit, e.g. 15m, 1h or 1d"),
                seconds => seconds,
            },
        };
        let mut question = Question {
            group_by: self.group_by.clone(),
            time: self.time.clone(),
            deadline,
            interval,
            values: self.values,
            renames: self.renames()?,
            ..Question::default()
        };
        if let Some(limit) = self.limit {
            question.max_listed = question.max_listed.max(limit);
        }
        Ok(question)
    }

    fn renames(&self) -> anyhow::Result<Vec<(String, String)>> {
        let split = |rename: &String| match rename.split_once('=') {
            Some((from, to)) => Ok((from.to_owned(), to.to_owned())),
            None => bail!("--rename {rename}: write OLD=NEW"),
        };
        self.rename.iter().map(split).collect()
    }

    /// Reads the versions.
    fn open<'s>(&self, scratch: &'s FileScratch) -> anyhow::Result<Vec<AnyVersion<'s>>> {
        let mut formats = Vec::new();
        let mut declared = None;
        for path in &self.versions {
            let plain = path.is_dir() || input::is_openings(path)?;
            if plain && !path.is_dir() && declared.is_none() {
                declared = Some(OpeningsVersion::new(path)?);
            }
            formats.push(if plain { None } else { Some(self.read.format(path)?) });
        }
        let declared = declared.as_ref().map(seal::diff::Version::declaration);
        let mut jsons = formats.iter().flatten().map(|format| *format == Format::JsonLines);
        let loose = jsons.clone().any(|json| json) && !jsons.all(|json| json);
        let open = |(path, format): (&PathBuf, &Option<Format>)| match format {
            None => plain_version(path, scratch),
            Some(format) => self.table_version(path, *format, declared, scratch, loose),
        };
        self.versions.iter().zip(&formats).map(open).collect()
    }

    fn table_version<'s>(
        &self,
        path: &Path,
        format: Format,
        declared: Option<&Declaration>,
        scratch: &'s FileScratch,
        loose: bool,
    ) -> anyhow::Result<AnyVersion<'s>> {
        let name = path.display().to_string();
        let header = input::header(path, format)?;
        let key: Vec<String> = match declared {
            Some(declared) if self.key.is_empty() => declared.key_names().map(str::to_owned).collect(),
            _ => self.key.clone(),
        };
        if key.is_empty() {
            bail!("{name}: name the columns that tell rows apart with --key");
        }
        let key = self.key_in(&header, &key)?;
        let mut declaration = self.read.declare(path, &header, &key)?;
        for column in declared.iter().flat_map(|declared| declared.columns()) {
            if header.contains(&column.name) {
                declaration = declaration.with_type(&column.name, column.kind)?;
            }
        }
        let layout = Layout::by_name(&name, &declaration, &header)?;
        let table = input::table(path, format, &layout, &declaration, scratch, loose)?;
        Ok(AnyVersion::Table(TableVersion { name, declaration, table }))
    }

    /// The key's columns by the names that they have in a header.
    fn key_in(&self, header: &[String], key: &[String]) -> anyhow::Result<Vec<String>> {
        let renames = self.renames()?;
        let find = |name: &String| match header.contains(name) {
            true => name.clone(),
            false => renames.iter().find(|(from, _)| from == name).map_or(name, |(_, to)| to).clone(),
        };
        Ok(key.iter().map(find).collect())
    }
}

fn plain_version<'s>(path: &Path, scratch: &'s FileScratch) -> anyhow::Result<AnyVersion<'s>> {
    if !path.is_dir() {
        return Ok(AnyVersion::Openings(OpeningsVersion::new(path)?));
    }
    let name = path.display().to_string();
    let table = files_table(&name, &folder::entries(path)?, scratch);
    Ok(AnyVersion::Table(TableVersion { name, declaration: files_declaration(), table }))
}

fn interval(text: &str) -> Option<i64> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: i64 = digits.parse().ok().filter(|number| (1..100_000).contains(number))?;
    Some(
        number
            * match unit {
                "s" => 1,
                "m" => 60,
                "h" => 3_600,
                "d" => 86_400,
                _ => return None,
            },
    )
}

fn note_bad(version: &TableVersion<'_>, notes: &mut Vec<String>) {
    let bad = version.table.bad();
    for row in &bad.listed {
        let column = row.column.as_deref().map(|column| format!(":{column}")).unwrap_or_default();
        notes.push(format!("{}:{}{column}: row not compared: {}", version.name, row.line, row.reason));
    }
    if bad.count > bad.listed.len() as u64 {
        notes.push(format!(
            "{}: {} more rows cannot be read",
            version.name,
            bad.count - bad.listed.len() as u64
        ));
    }
    let Duplicates { listed, count, .. } = version.table.duplicates();
    for duplicate in &listed {
        let lines: Vec<String> = duplicate.lines.iter().map(u64::to_string).collect();
        notes.push(format!(
            "{}: key {} stands on lines {}; the first row was compared",
            version.name,
            duplicate.key.join(", "),
            lines.join(", ")
        ));
    }
    if count > listed.len() as u64 {
        notes.push(format!(
            "{}: {} more keys stand on several rows",
            version.name,
            count - listed.len() as u64
        ));
    }
}

fn note_limits(report: &Report, notes: &mut Vec<String>) {
    if report.unlisted > 0 {
        notes.push(format!(
            "{} changes are counted and not listed; moved rows, bursts and the deadline were looked for among the others (--limit raises this)",
            count(report.unlisted)
        ));
    }
    if report.kept_time > 0 {
        notes.push(format!(
            "{} changed rows kept the time that they had; they do not count towards bursts",
            count(report.kept_time)
        ));
    }
    if report.undated > 0 {
        notes.push(format!("{} changes have a time that cannot be read", count(report.undated)));
    }
    if report.unlisted_reverts > 0 {
        notes.push(format!("{} more values changed back and are not listed", count(report.unlisted_reverts)));
    }
}

/// A change of the columns, in words.
pub fn drift_line(kind: &DriftKind) -> String {
    match kind {
        DriftKind::Added(name) => format!("column added: {name}"),
        DriftKind::Removed(name) => format!("column removed: {name}"),
        DriftKind::Renamed { from, to } => format!("column renamed: {from} is now {to}"),
        DriftKind::Reordered => "columns stand in another order".to_owned(),
    }
}

/// From which version to which.
pub fn step_name(report: &Report, step: usize) -> String {
    let name = |at: usize| report.versions.get(at).cloned().unwrap_or_default();
    format!("{} to {}", name(step), name(step + 1))
}

/// The columns of a change, in words.
pub fn columns_of(report: &Report, change: &Change) -> Vec<String> {
    change.columns.iter().map(|&at| report.column(at).to_owned()).collect()
}

/// The names that belong to [`Change::values`]: of the changed columns, or of all for a row that came or went.
pub fn value_columns(report: &Report, change: &Change) -> Vec<String> {
    match change.kind {
        ChangeKind::Added | ChangeKind::Removed => report.columns.clone(),
        ChangeKind::Changed | ChangeKind::Moved => columns_of(report, change),
    }
}

/// The burst in which a change lies, from 1.
pub fn burst_of(report: &Report, change: &Change) -> Option<usize> {
    let dated = change.dated.filter(|dated| dated.fresh)?;
    report.bursts.as_ref()?.iter().position(|burst| burst.contains(dated.seconds)).map(|at| at + 1)
}

/// What the columns of the table of groups are called.
pub const GROUP_COLUMNS: [&str; 8] =
    ["rows before", "rows after", "added", "removed", "changed", "moved", "arrived", "left"];

/// The lines of the table of groups: the touched values in order.
pub fn group_lines(groups: &Groups) -> Vec<(String, [u64; 8])> {
    let mut touched: Vec<_> = groups.tallies.iter().filter(|tally| tally.is_touched()).collect();
    touched.sort_by(|a, b| a.value.cmp(&b.value));
    let line = |t: &seal::diff::GroupTally| {
        [t.rows_before, t.rows_after, t.added, t.removed, t.changed, t.moved, t.arrived, t.left]
    };
    touched.into_iter().map(|tally| (tally.value.clone(), line(tally))).collect()
}

/// A burst in one sentence.
pub fn burst_line(burst: &Burst) -> String {
    format!(
        "{} changes between {} and {} ({}); other intervals of {} typically have {}",
        count(burst.tally.total()),
        show(burst.first),
        show(burst.last),
        tally_words(&burst.tally),
        interval_words(burst.interval),
        count(burst.typical)
    )
}

fn interval_words(seconds: i64) -> String {
    match seconds {
        86_400 => "a day".to_owned(),
        3_600 => "an hour".to_owned(),
        seconds if seconds % 3_600 == 0 => format!("{} hours", seconds / 3_600),
        seconds if seconds % 60 == 0 => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    }
}

/// Counts by kind in words.
pub fn tally_words(tally: &seal::diff::Tally) -> String {
    let words: Vec<String> = ChangeKind::ALL
        .into_iter()
        .filter(|kind| tally.get(*kind) > 0)
        .map(|kind| format!("{} {}", count(tally.get(kind)), kind.word()))
        .collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// A value that changed back, in words.
pub fn revert_line(report: &Report, revert: &seal::diff::Revert) -> String {
    let name = |at: usize| report.versions.get(at).cloned().unwrap_or_default();
    let what = match (revert.column, revert.was_present) {
        (Some(column), _) => format!("{} changed and was as before", report.column(column)),
        (None, true) => "the row was removed and put back".to_owned(),
        (None, false) => "the row was added and taken out again".to_owned(),
    };
    format!("{}: {what} ({} = {})", revert.key().join(", "), name(revert.before), name(revert.back))
}

fn text(findings: &Findings) -> String {
    let report = &findings.report;
    let mut text = String::new();
    let mut line = |words: String| {
        text += &terminal(&words);
        text.push('\n');
    };
    for (name, rows) in report.versions.iter().zip(&report.rows) {
        line(format!("{name}: {} rows", count(*rows)));
    }
    for (step, tally) in report.steps.iter().enumerate() {
        line(String::new());
        line(format!("From {}: {}", step_name(report, step), tally_words(tally)));
        for drift in report.drift.iter().filter(|drift| drift.step == step) {
            line(format!("  {}", drift_line(&drift.kind)));
        }
    }
    let columns: Vec<String> = (report.columns.iter().zip(&report.column_changes))
        .filter(|(_, changes)| **changes > 0)
        .map(|(name, changes)| format!("{name} {}", count(*changes)))
        .collect();
    if !columns.is_empty() {
        line(
            format!("\nChanged rows by column: {}", columns.join(", ")).replace('\n', " ").trim().to_owned(),
        );
    }
    text += &groups_text(report);
    text += &times_text(report);
    for kind in ChangeKind::ALL {
        text += &changes_text(findings, kind);
    }
    for note in &findings.notes {
        text += &format!("\nnote: {}\n", terminal(note));
    }
    text + "\n" + CLOSING + "\n"
}

fn groups_text(report: &Report) -> String {
    let mut text = String::new();
    for groups in &report.groups {
        let lines = group_lines(groups);
        if lines.is_empty() {
            continue;
        }
        let mut table =
            vec![std::iter::once(groups.column.clone()).chain(GROUP_COLUMNS.map(str::to_owned)).collect()];
        table.extend(
            lines.into_iter().map(|(value, counts)| {
                std::iter::once(value).chain(counts.map(count)).collect::<Vec<String>>()
            }),
        );
        text += &format!("\nBy {}\n{}", terminal(&groups.column), aligned(&table));
    }
    text
}

fn times_text(report: &Report) -> String {
    let mut text = String::new();
    if let Some(bursts) = &report.bursts {
        text += &format!(
            "\nBursts: {}\n",
            if bursts.is_empty() { "none".to_owned() } else { count(bursts.len() as u64) }
        );
        for (at, burst) in bursts.iter().enumerate() {
            text += &format!("  {}. {}\n", at + 1, burst_line(burst));
        }
    }
    if let Some(past) = &report.past_deadline {
        text += &format!("\nPast the deadline: {}\n", tally_words(past));
    }
    if report.versions.len() > 2 {
        let total = report.reverts.len() as u64 + report.unlisted_reverts;
        text += &format!(
            "\nChanged and changed back: {}\n",
            if total == 0 { "none".to_owned() } else { count(total) }
        );
        for revert in report.reverts.iter().take(TEXT_LIMIT) {
            text += &format!("  {}\n", terminal(&revert_line(report, revert)));
        }
        if total > TEXT_LIMIT as u64 {
            text += &format!(
                "  and {} more; --format csv or json lists them\n",
                count(total - TEXT_LIMIT as u64)
            );
        }
    }
    text
}

fn changes_text(findings: &Findings, kind: ChangeKind) -> String {
    let report = &findings.report;
    let total: u64 = report.steps.iter().map(|tally| tally.get(kind)).sum();
    let changes: Vec<&Change> =
        report.changes.iter().filter(|change| change.kind == kind).take(findings.limit).collect();
    if changes.is_empty() {
        return String::new();
    }
    let shown = changes.len() as u64;
    let mut word = kind.word().to_owned();
    word.get_mut(..1).map(str::make_ascii_uppercase).unwrap_or_default();
    let mut text = match shown < total {
        true => {
            format!("\n{word} ({} of {}; --limit or --format csv shows more)\n", count(shown), count(total))
        }
        false => format!("\n{word} ({})\n", count(total)),
    };
    let lines: Vec<Vec<String>> = changes.iter().map(|change| change_cells(report, change)).collect();
    let table = aligned(&lines);
    for (row, change) in table.lines().zip(changes) {
        text += row;
        text.push('\n');
        for (name, value) in value_columns(report, change).iter().zip(&change.values) {
            let shown = |value: &Option<String>| value.as_ref().map(|value| terminal(&format!("{value:?}")));
            let words = match (shown(&value.before), shown(&value.after)) {
                (Some(before), Some(after)) => format!("{before} -> {after}"),
                (before, after) => before.or(after).unwrap_or_default(),
            };
            text += &format!("      {}: {words}\n", terminal(name));
        }
    }
    text
}

fn change_cells(report: &Report, change: &Change) -> Vec<String> {
    let mut key = change.key().join(", ");
    if let Some(new) = change.new_key() {
        key += &format!(" -> {}", new.join(", "));
    }
    let mut cells = vec![key, columns_of(report, change).join(", ")];
    if report.versions.len() > 2 {
        cells.push(step_name(report, change.step));
    }
    if let Some(dated) = change.dated {
        cells.push(show(dated.seconds));
        let marks = [
            burst_of(report, change).map(|burst| format!("burst {burst}")),
            dated.past_deadline.then(|| "past the deadline".to_owned()),
        ];
        cells.push(marks.into_iter().flatten().collect::<Vec<_>>().join(", "));
    }
    cells
}

fn json(findings: &Findings) -> Vec<u8> {
    let report = &findings.report;
    let tally = |tally: &seal::diff::Tally| {
        Json::Object(
            ChangeKind::ALL.into_iter().map(|kind| (kind.word(), Json::number(tally.get(kind)))).collect(),
        )
    };
    let versions = report.versions.iter().zip(&report.rows).map(|(name, rows)| {
        Json::Object(vec![("name", Json::text(name.clone())), ("rows", Json::number(*rows))])
    });
    let columns = report.columns.iter().zip(&report.column_changes).map(|(name, changes)| {
        Json::Object(vec![("name", Json::text(name.clone())), ("changed", Json::number(*changes))])
    });
    let json = Json::Object(vec![
        ("versions", Json::List(versions.collect())),
        ("key", Json::texts(report.key_columns.clone())),
        ("columns", Json::List(columns.collect())),
        ("steps", Json::List(report.steps.iter().map(tally).collect())),
        ("schema", Json::List(report.drift.iter().map(drift_json).collect())),
        ("groups", Json::List(report.groups.iter().map(groups_json).collect())),
        (
            "bursts",
            report
                .bursts
                .as_ref()
                .map_or(Json::Null, |bursts| Json::List(bursts.iter().map(burst_json).collect())),
        ),
        ("past_deadline", report.past_deadline.as_ref().map_or(Json::Null, tally)),
        ("reverts", Json::List(report.reverts.iter().map(|revert| revert_json(report, revert)).collect())),
        (
            "changes",
            Json::List(
                report
                    .changes
                    .iter()
                    .take(findings.limit)
                    .map(|change| change_json(report, change))
                    .collect(),
            ),
        ),
        (
            "unlisted",
            Json::number(report.unlisted + report.changes.len().saturating_sub(findings.limit) as u64),
        ),
        ("kept_time", Json::number(report.kept_time)),
        ("undated", Json::number(report.undated)),
        ("moves_sought", Json::Flag(report.moves_sought)),
        ("notes", Json::texts(findings.notes.iter().cloned())),
        ("closing", Json::text(CLOSING)),
    ]);
    let mut out = Vec::new();
    json.write(&mut out, 0);
    out.push(b'\n');
    out
}

fn drift_json(drift: &seal::diff::Drift) -> Json {
    let (kind, from, to) = match &drift.kind {
        DriftKind::Added(name) => ("added", None, Some(name)),
        DriftKind::Removed(name) => ("removed", Some(name), None),
        DriftKind::Renamed { from, to } => ("renamed", Some(from), Some(to)),
        DriftKind::Reordered => ("reordered", None, None),
    };
    Json::Object(vec![
        ("step", Json::number(drift.step as u64)),
        ("kind", Json::text(kind)),
        ("from", Json::maybe(from.cloned())),
        ("to", Json::maybe(to.cloned())),
    ])
}

fn groups_json(groups: &Groups) -> Json {
    const NAMES: [&str; 8] =
        ["rows_before", "rows_after", "added", "removed", "changed", "moved", "arrived", "left"];
    let values = group_lines(groups).into_iter().map(|(value, counts)| {
        let counts = NAMES.into_iter().zip(counts.map(Json::number));
        Json::Object(std::iter::once(("value", Json::text(value))).chain(counts).collect())
    });
    Json::Object(vec![
        ("column", Json::text(groups.column.clone())),
        ("values", Json::List(values.collect())),
    ])
}

fn burst_json(burst: &Burst) -> Json {
    let mut members = vec![
        ("start", Json::text(show(burst.start))),
        ("end", Json::text(show(burst.end))),
        ("first", Json::text(show(burst.first))),
        ("last", Json::text(show(burst.last))),
        ("interval_seconds", Json::number(burst.interval)),
        ("typical", Json::number(burst.typical)),
        ("count", Json::number(burst.tally.total())),
    ];
    members
        .extend(ChangeKind::ALL.into_iter().map(|kind| (kind.word(), Json::number(burst.tally.get(kind)))));
    Json::Object(members)
}

fn revert_json(report: &Report, revert: &seal::diff::Revert) -> Json {
    let name = |at: usize| Json::maybe(report.versions.get(at).cloned());
    Json::Object(vec![
        ("key", Json::texts(revert.key())),
        ("column", Json::maybe(revert.column.map(|column| report.column(column)))),
        ("was_present", Json::Flag(revert.was_present)),
        ("before", name(revert.before)),
        ("back", name(revert.back)),
    ])
}

fn change_json(report: &Report, change: &Change) -> Json {
    let line = |line: Option<u64>| line.map_or(Json::Null, Json::number);
    let groups = report.groups.iter().zip(&change.groups).map(|(groups, (before, after))| {
        let value = |id: &Option<u32>| Json::maybe(id.map(|id| groups.value(id)));
        Json::Object(vec![
            ("column", Json::text(groups.column.clone())),
            ("before", value(before)),
            ("after", value(after)),
        ])
    });
    let values = value_columns(report, change).into_iter().zip(&change.values).map(|(name, value)| {
        Json::Object(vec![
            ("column", Json::text(name)),
            ("before", Json::maybe(value.before.clone())),
            ("after", Json::maybe(value.after.clone())),
        ])
    });
    let mut members = vec![
        ("kind", Json::text(change.kind.word())),
        ("step", Json::number(change.step as u64)),
        ("key", Json::texts(change.key())),
        ("new_key", change.new_key().map_or(Json::Null, Json::texts)),
        ("columns", Json::texts(columns_of(report, change))),
        ("line_before", line(change.line_before)),
        ("line_after", line(change.line_after)),
    ];
    if !report.groups.is_empty() {
        members.push(("groups", Json::List(groups.collect())));
    }
    if !change.values.is_empty() {
        members.push(("values", Json::List(values.collect())));
    }
    if report.bursts.is_some() {
        members.push(("time", Json::maybe(change.dated.map(|dated| show(dated.seconds)))));
        members.push(("time_is_of_this_change", Json::Flag(change.dated.is_some_and(|dated| dated.fresh))));
        members
            .push(("burst", burst_of(report, change).map_or(Json::Null, |burst| Json::number(burst as u64))));
    }
    if report.past_deadline.is_some() {
        members.push(("past_deadline", Json::Flag(change.dated.is_some_and(|dated| dated.past_deadline))));
    }
    Json::Object(members)
}

/// One line per change, per value where values are asked for; changes of columns and values that changed back have lines of
/// their own kind.
fn csv(findings: &Findings) -> Vec<u8> {
    let report = &findings.report;
    let mut out = Vec::new();
    let fixed = [
        "kind",
        "from",
        "to",
        "key",
        "new_key",
        "columns",
        "line_before",
        "line_after",
        "time",
        "burst",
        "past_deadline",
    ];
    let groups = report
        .groups
        .iter()
        .flat_map(|groups| [format!("{} before", groups.column), format!("{} after", groups.column)]);
    let values = ["column", "before", "after"].map(str::to_owned);
    csv_line(&mut out, fixed.map(str::to_owned).into_iter().chain(groups).chain(values));
    let version = |at: usize| report.versions.get(at).cloned().unwrap_or_default();
    let pad = |mut cells: Vec<String>, column: String, before: String, after: String| {
        cells.resize(fixed.len() + 2 * report.groups.len(), String::new());
        cells.extend([column, before, after]);
        cells
    };
    for drift in &report.drift {
        let (kind, from, to) = match &drift.kind {
            DriftKind::Added(name) => ("column-added", "", name.as_str()),
            DriftKind::Removed(name) => ("column-removed", name.as_str(), ""),
            DriftKind::Renamed { from, to } => ("column-renamed", from.as_str(), to.as_str()),
            DriftKind::Reordered => ("columns-reordered", "", ""),
        };
        let cells = vec![kind.to_owned(), version(drift.step), version(drift.step + 1)];
        csv_line(&mut out, pad(cells, String::new(), from.to_owned(), to.to_owned()));
    }
    for change in report.changes.iter().take(findings.limit) {
        let cells = change_csv(report, change);
        if change.values.is_empty() {
            csv_line(&mut out, pad(cells.clone(), String::new(), String::new(), String::new()));
        }
        for (name, value) in value_columns(report, change).into_iter().zip(&change.values) {
            let (before, after) =
                (value.before.clone().unwrap_or_default(), value.after.clone().unwrap_or_default());
            csv_line(&mut out, pad(cells.clone(), name, before, after));
        }
    }
    for revert in &report.reverts {
        let column = revert.column.map(|column| report.column(column).to_owned());
        let cells = vec![
            "changed-back".to_owned(),
            version(revert.before),
            version(revert.back),
            revert.key().join(", "),
            String::new(),
            column.unwrap_or_default(),
        ];
        csv_line(&mut out, pad(cells, String::new(), String::new(), String::new()));
    }
    out
}

fn change_csv(report: &Report, change: &Change) -> Vec<String> {
    let version = |at: usize| report.versions.get(at).cloned().unwrap_or_default();
    let line = |line: Option<u64>| line.map(|line| line.to_string()).unwrap_or_default();
    let past = change.dated.is_some_and(|dated| dated.past_deadline);
    let mut cells = vec![
        change.kind.word().to_owned(),
        version(change.step),
        version(change.step + 1),
        change.key().join(", "),
        change.new_key().unwrap_or_default().join(", "),
        columns_of(report, change).join(", "),
        line(change.line_before),
        line(change.line_after),
        change.dated.map(|dated| show(dated.seconds)).unwrap_or_default(),
        burst_of(report, change).map(|burst| burst.to_string()).unwrap_or_default(),
        if past { "yes".to_owned() } else { String::new() },
    ];
    for (groups, (before, after)) in report.groups.iter().zip(&change.groups) {
        let value = |id: &Option<u32>| id.map(|id| groups.value(id).to_owned()).unwrap_or_default();
        cells.extend([value(before), value(after)]);
    }
    cells
}
