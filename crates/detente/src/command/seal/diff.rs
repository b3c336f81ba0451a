//! `detente seal diff`: the flags, and the versions that are compared. Each format of the report has a file of its own.

use std::path::{Path, PathBuf};

use anyhow::bail;
use seal::diff::{Question, Report, TableVersion, Version, compare};
use seal::time::Moment;
use seal::{Declaration, Duplicates, Format, Layout, files_declaration, files_table};

use super::html;
use super::input::{self, AnyVersion, OpeningsVersion, ReadArgs};
use super::output::{self, count};
use super::progress::{Progress, WatchedVersion};
use super::{diff_csv, diff_json, diff_text, folder};
use crate::output::escape::terminal;
use crate::scratch::FileScratch;

/// Changes that the text lists of each kind unless `--limit` says otherwise.
pub const TEXT_LIMIT: usize = 20;
/// Changes that the page lists unless `--limit` says otherwise.
const PAGE_LIMIT: usize = 1_000;

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
        ReportFormat::Text => diff_text::text(&findings).into_bytes(),
        ReportFormat::Json => diff_json::json(&findings),
        ReportFormat::Csv => diff_csv::csv(&findings),
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
