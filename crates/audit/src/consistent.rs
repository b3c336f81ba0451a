//! Rivest's consistent sampler: each id holds a ticket with a pseudorandom number, the smallest numbers win.
//!
//! A county's sample is then a part of its state's sample, and a larger sample begins with the smaller one.
//! R. L. Rivest, Consistent Sampling with Replacement, 2018 (arXiv 1808.10016); Arlo samples this way.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use crate::colorado::MAX_DRAWS;
use crate::digest::Digest;
use crate::error::AuditError;
use crate::fraction::Fraction;
use crate::seed::Seed;

/// Whether an id that was drawn goes back into the drum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// Each id is drawn once at most.
    Without,
    /// A drawn id gets its next ticket, with a larger number.
    With,
}

/// One draw.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    /// The ticket's number; draws come in rising numbers.
    pub number: Fraction,
    /// The id that holds it.
    pub id: String,
    /// How often the id has been drawn, this draw included; always 1 without replacement.
    pub generation: u32,
}

impl Ticket {
    fn next(&self) -> Self {
        Self {
            number: self.number.next(),
            id: self.id.clone(),
            generation: self.generation.saturating_add(1),
        }
    }
}

/// Draws `take` tickets, or as many as there are ids without replacement. Keeps no more than `take` of the ids in
/// memory, however many come.
///
/// # Errors
/// More than [`MAX_DRAWS`] draws; or, among the drawn, an id twice: it would hold two equal tickets.
///
/// ```
/// use audit::{Replacement, Seed, consistent_sample};
/// let ids = ["a", "b", "c", "d"].map(String::from);
/// let drawn = consistent_sample(ids, &Seed::parse("31")?, 4, Replacement::Without)?;
/// assert_eq!(drawn.iter().map(|ticket| ticket.id.as_str()).collect::<String>(), "badc");
/// # Ok::<(), audit::AuditError>(())
/// ```
pub fn consistent_sample(
    ids: impl IntoIterator<Item = String>,
    seed: &Seed,
    take: usize,
    replacement: Replacement,
) -> Result<Vec<Ticket>, AuditError> {
    if take as u64 > MAX_DRAWS {
        return Err(AuditError::value(
            "draws",
            &take.to_string(),
            &format!("a run makes at most {MAX_DRAWS}"),
        ));
    }
    let first = smallest(ids, &Digest::of(seed.as_str().as_bytes()).to_string(), take);
    refuse_doubles(&first)?;
    match replacement {
        Replacement::Without => Ok(first),
        Replacement::With => Ok(redraw(first, take)),
    }
}

/// The ids with the smallest first tickets, in rising order. An id outside these has no ticket among the first
/// `take`, with replacement or without, because its later tickets are larger still.
fn smallest(ids: impl IntoIterator<Item = String>, seed_hex: &str, take: usize) -> Vec<Ticket> {
    let mut kept: BinaryHeap<Ticket> = BinaryHeap::new();
    for id in ids {
        let number = Fraction::first(seed_hex, &id);
        if kept.len() < take {
            kept.push(Ticket { number, id, generation: 1 });
        } else if let Some(mut largest) = kept.peek_mut().filter(|largest| number < largest.number) {
            *largest = Ticket { number, id, generation: 1 };
        }
    }
    kept.into_sorted_vec()
}

fn refuse_doubles(tickets: &[Ticket]) -> Result<(), AuditError> {
    let mut seen = HashSet::with_capacity(tickets.len());
    match tickets.iter().find(|ticket| !seen.insert(ticket.id.as_str())) {
        Some(ticket) => Err(AuditError::value("id", &ticket.id, "it is listed twice; ids must differ")),
        None => Ok(()),
    }
}

fn redraw(first: Vec<Ticket>, take: usize) -> Vec<Ticket> {
    let mut drum: BinaryHeap<Reverse<Ticket>> = first.into_iter().map(Reverse).collect();
    let mut drawn = Vec::with_capacity(take.min(1 << 16));
    while drawn.len() < take {
        let Some(Reverse(ticket)) = drum.pop() else { break };
        drum.push(Reverse(ticket.next()));
        drawn.push(ticket);
    }
    drawn
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample(ids: impl IntoIterator<Item = usize>, take: usize, replacement: Replacement) -> Vec<Ticket> {
        let seed = Seed::parse("12345678901234567890").expect("a seed");
        consistent_sample(ids.into_iter().map(|id| id.to_string()), &seed, take, replacement)
            .expect("a sample")
    }

    #[test]
    fn an_id_twice_is_refused() {
        let seed = Seed::parse("1").expect("a seed");
        let ids = ["a", "b", "a"].map(String::from);
        assert!(consistent_sample(ids, &seed, 3, Replacement::Without).is_err());
    }

    #[test]
    fn nothing_to_draw() {
        assert!(sample([], 5, Replacement::With).is_empty());
        assert!(sample(0..10, 0, Replacement::With).is_empty());
        assert_eq!(sample(0..10, 50, Replacement::Without).len(), 10);
    }

    proptest! {
        #[test]
        fn a_larger_sample_begins_with_the_smaller(ids in 1usize..60, take in 0usize..80, more in 0usize..40) {
            for replacement in [Replacement::Without, Replacement::With] {
                let small = sample(0..ids, take, replacement);
                let large = sample(0..ids, take + more, replacement);
                prop_assert!(large.starts_with(&small));
            }
        }

        #[test]
        fn the_sample_of_a_part_is_a_part_of_the_sample(ids in 2usize..60, part in 1usize..60) {
            let part = part.min(ids);
            let whole: Vec<Ticket> = sample(0..ids, ids, Replacement::Without);
            let of_part = sample(0..part, part, Replacement::Without);
            let filtered: Vec<Ticket> = whole.into_iter().filter(|ticket| ticket.id.parse().is_ok_and(|id: usize| id < part)).collect();
            prop_assert_eq!(of_part, filtered);
        }
    }
}
