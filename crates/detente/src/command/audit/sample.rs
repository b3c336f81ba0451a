//! `detente audit sample`: draw cards by a public seed.

use std::path::PathBuf;

use audit::{
    ColoradoSampler, CountyName, MAX_DRAWS, OrderOfCommitment, Population, Replacement, Seed,
    consistent_sample,
};

use super::failure::Failure;
use super::order::OrderArgs;
use super::read::{self, ReadManifests};
use super::sheet::{Cell, Column, Format, Sheet};
use super::{Done, size};

/// Draw cards by a public seed.
///
/// From the manifests of a folder, numbered through the counties in the order of a file; from one county's manifest;
/// from the numbers 1 to --cards; or, with Rivest's consistent sampler, from a list of ids.
#[derive(Clone, Debug, clap::Args)]
pub struct SampleArgs {
    /// The seed, as the dice gave it
    #[arg(long)]
    seed: String,
    /// How many draws
    #[arg(long, value_name = "DRAWS", value_parser = clap::value_parser!(u64).range(1..=MAX_DRAWS))]
    draws: u64,
    /// The folder of manifests
    #[arg(long, value_name = "DIR", conflicts_with_all = ["cards", "ids"])]
    manifests: Option<PathBuf>,
    /// The counties in the order in which their cards are numbered, one per line
    #[arg(long, value_name = "FILE", requires = "manifests")]
    order: Option<PathBuf>,
    /// Draw from this county's cards only; an order is then compared with the commitments, and not used
    #[arg(long, value_name = "NAME", requires = "manifests")]
    county: Option<String>,
    /// Draw from the numbers 1 to this
    #[arg(long, value_name = "CARDS", conflicts_with = "ids")]
    cards: Option<u64>,
    /// Draw from these ids, one per line (consistent sampler)
    #[arg(long, value_name = "FILE")]
    ids: Option<PathBuf>,
    /// Which sampler: Colorado's, or Rivest's consistent one
    #[arg(long, value_enum, default_value_t = Sampler::Colorado)]
    sampler: Sampler,
    /// Put drawn ids back (consistent sampler; Colorado's always does)
    #[arg(long)]
    with_replacement: bool,
    #[command(flatten)]
    commitments: OrderArgs,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// The two samplers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Sampler {
    /// SHA-256(seed "," i) mod N + 1, with replacement
    Colorado,
    /// Tickets per id, the smallest first; the sample of a part is a part of the sample
    #[value(alias = "rivest")]
    Consistent,
}

pub(super) fn sample(args: &SampleArgs) -> Result<Done, Failure> {
    let seed = Seed::parse(&args.seed).map_err(|error| Failure::Usage(error.to_string()))?;
    let mut notes: Vec<String> = seed.remark().into_iter().collect();
    let (columns, rows, order) = match (&args.manifests, args.cards, &args.ids, args.sampler) {
        (Some(folder), None, None, _) => from_manifests(args, &seed, read::manifests(folder)?, &mut notes)?,
        (None, Some(cards), None, Sampler::Colorado) => {
            (NUMBERS, numbers(args, &seed, cards)?, size::no_sample())
        }
        (None, None, Some(path), Sampler::Consistent) => {
            (TICKETS, listed(args, &seed, path)?, size::no_sample())
        }
        _ => {
            return Err(Failure::Usage(
                "give --manifests, or --cards (Colorado's sampler), or --ids (--sampler consistent)".into(),
            ));
        }
    };
    Ok(Done { sheet: Sheet { rows_name: "draws", columns, rows, notes, order }, wrong: 0 })
}

