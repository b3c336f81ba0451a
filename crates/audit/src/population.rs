//! The cards that a sample is drawn from, numbered from 1 through all counties of an order.

use crate::card::Card;
use crate::county::CountyName;
use crate::manifest::CountyManifest;

/// The cards of some counties in some order. A lookup is two binary searches, so that ten million cards in half a
/// million batches cost as much as a hundred.
#[derive(Clone, Debug)]
pub struct Population<'a> {
    counties: Vec<&'a CountyManifest>,
    /// For each county, the number of its last card.
    ends: Vec<u64>,
}

impl<'a> Population<'a> {
    /// Numbers the counties' cards in this order.
    pub fn new(counties: Vec<&'a CountyManifest>) -> Self {
        let ends = counties
            .iter()
            .scan(0, |end, county| {
                *end += county.cards();
                Some(*end)
            })
            .collect();
        Self { counties, ends }
    }

    /// How many cards there are.
    pub fn cards(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The counties, in order.
    pub fn counties(&self) -> impl Iterator<Item = &'a CountyManifest> {
        self.counties.iter().copied()
    }

    /// The card of a number from 1 to [`Population::cards`].
    pub fn card(&self, number: u64) -> Option<Card<'a>> {
        let index = self.ends.partition_point(|end| *end < number);
        let county = self.counties.get(index)?;
        let before = self.ends.get(index)? - county.cards();
        county.card(number.checked_sub(before)?)
    }

    /// How many cards are numbered before the first one of a county; nothing if the county is not among these.
    pub fn before(&self, county: &CountyName) -> Option<u64> {
        let index = self.counties.iter().position(|known| known.county() == county)?;
        let manifest = self.counties.get(index)?;
        Some(self.ends.get(index)? - manifest.cards())
    }
}
