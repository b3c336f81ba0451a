//! `detente audit risk`: what risk is left after some draws.

use std::path::PathBuf;

use audit::{
    ContestRow, ContestTable, DilutedMargin, Discrepancies, Gamma, Risk, RiskLimit, Sizing, Terms,
    confirmation,
};

use super::failure::Failure;
use super::sheet::{Cell, Column, Format, Sheet};
use super::size::{gamma, no_sample};
use super::{Done, read};

/// What risk is left after some draws (Stark's super-simple method for comparing single cards).
///
/// Either of one contest, by --diluted-margin (or --margin and --cards) and --draws; or of each contest of a published
/// table, by its own counts.
#[derive(Clone, Debug, clap::Args)]
pub struct RiskArgs {
    /// A table of contests, such as ColoradoRLA's contest.csv
    #[arg(conflicts_with_all = ["diluted_margin", "margin", "cards", "draws"])]
    contest: Option<PathBuf>,
    /// The smallest margin over the number of cards: 0.15 or 2/15
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["margin", "cards"])]
    diluted_margin: Option<String>,
    /// The smallest margin, in votes
    #[arg(long, value_name = "VOTES", requires = "cards")]
    margin: Option<u64>,
    /// The number of cards (not ballots) that are drawn from
    #[arg(long, value_name = "CARDS", requires = "margin")]
    cards: Option<u64>,
    /// How many draws have been looked at
    #[arg(long, visible_alias = "sampled", value_name = "DRAWS")]
    draws: Option<u64>,
    /// Cards on which the record flattered a winner by two votes
    #[arg(long, value_name = "CARDS", default_value_t = 0)]
    two_over: u32,
    /// Cards on which the record flattered a winner by one vote
    #[arg(long, value_name = "CARDS", default_value_t = 0)]
    one_over: u32,
    /// Cards on which the record hurt a winner by one vote
    #[arg(long, value_name = "CARDS", default_value_t = 0)]
    one_under: u32,
    /// Cards on which the record hurt a winner by two votes
    #[arg(long, value_name = "CARDS", default_value_t = 0)]
    two_under: u32,
    /// The risk limit [default: 0.05; of a table, the rows']
    #[arg(long, value_name = "NUMBER", conflicts_with = "contest")]
    risk_limit: Option<String>,
    /// The error inflator [default: 1.03905; of a table, the rows']
    #[arg(long, value_name = "NUMBER")]
    gamma: Option<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

const DEFAULT_LIMIT: &str = "0.05";

const COLUMNS: &[Column] = &[
    Column::Everywhere("contest_name"),
    Column::Everywhere("draws"),
    Column::Everywhere("risk"),
    Column::Everywhere("risk_limit"),
    Column::Everywhere("limit_met"),
    Column::Everywhere("reason"),
    Column::Data("two_over"),
    Column::Data("one_over"),
    Column::Data("one_under"),
    Column::Data("two_under"),
    Column::Data("diluted_margin"),
    Column::Data("gamma"),
];

pub(super) fn risk(args: &RiskArgs) -> Result<Done, Failure> {
    match &args.contest {
        Some(path) => of_table(path, gamma(args.gamma.as_deref())?),
        None => of_one(args),
    }
}

fn of_one(args: &RiskArgs) -> Result<Done, Failure> {
    let terms = terms(args)?;
    let draws =
        args.draws.ok_or_else(|| Failure::Usage("say how many draws have been looked at: --draws".into()))?;
    let found = Discrepancies {
        two_over: args.two_over,
        one_over: args.one_over,
        one_under: args.one_under,
        two_under: args.two_under,
    };
    if found.cards() > draws {
        return Err(Failure::Usage(format!(
            "{} cards with discrepancies cannot come from {draws} draws",
            found.cards()
        )));
    }
    let risk = terms.risk(draws, &found);
    let met = risk.meets(terms.limit());
    let notes = vec![if met {
        format!("the risk limit is met: {}", confirmation(terms.limit()))
    } else {
        format!(
            "the risk limit is not met: draw until about {} draws are looked at, or count all cards by hand",
            terms.sample_size(&found)
        )
    }];
    let rows = vec![cells("", draws, &terms, &found, risk)];
    Ok(Done {
        sheet: Sheet { rows_name: "contests", columns: COLUMNS, rows, notes, order: no_sample() },
        wrong: 0,
    })
}