type Drawn = (&'static [Column], Vec<Vec<Cell>>, OrderOfCommitment);

fn from_manifests(
    args: &SampleArgs,
    seed: &Seed,
    read: ReadManifests,
    notes: &mut Vec<String>,
) -> Result<Drawn, Failure> {
    notes.extend(read.notes);
    let order = args.order.as_deref().map(read::order).transpose()?;
    let population = match (&order, &args.county) {
        (_, Some(county)) => {
            let manifest = read.manifests.get(&CountyName::new(county));
            Population::new(vec![
                manifest.ok_or_else(|| Failure::Usage(format!("there is no manifest of {county}")))?,
            ])
        }
        (Some(order), None) => {
            let left_out = order.left_out(&read.manifests);
            notes.extend(left_out.iter().map(|county| {
                format!("{county} has a manifest and no place in the order: none of its cards is drawn")
            }));
            order.population(&read.manifests).map_err(Failure::inputs)?
        }
        (None, None) => {
            return Err(Failure::Usage("say whose cards are drawn: --order FILE, or --county NAME".into()));
        }
    };
    let proven = args.commitments.check(seed, order.as_slice(), read.submitted)?;
    notes.push(format!("drawn from {} cards (a ballot may be several cards)", population.cards()));
    Ok(match args.sampler {
        Sampler::Colorado => (CARDS, cards(args, seed, &population)?, proven),
        Sampler::Consistent => (TICKETS, tickets(args, seed, ids(&population))?, proven),
    })
}

const NUMBERS: &[Column] = &[Column::Everywhere("draw"), Column::Everywhere("card")];

fn numbers(args: &SampleArgs, seed: &Seed, cards: u64) -> Result<Vec<Vec<Cell>>, Failure> {
    let sampler = ColoradoSampler::new(seed, cards).map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(sampler
        .take(args.draws as usize)
        .map(|draw| vec![Cell::number(Some(draw.draw)), Cell::number(Some(draw.card))])
        .collect())
}

const CARDS: &[Column] = &[
    Column::Everywhere("draw"),
    Column::Everywhere("card"),
    Column::Everywhere("county_name"),
    Column::Everywhere("imprinted_id"),
    Column::Everywhere("location"),
    Column::Data("tabulator"),
    Column::Data("batch"),
    Column::Data("position"),
];

fn cards(args: &SampleArgs, seed: &Seed, population: &Population<'_>) -> Result<Vec<Vec<Cell>>, Failure> {
    let sampler = ColoradoSampler::new(seed, population.cards()).map_err(Failure::input)?;
    let drawn =
        sampler.take(args.draws as usize).filter_map(|draw| Some((draw, population.card(draw.card)?)));
    Ok(drawn
        .map(|(draw, card)| {
            vec![
                Cell::number(Some(draw.draw)),
                Cell::number(Some(draw.card)),
                Cell::Text(card.county.shown().to_owned()),
                Cell::Text(card.to_string()),
                Cell::Text(card.location.to_owned()),
                Cell::Text(card.tabulator.to_owned()),
                Cell::Text(card.batch.to_owned()),
                Cell::number(Some(card.position)),
            ]
        })
        .collect())
}

const TICKETS: &[Column] = &[
    Column::Everywhere("draw"),
    Column::Everywhere("ticket"),
    Column::Everywhere("id"),
    Column::Everywhere("generation"),
];

/// Digits of a ticket behind its leading nines, as its author publishes them.
const TICKET_DIGITS: usize = 9;

fn listed(args: &SampleArgs, seed: &Seed, path: &std::path::Path) -> Result<Vec<Vec<Cell>>, Failure> {
    let bytes = read::file(path)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::input(format!("{}: it is not UTF-8 text", path.display())))?;
    let lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.is_empty());
    tickets(args, seed, lines.map(str::to_owned))
}

fn tickets(
    args: &SampleArgs,
    seed: &Seed,
    ids: impl Iterator<Item = String>,
) -> Result<Vec<Vec<Cell>>, Failure> {
    let replacement = if args.with_replacement { Replacement::With } else { Replacement::Without };
    let drawn = consistent_sample(ids, seed, args.draws as usize, replacement).map_err(Failure::input)?;
    Ok(drawn
        .into_iter()
        .zip(1u64..)
        .map(|(ticket, draw)| {
            vec![
                Cell::number(Some(draw)),
                Cell::Text(ticket.number.shortened(TICKET_DIGITS)),
                Cell::Text(ticket.id),
                Cell::number(Some(ticket.generation)),
            ]
        })
        .collect())
}

/// The ids of a manifest's cards: county, slash, imprinted id. The county is part of it, because two counties print
/// the same identifiers.
fn ids(population: &Population<'_>) -> impl Iterator<Item = String> {
    (1..=population.cards())
        .filter_map(|number| population.card(number))
        .map(|card| format!("{}/{card}", card.county))
}
