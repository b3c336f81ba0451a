//! The manifests of an election, one per county.

use std::collections::HashMap;

use crate::county::CountyName;
use crate::error::AuditError;
use crate::manifest::{CountyManifest, MAX_CARDS};

/// Counties of one election; the largest state has 254.
const MAX_COUNTIES: usize = 10_000;

/// All manifests, no county twice.
#[derive(Clone, Debug, Default)]
pub struct Manifests {
    counties: Vec<CountyManifest>,
    by_key: HashMap<String, usize>,
}

impl Manifests {
    /// Puts manifests together, in any order: the order of counties is a separate input, [`crate::CountyOrder`].
    ///
    /// # Errors
    /// A county in two files, or more cards than [`MAX_CARDS`].
    pub fn new(counties: Vec<CountyManifest>) -> Result<Self, AuditError> {
        let mut manifests = Self::default();
        for county in counties {
            manifests.add(county)?;
        }
        Ok(manifests)
    }

    fn add(&mut self, manifest: CountyManifest) -> Result<(), AuditError> {
        if let Some(first) = self.get(manifest.county()) {
            let reason = format!(
                "{} has a manifest in {} already; which one is right?",
                manifest.county(),
                first.file()
            );
            return Err(AuditError::file(manifest.file(), reason));
        }
        if self.counties.len() >= MAX_COUNTIES || self.cards() + manifest.cards() > MAX_CARDS {
            let reason = format!("with it there are more than {MAX_COUNTIES} counties or {MAX_CARDS} cards");
            return Err(AuditError::file(manifest.file(), reason));
        }
        self.by_key.insert(manifest.county().key().to_owned(), self.counties.len());
        self.counties.push(manifest);
        Ok(())
    }

    /// The manifest of a county.
    pub fn get(&self, county: &CountyName) -> Option<&CountyManifest> {
        self.by_key.get(county.key()).and_then(|index| self.counties.get(*index))
    }

    /// All counties, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &CountyManifest> {
        self.counties.iter()
    }

    /// The cards of all counties.
    pub fn cards(&self) -> u64 {
        self.counties.iter().map(CountyManifest::cards).sum()
    }
}
