//! `detente seal verify`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use seal::diff::{Change, ChangeKind, Question, Report, TableVersion, compare};
use seal::{
    Digest, HeaderChange, Layout, OpeningsHeader, Proof, PublicPart, SealError, Table, files_table, root_of,
};

use super::folder;
use super::input::{self, OpeningsVersion, ReadArgs};
use super::output::{self, beside, count};
use super::progress::{Progress, Watched};
use crate::output::escape::terminal;
use crate::scratch::FileScratch;

/// Differences that are printed one by one; `seal diff` lists all.
const MAX_SHOWN: usize = 100;

/// Check against a public part.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The public part of the seal
    public: PathBuf,
    /// The proof of one row
    #[arg(conflicts_with_all = ["table", "folder", "openings"])]
    proof: Option<PathBuf>,
    /// A table that should be the sealed one
    #[arg(long, value_name = "FILE", conflicts_with = "folder")]
    table: Option<PathBuf>,
    /// A folder that should be the sealed one
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The openings of the seal [default with --table and --folder: beside the public part]
    #[arg(long, value_name = "FILE")]
    openings: Option<PathBuf>,
    /// Show values too, not only the names of columns
    #[arg(long)]
    values: bool,
    #[command(flatten)]
    read: ReadArgs,
}

/// Runs the command.
pub fn run(args: &VerifyArgs) -> anyhow::Result<bool> {
    let public = input::public_part(&args.public)?;
    let text = match (&args.proof, &args.table, &args.folder) {
        (Some(proof), ..) => verify_proof(&public, &args.public, proof)?,
        (_, Some(table), _) => verify_table(args, &public, table)?,
        (_, _, Some(folder)) => verify_folder(args, &public, folder)?,
        _ if args.openings.is_some() => verify_openings(args, &public)?,
        _ => bail!(
            "nothing to verify: name a proof, or a table with --table, a folder with --folder, or openings with --openings"
        ),
    };
    output::print(text.0.as_bytes())?;
    Ok(text.1)
}

type Verdict = (String, bool);

fn verify_proof(public: &PublicPart, public_path: &Path, path: &Path) -> anyhow::Result<Verdict> {
    let proof = Proof::parse(&input::text(path)?).with_context(|| path.display().to_string())?;
    if let Err(error) = proof.verify(public) {
        return Ok((format!("DOES NOT HOLD: {error}.\n"), false));
    }
    let name = terminal(&public_path.display().to_string());
    let mut text = format!(
        "HOLDS: this row is, value for value, one of the {} that were sealed as {name}.\n",
        count(public.rows())
    );
    let width = proof.values().map(|(name, _)| terminal(name).chars().count()).max().unwrap_or(0);
    for (name, value) in proof.values() {
        text += &format!("  {:width$}  {}\n", terminal(name), terminal(&value));
    }
    Ok((text, true))
}

/// The openings that belong to the public part; whether their rows give its root is another question.
fn openings_of(args: &VerifyArgs, public: &PublicPart) -> anyhow::Result<(PathBuf, OpeningsHeader)> {
    let path = args.openings.clone().unwrap_or_else(|| beside(&args.public.with_extension(""), ".openings"));
    let header = input::openings(&path)?.header().clone();
    if header.declaration != *public.declaration() || header.rows != public.rows() {
        bail!(
            "{}: belongs to another seal: its columns or its number of rows are not those of the public part",
            path.display()
        );
    }
    Ok((path, header))
}

fn root_of_openings(path: &Path, header: &OpeningsHeader) -> anyhow::Result<Digest> {
    let progress = Progress::rows("checking", header.rows);
    let rows = Watched::new(input::openings(path)?, &progress);
    root_of(&header.declaration, header.rows, rows, &header.seed, super::threads())
        .with_context(|| path.display().to_string())
}

fn verify_openings(args: &VerifyArgs, public: &PublicPart) -> anyhow::Result<Verdict> {
    let (path, header) = openings_of(args, public)?;
    let name = terminal(&path.display().to_string());
    Ok(match root_of_openings(&path, &header)? == public.root() {
        true => (
            format!(
                "HOLDS: {name} opens this seal; all {} rows in it are as they were sealed.\n",
                count(public.rows())
            ),
            true,
        ),
        false => (
            format!(
                "DOES NOT HOLD: {name} does not open this seal: rows or seed in it were altered since.\n"
            ),
            false,
        ),
    })
}

