//! `detente seal table`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use seal::{Declaration, OpeningsHeader, OpeningsWriter, PublicPart, SealError, Seed, Table, seal};

use super::input::{self, ReadArgs};
use super::output::{self, SecretFile, count};
use super::progress::Progress;
use crate::output::escape::terminal;
use crate::scratch::FileScratch;

/// Seal a table.
#[derive(Debug, clap::Args)]
pub struct TableArgs {
    /// The table: CSV, TSV or JSON lines
    file: PathBuf,
    /// The columns that tell rows apart, in the order in which rows are sorted (after FILE)
    #[arg(long, value_name = "COLUMN", required = true, num_args = 1..)]
    key: Vec<String>,
    #[command(flatten)]
    out: OutArgs,
    #[command(flatten)]
    read: ReadArgs,
}

/// Where a seal is written.
#[derive(Debug, clap::Args)]
pub struct OutArgs {
    /// The public part, to be published [default: FILE.seal]
    #[arg(long, value_name = "FILE")]
    public: Option<PathBuf>,
    /// The openings, which stay at home: the secret seed and the rows [default: FILE.openings]
    #[arg(long, value_name = "FILE")]
    openings: Option<PathBuf>,
}

impl OutArgs {
    /// The files to write for a seal of `what`, neither of which may exist.
    pub fn paths(&self, what: &Path) -> anyhow::Result<(PathBuf, PathBuf)> {
        let public = self.public.clone().unwrap_or_else(|| output::beside(what, ".seal"));
        let openings = self.openings.clone().unwrap_or_else(|| output::beside(what, ".openings"));
        output::refuse_existing(&public)?;
        output::refuse_existing(&openings)?;
        Ok((public, openings))
    }
}

/// Runs the command.
pub fn run(args: &TableArgs) -> anyhow::Result<bool> {
    let format = args.read.format(&args.file)?;
    let (public, openings) = args.out.paths(&args.file)?;
    let header = input::header(&args.file, format)?;
    let declaration = args.read.declare(&args.file, &header, &args.key)?;
    let scratch = FileScratch::beside(&openings);
    let layout = seal::Layout::by_name(&args.file.display().to_string(), &declaration, &header)?;
    let table = input::table(&args.file, format, &layout, &declaration, &scratch, false)?;
    let part = write(&declaration, &table, &public, &openings)?;
    report(&part, &args.file, "rows", &public, &openings)
}

/// Makes a seal and writes both its files: the openings first, because a public part without openings proves nothing.
pub fn write(
    declaration: &Declaration,
    table: &Table<'_>,
    public: &Path,
    openings: &Path,
) -> anyhow::Result<PublicPart> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("the system gives no random numbers: {error}"))?;
    let seed = Seed::from_bytes(bytes);
    if table.bad().count > 0 {
        return Err(SealError::BadRows(table.bad().clone()).into());
    }
    let header = OpeningsHeader { seed: seed.clone(), declaration: declaration.clone(), rows: table.rows() };
    let mut file = SecretFile::create(openings)?;
    let mut writer = OpeningsWriter::new(file.writer(), &header)?;
    let progress = Progress::rows("sealing", table.rows());
    let mut done = 0u64;
    let part = seal(declaration, table, &seed, super::threads(), |row| {
        done += 1;
        if done.is_multiple_of(4_096) {
            progress.add(4_096);
        }
        writer.row(row)
    })?;
    writer.finish()?;
    drop(progress);
    file.finish()?;
    output::write_public(public, &part.to_text())
        .with_context(|| format!("the openings are in {}", openings.display()))?;
    Ok(part)
}

/// Says what was made.
pub fn report(
    part: &PublicPart,
    what: &Path,
    rows: &str,
    public: &Path,
    openings: &Path,
) -> anyhow::Result<bool> {
    let shown = |path: &Path| terminal(&path.display().to_string());
    let text = format!(
        "Sealed {} {rows} of {}.\n  root      {}\n  publish   {}\n  keep      {}  (secret: it holds every row)\n",
        count(part.rows()),
        shown(what),
        part.root(),
        shown(public),
        shown(openings),
    );
    output::print(text.as_bytes())?;
    Ok(true)
}
