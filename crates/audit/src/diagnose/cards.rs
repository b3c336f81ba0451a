//! Tries some cards more or less in one county: a batch that was dropped, doubled or counted anew.
//!
//! With N cards more in one county, its own draws and the draws over all counties are reduced by another number, and
//! all cards behind the place of the change have another number.

use super::{CHANCE, Case, Hint, Wanted, wanted};
use crate::colorado::{ColoradoSampler, Range};
use crate::verify::Domain;

/// The largest change that is tried, in cards; most batches hold a few hundred.
const MAX_CHANGE: i64 = 1_000;

/// Draws for which changes are tried, because each costs two thousand divisions.
const MAX_DRAWS_TRIED: u64 = 10_000;

pub(super) fn hint(case: &Case<'_>, domain: &Domain<'_>) -> Option<Hint> {
    let (open, wanted) = wanted(case, domain)?;
    let trial = Trial::new(case, domain, &wanted)?;
    let changes = (1..=MAX_CHANGE).flat_map(|size| [size, -size]);
    changes.filter_map(|more| Some((more, trial.counties(more)?))).find_map(|(more, counties)| {
        let named = counties.into_iter().filter_map(|at| domain.population.counties().nth(at));
        let counties: Vec<String> = named.map(|manifest| manifest.county().shown().to_owned()).collect();
        (!counties.is_empty()).then_some(Hint::Cards { counties, more, cards: open })
    })
}

struct Trial<'a> {
    digests: Vec<[u8; 32]>,
    sizes: Vec<u64>,
    before: Vec<u64>,
    cards: u64,
    wanted: &'a [Wanted],
}

impl<'a> Trial<'a> {
    fn new(case: &Case<'_>, domain: &Domain<'_>, wanted: &'a [Wanted]) -> Option<Self> {
        if case.limit > MAX_DRAWS_TRIED {
            return None;
        }
        let mut sampler = ColoradoSampler::new(case.seed, domain.population.cards()).ok()?;
        let digests = std::iter::from_fn(|| sampler.next_digest()).take(case.limit as usize).collect();
        let sizes: Vec<u64> = domain.population.counties().map(|manifest| manifest.cards()).collect();
        let before = domain
            .population
            .counties()
            .filter_map(|manifest| domain.population.before(manifest.county()))
            .collect();
        Some(Self { digests, sizes, before, cards: domain.population.cards(), wanted })
    }

    /// The counties in which so many cards more explain everything.
    fn counties(&self, more: i64) -> Option<Vec<usize>> {
        let draws = self.draws(self.cards.checked_add_signed(more)?)?;
        let hit = |number: Option<u64>| number.is_some_and(|number| draws.binary_search(&number).is_ok());
        // For each wanted card: whether it is drawn if the change lies behind it, and if it lies before it.
        let hits: Vec<(bool, bool)> = self
            .wanted
            .iter()
            .map(|card| {
                let number = self.before.get(card.county).map_or(0, |before| before + card.number);
                (hit(Some(number)), hit(number.checked_add_signed(more)))
            })
            .collect();
        Some(
            (0..self.sizes.len())
                .filter(|county| self.means_something(*county) && self.fits(*county, more, &hits))
                .collect(),
        )
    }

    fn fits(&self, changed: usize, more: i64, hits: &[(bool, bool)]) -> bool {
        let mut elsewhere = self.wanted.iter().zip(hits).filter(|(card, _)| card.county != changed);
        let all_elsewhere =
            elsewhere.all(|(card, (behind, before))| if card.county < changed { *behind } else { *before });
        all_elsewhere && self.fits_at_home(changed, more, hits)
    }

    /// The cards of the changed county itself may also be its own draws.
    fn fits_at_home(&self, changed: usize, more: i64, hits: &[(bool, bool)]) -> bool {
        let size = self.sizes.get(changed).and_then(|size| size.checked_add_signed(more));
        let Some(own) = size.and_then(|size| self.draws(size)) else { return false };
        let drawn = |number: Option<u64>| number.is_some_and(|number| own.binary_search(&number).is_ok());
        let mut home = self.wanted.iter().zip(hits).filter(|(card, _)| card.county == changed);
        home.all(|(card, hit)| {
            hit.0 || hit.1 || drawn(Some(card.number)) || drawn(card.number.checked_add_signed(more))
        })
    }

    /// Whether chance would rarely make any change of this county fit.
    fn means_something(&self, changed: usize) -> bool {
        let tried = (2 * MAX_CHANGE) as f64 * self.sizes.len() as f64;
        let size = self.sizes.get(changed).copied().unwrap_or(1);
        let draws = self.digests.len() as f64;
        let one = |card: &Wanted| {
            let cards = if card.county == changed { size as f64 / 2.0 } else { self.cards as f64 };
            (draws / cards).min(1.0)
        };
        tried * self.wanted.iter().map(one).product::<f64>() < CHANCE
    }

    /// The cards that are drawn from so many, sorted.
    fn draws(&self, cards: u64) -> Option<Vec<u64>> {
        let range = Range::new(cards)?;
        let mut drawn: Vec<u64> = self.digests.iter().map(|digest| range.card(digest)).collect();
        drawn.sort_unstable();
        Some(drawn)
    }
}
