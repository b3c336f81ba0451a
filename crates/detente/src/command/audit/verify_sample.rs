//! `detente audit verify-sample`: the draw that explains each ballot of a discrepancy report.

use std::path::PathBuf;

use audit::{
    ContestTable, CountyOrder, Domain, Explanation, MAX_DRAWS, Manifests, Report, Seed, Verdict,
    Verification, verify_report,
};

use super::failure::Failure;
use super::order::OrderArgs;
use super::sheet::{Cell, Column, Format, Sheet};
use super::{Done, read};

/// Draws that are looked at where nothing says how many were made. The largest sample of Colorado's audits since
/// 2019 was 1,795.
const DEFAULT_DRAWS: u64 = 2_500;

/// Find the draw that explains each ballot of a discrepancy report.
///
/// A report names a ballot by the imprinted id of one of its cards. Each such card is looked for among the draws of
/// its own county, then among those over all counties.
#[derive(Clone, Debug, clap::Args)]
pub struct VerifySampleArgs {
    /// The seed, as the dice gave it
    #[arg(long)]
    seed: String,
    /// The folder of manifests
    #[arg(long, value_name = "DIR")]
    manifests: PathBuf,
    /// The counties in the order in which their cards are numbered, one per line. The first file names all counties; more files may name the
    /// counties of contests that span some
    #[arg(long, value_name = "FILE", required = true)]
    order: Vec<PathBuf>,
    /// The discrepancy report
    #[arg(long, value_name = "FILE")]
    report: PathBuf,
    /// How many draws to look at [default: the largest sample of --contests, or 2500]
    #[arg(long, value_name = "DRAWS", value_parser = clap::value_parser!(u64).range(1..=MAX_DRAWS))]
    draws: Option<u64>,
    /// The published table of contests: gives the number of draws, and the number of cards to compare
    #[arg(long, value_name = "FILE")]
    contests: Option<PathBuf>,
    /// The published number of cards of all counties, to be compared
    #[arg(long, value_name = "CARDS")]
    cards: Option<u64>,
    #[command(flatten)]
    commitments: OrderArgs,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

const COLUMNS: &[Column] = &[
    Column::Everywhere("county_name"),
    Column::Everywhere("imprinted_id"),
    Column::Everywhere("domain"),
    Column::Everywhere("draw"),
    Column::Everywhere("by_chance"),
    Column::Everywhere("reason"),
    Column::Data("explained"),
    Column::Data("card"),
    Column::Data("domain_cards"),
    Column::Data("report_line"),
    Column::Data("report_rows"),
];

pub(super) fn verify_sample(args: &VerifySampleArgs) -> Result<Done, Failure> {
    let seed = Seed::parse(&args.seed).map_err(|error| Failure::Usage(error.to_string()))?;
    let orders = args.order.iter().map(|path| read::order(path)).collect::<Result<Vec<_>, _>>()?;
    let report =
        Report::parse(&read::name(&args.report), &read::file(&args.report)?).map_err(Failure::input)?;
    let published = published(args)?;
    let read = read::manifests(&args.manifests)?;
    let proven = args.commitments.check(&seed, &orders, read.submitted)?;
    let domains = domains(&args.order, &orders, &read.manifests)?;
    let mut wrong = cards_differ(&published.cards, read.manifests.cards());
    let draws = args.draws.or(published.draws).unwrap_or(DEFAULT_DRAWS);
    let verification =
        verify_report(&report, &read.manifests, &domains, &seed, draws).map_err(Failure::input)?;
    wrong.extend(report.bad_rows().iter().map(ToString::to_string));
    let unexplained = verification.unexplained().count();
    let mut notes: Vec<String> = seed.remark().into_iter().chain(read.notes).collect();
    notes.extend(
        report
            .passed_over()
            .iter()
            .map(|(line, words)| format!("{}, line {line} is no ballot: {words}", read::name(&args.report))),
    );
    notes.extend(summary(&verification, &domains, draws));
    notes.extend(wrong.iter().map(|sentence| format!("DOES NOT AGREE: {sentence}")));
    let rows = verification.explanations.iter().map(|explanation| row(explanation, draws)).collect();
    let sheet = Sheet { rows_name: "ballots", columns: COLUMNS, rows, notes, order: proven };
    Ok(Done { sheet, wrong: wrong.len() + unexplained })
}

/// What the published table of contests says about the sample.
struct Published {
    draws: Option<u64>,
    cards: Vec<(String, u64)>,
}

/// The largest sample of a contest that the officials chose, and the card counts of the ones drawn over all counties.
fn published(args: &VerifySampleArgs) -> Result<Published, Failure> {
    let mut cards: Vec<(String, u64)> =
        args.cards.map(|cards| ("--cards".to_owned(), cards)).into_iter().collect();
    let Some(path) = &args.contests else { return Ok(Published { draws: None, cards }) };
    let name = read::name(path);
    let table = ContestTable::parse(&name, &read::file(path)?, None).map_err(Failure::input)?;
    let targets = table.rows().iter().filter(|row| row.is_target());
    let draws = targets
        .filter_map(|row| [row.published, row.estimated, row.audited].into_iter().flatten().max())
        .max();
    let statewide = table.rows().iter().filter(|row| row.is_statewide());
    cards.extend(
        statewide.filter_map(|row| Some((format!("{name}, line {} ({})", row.line, row.name), row.cards?))),
    );
    Ok(Published { draws: draws.filter(|draws| (1..=MAX_DRAWS).contains(draws)), cards })
}

fn cards_differ(published: &[(String, u64)], here: u64) -> Vec<String> {
    let differing = published.iter().filter(|(_, cards)| *cards != here);
    differing
        .map(|(source, cards)| {
            let by = if here < *cards {
                format!("{} are missing", cards - here)
            } else {
                format!("{} are too many", here - cards)
            };
            format!("{source} says {cards} cards, and the manifests have {here}: {by}")
        })
        .collect()
}

/// The first order must name every county with a manifest: a county left out would move every draw.
fn domains<'a>(
    paths: &[PathBuf],
    orders: &[CountyOrder],
    manifests: &'a Manifests,
) -> Result<Vec<Domain<'a>>, Failure> {
    let mut domains = Vec::new();
    for (at, (path, order)) in paths.iter().zip(orders).enumerate() {
        let left_out = if at == 0 { order.left_out(manifests) } else { Vec::new() };
        if !left_out.is_empty() {
            let file = read::name(path);
            return Err(Failure::inputs(
                left_out
                    .iter()
                    .map(|county| format!("{file}: {county} has a manifest and no place in the order")),
            ));
        }
        let name = if at == 0 { "statewide".to_owned() } else { read::name(path) };
        domains.push(Domain { name, population: order.population(manifests).map_err(Failure::inputs)? });
    }
    Ok(domains)
}

