//! What may differ where some cards of a report have no draw. Guesses, each with its ground; never a verdict.
//!
//! Without a commitment nobody can know which of seed, manifest and order is the wrong one. But each leaves a trace:
//! another seed spares nothing, another manifest moves its own county and every draw over all counties, another order
//! moves only the latter. The last two are found by trying: if moving one county, or giving it some cards more or less,
//! explains all that is open, chance rarely does that.

mod cards;
mod order;

use std::collections::BTreeMap;
use std::fmt;

use crate::manifests::Manifests;
use crate::seed::Seed;
use crate::verify::{Domain, Explanation, FirstDraws, Verdict};

/// How many guesses may fit by chance before a fitting one stops to mean anything.
const CHANCE: f64 = 0.01;

/// A guess at what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Less than half of all cards have a draw that is not likely by chance: the seed is another one, or the sampler.
    Seed {
        /// Cards with a telling draw.
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
    /// With some cards more or less in one county all that is open is explained.
    Cards {
        /// The counties of which it may be one.
        counties: Vec<String>,
        /// How many cards the sampled manifest had more than this one; below 0, less.
        more: i64,
        /// How many more cards have a draw then.
        cards: usize,
    },
    /// Counties that have cards with a draw of their own, and others without any draw.
    Elsewhere {
        /// The counties.
        counties: Vec<String>,
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
                "only {explained} of {cards} cards have a draw that means anything: the seed is probably not the one of this audit, or the sampler is not"
            ),
            Self::Order { domain, change, cards } => write!(
                out,
                "the order of counties ({domain}) is probably not the one of this audit: {cards} more have a draw, and none loses its draw, if {change}"
            ),
            Self::Cards { counties, more, cards } => write!(
                out,
                "the manifest of {} is probably not the one that was sampled: {cards} more have a draw, and none loses its draw, if it has \
                 {} cards {} (before or after the cards of the report)",
                one_of(counties),
                more.abs(),
                if *more > 0 { "more" } else { "less" }
            ),
            Self::Elsewhere { counties } => write!(
                out,
                "{}: some cards are explained by the county's own draws and some by none. So the seed and these manifests are \
                 probably right, and the order of counties or the manifest of another county is not (or the card was looked at \
                 for another reason than a draw)",
                counties.join(", ")
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

/// Names of counties that a sentence can hold.
const MAX_NAMES: usize = 5;

fn one_of(counties: &[String]) -> String {
    match counties {
        [county] => county.clone(),
        [first, .., last] if counties.len() > MAX_NAMES => {
            format!("one of the {} counties from {first} to {last} in the order", counties.len())
        }
        _ => format!("one of {}", counties.join(", ")),
    }
}

/// What the guesses are made from.
pub(crate) struct Case<'a> {
    pub(crate) explanations: &'a [Explanation<'a>],
    pub(crate) manifests: &'a Manifests,
    pub(crate) domains: &'a [Domain<'a>],
    pub(crate) draws: &'a [FirstDraws],
    pub(crate) seed: &'a Seed,
    pub(crate) limit: u64,
}

/// The likeliest guesses, and only these: where one change explains everything, nothing else is said.
pub(crate) fn hints(case: &Case<'_>) -> Vec<Hint> {
    let all = case.explanations.len();
    let explained = case.explanations.iter().filter(|explanation| explanation.verdict.is_explained()).count();
    if explained == all {
        return Vec::new();
    }
    let domains = || case.domains.iter().zip(case.draws);
    let orders: Vec<Hint> =
        domains().filter_map(|(domain, draws)| order::hint(case, domain, draws)).collect();
    if !orders.is_empty() {
        return orders;
    }
    if let Some(hint) = case.domains.first().and_then(|domain| cards::hint(case, domain)) {
        return vec![hint];
    }
    let telling = case.explanations.iter().filter(|explanation| explanation.verdict.is_telling()).count();
    if telling * 2 < all {
        return vec![Hint::Seed { explained: telling, cards: all }];
    }
    manifest_hints(case.explanations, case.manifests)
}

/// A card that a guess has to explain: the place of its county in the present order, and its number in it.
struct Wanted {
    county: usize,
    number: u64,
}

/// The cards without a draw, how many they are, and the ones that the domain's draws explain and must go on to.
fn wanted(case: &Case<'_>, domain: &Domain<'_>) -> Option<(usize, Vec<Wanted>)> {
    let (mut open, mut wanted) = (0, Vec::new());
    for explanation in case.explanations {
        match &explanation.verdict {
            Verdict::NotDrawn => open += 1,
            Verdict::Drawn { domain: name, .. } if *name == domain.name => {}
            // What is not in a manifest is named as such, and no order or size of another county brings it back.
            Verdict::Drawn { .. } | Verdict::NotInManifest(_) | Verdict::NoManifest => continue,
        }
        let manifest = case.manifests.get(&explanation.card.county)?;
        let county = domain.population.counties().position(|known| known.county() == manifest.county())?;
        wanted.push(Wanted { county, number: manifest.number(&explanation.card.id).ok()? });
    }
    (open > 0).then_some((open, wanted))
}

fn manifest_hints(explanations: &[Explanation<'_>], manifests: &Manifests) -> Vec<Hint> {
    let mut counties: BTreeMap<&str, Vec<&Explanation<'_>>> = BTreeMap::new();
    for explanation in explanations {
        counties.entry(explanation.card.county.key()).or_default().push(explanation);
    }
    let open = |explanation: &&&Explanation<'_>| !explanation.verdict.is_explained();
    let name = |cards: &[&Explanation<'_>]| cards.first().map(|first| first.card.county.clone());
    let (mut hints, mut elsewhere) = (Vec::new(), Vec::new());
    for cards in counties.values() {
        let (open, Some(county)) = (cards.iter().filter(open).count(), name(cards)) else { continue };
        if open == cards.len() {
            let file = manifests.get(&county).map_or_else(String::new, |manifest| manifest.file().to_owned());
            hints.push(Hint::Manifest { county: county.shown().to_owned(), file, cards: open });
        } else if open > 0 {
            elsewhere.push(county.shown().to_owned());
        }
    }
    if !elsewhere.is_empty() {
        hints.push(Hint::Elsewhere { counties: elsewhere });
    }
    hints
}