fn verify_table(args: &VerifyArgs, public: &PublicPart, file: &Path) -> anyhow::Result<Verdict> {
    let (path, header) = openings_of(args, public)?;
    let format = args.read.format(file)?;
    let names = input::header(file, format)?;
    let (layout, changes) = Layout::closest(public.declaration(), &names);
    let scratch = FileScratch::beside(&path);
    let table = input::table(file, format, &layout, public.declaration(), &scratch, false)?;
    let mut verdict = verify_rows(args, public, &path, &header, (file, table))?;
    let drift: Vec<String> = changes
        .iter()
        .filter(|change| **change != HeaderChange::Reordered)
        .map(|change| header_line(file, change))
        .collect();
    if !drift.is_empty() {
        let rest = if verdict.1 {
            "\nThe rows below the header are as they were sealed.\n".to_owned()
        } else {
            format!("\n{}", verdict.0)
        };
        verdict =
            (format!("DOES NOT HOLD: the header is not the sealed one.\n{}{rest}", drift.concat()), false);
    }
    Ok(verdict)
}

fn verify_folder(args: &VerifyArgs, public: &PublicPart, folder: &Path) -> anyhow::Result<Verdict> {
    let (path, header) = openings_of(args, public)?;
    let scratch = FileScratch::beside(&path);
    let entries = folder::entries(folder)?;
    let table = files_table(&folder.display().to_string(), &entries, &scratch);
    verify_rows(args, public, &path, &header, (folder, table))
}

