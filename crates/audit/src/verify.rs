//! Finds, for each card of a published report, the draw that explains why anybody looked at it.
//!
//! A card is audited because a draw hit it: a draw among its own county's cards, or one among the cards of all
//! counties (or of some, where a contest spans some). A card that no draw hits was looked at for another reason, or
//! the seed, a manifest or the order of the counties is not the one of the audit.

use std::collections::HashMap;

use crate::card::NotInManifest;
use crate::colorado::{ColoradoSampler, MAX_DRAWS};
use crate::county::CountyName;
use crate::diagnose::{Case, Hint, hints};
use crate::error::AuditError;
use crate::manifest::CountyManifest;
use crate::manifests::Manifests;
use crate::population::Population;
use crate::report::{Report, ReportedCard};
use crate::seed::Seed;

/// Cards that draws are made from, besides each county's own.
#[derive(Clone, Debug)]
pub struct Domain<'a> {
    /// What to call it, such as `statewide`.
    pub name: String,
    /// Its cards, in its order of counties.
    pub population: Population<'a>,
}

/// What was found out about one card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A draw hit it; the first one is named, and the county's own draws are asked first.
    Drawn {
        /// `county`, or the name of the domain.
        domain: String,
        /// Which draw, from 1.
        draw: u64,
        /// The number of the card in that domain, from 1.
        card: u64,
        /// The cards of that domain.
        cards: u64,
    },
    /// None of the first draws hit it.
    NotDrawn,
    /// The manifest of its county has no such card.
    NotInManifest(NotInManifest),
    /// Its county has no manifest.
    NoManifest,
}

impl Verdict {
    /// Whether a draw explains the card.
    pub fn is_explained(&self) -> bool {
        matches!(self, Self::Drawn { .. })
    }

    /// Whether the draw means anything: a hit that any other card would have as likely as not does not.
    pub fn is_telling(&self) -> bool {
        self.by_chance().is_some_and(|chance| chance < 0.5)
    }

    /// How likely a card that has nothing to do with the draws is among the first as many, from 0 to 1. In a county
    /// of six hundred cards a hit within eighty draws means little by itself.
    pub fn by_chance(&self) -> Option<f64> {
        match self {
            Self::Drawn { draw, cards, .. } => {
                Some(-f64::exp_m1(*draw as f64 * f64::ln_1p(-1.0 / *cards as f64)))
            }
            _ => None,
        }
    }
}

/// A card of the report and what was found out about it.
#[derive(Clone, Debug)]
pub struct Explanation<'r> {
    /// The card.
    pub card: &'r ReportedCard,
    /// What was found out.
    pub verdict: Verdict,
}

/// The cards of a report, in its order, and what may be wrong where some have no draw.
#[derive(Clone, Debug)]
pub struct Verification<'r> {
    /// One for each card of the report.
    pub explanations: Vec<Explanation<'r>>,
    /// Guesses at what differs; empty where all are explained.
    pub hints: Vec<Hint>,
}

impl Verification<'_> {
    /// The cards without a draw.
    pub fn unexplained(&self) -> impl Iterator<Item = &Explanation<'_>> {
        self.explanations.iter().filter(|explanation| !explanation.verdict.is_explained())
    }
}

/// Looks among the first `limit` draws of each county with a card in the report, and of each domain.
///
/// # Errors
/// A limit above [`MAX_DRAWS`].
pub fn verify_report<'r>(
    report: &'r Report,
    manifests: &Manifests,
    domains: &[Domain<'_>],
    seed: &Seed,
    limit: u64,
) -> Result<Verification<'r>, AuditError> {
    if limit > MAX_DRAWS {
        return Err(AuditError::value(
            "draws",
            &limit.to_string(),
            &format!("a run makes at most {MAX_DRAWS}"),
        ));
    }
    let mut search =
        Search { manifests, domains, seed, limit, county_draws: HashMap::new(), domain_draws: Vec::new() };
    search.draw_domains()?;
    let mut explanations = Vec::with_capacity(report.cards().len());
    for card in report.cards() {
        explanations.push(Explanation { card, verdict: search.explain(card)? });
    }
    let draws = &search.domain_draws;
    let hints = hints(&Case { explanations: &explanations, manifests, domains, draws, seed, limit });
    Ok(Verification { explanations, hints })
}

/// For each card that was drawn, the first draw that hit it.
pub(crate) type FirstDraws = HashMap<u64, u64>;

struct Search<'a> {
    manifests: &'a Manifests,
    domains: &'a [Domain<'a>],
    seed: &'a Seed,
    limit: u64,
    county_draws: HashMap<String, FirstDraws>,
    domain_draws: Vec<FirstDraws>,
}

impl Search<'_> {
    fn draw_domains(&mut self) -> Result<(), AuditError> {
        for domain in self.domains {
            self.domain_draws.push(first_draws(self.seed, domain.population.cards(), self.limit)?);
        }
        Ok(())
    }

    fn explain(&mut self, card: &ReportedCard) -> Result<Verdict, AuditError> {
        let Some(manifest) = self.manifests.get(&card.county) else { return Ok(Verdict::NoManifest) };
        let number = match manifest.number(&card.id) {
            Ok(number) => number,
            Err(missing) => return Ok(Verdict::NotInManifest(missing)),
        };
        if let Some(draw) = self.own_draws(manifest)?.get(&number).copied() {
            return Ok(Verdict::Drawn {
                domain: "county".into(),
                draw,
                card: number,
                cards: manifest.cards(),
            });
        }
        Ok(self.domain_verdict(&card.county, number).unwrap_or(Verdict::NotDrawn))
    }

    fn domain_verdict(&self, county: &CountyName, number: u64) -> Option<Verdict> {
        self.domains.iter().zip(&self.domain_draws).find_map(|(domain, draws)| {
            let card = domain.population.before(county)? + number;
            let draw = *draws.get(&card)?;
            Some(Verdict::Drawn { domain: domain.name.clone(), draw, card, cards: domain.population.cards() })
        })
    }

    fn own_draws(&mut self, manifest: &CountyManifest) -> Result<&FirstDraws, AuditError> {
        let key = manifest.county().key().to_owned();
        if !self.county_draws.contains_key(&key) {
            let draws = first_draws(self.seed, manifest.cards(), self.limit)?;
            self.county_draws.insert(key.clone(), draws);
        }
        Ok(self.county_draws.entry(key).or_default())
    }
}

fn first_draws(seed: &Seed, cards: u64, limit: u64) -> Result<FirstDraws, AuditError> {
    let mut first = FirstDraws::new();
    for draw in ColoradoSampler::new(seed, cards)?.take(usize::try_from(limit).unwrap_or(usize::MAX)) {
        first.entry(draw.card).or_insert(draw.draw);
    }
    Ok(first)
}
