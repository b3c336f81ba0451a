//! How fast cards are drawn and sizes computed, and how far drawing is from the limit of one bare SHA-256 per draw.
//!
//! `audit [DRAWS]`: draws from a made-up state of ten million cards in 400,000 batches (DRAWS is 2,000,000 if none is
//! said). Quote the ratios, which are of one run on one machine, not the seconds.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use audit::{
    ColoradoSampler, CountyManifest, DilutedMargin, Discrepancies, Gamma, Manifests, Population, Replacement,
    RiskLimit, Seed, Terms, consistent_sample,
};
use sha2::{Digest, Sha256};

const SEED: &str = "53417960661093690826";
const BATCHES: u64 = 400_000;
const BATCH_CARDS: u64 = 25;
const SIZES: u64 = 200_000;
const TICKETS: u64 = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let draws: u64 = std::env::args().nth(1).map_or(Ok(2_000_000), |draws| draws.parse())?;
    let seed = Seed::parse(SEED)?;
    let manifests = timed("read the manifest of a state", BATCHES, "batches", state)?.0;
    let population = Population::new(manifests.iter().collect());
    println!("  {} cards", population.cards());

    let bare = timed("bare SHA-256 of each draw's text", draws, "draws", || Ok(bare(draws)))?.1;
    let drawn = timed("Colorado's sampler", draws, "draws", || {
        Ok(ColoradoSampler::new(&seed, population.cards())?
            .take(draws as usize)
            .fold(0, |sum, draw| sum ^ draw.card))
    })?;
    println!("  takes {:.2} times the bare hash", drawn.1 / bare);
    let found = timed("the same, and where each card lies", draws, "draws", || {
        let sampler = ColoradoSampler::new(&seed, population.cards())?.take(draws as usize);
        Ok(sampler.filter_map(|draw| population.card(draw.card)).fold(0, |sum, card| sum ^ card.position))
    })?;
    println!("  takes {:.2} times the bare hash", found.1 / bare);
    black_box((drawn.0, found.0));

    let tickets = timed("consistent sampler, 1,000 of a million ids", TICKETS, "ids", || {
        let ids = (1..=TICKETS).filter_map(|number| population.card(number)).map(|card| card.to_string());
        Ok(consistent_sample(ids, &seed, 1_000, Replacement::Without)?)
    })?;
    println!("  {} tickets", tickets.0.len());
    timed("sample sizes", SIZES, "contests", sizes)?;
    Ok(())
}

/// One county with as many batches as a large state.
fn state() -> Result<Manifests, Box<dyn Error>> {
    let mut text = String::from("County,Tabulator,Batch,# of Cards,Location\n");
    for batch in 0..BATCHES {
        writeln!(text, "Elm,{},{},{BATCH_CARDS},Box {}", batch % 50, batch / 50, batch / 20)?;
    }
    let (counties, _) =
        CountyManifest::parse("elm.csv", text.as_bytes()).map_err(|_| "the manifest was refused")?;
    Ok(Manifests::new(counties)?)
}

fn bare(draws: u64) -> u8 {
    let mut text = String::new();
    (1..=draws).fold(0, |sum, draw| {
        text.clear();
        let _ = write!(text, "{SEED},{draw}"); // writing to a string does not fail
        sum ^ Sha256::digest(text.as_bytes()).first().copied().unwrap_or(0)
    })
}

fn sizes() -> Result<u64, Box<dyn Error>> {
    let (limit, gamma) = (RiskLimit::parse("0.03")?, Gamma::parse(Gamma::COLORADO)?);
    let found = Discrepancies { one_over: 1, ..Discrepancies::default() };
    let mut sum = 0;
    for votes in 1..=SIZES {
        sum ^= Terms::new(DilutedMargin::new(votes, 4_746_866)?, limit, gamma).sample_size(&found);
    }
    Ok(black_box(sum))
}

/// Runs one step and prints its rate.
fn timed<T>(
    what: &str,
    items: u64,
    unit: &str,
    step: impl FnOnce() -> Result<T, Box<dyn Error>>,
) -> Result<(T, f64), Box<dyn Error>> {
    let start = Instant::now();
    let result = step()?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {seconds:.2} s, {:.0} {unit} per second", items as f64 / seconds);
    Ok((result, seconds))
}