fn verify_rows(
    args: &VerifyArgs,
    public: &PublicPart,
    openings: &Path,
    header: &OpeningsHeader,
    (file, table): (&Path, Table<'_>),
) -> anyhow::Result<Verdict> {
    let name = terminal(&file.display().to_string());
    if is_sealed(public, header, &table)? {
        return Ok((
            format!("HOLDS: all {} rows of {name} are as they were sealed.\n", count(public.rows())),
            true,
        ));
    }
    let opens = root_of_openings(openings, header).is_ok_and(|root| root == public.root());
    let mut text = format!("DOES NOT HOLD: {name} is not as it was sealed.\n");
    if !opens {
        text += "The openings are not as they were sealed either: what follows compares the two, and does not say which of them was altered.\n";
    }
    for row in &table.bad().listed {
        let column = row.column.as_deref().map(|column| format!(", column {column}")).unwrap_or_default();
        text +=
            &format!("  line {}{}: cannot be read: {}\n", row.line, terminal(&column), terminal(&row.reason));
    }
    let sealed = OpeningsVersion::new(openings)?;
    let found =
        TableVersion { name: file.display().to_string(), declaration: public.declaration().clone(), table };
    let question = Question { values: args.values, ..Question::default() };
    let report = compare(&[&sealed, &found], &question)?;
    for duplicate in &found.table.duplicates().listed {
        text += &format!(
            "  key {}: stands on lines {:?}; the first was compared\n",
            terminal(&duplicate.key.join(", ")),
            duplicate.lines
        );
    }
    for change in report.changes.iter().take(MAX_SHOWN) {
        text += &change_line(&report, change);
    }
    let total = report.steps.iter().map(seal::diff::Tally::total).sum::<u64>();
    if total > MAX_SHOWN as u64 {
        text += &format!("  and {} more; detente seal diff lists all\n", count(total - MAX_SHOWN as u64));
    }
    Ok((text, false))
}

/// Whether the table, sealed again with the same seed, gives the same root.
fn is_sealed(public: &PublicPart, header: &OpeningsHeader, table: &Table<'_>) -> anyhow::Result<bool> {
    if table.rows() != public.rows() || table.bad().count > 0 {
        return Ok(false);
    }
    let progress = Progress::rows("checking", public.rows());
    match root_of(
        public.declaration(),
        public.rows(),
        Watched::new(table.unique(), &progress),
        &header.seed,
        super::threads(),
    ) {
        Ok(root) => Ok(root == public.root()),
        Err(SealError::Duplicates(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn header_line(file: &Path, change: &HeaderChange) -> String {
    let file = terminal(&file.display().to_string());
    let say = |text: String| format!("  {file}:1: {}\n", terminal(&text));
    match change {
        HeaderChange::Renamed { position, declared, found } => {
            say(format!("column {position} was sealed as {declared:?} and is now {found:?}"))
        }
        HeaderChange::Missing(name) => say(format!("the sealed column {name:?} is missing")),
        HeaderChange::Extra(name) => say(format!("the column {name:?} was not sealed")),
        HeaderChange::Reordered => String::new(),
    }
}

fn change_line(report: &Report, change: &Change) -> String {
    let key = terminal(&change.key().join(", "));
    let line = change.line_after.map(|line| format!("line {line}, ")).unwrap_or_default();
    let columns: Vec<String> = change.columns.iter().map(|&at| terminal(report.column(at))).collect();
    let mut text = match change.kind {
        ChangeKind::Added => format!("  {line}key {key}: this row was not sealed\n"),
        ChangeKind::Removed => format!("  key {key}: this row was sealed and is missing\n"),
        ChangeKind::Changed => format!("  {line}key {key}: column {} differs\n", columns.join(", column ")),
        ChangeKind::Moved => {
            let new = terminal(&change.new_key().unwrap_or_default().join(", "));
            format!(
                "  {line}key {new}: column {} differs: this row was sealed under the key {key}\n",
                columns.join(", column ")
            )
        }
    };
    for (column, value) in
        columns.iter().zip(&change.values).filter(|_| change.columns.len() == change.values.len())
    {
        let shown = |value: &Option<String>| terminal(&format!("{:?}", value.as_deref().unwrap_or("")));
        text += &format!("      {column}: sealed {}, found {}\n", shown(&value.before), shown(&value.after));
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::SealCommand;

    #[derive(clap::Parser)]
    struct Try {
        #[command(subcommand)]
        command: SealCommand,
    }

    /// Runs a command line; the exit code.
    fn run(line: &[&str]) -> String {
        let arguments = ["seal"].into_iter().chain(line.iter().copied());
        let command = Try::try_parse_from(arguments).expect("the flags are right").command;
        format!("{:?}", super::super::run(command).expect("prints"))
    }

    fn code(code: u8) -> String {
        format!("{:?}", std::process::ExitCode::from(code))
    }

    #[test]
    fn from_the_seal_to_the_proof() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        let table = "id,name\n1,Ann\n2,Bo\n3,Cy\n";
        std::fs::write(path("t.csv"), table).expect("writes");
        assert_eq!(run(&["table", &path("t.csv"), "--key", "id"]), code(0));
        assert_eq!(
            run(&["table", &path("t.csv"), "--key", "id"]),
            code(3),
            "an earlier seal is not replaced"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(path("t.csv.openings")).expect("is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let seal = path("t.csv.seal");
        assert_eq!(run(&["verify", &seal, "--table", &path("t.csv")]), code(0));
        assert_eq!(run(&["prove", &seal, "--key", "2", "--out", &path("p")]), code(0));
        assert_eq!(run(&["prove", &seal, "--key", "9"]), code(3));
        assert_eq!(run(&["verify", &seal, &path("p")]), code(0));
        let altered = std::fs::read_to_string(path("p")).expect("is text").replace("Bo", "Bi");
        std::fs::write(path("p2"), altered).expect("writes");
        assert_eq!(run(&["verify", &seal, &path("p2")]), code(1));
        std::fs::write(path("t2.csv"), table.replace("Cy", "Cz")).expect("writes");
        assert_eq!(run(&["verify", &seal, "--table", &path("t2.csv")]), code(1));
        assert_eq!(run(&["diff", &path("t.csv.openings"), &path("t2.csv")]), code(0));
        assert_eq!(run(&["diff", &path("t.csv"), &path("t2.csv"), "--key", "id", "--exit-code"]), code(1));
    }

    #[test]
    fn a_folder_that_changed() {
        let outer = tempfile::tempdir().expect("a folder");
        let path = |name: &str| outer.path().join(name).display().to_string();
        std::fs::create_dir_all(path("d/empty")).expect("creates");
        std::fs::write(path("d/a"), "one").expect("writes");
        assert_eq!(
            run(&["files", &path("d"), "--public", &path("d/x.seal")]),
            code(3),
            "a seal inside what it seals"
        );
        assert_eq!(run(&["files", &path("d")]), code(0));
        assert_eq!(run(&["verify", &path("d.seal"), "--folder", &path("d")]), code(0));
        std::fs::remove_dir(path("d/empty")).expect("removes");
        assert_eq!(run(&["verify", &path("d.seal"), "--folder", &path("d")]), code(1));
    }

    #[test]
    fn reconciling() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(path("m.csv"), "County,Tabulator,Batch #,# in Batch,Location\nWeld,7,1,2,x\n")
            .expect("writes");
        std::fs::write(path("c.csv"), "county_name,scanner_id,batch_id,count_per_manifest,count_per_cvr_file,difference\nWeld,7,1,2,2,0\n").expect("writes");
        assert_eq!(run(&["reconcile", &path("m.csv"), &path("c.csv")]), code(0));
        assert_eq!(run(&["reconcile", &path("c.csv")]), code(0));
        assert_eq!(run(&["reconcile", &path("m.csv")]), code(3), "one count alone cannot be compared");
        std::fs::write(path("m2.csv"), "County,Tabulator,Batch #,# in Batch\nWeld,7,1,3\n").expect("writes");
        assert_eq!(run(&["reconcile", &path("m2.csv"), &path("c.csv")]), code(1));
    }
}
