//! `detente audit commit`: the digests to put on record before the seed is drawn.

use std::path::PathBuf;

use audit::{Digest, OrderOfCommitment, RecordTime, Seed, Subject, Submitted};

use super::failure::Failure;
use super::order::submitted_orders;
use super::sheet::{Cell, Column, Sheet};
use super::{Done, read};

/// List the digests of manifests, order and cast vote records, to be put on record before the seed is drawn.
///
/// Writes the list that `audit sample --commitments` and `audit verify-sample --commitments` read. Its times are claims until a
/// witnessed log vouches for them.
#[derive(Clone, Debug, clap::Args)]
pub struct CommitArgs {
    /// The folder of manifests
    #[arg(long, value_name = "DIR")]
    manifests: PathBuf,
    /// The counties in the order in which their cards are numbered; more files for contests that span some counties
    #[arg(long, value_name = "FILE", required = true)]
    order: Vec<PathBuf>,
    /// The folder of cast vote records
    #[arg(long, value_name = "DIR")]
    cvrs: Option<PathBuf>,
    /// Since when this is on record, in UTC: 2024-11-15T12:00:00Z
    #[arg(long, value_name = "TIME")]
    at: String,
    /// The seed, once it is drawn
    #[arg(long, requires = "seed_at")]
    seed: Option<String>,
    /// When the seed was drawn
    #[arg(long, value_name = "TIME", requires = "seed")]
    seed_at: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::Everywhere("subject"),
    Column::Everywhere("name"),
    Column::Everywhere("sha256"),
    Column::Everywhere("on_record_at"),
];

pub(super) fn commit(args: &CommitArgs) -> Result<Done, Failure> {
    let read = read::manifests(&args.manifests)?;
    let orders = args.order.iter().map(|path| read::order(path)).collect::<Result<Vec<_>, _>>()?;
    for order in &orders {
        order.population(&read.manifests).map_err(Failure::inputs)?;
    }
    let at = time(&args.at)?;
    let mut lines: Vec<(Submitted, RecordTime)> =
        submitted_orders(&orders).map(|order| (order, at)).collect();
    lines.extend(read.submitted.into_iter().map(|manifest| (manifest, at)));
    if let Some(folder) = &args.cvrs {
        lines.extend(read::cvrs(folder)?.into_iter().map(|cvr| (cvr, at)));
    }
    if let (Some(seed), Some(seed_at)) = (&args.seed, &args.seed_at) {
        let seed = Seed::parse(seed).map_err(|error| Failure::Usage(error.to_string()))?;
        let seed = Submitted {
            subject: Subject::Seed,
            name: String::new(),
            digest: Digest::of(seed.as_str().as_bytes()),
        };
        lines.push((seed, time(seed_at)?));
    }
    let rows: Vec<Vec<Cell>> = lines.iter().map(|(line, at)| row(line, *at)).collect();
    let mut notes = read.notes;
    notes.push("keep this list where others can see since when it is there; publish its digest before the seed is drawn".into());
    notes.push(format!("SHA-256 of all lines but the seed's: {}", digest(&lines)));
    let order = OrderOfCommitment::NotProven(
        "the times of this list are claims: no witnessed log vouches for them".into(),
    );
    Ok(Done { sheet: Sheet { rows_name: "commitments", columns: COLUMNS, rows, notes, order }, wrong: 0 })
}

fn time(text: &str) -> Result<RecordTime, Failure> {
    RecordTime::parse(text).map_err(|error| Failure::Usage(error.to_string()))
}

fn row(line: &Submitted, at: RecordTime) -> Vec<Cell> {
    vec![
        Cell::Text(line.subject.to_string()),
        Cell::Text(line.name.clone()),
        Cell::Text(line.digest.to_string()),
        Cell::Text(at.to_string()),
    ]
}

/// One digest over the list, short enough to read aloud and to print in a newspaper.
fn digest(lines: &[(Submitted, RecordTime)]) -> Digest {
    let before = lines.iter().filter(|(line, _)| line.subject != Subject::Seed);
    let text: String =
        before.map(|(line, at)| format!("{},{},{},{at}\n", line.subject, line.name, line.digest)).collect();
    Digest::of(text.as_bytes())
}