fn row(explanation: &Explanation<'_>, draws: u64) -> Vec<Cell> {
    let (domain, draw, card, cards) = match &explanation.verdict {
        Verdict::Drawn { domain, draw, card, cards } => (Some(domain), Some(draw), Some(card), Some(cards)),
        _ => (None, None, None, None),
    };
    let reason = match &explanation.verdict {
        drawn @ Verdict::Drawn { .. } => (!drawn.is_telling())
            .then(|| "WEAK: most cards of so small a domain are among as many draws".to_owned()),
        Verdict::NotDrawn => Some(format!("NOT EXPLAINED: none of the first {draws} draws is this card")),
        Verdict::NotInManifest(missing) => Some(format!("NOT EXPLAINED: {missing}")),
        Verdict::NoManifest => Some("NOT EXPLAINED: its county has no manifest here".to_owned()),
    };
    vec![
        Cell::Text(explanation.card.county.shown().to_owned()),
        Cell::Text(explanation.card.id.shown().to_owned()),
        Cell::text(domain),
        Cell::number(draw),
        Cell::number(explanation.verdict.by_chance().map(digits)),
        Cell::text(reason),
        Cell::Flag(explanation.verdict.is_explained()),
        Cell::number(card),
        Cell::number(cards),
        Cell::number(Some(explanation.card.line)),
        Cell::number(Some(explanation.card.rows)),
    ]
}

/// Four places; of a smaller chance, its first two digits.
fn digits(chance: f64) -> String {
    if chance >= 0.001 { format!("{chance:.4}") } else { format!("{chance:.1e}") }
}

fn summary(verification: &Verification<'_>, domains: &[Domain<'_>], draws: u64) -> Vec<String> {
    let ballots = verification.explanations.len();
    let unexplained = verification.unexplained().count();
    let mut notes = vec![format!(
        "{ballots} ballots in the report, each named by one card; {} explained, {unexplained} NOT EXPLAINED",
        ballots - unexplained
    )];
    for name in std::iter::once("county").chain(domains.iter().map(|domain| domain.name.as_str())) {
        notes.extend(of_domain(verification, name));
    }
    notes.extend(verification.hints.iter().map(|hint| format!("WHAT MAY DIFFER: {hint}")));
    notes.extend(domains.iter().map(|domain| {
        format!("{}: {} cards (a ballot may be several cards)", domain.name, domain.population.cards())
    }));
    notes.push(format!("the first {draws} draws were looked at; by_chance is how likely any other card is among as many draws"));
    notes.push("this shows that the cards of the report were drawn by this seed from these manifests in this order. It says nothing about what is on them".into());
    notes
}

fn of_domain(verification: &Verification<'_>, name: &str) -> Option<String> {
    let mut draws: Vec<(u64, String)> = verification
        .explanations
        .iter()
        .filter_map(|explanation| match &explanation.verdict {
            Verdict::Drawn { domain, draw, .. } if domain == name => {
                Some((*draw, format!("{} {}", explanation.card.county, explanation.card.id.shown())))
            }
            _ => None,
        })
        .collect();
    draws.sort();
    let (last, card) = draws.last()?;
    let whose =
        if name == "county" { "their own county's draws".to_owned() } else { format!("the {name} draws") };
    Some(format!("{} in {whose}, none later than draw {last} ({card})", draws.len()))
}
