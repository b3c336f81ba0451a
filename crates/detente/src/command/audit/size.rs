//! `detente audit size`: the sample size of each contest of a table.

use std::path::PathBuf;

use audit::{ContestRow, ContestTable, Gamma, OrderOfCommitment, Sizing};

use super::failure::Failure;
use super::sheet::{Cell, Column, Format, Sheet};
use super::{Done, read};

/// How many cards to draw, for each contest of a published table.
///
/// One line for each row of the table, empty with a reason where nothing can be audited. A size is the number of draws
/// that meets the row's risk limit if no further discrepancy is found (Stark's super-simple method). Where the table
/// publishes sizes of its own, they are compared.
#[derive(Clone, Debug, clap::Args)]
pub struct SizeArgs {
    /// A table of contests, such as ColoradoRLA's contest.csv
    contest: PathBuf,
    /// Another gamma than the rows', to see what it would have meant
    #[arg(long, value_name = "NUMBER")]
    gamma: Option<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

const COLUMNS: &[Column] = &[
    Column::Everywhere("contest_name"),
    Column::Everywhere("sample_size"),
    Column::Everywhere("published"),
    Column::Everywhere("reason"),
    Column::Data("line"),
    Column::Data("ballot_card_count"),
    Column::Data("diluted_margin"),
    Column::Data("risk_limit"),
    Column::Data("gamma"),
];

pub(super) fn size(args: &SizeArgs) -> Result<Done, Failure> {
    let gamma = gamma(args.gamma.as_deref())?;
    let table = ContestTable::parse(&read::name(&args.contest), &read::file(&args.contest)?, gamma)
        .map_err(Failure::input)?;
    let rows = table.rows();
    let count = |holds: fn(&ContestRow) -> bool| rows.iter().filter(|row| holds(row)).count();
    let unreadable = count(|row| matches!(row.sizing, Sizing::Unreadable(_)));
    let differing = count(differs);
    let sized = count(|row| row.sizing.sample_size().is_some());
    let mut notes =
        vec![format!("{} contests: {sized} with a sample size, {} without", rows.len(), rows.len() - sized)];
    if unreadable > 0 {
        notes.push(format!("{unreadable} rows cannot be read; see their reasons"));
    }
    if rows.iter().any(|row| row.published.is_some()) {
        notes.push(format!("{differing} published sizes differ from the ones computed here"));
    }
    // With another gamma than the rows', sizes differ by intent.
    let wrong = unreadable + if gamma.is_none() { differing } else { 0 };
    let sheet = Sheet {
        rows_name: "contests",
        columns: COLUMNS,
        rows: rows.iter().map(row).collect(),
        notes,
        order: no_sample(),
    };
    Ok(Done { sheet, wrong })
}

fn differs(row: &ContestRow) -> bool {
    row.sizing.sample_size().zip(row.published).is_some_and(|(here, published)| here != published)
}

fn row(row: &ContestRow) -> Vec<Cell> {
    let terms = match &row.sizing {
        Sizing::Auditable(terms, _) => Some(terms),
        Sizing::Nothing(_) | Sizing::Unreadable(_) => None,
    };
    let reason = row.sizing.reason().map(|reason| format!("line {}: {reason}", row.line));
    vec![
        Cell::Text(row.name.clone()),
        Cell::number(row.sizing.sample_size()),
        Cell::number(row.published),
        Cell::text(reason.or_else(|| differs(row).then(|| "differs from the published size".to_owned()))),
        Cell::number(Some(row.line)),
        Cell::number(row.cards),
        Cell::number(terms.map(|terms| terms.margin().to_f64())),
        Cell::number(terms.map(|terms| terms.limit().decimal())),
        Cell::number(terms.map(|terms| terms.gamma().decimal())),
    ]
}

/// A gamma given by hand.
pub(super) fn gamma(text: Option<&str>) -> Result<Option<Gamma>, Failure> {
    text.map(Gamma::parse).transpose().map_err(|error| Failure::Usage(error.to_string()))
}

/// What holds for a command that sees neither seed nor manifest.
pub(super) fn no_sample() -> OrderOfCommitment {
    OrderOfCommitment::NotProven("this is arithmetic; it has seen neither seed nor manifest".into())
}
