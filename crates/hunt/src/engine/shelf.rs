//! Things that one thread makes and all threads use.

use hashbrown::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// How many things a shelf keeps. Keys come from telemetry; past this each thread makes its own.
const MAX_KEPT: usize = 4096;

/// Things by key, each made once, when it is first asked for.
#[derive(Debug)]
pub(crate) struct Shelf<T> {
    places: Mutex<HashMap<String, Place<T>>>,
}

type Place<T> = Arc<OnceLock<Arc<T>>>;

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf { places: Mutex::default() }
    }
}

impl<T> Shelf<T> {
    /// The thing with this key. The lock is held to find its place only; who comes second waits for the first at that place.
    pub(crate) fn get(&self, key: &str, make: impl Fn() -> T) -> Arc<T> {
        match self.place(key) {
            Some(place) => place.get_or_init(|| Arc::new(make())).clone(),
            None => Arc::new(make()),
        }
    }

    fn place(&self, key: &str) -> Option<Place<T>> {
        // A thread that panicked cannot have left the map half changed: places are put in whole.
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= MAX_KEPT && !places.contains_key(key) {
            return None;
        }
        Some(places.entry_ref(key).or_default().clone())
    }
}