fn terms(args: &RiskArgs) -> Result<Terms, Failure> {
    let margin = match (&args.diluted_margin, args.margin, args.cards) {
        (Some(text), ..) => DilutedMargin::parse(text),
        (None, Some(margin), Some(cards)) => DilutedMargin::new(margin, cards),
        _ => return Err(Failure::Usage("give a table, or --diluted-margin, or --margin and --cards".into())),
    };
    let usage = |error: audit::AuditError| Failure::Usage(error.to_string());
    let limit = RiskLimit::parse(args.risk_limit.as_deref().unwrap_or(DEFAULT_LIMIT)).map_err(usage)?;
    let gamma = Gamma::parse(args.gamma.as_deref().unwrap_or(Gamma::COLORADO)).map_err(usage)?;
    Ok(Terms::new(margin.map_err(usage)?, limit, gamma))
}

fn of_table(path: &std::path::Path, gamma: Option<Gamma>) -> Result<Done, Failure> {
    let table = ContestTable::parse(&read::name(path), &read::file(path)?, gamma).map_err(Failure::input)?;
    let unreadable = table.rows().iter().filter(|row| matches!(row.sizing, Sizing::Unreadable(_))).count();
    let notes = vec![
        "draws are the table's audited_sample_count. Not every table counts draws there: check it before you rely on the risk".to_owned(),
        "where a limit is met and the draws are right, the chance that the audit confirms a wrong outcome is at most that limit, given that \
         the paper trail, the manifest and the dice can be trusted"
            .to_owned(),
    ];
    let rows = table.rows().iter().map(row).collect();
    Ok(Done {
        sheet: Sheet { rows_name: "contests", columns: COLUMNS, rows, notes, order: no_sample() },
        wrong: unreadable,
    })
}

fn row(row: &ContestRow) -> Vec<Cell> {
    match (&row.sizing, row.audited) {
        (Sizing::Auditable(terms, found), Some(draws)) => {
            cells(&row.name, draws, terms, found, terms.risk(draws, found))
        }
        (sizing, _) => {
            let reason = sizing.reason().unwrap_or("audited_sample_count is missing or not a whole number");
            let mut cells = vec![Cell::Empty; COLUMNS.len()];
            for (at, text) in [(0, row.name.clone()), (5, format!("line {}: {reason}", row.line))] {
                if let Some(cell) = cells.get_mut(at) {
                    *cell = Cell::Text(text);
                }
            }
            cells
        }
    }
}

fn cells(name: &str, draws: u64, terms: &Terms, found: &Discrepancies, risk: Risk) -> Vec<Cell> {
    vec![
        Cell::Text(name.to_owned()),
        Cell::number(Some(draws)),
        Cell::Number(digits(risk.value())),
        Cell::number(Some(terms.limit().decimal())),
        Cell::Flag(risk.meets(terms.limit())),
        Cell::Empty,
        Cell::number(Some(found.two_over)),
        Cell::number(Some(found.one_over)),
        Cell::number(Some(found.one_under)),
        Cell::number(Some(found.two_under)),
        Cell::number(Some(terms.margin().to_f64())),
        Cell::number(Some(terms.gamma().decimal())),
    ]
}

/// Five places, as tables of risks are printed; of a smaller risk, its first four digits. Whether the limit is met is
/// decided on all digits, and stands beside it.
fn digits(risk: f64) -> String {
    if risk >= 0.001 || risk == 0.0 { format!("{risk:.5}") } else { format!("{risk:.3e}") }
}
