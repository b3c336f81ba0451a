//! What may differ where some cards of a report have no draw. Guesses, each with its ground; never a verdict.
//!
//! Without a commitment nobody can know which of seed, manifest and order is the wrong one. But each leaves a trace:
//! another seed spares nothing, another manifest moves its own county and every draw over all counties, another order
//! moves only the latter. And an order is found by trying: if moving one county explains all that is open, chance
//! rarely does that.

use std::collections::BTreeMap;
use std::fmt;

use crate::manifests::Manifests;
use crate::verify::{Domain, Explanation, FirstDraws, Verdict};

/// Counties for which orders are tried: the work grows with the third power.
const MAX_COUNTIES: usize = 300;

/// How many orders may fit by chance before a fitting one stops to mean anything.
const CHANCE: f64 = 0.01;

/// A guess at what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Less than half of all cards have a draw: the seed is another one, or the sampler.
    Seed {
        /// Cards with a draw.
        explained: usize,
        /// All cards.
        cards: usize,
    },
    /// Another order of the counties explains all that is open and all that was explained.
    Order {
        /// The domain.
        domain: String,
        /// The change, in words.
        change: String,
        /// How many more cards have a draw then.
        cards: usize,
    },
    /// No card of this county has a draw, while cards of other counties have.
    Manifest {
        /// The county, as the report writes it.
        county: String,
        /// The file of its manifest; empty where there is none.
        file: String,
        /// Its cards in the report.
        cards: usize,
    },
}

impl fmt::Display for Hint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seed { explained, cards } => write!(
                out,
                "only {explained} of {cards} cards have a draw: the seed is probably not the one of this audit, or the sampler is not"
            ),
            Self::Order { domain, change, cards } => write!(
                out,
                "the order of counties ({domain}) is probably not the one of this audit: {cards} more have a draw, and none loses its draw, if {change}"
            ),
            Self::Manifest { county, file, cards } if file.is_empty() => {
                write!(out, "{county} has no manifest here, and {cards} in the report")
            }
            Self::Manifest { county, file, cards } => write!(
                out,
                "no card of {county} ({cards} in the report) has a draw: {file} is perhaps not the manifest that was sampled (or the county has another \
                 place in the order). Another manifest also moves every draw over all counties"
            ),
        }
    }
}

pub(crate) fn hints(
    explanations: &[Explanation<'_>],
    manifests: &Manifests,
    domains: &[Domain<'_>],
    draws: &[FirstDraws],
    limit: u64,
) -> Vec<Hint> {
    let explained = explanations.iter().filter(|explanation| explanation.verdict.is_explained()).count();
    if explained == explanations.len() {
        return Vec::new();
    }
    let orders: Vec<Hint> = domains
        .iter()
        .zip(draws)
        .filter_map(|(domain, draws)| order_hint(explanations, manifests, domain, draws, limit))
        .collect();
    if !orders.is_empty() {
        return orders;
    }
    if explained * 2 < explanations.len() {
        return vec![Hint::Seed { explained, cards: explanations.len() }];
    }
    manifest_hints(explanations, manifests)
}

fn manifest_hints(explanations: &[Explanation<'_>], manifests: &Manifests) -> Vec<Hint> {
    let mut counties: BTreeMap<&str, (&Explanation<'_>, usize, bool)> = BTreeMap::new();
    for explanation in explanations {
        let county = counties.entry(explanation.card.county.key()).or_insert((explanation, 0, false));
        county.1 += 1;
        county.2 |= explanation.verdict.is_explained();
    }
    let silent = counties.into_values().filter(|(_, _, explained)| !explained);
    silent
        .map(|(first, cards, _)| Hint::Manifest {
            county: first.card.county.shown().to_owned(),
            file: manifests
                .get(&first.card.county)
                .map_or_else(String::new, |manifest| manifest.file().to_owned()),
            cards,
        })
        .collect()
}

/// A card that another order has to explain: the place of its county in the present order, and its number in it.
struct Wanted {
    county: usize,
    number: u64,
}

fn order_hint(
    explanations: &[Explanation<'_>],
    manifests: &Manifests,
    domain: &Domain<'_>,
    draws: &FirstDraws,
    limit: u64,
) -> Option<Hint> {
    let names: Vec<_> = domain.population.counties().map(|manifest| manifest.county()).collect();
    let sizes: Vec<u64> = domain.population.counties().map(|manifest| manifest.cards()).collect();
    let mut open = 0;
    let mut wanted = Vec::new();
    for explanation in explanations {
        match &explanation.verdict {
            Verdict::NotDrawn => open += 1,
            Verdict::Drawn { domain: name, .. } if *name == domain.name => {}
            Verdict::Drawn { .. } => continue,
            Verdict::NotInManifest(_) | Verdict::NoManifest => return None,
        }
        let manifest = manifests.get(&explanation.card.county)?;
        let county = names.iter().position(|name| *name == manifest.county())?;
        wanted.push(Wanted { county, number: manifest.number(&explanation.card.id).ok()? });
    }
    let tried = (names.len() * names.len()) as f64 * 1.5;
    let one_by_chance = (limit as f64 / domain.population.cards() as f64).min(1.0);
    if open == 0 || names.len() > MAX_COUNTIES || tried * one_by_chance.powi(open) > CHANCE {
        return None;
    }
    let fits = |order: &[usize]| explains(order, &sizes, &wanted, draws);
    let change = moved(&names, &fits).or_else(|| swapped(&names, &fits))?;
    Some(Hint::Order { domain: domain.name.clone(), change, cards: open as usize })
}

fn explains(order: &[usize], sizes: &[u64], wanted: &[Wanted], draws: &FirstDraws) -> bool {
    let mut before = vec![0; sizes.len()];
    let mut end = 0;
    for county in order {
        if let (Some(slot), Some(size)) = (before.get_mut(*county), sizes.get(*county)) {
            *slot = end;
            end += size;
        }
    }
    wanted
        .iter()
        .all(|card| before.get(card.county).is_some_and(|before| draws.contains_key(&(before + card.number))))
}

/// Tries each county at each other place.
fn moved(names: &[&crate::county::CountyName], fits: &impl Fn(&[usize]) -> bool) -> Option<String> {
    for from in 0..names.len() {
        for to in (0..names.len()).filter(|to| *to != from) {
            let mut order: Vec<usize> = (0..names.len()).collect();
            let county = order.remove(from);
            order.insert(to, county);
            if fits(&order) {
                let name = names.get(from)?;
                let before =
                    to.checked_sub(1).and_then(|index| order.get(index)).and_then(|index| names.get(*index));
                return Some(before.map_or_else(
                    || format!("{name} stands first"),
                    |before| format!("{name} stands right after {before}"),
                ));
            }
        }
    }
    None
}

/// Tries to swap any two counties.
fn swapped(names: &[&crate::county::CountyName], fits: &impl Fn(&[usize]) -> bool) -> Option<String> {
    for one in 0..names.len() {
        for two in one + 1..names.len() {
            let mut order: Vec<usize> = (0..names.len()).collect();
            order.swap(one, two);
            if fits(&order) {
                return Some(format!("{} and {} change places", names.get(one)?, names.get(two)?));
            }
        }
    }
    None
}
